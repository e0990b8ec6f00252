"""Joins: when tokens that wait at a gateway go on together (BPMN 13.4).

A parallel join is looked at when a token arrives. Inclusive and complex joins depend on where other tokens
are; they are looked at when nothing else can move, so that each sees every token at its furthest.
"""

# ruff: noqa: S101 (asserts tell the type checker what reading guarantees)
# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.specs.gateways import ComplexGateway, InclusiveGateway, Join
from engine.bpmn.transition import ExpressionIncident

if TYPE_CHECKING:
    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.specs.scope import FlowSpec


class Joining:
    """Fires joins."""

    def __init__(self, case: CaseWorkflow) -> None:
        self.case = case
        self.waiting: dict[tuple[str, str], None] = {}

    def look_at(self, scope: ScopeWorkflow, node: Join) -> None:
        """A token has arrived at ``node``."""
        arrivals = scope.arrivals[node.name]
        if isinstance(node, ComplexGateway) and node.activation is not None:
            self.waiting[scope.id, node.name] = None
            self.case.queue.append(["join", scope.id, node.name])
        elif isinstance(node, InclusiveGateway) and len(arrivals) < len(node.incoming):
            self.waiting[scope.id, node.name] = None
        elif node.may_fire(scope, arrivals):
            self.fire(scope, node)

    def fire(self, scope: ScopeWorkflow, node: Join) -> None:
        """Consumes one token of each flow that has one and lets one token go on at the gateway."""
        left = node.consumed(scope.arrivals.pop(node.name))
        self.waiting.pop((scope.id, node.name), None)
        token = self.case.put(scope, node)
        self.case.report.enter(token)
        token._ready()
        if left:
            scope.arrivals[node.name] = left
            self.look_at(scope, node)

    def settle(self) -> bool:
        """Looks at joins that depend on other tokens, when nothing else moves; whether any fired."""
        blocked: list[tuple[ScopeWorkflow, Join]] = []
        for scope_id, node_id in list(self.waiting):
            scope = self.case.scope(scope_id)
            if scope is None or node_id not in scope.arrivals:
                self.waiting.pop((scope_id, node_id), None)
                continue
            node = scope.spec.nodes[node_id]
            if isinstance(node, ComplexGateway) and node.activation is not None:
                if self._may_reset(scope, node):
                    self.waiting.pop((scope_id, node_id), None)
                    self.case.queue.append(["reset", scope_id, node_id])
                    return True
                continue
            assert isinstance(node, Join)
            if node.may_fire(scope, scope.arrivals[node_id]):
                self.fire(scope, node)
                return True
            blocked.append((scope, node))
        return self._break_circle(blocked)

    def _break_circle(self, blocked: list[tuple[ScopeWorkflow, Join]]) -> bool:
        """An inclusive join that waits for nothing but tokens parked at other joins goes on (the standard leaves it open).

        Those wait for it in turn: two inclusive joins for each other, or a parallel join around a loop that begins
        with an inclusive one.
        """
        for scope, node in blocked:
            if node.may_fire(scope, scope.arrivals[node.name], parked=False):
                self.fire(scope, node)
                return True
        return False

    def fire_complex(self, scope_id: str, node_id: str) -> None:
        """Evaluates the activation condition of a complex gateway; starts it where it holds."""
        scope = self.case.scope(scope_id)
        if scope is None or node_id not in scope.arrivals or node_id in scope.resets:
            return
        node = scope.spec.nodes[node_id]
        assert isinstance(node, ComplexGateway)
        arrivals = scope.arrivals[node_id]
        facts = node.facts(arrivals, starting=True)
        assert node.activation is not None
        if not self.case.holds(node.activation, scope, facts):
            return
        rest = [flow.id for flow in node.incoming if flow.id not in arrivals]
        self.fire(scope, node)
        token = next(reversed(scope.tasks.values()))
        token.internal_data["facts"] = facts
        if rest:
            scope.resets[node_id] = rest
            self.waiting[scope.id, node_id] = None
            scope.arrivals.setdefault(node_id, {})

    def _may_reset(self, scope: ScopeWorkflow, node: ComplexGateway) -> bool:
        """Whether no further token can come on the flows that are still missing."""
        missing = scope.resets.get(node.name)
        if missing is None:
            return False
        arrivals = scope.arrivals[node.name]
        awaited = [flow for flow in node.incoming if flow.id in missing and flow.id not in arrivals]
        reach = [scope.spec.reaching(flow, node) for flow in awaited]
        return not any(place in each for place in scope.occupied(node) for each in reach)

    def reset(self, scope_id: str, node_id: str) -> None:
        """The second phase of a complex gateway: it starts anew.

        Tokens that came meanwhile on the missing flows are consumed; flows that ask for this phase get one.
        """
        scope = self.case.scope(scope_id)
        if scope is None or node_id not in scope.resets:
            return
        node = scope.spec.nodes[node_id]
        assert isinstance(node, ComplexGateway)
        arrivals = scope.arrivals[node_id]
        facts = node.facts(arrivals, starting=False)
        taken = [flow for flow in node.outgoing if self._asks_for_reset(scope, flow, facts)]
        for flow_id in scope.resets.pop(node_id):
            if arrivals.get(flow_id, 0) > 1:
                arrivals[flow_id] -= 1
            else:
                arrivals.pop(flow_id, None)
        if arrivals:
            self.waiting[scope.id, node_id] = None
            self.case.queue.append(["join", scope.id, node_id])
        else:
            del scope.arrivals[node_id]
        for flow in taken:
            self.case.enter(scope, flow.target, flow)
        if not taken and scope.live == 0:
            self.case.queue.append(["end", scope.id])

    def _asks_for_reset(self, scope: ScopeWorkflow, flow: FlowSpec, facts: dict[str, Any]) -> bool:
        """Only conditions that look at ``waitingForStart`` can mean the second phase."""
        condition = flow.condition
        return (
            condition is not None
            and "waitingForStart" in condition.text
            and self.case.holds(condition, scope, facts)
        )

    def find_deadlock(self) -> None:
        """Nothing waits for anybody and yet the case has not ended: says where it is stuck."""
        case = self.case
        if case.state != "running" or case.failed or case.exhausted or case.catching.anything_waits():
            return
        for scope in case.running_scopes():
            for node_id in scope.arrivals:
                case.report.incidents[f"{scope.id}/{node_id}"] = ExpressionIncident(
                    token_id=f"{scope.id}/{node_id}",
                    element_id=node_id,
                    message=f"The case is stuck: '{node_id}' waits for a token that can no longer come. "
                    "Mend the diagram and move the case, or end it.",
                    message_zh=f"流程停滞：“{node_id}”等待的令牌不会再到达。请修正流程图并迁移办件，或终止办件。",
                )
        if not case.report.incidents:
            self._find_idle()

    def _find_idle(self) -> None:
        """Tokens that wait for nothing: an event gateway without events, a timer without a time (in drafts)."""
        for token in self.case.tokens.values():
            inside = "scope" in token.internal_data or "loop" in token.internal_data
            if not token.alive or token.role == "listener" or inside:
                continue
            name = token.task_spec.name
            self.case.report.incidents[token.id] = ExpressionIncident(
                token_id=token.id,
                element_id=name,
                message=f"The case is stuck: '{name}' waits for nothing that can happen. "
                "Mend the diagram and move the case, or end it.",
                message_zh=f"流程停滞：“{name}”没有可以等到的事件。请修正流程图并迁移办件，或终止办件。",
            )

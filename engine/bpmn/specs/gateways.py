"""Gateways (BPMN 10.6, 13.4): exclusive, parallel, inclusive, complex and event-based.

Joins count tokens per incoming flow in their scope; whether another token may still come is asked of the
static graph, never of a tree of past tasks.
"""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.specs.nodes import Node

# mypy: disallow_untyped_calls=False
# SpiffWorkflow has no annotations.

if TYPE_CHECKING:
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.expressions import Expression
    from engine.bpmn.specs.scope import FlowSpec


CHEAP = 0.25
"""What a gateway counts in the step budget: a loop of ten thousand turns is fair, one of gateways alone ends soon."""


class ExclusiveGateway(Node, defaults.ExclusiveGateway):
    """The first flow, as drawn, whose condition holds; else the default."""

    cost = CHEAP

    def chosen_flows(self, my_task: Token) -> list[FlowSpec]:
        """Exactly one flow, or none where the gateway has none. In drafts a missing condition is never true."""
        flows = self.outgoing
        if len(flows) == 1 and flows[0].condition is None:
            return flows
        for flow in flows:
            if flow is self.default or flow.condition is None:
                continue
            if my_task.case.holds(flow.condition, my_task):
                return [flow]
        if self.default is not None:
            return [self.default]
        if flows:
            my_task.case.no_way_out(my_task)
        return []


class Join(Node):
    """A gateway that collects tokens; ``arrivals`` of the scope hold them, by flow id."""

    cost = CHEAP

    def _update_hook(self, my_task: Token) -> bool:
        if not self.incoming[1:] or my_task.flow_id is None:
            my_task.case.report.enter(my_task)
            return True
        my_task.workflow.park(my_task, self)
        return False

    def may_fire(self, scope: ScopeWorkflow, arrivals: dict[str, int], *, parked: bool = True) -> bool:
        """Whether the join is enabled with these tokens; ``parked``: tokens at other joins count as able to come."""
        raise NotImplementedError

    def consumed(self, arrivals: dict[str, int]) -> dict[str, int]:
        """What is left after one firing: one token per flow is consumed."""
        return {flow: count - 1 for flow, count in arrivals.items() if count > 1}


class ParallelGateway(Join, defaults.ParallelGateway):
    """Waits for a token on every incoming flow; every outgoing flow gets one."""

    def may_fire(self, scope: ScopeWorkflow, arrivals: dict[str, int], *, parked: bool = True) -> bool:  # noqa: ARG002
        """One token on each incoming flow."""
        return len(arrivals) == len(self.incoming)

    def chosen_flows(self, my_task: Token) -> list[FlowSpec]:  # noqa: ARG002
        """All: conditions do not count here (BPMN 13.4.1)."""
        return self.outgoing


class InclusiveGateway(Join, defaults.InclusiveGateway):  # type: ignore[misc]
    """Waits for every token that can still come (BPMN 13.4.3); takes every flow whose condition holds."""

    def may_fire(self, scope: ScopeWorkflow, arrivals: dict[str, int], *, parked: bool = True) -> bool:
        """No token elsewhere can reach an empty incoming flow, unless it can reach a full one as well."""
        spec = self.scope_spec
        empty = [spec.reaching(flow, self) for flow in self.incoming if flow.id not in arrivals]
        if not empty:
            return True
        full = [spec.reaching(flow, self, by_events=False) for flow in self.incoming if flow.id in arrivals]
        for node in scope.occupied(self, parked=parked):
            if any(node in reach for reach in empty) and not any(node in reach for reach in full):
                return False
        return True


class ComplexGateway(InclusiveGateway):
    """Fires when its activation condition holds, then waits for the rest and resets (BPMN 13.4.5).

    The condition sees ``activationCount``, ``waitingForStart`` and, by their ids, the tokens on each flow.
    Without a condition it behaves like an inclusive gateway.
    """

    activation: Expression | None = None

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.flow_id is None or (not self.incoming[1:] and self.activation is None):
            my_task.case.report.enter(my_task)
            return True
        my_task.workflow.park(my_task, self)
        return False

    def facts(self, arrivals: dict[str, int], *, starting: bool) -> dict[str, Any]:
        """The names that the activation condition and the conditions of outgoing flows see."""
        counts = {flow.id: arrivals.get(flow.id, 0) for flow in self.incoming}
        return {**counts, "activationCount": sum(counts.values()), "waitingForStart": starting}


class EventBasedGateway(Node, defaults.EventBasedGateway):
    """Waits for the first of the events behind it; with ``parallel`` for all of them."""

    def __init__(self, scope: Any, node_id: str, **attributes: Any) -> None:
        BpmnSpecMixin.__init__(self, scope, node_id, **attributes)
        self.instantiates = False
        self.all_needed = False

    def connect(self, child: Any) -> None:
        """As any node: SpiffWorkflow would take the events away from the nodes behind."""
        BpmnSpecMixin.connect(self, child)

    def _predict(self, *_: Any, **__: Any) -> None:
        """Nothing."""

    def _update_hook(self, my_task: Token) -> bool:
        case = my_task.case
        case.catching.arm_gateway(my_task)
        case.report.enter(my_task)
        my_task._set_state(TaskState.WAITING)
        return False

    def _run_hook(self, my_task: Token) -> bool | None:  # noqa: ARG002
        return True

"""How scopes begin and end, and how what runs in them is interrupted."""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.specs.activities import EventSubprocess
from engine.bpmn.specs.events import EndEvent
from engine.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.specs.nodes import Node


class Ending:
    """Begins, ends and interrupts."""

    def __init__(self, case: CaseWorkflow) -> None:
        self.case = case

    # -- beginning ------------------------------------------------------------------------------------

    def start_nodes(self, scope: ScopeWorkflow, start_id: str | None, payload: Any) -> None:
        """Puts the first tokens into a new scope."""
        spec = scope.spec
        if spec.ad_hoc is not None:
            self.case.ad_hoc.begin(scope)
            return
        nodes: list[Node] = [self._start(scope, start_id)] if start_id else self._default_starts(scope)
        nodes += [
            node for node in spec.implicit_starts if node not in nodes and not (nodes and _begins_alone(node))
        ]
        if not nodes:
            nodes += [node for node in spec.nodes.values() if isinstance(node, EndEvent)][:1]
        racing = self._wait_for_start(scope, start_id)
        for node in nodes:
            if node.name in racing:
                self.case.enter(scope, node).internal_data["race"] = 1
            elif payload is None or node.name != start_id:
                self.case.enter(scope, node)
            else:
                token = self.case.put(scope, node)
                token.internal_data["payload"] = payload
                self.case.schedule("fired", token)
        if not nodes:
            self.case.queue.append(["end", scope.id])

    def _start(self, scope: ScopeWorkflow, start_id: str) -> Node:
        node = scope.spec.nodes.get(start_id)
        if node is None:
            raise InvalidInputError(
                f"The process '{scope.spec.name}' has no element '{start_id}' to start with. "
                f"It has: {', '.join(each.name for each in scope.spec.starts) or 'no start event'}.",
                f"流程“{scope.spec.name}”没有可启动的元素“{start_id}”。",
            )
        return node

    def _default_starts(self, scope: ScopeWorkflow) -> list[Node]:
        spec = scope.spec
        none_starts = [node for node in spec.starts if not node.triggers]
        if none_starts:
            return none_starts if spec.kind != "process" else none_starts[:1]
        return list(spec.starts) if scope.host is None else spec.starts[:1]

    def _wait_for_start(self, scope: ScopeWorkflow, start_id: str | None) -> set[str]:
        """Start events that must happen first, where a process begins without a choice and without a none start.

        A single message start event is taken to have happened: opening the case is its message.
        """
        starts = scope.spec.starts
        if start_id is not None or scope.host is not None or any(not start.triggers for start in starts):
            return set()
        if len(starts) == 1 and {trigger.kind for trigger in starts[0].triggers} == {"message"}:
            return set()
        return {start.name for start in starts}

    # -- ending ---------------------------------------------------------------------------------------

    def consumed(self, token: Token) -> None:
        """A token ends here; at an end event of a process of its own that is an outcome."""
        if isinstance(token.task_spec, EndEvent) and token.workflow.host is None:
            token.workflow.outcomes.append(token.task_spec.name)

    def end(self, scope_id: str) -> None:
        """A scope without tokens is over, unless something still happens in it."""
        scope = self.case.scope(scope_id)
        if scope is None or not scope.is_empty() or scope.ending is not None:
            return
        if scope.spec.ad_hoc is not None and not self.case.ad_hoc.is_over(scope):
            return
        host = scope.host
        self.close(scope)
        if host is None:
            self._process_ended(scope)
        elif host.alive:
            host.internal_data.pop("scope", None)
            self.case.compensating.keep_log(scope, host)
            if scope.isolated and scope.frame is not None:
                host.internal_data["locals"] = {**host.internal_data.get("locals", {}), **scope.frame}
            self.case.schedule("finish", host)

    def close(self, scope: ScopeWorkflow) -> None:
        """Takes the scope and all that waits in it away, without a word."""
        for token in list(scope.tasks.values()):
            if token.alive:
                self.cancel(token, told=False)
        scope.arrivals.clear()
        self.case.forget_scope(scope)

    def _process_ended(self, scope: ScopeWorkflow) -> None:
        case = self.case
        case.outcomes.extend(each for each in scope.outcomes if each not in case.outcomes)
        others = any(each.host is None for each in case.running_scopes())
        if case.state == "running" and not others and not any(item[0] == "open" for item in case.queue):
            case.state = "completed"
            case.completed = True

    def end_all(self, state: str, outcome: str | None) -> None:
        """The whole case is over, wherever it stands."""
        case = self.case
        for scope in [each for each in case.running_scopes() if each.host is None]:
            self.interrupt(scope)
            self.close(scope)
        if outcome is not None:
            case.outcomes = [outcome]
        case.queue.clear()
        case.failed.clear()
        case.state = state
        case.completed = True

    def end_process(self, scope: ScopeWorkflow, state: str, outcome: str) -> None:
        """The process around a scope is over; other pools of the same execution go on."""
        root = list(scope.outward())[-1]
        if not any(each.host is None for each in self.case.running_scopes() if each is not root):
            self.end_all(state, outcome)
            return
        self.interrupt(root)
        root.outcomes = [outcome]
        self.close(root)
        self._process_ended(root)

    # -- interrupting ---------------------------------------------------------------------------------

    def interrupt(self, scope: ScopeWorkflow, *, but: Iterable[str] = ()) -> None:
        """Everything in the scope ends at once, except the tokens with these ids."""
        spared = set(but)
        if scope.spec.ad_hoc is not None:
            self.case.ad_hoc.close(scope)
        for token in list(scope.tasks.values()):
            if token.id not in spared and token.alive:
                self.cancel(token)
        scope.arrivals.clear()
        scope.resets.clear()

    def cancel(self, token: Token, *, told: bool = True) -> None:
        """A token ends at once, with its instances, listeners, waits and inner scope.

        An event that ends itself by what it throws has happened all the same.
        """
        case = self.case
        for child in token.children:
            self.cancel(child, told=told)
        inner = case.inner_scope(token)
        if inner is not None:
            for each in list(inner.tasks.values()):
                if each.alive:
                    self.cancel(each, told=told)
            inner.arrivals.clear()
            case.forget_scope(inner)
        case.catching.disarm(token, answered=False)
        if told and token.role != "listener":
            case.report.step(token, "completed" if token.internal_data.get("throwing") else "interrupted")
        token._state = TaskState.CANCELLED
        case.remove(token)
        case.failed[:] = [item for item in case.failed if item[1] != token.id]
        case.compensating.put_back(token)
        owner = token.internal_data.get("for")
        if owner is not None:
            case.compensating.handler_done(owner)

    def is_event_subprocess(self, scope: ScopeWorkflow) -> bool:
        """Whether the scope runs in an event subprocess."""
        return scope.host is not None and isinstance(scope.host.task_spec, EventSubprocess)


def _begins_alone(node: Node) -> bool:
    """Whether a node is another way to begin: an instantiating receive task or event gateway."""
    return bool(getattr(node, "instantiates", False))

"""Throwing events: to whom they go, innermost scope first (BPMN 10.5.1, 13.5)."""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.execution.arming import in_order, key_of
from engine.bpmn.specs.events import BoundaryEvent
from engine.bpmn.transition import ThrownMessage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.specs.nodes import Node
    from engine.bpmn.specs.triggers import MessageTrigger, Trigger

ENDING_KINDS = ("error", "terminate", "cancel")
"""What takes the thrower itself away."""


class Throwing:
    """Throws what events, tasks and multi-instance behaviours throw."""

    def __init__(self, case: CaseWorkflow) -> None:
        self.case = case

    def throw_all(self, token: Token, triggers: Sequence[Trigger]) -> bool | None:
        """Throws in order; True where the token may go on now, None where it waits or is gone.

        What they bring is evaluated before the first is thrown, so that one that fails leaves nothing half
        thrown. What ends the thrower itself comes after all that goes to others.
        """
        planned = [(trigger, self.brings(token, trigger)) for trigger in triggers]
        planned.sort(key=lambda each: each[0].kind in ENDING_KINDS)
        waits = False
        token.internal_data["throwing"] = 1
        for trigger, brings in planned:
            waits = self.throw(token, trigger, brings) is None or waits
            if not token.alive:
                return None
        del token.internal_data["throwing"]
        return None if waits else True

    def brings(self, token: Token, trigger: Trigger) -> tuple[str | None, Any]:
        """Correlation key and payload of a message or signal."""
        if trigger.kind not in ("message", "signal"):
            return None, None
        names = self.case.names_of(token)
        payload = None if trigger.payload is None else trigger.payload.evaluate(names)
        needs_key = trigger.kind == "message" and trigger.key is not None
        key = trigger.key.evaluate(names) if needs_key else None
        return None if key is None else key if isinstance(key, str) else str(key), payload

    def throw(self, token: Token, trigger: Trigger, brings: tuple[str | None, Any]) -> bool | None:
        """Throws one event with what it brings; None where the token has to wait for its consequences."""
        kind = trigger.kind
        if kind == "message":
            self._send(token, trigger, *brings)
        elif kind == "signal":
            self.signal(trigger.name, brings[1])
            self.case.report.signals.append((trigger.name, brings[1]))
        elif kind == "escalation":
            self._escalate(token, trigger)
        elif kind == "error":
            self._end_with_error(token, trigger)
        elif kind == "terminate":
            self._terminate(token)
        elif kind == "cancel":
            self._cancel(token)
        elif kind == "compensate":
            return self.case.compensating.throw(token, trigger)
        return True

    # -- messages and signals -------------------------------------------------------------------------

    def _send(self, token: Token, trigger: MessageTrigger, key: str | None, payload: Any) -> None:
        """A message to a pool that runs in the same execution, else out of the case."""
        if self.deliver(token.task_spec.name, trigger.name, key, payload):
            return
        self.case.report.messages.append(
            ThrownMessage(
                element_id=token.task_spec.name, message=trigger.name, correlation_key=key, payload=payload
            )
        )

    def deliver(self, source: str, name: str, key: str | None, payload: Any) -> bool:
        """To whoever waits for it in this execution: by message flow where there is one, else by name.

        Only where pools run together: in a deployed item messages are for other cases and systems.
        """
        case = self.case
        if not case.definition.participants:
            return False
        flows = case.definition.message_targets.get(source, ())
        for token, wait in sorted(case.catching.waits.values(), key=_age):
            if wait[0] != "message" or not token.alive:
                continue
            element = case.catching._element_of(token, wait[2])
            same_name = bool(name) and case.catching._trigger_of(token, wait[2]).name == name
            same_key = key is None or key_of(wait) in (None, key)
            if element.name in flows or (not flows and same_name and same_key):
                case.catching.fire(token, wait[2], payload, wait=wait)
                if wait[1] not in case.catching.waits:
                    case.report.close_wait("message", wait[1])
                return True
        return self._begin_pool(source, name, payload, flows)

    def by_message_flow(self, node: Node) -> None:
        """A node without message of its own that a message flow leaves sends when it is done."""
        targets = self.case.definition.message_targets
        sends = any(trigger.kind == "message" for trigger in node.triggers)
        if node.name in targets and self.case.definition.participants and not sends:
            self.deliver(node.name, "", None, None)

    def _begin_pool(self, source: str, name: str, payload: Any, flows: Iterable[str]) -> bool:
        """A message start event of another pool of this execution."""
        for process_id in self.case.definition.participants:
            spec = self.case.definition.scopes[process_id]
            if source in spec.nodes:
                continue
            for start in [*spec.starts, *spec.implicit_starts]:
                hit = start.name in flows or (
                    not flows
                    and name
                    and any(each.kind == "message" and each.name == name for each in start.triggers)
                )
                if hit:
                    self.case.open_process(spec, start.name, self._first(start, payload))
                    return True
        return False

    def _first(self, start: Node, payload: Any) -> list[list[Any]]:
        return [[0, payload]] if start.triggers else []

    def signal(self, name: str, payload: Any) -> int:
        """Fires every wait for the signal that is open now; how many there were.

        Boundary events come last, and among them those that end their activity, so that all others hear it whatever
        the order of drawing. An activity whose own event subprocess takes the signal and interrupts it has dealt with it: its
        boundary events for the same signal are not asked.
        """
        case = self.case
        hits = 0
        handled: set[str] = set()
        waiting = in_order(case.catching.signals)
        waiting.sort(key=_turn)
        for token in waiting:
            wait = case.catching.matching(token, "signal", name) if token.alive else None
            if wait is None or token._parent in handled:
                continue
            if token.role == "listener" and token._parent is None and token.task_spec.interrupting:
                handled.add(token.workflow.path)
            case.catching.fire(token, wait[2], payload, wait=wait)
            hits += 1
        for process_id in case.definition.participants:
            spec = case.definition.scopes[process_id]
            for start in spec.starts:
                if any(each.kind == "signal" and each.name == name for each in start.triggers):
                    case.open_process(spec, start.name, [[0, payload]])
                    hits += 1
        return hits

    # -- what climbs outwards -------------------------------------------------------------------------

    def find_catcher(
        self, token: Token, kind: str, code: str | None, *, at_activity: bool
    ) -> tuple[Token, int] | None:
        """The nearest listener for an error or escalation, from the token outwards.

        At each level boundary events of the activity come first, then event subprocesses of the scope around
        it; what an event subprocess throws is not for its siblings. An exact code wins over a catch-all.
        """
        scope: ScopeWorkflow = token.workflow
        found = self._listening(token.host.children, kind, code) if at_activity else None
        inside_handler = False
        while found is None:
            if not inside_handler:
                found = self._listening(scope.listeners(), kind, code)
            if found is not None or scope.host is None:
                return found
            host = scope.host
            found = self._listening(host.host.children, kind, code)
            inside_handler = self.case.ending.is_event_subprocess(scope)
            scope = host.workflow
        return found

    def _listening(self, tokens: Iterable[Token], kind: str, code: str | None) -> tuple[Token, int] | None:
        catch_all = None
        for token in tokens:
            if token.role != "listener":
                continue
            for index, trigger in enumerate(token.task_spec.triggers):
                if trigger.kind != kind:
                    continue
                if kind == "cancel" or (trigger.code is not None and trigger.code == code):
                    return token, index
                if trigger.code is None and catch_all is None:
                    catch_all = token, index
        return catch_all

    def raise_error(self, token: Token, code: str | None, message: str, *, at_activity: bool) -> bool:
        """An error to the nearest event that catches it; False where there is none."""
        found = self.find_catcher(token, "error", code, at_activity=at_activity)
        if found is None:
            return False
        listener, index = found
        self.case.catching.fire(listener, index, {"code": code, "message": message})
        return True

    def _end_with_error(self, token: Token, trigger: Trigger) -> None:
        """An error end event; uncaught it ends the whole process (BPMN 10.5.1)."""
        case = self.case
        name = token.task_spec.name
        case.report.step(token, "completed")
        found = self.find_catcher(token, "error", trigger.code, at_activity=False)
        case.drop(token)
        if found is None:
            case.ending.end_process(token.workflow, "terminated", name)
            return
        case.catching.fire(found[0], found[1], {"code": trigger.code, "message": trigger.name})

    def _escalate(self, token: Token, trigger: Trigger) -> None:
        found = self.find_catcher(token, "escalation", trigger.code, at_activity=token.task_spec.is_activity)
        if found is not None:
            self.case.catching.fire(found[0], found[1], {"code": trigger.code, "message": trigger.name})

    def _terminate(self, token: Token) -> None:
        """Everything in the scope of the end event ends; the scope itself ends well."""
        case = self.case
        scope = token.workflow
        case.report.step(token, "completed")
        case.ending.consumed(token)
        if scope.host is None:
            scope.outcomes[:] = scope.outcomes[-1:]
        case.drop(token)
        case.ending.interrupt(scope)
        case.queue.append(["end", scope.id])

    def _cancel(self, token: Token) -> None:
        """A cancel end event: the transaction around it is undone, then its cancel boundary event happens."""
        case = self.case
        scope: ScopeWorkflow | None = token.workflow
        while scope is not None and not (
            scope.host is not None and getattr(scope.host.task_spec, "transaction", False)
        ):
            scope = scope.parent_workflow
        case.report.step(token, "completed")
        case.drop(token)
        if scope is not None:
            case.compensating.cancel_transaction(scope)

    def cancelled(self, host: Token) -> None:
        """The transaction in ``host`` has been undone."""
        case = self.case
        found = self._listening(host.host.children, "cancel", None)
        if found is not None:
            case.catching.fire(found[0], found[1])
            return
        host.complete()

    def boundary_of(self, token: Token) -> list[BoundaryEvent]:
        """Boundary events that listen at an activity."""
        return [each.task_spec for each in token.children if isinstance(each.task_spec, BoundaryEvent)]


def _turn(token: Token) -> int:
    boundary = token.role == "listener" and token._parent is not None
    return int(boundary) + int(boundary and token.task_spec.interrupting)


def _age(entry: tuple[Token, list[Any]]) -> int:
    return int(entry[1][1][1:])

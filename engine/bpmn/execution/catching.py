"""Events that happen: which token goes on, what they interrupt, what they bring."""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)
# ruff: noqa: S101 (asserts tell the type checker what reading guarantees)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.execution.arming import Arming, in_order, key_of
from engine.bpmn.execution.timers import next_due
from engine.bpmn.expressions import ExpressionFailure
from engine.bpmn.specs.activities import EventSubprocess, ReceiveTask
from engine.bpmn.specs.events import BoundaryEvent

if TYPE_CHECKING:
    from engine.bpmn.execution.token import Token


class Catching(Arming):
    """Fires what is armed."""

    def fire(self, token: Token, where: Any, payload: Any = None, *, wait: list[Any] | None = None) -> None:
        """A trigger has happened. ``wait`` is its entry, closed already where the command answered it."""
        node = token.task_spec
        if getattr(node, "parallel", False) and len(node.triggers) > 1 and not isinstance(where, list):
            if not self._all_seen(token, where, payload, wait):
                return
            payload = token.internal_data.pop("payloads")
        else:
            payload = [[where if not isinstance(where, list) else where[1], payload]]
        if token.role == "listener":
            self._fire_listener(token, where, payload, wait)
        elif isinstance(where, list):
            self._fire_gateway(token, where, payload, wait)
        else:
            self._answered(token, wait)
            if token.internal_data.pop("race", None):
                self._win(token)
            token.internal_data["payload"] = payload
            self.case.schedule("fired", token)

    def _win(self, token: Token) -> None:
        """The first of several start events has happened: the others will not."""
        token._set_state(TaskState.FUTURE)
        for other in list(token.workflow.tasks.values()):
            if other.alive and other.internal_data.get("race"):
                self.case.ending.cancel(other, told=False)

    def _all_seen(self, token: Token, where: int, payload: Any, wait: list[Any] | None) -> bool:
        """Parallel multiple: notes one trigger; True when all have happened (BPMN 10.5.4)."""
        payloads = token.internal_data.setdefault("payloads", [])
        if all(seen[0] != where for seen in payloads):
            payloads.append([where, payload])
        if wait is not None:
            self._forget(wait, told=False)
            token.internal_data["waits"].remove(wait)
        return len(payloads) == len(token.task_spec.triggers)

    def _fire_listener(self, token: Token, where: Any, payload: Any, wait: list[Any] | None) -> None:
        case = self.case
        node, scope, activity = token.task_spec, token.workflow, token.parent
        if activity is not None:
            assert isinstance(node, BoundaryEvent)
            started = case.put(scope, node)
            started.internal_data["payload"] = payload
            case.schedule("fired", started)
            if node.interrupting:
                self._answered(token, wait)
                case.ending.cancel(activity)
            else:
                self._again(token, where, wait)
            return
        host = node.scope_spec.host
        assert isinstance(host, EventSubprocess)
        started = case.put(scope, host)
        started.internal_data.update(start=node.name, payload=payload)
        case.schedule("enter", started)
        if node.interrupting:
            self._answered(token, wait)
            case.ending.interrupt(scope, but=(started.id,))
        else:
            self._again(token, where, wait)

    def fire_beside(self, listener: Token, where: int) -> None:
        """A boundary event happens without ending its activity, whatever it is drawn as."""
        started = self.case.put(listener.workflow, listener.task_spec)
        started.internal_data["payload"] = [[where, None]]
        self.case.schedule("fired", started)

    def _answered(self, token: Token, wait: list[Any] | None) -> None:
        self.disarm(token, answered=True, answered_id=None if wait is None else wait[1])

    def _again(self, token: Token, where: Any, wait: list[Any] | None) -> None:
        """A non-interrupting listener stays.

        A message is answered and waited for anew under a new id; a timer is done, or goes on with its cycle.
        """
        node = token.task_spec
        if node.parallel and len(node.triggers) > 1:
            self._answered(token, wait)
            self.case.schedule("rearm", token)
            return
        if wait is None or wait[0] not in ("timer", "message"):
            return
        waits = token.internal_data["waits"]
        waits.remove(wait)
        self._forget(wait, told=False)
        if wait[0] == "message":
            self._register(token, waits, where, self._trigger_of(token, where), key_of(wait))
            return
        due = next_due(wait[3], wait[4])
        if due is not None:
            self._register(token, waits, where, self._trigger_of(token, where), due)
        else:
            waits.append(["never", "", where])

    def _fire_gateway(self, token: Token, where: list[int], payload: Any, wait: list[Any] | None) -> None:
        case = self.case
        gateway = token.task_spec
        flow = gateway.outgoing[where[0]]
        started = case.put(token.workflow, flow.target, flow_id=flow.id)
        started.internal_data["payload"] = payload
        if gateway.all_needed:
            self._forget_flow(token, where[0], wait)
            done = token.internal_data.setdefault("done", [])
            done.append(flow.id)
            if len(done) == len(gateway.outgoing):
                case.report.step(token, "completed", tuple(done))
                case.drop(token)
        else:
            self._answered(token, wait)
            case.report.step(token, "completed", (flow.id,))
            case.drop(token)
        case.schedule("fired", started)

    def _forget_flow(self, token: Token, number: int, answered: list[Any] | None) -> None:
        waits = token.internal_data["waits"]
        for wait in [each for each in waits if each[2][0] == number]:
            waits.remove(wait)
            self._forget(wait, told=wait is not answered)

    def finish_fired(self, token: Token) -> None:
        """The event has happened: its payload becomes data, and the token goes on."""
        node = token.task_spec
        inner = token.internal_data
        for where, payload in inner.get("payload", ()):
            self.case.take_payload(token, node.triggers[where], payload)
        inner.pop("payload", None)
        if token._state == TaskState.FUTURE and "in" not in inner:
            inner["in"] = 1
            self.case.report.enter(token)
        if not isinstance(node, ReceiveTask) and node.io and not inner.get("out"):
            self.case.bring_out(token, node.io)
        token.complete()

    # -- conditions -----------------------------------------------------------------------------------

    def look_at_conditions(self) -> None:
        """Case data has changed: every condition that has become true fires."""
        self.case.names.changed = False
        for token in in_order(self.conditions):
            if not token.alive:
                continue
            for wait in list(token.internal_data.get("waits", ())):
                if wait[0] == "conditional" and token.id in self.conditions:
                    self._look_at(token, wait)

    def _look_at(self, token: Token, wait: list[Any]) -> None:
        condition = self._trigger_of(token, wait[2]).condition
        if condition is None:
            return
        try:
            true = condition.evaluate(self.case.names.of(token)) is True
        except ExpressionFailure:
            true = False
        was = bool(wait[3:])
        if true and not was:
            wait.append(1)
            self.fire(token, wait[2], wait=wait)
        elif was and not true:
            wait.pop()

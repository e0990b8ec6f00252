"""Waiting for events: what a token waits for, how it begins and how it ends.

A token keeps what it waits for in ``internal_data["waits"]``: lists ``[kind, wait id, where, …]`` with
``where`` the index of its trigger (for an event gateway ``[flow, trigger]``). Timers add the due moment and,
for cycles, the rest of the cycle; messages their correlation key. Everything else here is an index over that.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from engine.bpmn.execution.timers import first_due
from engine.bpmn.expressions import ExpressionFailure
from engine.bpmn.transition import SetTimer, Subscription

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.names import Names
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.specs.nodes import Node
    from engine.bpmn.specs.triggers import Trigger

WAITING_KINDS = ("message", "timer", "signal", "conditional")
Plan = list[tuple[Any, "Trigger", Any]]


def in_order(tokens: dict[str, Token]) -> list[Token]:
    """Tokens by age, whatever index they are in and whether it was loaded or grown."""
    return (
        sorted(tokens.values(), key=lambda token: int(token.id[1:]))
        if len(tokens) > 1
        else list(tokens.values())
    )


def key_of(wait: list[Any]) -> str | None:
    """The correlation key of a message's wait."""
    return wait[3] if wait[3:] else None


class Arming:
    """Arms and disarms."""

    def __init__(self, case: CaseWorkflow) -> None:
        self.case = case
        self.waits: dict[str, tuple[Token, list[Any]]] = {}
        self.signals: dict[str, Token] = {}
        self.conditions: dict[str, Token] = {}

    def anything_waits(self) -> bool:
        """Whether anybody or anything from outside can move the case on.

        An event that interrupts nothing does not: it happens beside, and what is stuck stays stuck.
        """
        waiting = chain(
            (token for token, _ in self.waits.values()), self.signals.values(), self.conditions.values()
        )
        return self.case.dormant.anything_waits() or any(
            token.role != "listener" or token.task_spec.interrupting for token in waiting
        )

    def plan(self, triggers: Sequence[Trigger], names: Names) -> Plan:
        """Evaluates what the triggers need (due moments, correlation keys), changing nothing."""
        return [(index, trigger, self._need(trigger, names)) for index, trigger in enumerate(triggers)]

    def _need(self, trigger: Trigger, names: Names) -> Any:
        if trigger.kind == "timer":
            return first_due(trigger, names, self.case.names.at)
        if trigger.kind == "message" and trigger.key is not None:
            key = trigger.key.evaluate(names)
            if key is None:
                raise ExpressionFailure(
                    f"The correlation key '{trigger.key.text}' of message '{trigger.name}' gives null.",
                    f"消息“{trigger.name}”的关联键“{trigger.key.text}”结果为空。",
                )
            return key if isinstance(key, str) else str(key)
        return None

    def arm(self, token: Token, triggers: Sequence[Trigger]) -> None:
        """The token waits for these triggers."""
        self._register_all(token, self.plan(triggers, self.case.names.of(token)))

    def arm_gateway(self, token: Token) -> None:
        """An event gateway waits for the triggers of every event behind it."""
        names = self.case.names.of(token)
        plans: Plan = []
        for number, flow in enumerate(token.task_spec.outgoing):
            for index, trigger, need in self.plan(flow.target.triggers, names):
                plans.append(([number, index], trigger, need))
        self._register_all(token, plans)

    def arm_boundaries(self, token: Token) -> None:
        """Boundary events begin to listen beside their activity."""
        names = self.case.names.of(token)
        events = [event for event in token.task_spec.boundaries if event.handler is None]
        plans = [(event, self.plan(event.triggers, names)) for event in events]
        for event, plan in plans:
            listener = self.case.put(token.workflow, event, role="listener", parent=token)
            self._register_all(listener, plan)

    def plan_listeners(self, scope: ScopeWorkflow) -> list[tuple[Node, Plan]]:
        """What the start events of event subprocesses in a scope need."""
        names = self.case.names.of_scope(scope)
        return [
            (start, self.plan(start.triggers, names))
            for host in scope.spec.event_subprocesses
            for start in host.inner.starts
            if start.triggers and {trigger.kind for trigger in start.triggers} != {"compensate"}
        ]

    def arm_listeners(self, scope: ScopeWorkflow, plans: list[tuple[Node, Plan]]) -> None:
        """Start events of event subprocesses begin to listen."""
        for start, plan in plans:
            listener = self.case.put(scope, start, role="listener")
            self._register_all(listener, plan)

    def _register_all(self, token: Token, plans: Plan) -> None:
        waits = token.internal_data.setdefault("waits", [])
        for where, trigger, need in plans:
            if trigger.kind in WAITING_KINDS:
                self._register(token, waits, where, trigger, need)

    def _register(self, token: Token, waits: list[Any], where: Any, trigger: Trigger, need: Any) -> None:
        case = self.case
        element_id = self._element_of(token, where).name
        if trigger.kind == "message":
            wait = ["message", case.next_id("m"), where]
            case.report.subscriptions[wait[1]] = Subscription(
                subscription_id=wait[1], element_id=element_id, message=trigger.name, correlation_key=need
            )
            if need is not None:
                wait.append(need)
        elif trigger.kind == "timer":
            if need is None:
                wait = ["never", "", where]
            else:
                wait = ["timer", case.next_id("x"), where, need.due.isoformat(), need.rest]
                case.report.timers[wait[1]] = SetTimer(
                    timer_id=wait[1], element_id=element_id, due_at=need.due
                )
        else:
            wait = [trigger.kind, "", where]
            case.names.changed = case.names.changed or trigger.kind == "conditional"
        waits.append(wait)
        self.index(token, wait)

    def index(self, token: Token, wait: list[Any]) -> None:
        """Makes a wait findable; also used when a state is loaded."""
        if wait[1]:
            self.waits[wait[1]] = (token, wait)
        elif wait[0] == "signal":
            self.signals[token.id] = token
        elif wait[0] == "conditional":
            self.conditions[token.id] = token

    def wait_outside(self, token: Token, kind: str, wait_id: str) -> None:
        """The token waits for a person (``task``) or a system (``call``)."""
        wait = [kind, wait_id, None]
        token.internal_data.setdefault("waits", []).append(wait)
        self.waits[wait_id] = (token, wait)

    def disarm(self, token: Token, *, answered: bool, answered_id: str | None = None) -> None:
        """The token waits for nothing more; ``answered_id`` is what the command itself answered."""
        for wait in token.internal_data.pop("waits", ()):
            self._forget(wait, told=not (answered and wait[1] == answered_id))
        self.signals.pop(token.id, None)
        self.conditions.pop(token.id, None)

    def _forget(self, wait: list[Any], *, told: bool) -> None:
        if self.waits.pop(wait[1], None) is not None and told:
            self.case.report.close_wait(wait[0], wait[1])

    def _trigger_of(self, token: Token, where: Any) -> Trigger:
        if isinstance(where, list):
            return token.task_spec.outgoing[where[0]].target.triggers[where[1]]
        return token.task_spec.triggers[where]

    def _element_of(self, token: Token, where: Any) -> Node:
        if isinstance(where, list):
            return token.task_spec.outgoing[where[0]].target  # type: ignore[no-any-return]
        return token.task_spec  # type: ignore[no-any-return]

    def matching(self, token: Token, kind: str, name: str) -> list[Any] | None:
        """The wait of this kind and name that a token has."""
        for wait in token.internal_data.get("waits", ()):
            if wait[0] == kind and self._trigger_of(token, wait[2]).name == name:
                return wait  # type: ignore[no-any-return]
        return None

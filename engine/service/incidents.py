"""Incidents: what a person must look at; retried, or resolved with an answer given by hand."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from engine import bpmn
from engine.bpmn.transition import Continue, RecordCallResult, SetData
from engine.domain import authority
from engine.errors import ForbiddenError, InvalidInputError, NotAllowedNowError, NotFoundError
from engine.service.answers import Page, Text
from engine.service.calls import answer_call
from engine.service.commands import Commands, Order
from engine.service.ids import cursor_of, in_case, place_of, public_id
from engine.service.limits import checked_text
from engine.service.recording import command_json, merged
from engine.service.records import IncidentView
from engine.service.stepping import write_transition
from engine.service.wait_rows import INCIDENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.actors import Actor
    from engine.service.hand import CaseInHand, Written
    from engine.service.requests import IncidentQuery
    from engine.service.surroundings import Surroundings
    from engine.store import UnitOfWork
    from engine.store.rows import IncidentRow

LARGEST_PAGE = 200


class Incidents:
    """What operators do."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and all else."""
        self._around = around
        self._commands = Commands(around)

    def list(self, actor: Actor, query: IncidentQuery) -> Page[IncidentView]:
        """A page of incidents, newest first."""
        _operate(actor)
        limit = max(1, min(query.limit, LARGEST_PAGE))
        before = place_of(query.cursor, datetime, str, str)
        with self._around.database.read() as work:
            rows = work.incidents.search(
                state=query.state,
                case_id=query.case_id,
                system=query.system,
                limit=limit + 1,
                before=(before[0], before[1], before[2]) if before else None,
            )
            entries = tuple(_view(work, row) for row in rows[:limit])
        last = rows[limit - 1] if len(rows) > limit else None
        place = (last.raised_at, last.case_id, last.incident_id) if last else None
        return Page(entries=entries, next_cursor=cursor_of(place))

    def read(self, actor: Actor, *, incident_id: str) -> IncidentView:
        """One incident. Raises NotFoundError."""
        _operate(actor)
        wanted = in_case(incident_id, kind="incident")
        with self._around.database.read() as work:
            row = work.incidents.get(wanted.case_id, wanted.local_id)
            if row is None:
                raise NotFoundError(kind="incident", key=incident_id)
            return _view(work, row)

    def retry(self, actor: Actor, *, incident_id: str, key: str | None = None) -> IncidentView:
        """Try again what failed: the call, the message, the expression. Raises NotAllowedNowError."""
        return self._act(actor, incident_id, _retried, key=key, request="retry")

    def resolve(
        self, actor: Actor, *, incident_id: str, result: Any, reason: str, key: str | None = None
    ) -> IncidentView:
        """Close it with what is known by other means.

        For a call ``result`` is the answer it would have had; for an expression, case data to set before it is
        tried again; None just closes the incident.
        """
        why = checked_text(reason, what="reason", what_zh="理由")

        def act(hand: CaseInHand, incident: IncidentRow) -> Written:
            return _resolved(hand, incident, result, why)

        return self._act(actor, incident_id, act, key=key, request=["resolve", result, why])

    def _act(
        self,
        actor: Actor,
        incident_id: str,
        act: Callable[[CaseInHand, IncidentRow], Written],
        *,
        key: str | None,
        request: Any,
    ) -> IncidentView:
        _operate(actor)
        wanted = in_case(incident_id, kind="incident")

        def whole(hand: CaseInHand) -> Written:
            incident = hand.work.incidents.get(hand.case_id, wanted.local_id)
            if incident is None:
                raise NotFoundError(kind="incident", key=incident_id)
            if incident.state != "open":
                raise NotAllowedNowError(
                    f"The incident '{wanted.local_id}' was resolved by {incident.resolved_by}.",
                    f"事件“{wanted.local_id}”已由{incident.resolved_by}处理。",
                )
            hand.work.incidents.resolve(hand.case_id, wanted.local_id, by=hand.actor.account_id, at=hand.at)
            return act(hand, incident)

        def build(hand: CaseInHand, _: Written) -> IncidentView:
            row = hand.work.incidents.get(hand.case_id, wanted.local_id)
            if row is None:
                raise NotFoundError(kind="incident", key=incident_id)
            return _view(hand.work, row)

        return self._commands.run(
            Order(
                actor=actor,
                case_id=wanted.case_id,
                kind=IncidentView,
                act=whole,
                build=build,
                key=key,
                request=[request, wanted.local_id],
                thing=("incident", incident_id),
            )
        )


def _retried(hand: CaseInHand, incident: IncidentRow) -> Written:
    payload = {"incident": incident.incident_id, "kind": incident.kind}
    reference = incident.reference or ""
    if incident.kind in {"expression", "runaway", "continuation"}:
        return _continued(hand, incident, None, "incident_retried", payload)
    written = hand.write("incident_retried", payload, element_id=incident.element_id)
    if incident.kind == "call":
        hand.work.jobs.set_call(
            hand.case_id, reference, state="waiting", due_at=hand.at, error=None, reset_attempts=True
        )
    elif incident.kind == "message":
        hand.work.jobs.set_message(hand.case_id, reference, state="waiting", due_at=hand.at, error=None)
    return written


def _resolved(hand: CaseInHand, incident: IncidentRow, result: Any, reason: str) -> Written:
    payload = {"incident": incident.incident_id, "kind": incident.kind, "reason": reason}
    call = hand.work.jobs.call(hand.case_id, incident.reference or "") if incident.kind == "call" else None
    if call is not None and result is not None:
        command = RecordCallResult(call_id=call.call_id, result=result)
        return answer_call(hand, call, command, kind="incident_resolved", payload=payload)
    if incident.kind == "expression" and result is not None:
        return _continued(hand, incident, result, "incident_resolved", payload)
    return hand.write("incident_resolved", payload, element_id=incident.element_id)


def _continued(
    hand: CaseInHand, incident: IncidentRow, data: Any, kind: str, payload: dict[str, Any]
) -> Written:
    if data is not None and not isinstance(data, dict):
        raise InvalidInputError("Case data to set are an object.", "要设置的办件数据须为对象。")
    checklist = hand.checklist().facts()
    environment = {**hand.identity(), **checklist}
    execution = bpmn.Execution(hand.definition.process, hand.state, at=hand.at)
    commands: list[SetData | Continue] = [*([SetData(data=data)] if data else []), Continue()]
    transition = execution.apply(commands[0], at=hand.at, environment=environment)
    for command in commands[1:]:
        following = execution.apply(command, at=hand.at, environment=environment)
        transition = merged(transition, following, answered="")
    return write_transition(
        hand,
        transition,
        kind=kind,
        element_id=incident.element_id,
        payload={
            **payload,
            "commands": [command_json(command) for command in commands],
            "environment": checklist,
        },
    )


def _view(work: UnitOfWork, row: IncidentRow) -> IncidentView:
    zh, en = work.cases.cipher_of(row.case_id, row.wrapped).open(INCIDENT, bytes(row.sealed_message))
    state: Literal["open", "resolved"] = "open" if row.state == "open" else "resolved"
    return IncidentView(
        incident_id=public_id(row.case_id, row.incident_id),
        case_id=row.case_id,
        case_number=row.case_number,
        kind=row.kind,
        element_id=row.element_id,
        message=Text(zh=zh, en=en),
        raised_at=row.raised_at,
        attempts=row.attempts,
        state=state,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        system=row.system,
        operation=row.operation,
    )


def _operate(actor: Actor) -> None:
    if not authority.may_operate(actor):
        raise ForbiddenError("Incidents are for administrators.", "事件由系统管理员处理。")

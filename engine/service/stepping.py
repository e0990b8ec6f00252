"""From a transition of the diagram to rows: tasks with their offices, waits, calls, notices, documents.

This is where the properties of elements, the card and the calendar meet; ``CaseInHand.write`` stores it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.domain.authority import APPLICANT_LANE
from engine.service.about import About, person_of
from engine.service.documents import document_rows
from engine.service.effects import Before, Effects, effects_of
from engine.service.lanes import NO_OFFICE_LANES, office_for
from engine.service.notifying import notice_rows, office_notices
from engine.service.persons import index_pairs
from engine.service.recording import transition_json
from engine.service.wait_rows import call_rows, continuation_of, incident_rows, message_rows
from engine.store.records import TaskClosing
from engine.store.rows import (
    IncidentRow,
    LaneRow,
    SubscriptionRow,
    TaskRow,
    TimerRow,
)

if TYPE_CHECKING:
    from engine.bpmn.transition import OpenedTask, Transition
    from engine.service.answers import JsonObject
    from engine.service.expressions import Expressions
    from engine.service.hand import CaseInHand, Written

EVALUATION = "evaluation"


@dataclass(kw_only=True)
class Stepping:
    """One transition on its way into the database."""

    hand: CaseInHand
    transition: Transition
    lanes: dict[str, str | None]
    new_lanes: list[LaneRow] = field(default_factory=list)
    incidents: list[IncidentRow] = field(default_factory=list)

    def office_of(self, lane: str | None, expressions: Expressions) -> str | None:
        """The office of a lane, bound now if it was not; the nearest one known where the card is no help."""
        if lane is None:
            return self.hand.row.opening_office or self.lanes.get("acceptance")
        if lane in self.lanes:
            return self.lanes[lane]
        if lane in NO_OFFICE_LANES:
            return None
        office = office_for(lane, self.hand.definition.card, expressions, self.hand.around.offices.directory)
        if office is None:
            return self.lanes.get("handling") or self.lanes.get("acceptance") or self.hand.row.opening_office
        self.bind(lane, office.code)
        return office.code

    def bind(self, lane: str, office: str | None) -> None:
        """Bind a lane for the first time."""
        self.lanes[lane] = office
        row = self.hand.row
        self.new_lanes.append(LaneRow(case_id=row.case_id, lane=lane, office=office, bound_at=self.hand.at))


def write_transition(
    hand: CaseInHand,
    transition: Transition,
    *,
    kind: str,
    element_id: str | None,
    payload: JsonObject,
    closed: tuple[TaskClosing, ...] = (),
    answered_calls: tuple[str, ...] = (),
    answered_timers: tuple[str, ...] = (),
    answered_subscriptions: tuple[str, ...] = (),
    continuation_turn: int = 0,
    about: About | None = None,
    changes: JsonObject | None = None,
) -> Written:
    """Write what the transition did, and what its elements asked of the platform."""
    definition, before = hand.definition, about or hand.about
    effects = effects_of(
        transition,
        definition.properties,
        before=Before(
            status=hand.row.status,
            clock=hand.clock,
            accepted_at=hand.row.accepted_at,
            limit=definition.card.time_limit.limit(),
        ),
        statuses=hand.around.catalogue.statuses,
        at=hand.at,
    )
    stepping = Stepping(hand=hand, transition=transition, lanes=dict(before.lanes))
    expressions = hand.expressions(transition.data)
    columns = {**(changes or {}), **_case_columns(hand, effects, transition)}
    tasks = _task_rows(stepping, expressions, columns)
    _notified_lanes(stepping, effects, expressions)
    after = replace(
        before,
        person=person_of(definition.card, transition.data) or before.person,
        lanes=stepping.lanes,
        documents=before.documents + len(effects.documents),
    )
    columns |= {
        "acceptance_office": stepping.lanes.get("acceptance"),
        "handling_office": stepping.lanes.get("handling"),
    }
    notices, notice_calls = notice_rows(hand, effects, after, expressions)
    done = (
        payload | {"effects": _effects_json(stepping, effects, hand.row.status)} | transition_json(transition)
    )
    is_changed = columns["status"] != hand.row.status or columns["due_on"] != hand.row.due_on
    others_open = hand.open_tasks > len(closed) + len(transition.closed_tasks)
    return hand.write(
        kind,
        done,
        element_id=element_id,
        about=after,
        snapshot=transition.snapshot,
        changes=columns,
        opened_tasks=tasks,
        closed_tasks=(*closed, *_interrupted(hand, transition)),
        refresh_tasks=is_changed and others_open and not hand.is_new,
        lanes=stepping.new_lanes,
        timers=[
            TimerRow(
                case_id=hand.case_id,
                timer_id=timer.timer_id,
                element_id=timer.element_id,
                due_at=timer.due_at,
            )
            for timer in transition.set_timers
        ],
        cleared_timers=(*answered_timers, *transition.cleared_timers),
        subscriptions=[
            SubscriptionRow(
                case_id=hand.case_id,
                subscription_id=entry.subscription_id,
                element_id=entry.element_id,
                message=entry.message,
                correlation_key=entry.correlation_key,
            )
            for entry in transition.subscribed
        ],
        cleared_subscriptions=(*answered_subscriptions, *transition.unsubscribed),
        calls=[*call_rows(hand, transition), *notice_calls],
        cleared_calls=(*answered_calls, *transition.cancelled_calls),
        messages=message_rows(hand, transition),
        incidents=[*stepping.incidents, *incident_rows(hand, transition, continuation_turn)],
        notices=[*notices, *office_notices(hand, effects, after)],
        documents=document_rows(hand, effects, after, transition.data, columns),
        persons=index_pairs(hand, before, after, transition.data),
        continuation=continuation_of(hand, transition, continuation_turn),
        clear_continuation=continuation_turn > 0,
    )


def _case_columns(hand: CaseInHand, effects: Effects, transition: Transition) -> dict[str, Any]:
    return {
        "state": transition.state,
        "status": effects.status,
        "outcome": effects.outcome,
        "accepted_at": effects.accepted_at,
        "closed_at": hand.at if effects.is_closed else None,
        **hand.due_columns(effects.clock),
    }


def _task_rows(stepping: Stepping, expressions: Expressions, columns: JsonObject) -> list[TaskRow]:
    return [
        _task_row(stepping, task, stepping.office_of(task.lane, expressions), columns)
        for task in stepping.transition.opened_tasks
    ]


def _task_row(stepping: Stepping, task: OpenedTask, office: str | None, columns: JsonObject) -> TaskRow:
    row, hand = stepping.hand.row, stepping.hand
    if _is_applicants_alone(task) and row.applicant_account is not None:
        office = None
    is_applicants = task.lane == APPLICANT_LANE and office is None
    name = hand.definition.element_name(task.element_id)
    return TaskRow(
        case_id=row.case_id,
        task_id=task.task_id,
        element_id=task.element_id,
        name_zh=name.zh,
        name_en=name.en,
        lane=task.lane,
        office=office,
        applicant_account=row.applicant_account if is_applicants else None,
        purpose=task.properties.get("purpose"),
        form_key=hand.definition.form_key(task.form_key),
        state="open",
        priority=_priority(task.properties.get("priority")),
        opened_at=hand.at,
        due_at=task.due_at,
        assignee=row.applicant_account if is_applicants else None,
        assignee_name=None,
        claimed_at=None,
        closed_at=None,
        closed_by=None,
        closed_by_name=None,
        item_id=row.item_id,
        case_number=row.number,
        case_status=columns["status"],
        case_due_on=columns["due_on"],
    )


def _is_applicants_alone(task: OpenedTask) -> bool:
    """An evaluation is the applicant's own, also of a case that a counter opened: nobody judges their own service."""
    return task.lane == APPLICANT_LANE and task.properties.get("purpose") == EVALUATION


def _notified_lanes(stepping: Stepping, effects: Effects, expressions: Expressions) -> None:
    for asked in effects.notified:
        stepping.office_of(asked.key, expressions)


def _interrupted(hand: CaseInHand, transition: Transition) -> list[TaskClosing]:
    return [
        TaskClosing(
            task_id=task_id,
            state="interrupted",
            closed_at=hand.at,
            closed_by=hand.actor.account_id,
            closed_by_name=hand.actor.name,
        )
        for task_id in transition.closed_tasks
    ]


def _effects_json(stepping: Stepping, effects: Effects, status_before: str) -> JsonObject:
    found: JsonObject = {}
    if effects.status != status_before or stepping.hand.is_new:
        found["status"] = effects.status
    if stepping.new_lanes:
        found["lanes"] = {row.lane: row.office for row in stepping.new_lanes}
    for name, asked in (
        ("notices", effects.notices),
        ("documents", effects.documents),
        ("notified", effects.notified),
    ):
        if asked:
            found[name] = [entry.key for entry in asked]
    if effects.outcome:
        found["outcome"] = effects.outcome
    return found


def _priority(text: str | None) -> int:
    return int(text) if text and text.lstrip("-").isdecimal() else 0

"""Timers that are due, and automatic stretches that go on: jobs of the worker, commands on the case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.bpmn.transition import Continue, FireTimer
from engine.domain.actors import SYSTEM_ACTOR
from engine.errors import NotAllowedNowError, TongbanError
from engine.service.calls import JobGoneError
from engine.service.commands import Commands, Order
from engine.service.recording import command_json
from engine.service.stepping import write_transition
from engine.service.wait_rows import incident_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.service.hand import CaseInHand, Written
    from engine.service.surroundings import Surroundings
    from engine.store.rows import ContinuationRow, TimerRow

MOST_ATTEMPTS = 5
PAUSE = timedelta(seconds=5)


class Timers:
    """Fires timers and continues stretches."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and all else."""
        self._around = around
        self._commands = Commands(around)

    def fire(self, timer: TimerRow, *, worker: str) -> None:
        """A timer is due. A failure is tried again, then raised as an incident."""
        try:
            self._run(timer.case_id, lambda hand: _fired(hand, timer, worker))
        except JobGoneError:
            return
        except TongbanError as error:
            self._failed("timer", timer.case_id, timer.timer_id, timer.element_id, timer.attempts, error)

    def proceed(self, row: ContinuationRow, *, worker: str) -> None:
        """A case whose stretch was cut by the step budget goes on."""
        try:
            self._run(row.case_id, lambda hand: _continued(hand, row, worker))
        except JobGoneError:
            return
        except TongbanError as error:
            self._failed("continuation", row.case_id, "", "", row.attempts, error)

    def _run(self, case_id: str, act: Callable[[CaseInHand], Written]) -> None:
        self._commands.run(
            Order(
                actor=SYSTEM_ACTOR,
                case_id=case_id,
                kind=bool,
                act=act,
                build=lambda _hand, _written: True,
            )
        )

    def _failed(  # noqa: PLR0917 - what a failed job is made of
        self, table: str, case_id: str, job_id: str, element_id: str, attempts: int, error: TongbanError
    ) -> None:
        if attempts < MOST_ATTEMPTS:
            due_at = self._around.clock() + PAUSE * attempts
            with self._around.database.begin() as work:
                work.jobs.release(table, case_id=case_id, job_id=job_id, due_at=due_at, error=error.message)
            return

        def act(hand: CaseInHand) -> Written:
            incident = incident_row(
                hand,
                kind=table,
                element_id=element_id or "case",
                reference=job_id or None,
                message=(error.message_zh, error.message),
                attempts=attempts,
            )
            cleared = {"cleared_timers": (job_id,)} if table == "timer" else {"clear_continuation": True}
            return hand.write(
                "incident_raised", {"incident": incident.incident_id}, incidents=[incident], **cleared
            )

        self._run(case_id, act)


def _fired(hand: CaseInHand, timer: TimerRow, worker: str) -> Written:
    if not hand.work.jobs.holds("timer", case_id=timer.case_id, job_id=timer.timer_id, by=worker):
        raise JobGoneError
    command = FireTimer(timer_id=timer.timer_id)
    checklist = hand.checklist().facts()
    try:
        transition = hand.apply(command, {**hand.identity(), **checklist})
    except NotAllowedNowError:
        raise JobGoneError from None
    return write_transition(
        hand,
        transition,
        kind="timer_fired",
        element_id=timer.element_id,
        payload={"commands": [command_json(command)], "environment": checklist},
        answered_timers=(timer.timer_id,),
    )


def _continued(hand: CaseInHand, row: ContinuationRow, worker: str) -> Written:
    if not hand.work.jobs.holds("continuation", case_id=row.case_id, job_id="", by=worker):
        raise JobGoneError
    command = Continue()
    checklist = hand.checklist().facts()
    transition = hand.apply(command, {**hand.identity(), **checklist})
    return write_transition(
        hand,
        transition,
        kind="case_continued",
        element_id=None,
        payload={"commands": [command_json(command)], "environment": checklist, "turn": row.turns},
        continuation_turn=row.turns,
    )

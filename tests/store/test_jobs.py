"""Two workers never hold the same job; a lease that ran out goes to somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.store.command import CommandRecord
from engine.store.rows import CallRow, TimerRow
from tests.store.making import AT, CASE, event_of, open_case, read_case

if TYPE_CHECKING:
    from engine.store import Database

LEASE = timedelta(seconds=30)


def _with_jobs(database: Database, number: int) -> None:
    case = open_case(database, CASE)
    with database.begin() as work:
        cipher = work.cases.cipher(case)
        work.write_command(
            CommandRecord(
                case=case,
                event=event_of(cipher, "task_completed"),
                timers=[
                    TimerRow(case_id=CASE, timer_id=f"m{index}", element_id="wait", due_at=AT)
                    for index in range(number)
                ],
                calls=[
                    CallRow(
                        case_id=CASE,
                        call_id="c1",
                        element_id="read_licence",
                        system="ga-traffic",
                        operation="licence",
                        sealed_arguments=cipher.seal("call", {"licenceNo": "x"}),
                        purpose="element",
                        state="waiting",
                        created_at=AT,
                        due_at=AT,
                        last_error=None,
                    )
                ],
            )
        )


def test_a_job_is_leased_to_one_worker_until_the_lease_runs_out(database: Database) -> None:
    _with_jobs(database, 3)

    with database.begin() as work:
        first = work.jobs.claim_timers(by="worker-1", at=AT, lease=LEASE, limit=2)
    with database.begin() as work:
        second = work.jobs.claim_timers(by="worker-2", at=AT, lease=LEASE, limit=5)
    with database.begin() as work:
        later = work.jobs.claim_timers(by="worker-2", at=AT + 2 * LEASE, lease=LEASE, limit=5)

    assert len(first) == 2
    assert len(second) == 1
    assert len(later) == 3
    assert {row.timer_id for row in first}.isdisjoint(row.timer_id for row in second)


def test_a_worker_that_slept_past_its_lease_no_longer_holds_it(database: Database) -> None:
    _with_jobs(database, 1)
    with database.begin() as work:
        work.jobs.claim_timers(by="worker-1", at=AT, lease=LEASE, limit=5)
    with database.begin() as work:
        work.jobs.claim_timers(by="worker-2", at=AT + 2 * LEASE, lease=LEASE, limit=5)

    with database.read() as work:
        assert not work.jobs.holds("timer", case_id=CASE, job_id="m0", by="worker-1")
        assert work.jobs.holds("timer", case_id=CASE, job_id="m0", by="worker-2")


def test_a_call_is_tried_again_when_it_is_due_and_never_when_it_failed_for_good(database: Database) -> None:
    _with_jobs(database, 0)
    with database.begin() as work:
        (call,) = work.jobs.claim_calls(by="worker-1", at=AT, lease=LEASE, limit=5)
        work.jobs.release(
            "outgoing_call", case_id=CASE, job_id=call.call_id, due_at=AT + LEASE, error="time-out"
        )

    with database.begin() as work:
        early = work.jobs.claim_calls(by="worker-1", at=AT, lease=LEASE, limit=5)
        due = work.jobs.claim_calls(by="worker-1", at=AT + LEASE, lease=LEASE, limit=5)
        work.jobs.set_call(CASE, "c1", state="failed", due_at=AT, error="refused")
    with database.begin() as work:
        failed = work.jobs.claim_calls(by="worker-1", at=AT + 10 * LEASE, lease=LEASE, limit=5)

    assert early == []
    assert [(row.attempts, row.last_error) for row in due] == [(2, "time-out")]
    assert failed == []


def test_what_a_command_clears_is_gone(database: Database) -> None:
    _with_jobs(database, 2)
    case = read_case(database, CASE)

    with database.begin() as work:
        cipher = work.cases.cipher(case)
        work.write_command(
            CommandRecord(
                case=replace(case, state="completed"),
                event=event_of(cipher, "timer_fired"),
                cleared_timers=["m0", "m1"],
                cleared_calls=["c1"],
            )
        )

    with database.read() as work:
        assert work.jobs.timers(CASE) == []
        assert work.jobs.calls(case_id=CASE) == []

"""What happens at the same moment: two commands on one case, one request sent twice, many cases opened."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.errors import StaleRevisionError, UnavailableError
from engine.store import Database
from engine.store.command import AnswerRecord, CommandRecord, LostRaceError, TaskClosing
from engine.store.rows import TimerRow
from tests.databases import opened
from tests.store.making import AT, CASE, case_id, event_of, new_case, new_task, open_case, read_case

if TYPE_CHECKING:
    from engine.store import UnitOfWork
    from tests.databases import Databases

REQUEST = bytes(32)


def _complete(work: UnitOfWork, task_id: str, *, key: str = "", slow: float = 0) -> str:
    """As the service floor completes a task: one read, a decision, one write."""
    found = work.cases.for_command(CASE, task_id=task_id, account_id="clerk", key=key)
    assert found is not None
    cipher = work.cases.cipher(found.case)
    if found.earlier is not None:
        return f"again {cipher.open('answer', bytes(found.earlier.sealed_answer or b''))['seq']}"
    assert found.task is not None
    if found.task.state != "open":
        return "closed"
    time.sleep(slow)
    answer = AnswerRecord(
        account_id="clerk",
        key=key,
        request_hash=REQUEST,
        at=AT,
        sealed=lambda seq, digest: cipher.seal("answer", {"seq": seq, "hash": digest.hex()}),
    )
    work.write_command(
        CommandRecord(
            case=found.case,
            event=event_of(cipher, "task_completed"),
            answer=answer if key else None,
            closed_tasks=[
                TaskClosing(
                    task_id=task_id,
                    state="completed",
                    closed_at=AT,
                    closed_by="clerk",
                    closed_by_name="甲",
                    row=found.task,
                )
            ],
        )
    )
    return f"done {found.case.head_seq + 1}"


def test_two_people_who_complete_different_tasks_of_one_case_both_succeed(database: Database) -> None:
    open_case(database, CASE, tasks=8)

    with ThreadPoolExecutor(8) as threads:
        done = list(
            threads.map(
                lambda place: database.run(lambda work: _complete(work, f"t{place}", slow=0.01)), range(1, 9)
            )
        )

    assert sorted(done) == [f"done {seq}" for seq in range(2, 10)]
    with database.read() as work:
        assert work.events.first_break(CASE) is None
        assert {task.state for task in work.tasks.of_case(CASE)} == {"completed"}


def test_of_eight_who_complete_the_same_task_one_does_and_the_others_see_it_closed(
    database: Database,
) -> None:
    open_case(database, CASE)

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(lambda _: database.run(lambda work: _complete(work, "t1")), range(8)))

    assert sorted(done) == ["closed"] * 7 + ["done 2"]


def test_a_request_sent_eight_times_at_once_is_done_once_and_answered_alike(database: Database) -> None:
    open_case(database, CASE)

    with ThreadPoolExecutor(8) as threads:
        done = list(
            threads.map(lambda _: database.run(lambda work: _complete(work, "t1", key="same")), range(8))
        )

    assert sorted(done) == ["again 2"] * 7 + ["done 2"]


def test_the_same_opening_sent_eight_times_at_once_makes_one_case(database: Database) -> None:
    barrier = threading.Barrier(4)

    def open_once(place: int) -> str:
        case, cipher = new_case(database, CASE)
        if place < 4:
            barrier.wait(10)

        def command(work: UnitOfWork) -> str:
            if work.cases.for_command(CASE) is not None:
                return "again"
            work.write_command(CommandRecord(case=case, event=event_of(cipher), is_new=True))
            return "opened"

        return database.run(command)

    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(open_once, range(8)))

    assert sorted(done) == ["again"] * 7 + ["opened"]
    with database.read() as work:
        assert len(work.events.of_case(CASE)) == 1


def test_one_key_for_two_cases_is_answered_by_the_first(database: Database) -> None:
    open_case(database, CASE)
    open_case(database, case_id("other"))
    database.run(lambda work: _complete(work, "t1", key="same"))

    with database.begin() as work:
        found = work.cases.for_command(case_id("other"), task_id="t1", account_id="clerk", key="same")
        stranger = work.cases.for_command(case_id("other"), task_id="t1", account_id="lisi", key="same")

    assert found is not None
    assert found.earlier is not None
    assert found.earlier.case_id == CASE
    assert stranger is not None
    assert stranger.earlier is None


def test_a_key_that_was_used_meanwhile_is_a_lost_race_that_leaves_nothing(database: Database) -> None:
    case = open_case(database, CASE)
    database.run(lambda work: _complete(work, "t1", key="same"))
    current = read_case(database, CASE)
    with database.read() as work:
        event = event_of(work.cases.cipher(case))
    answer = AnswerRecord(
        account_id="clerk", key="same", request_hash=REQUEST, at=AT, sealed=lambda _, __: b"x"
    )
    record = CommandRecord(case=current, event=event, answer=answer)

    with pytest.raises(LostRaceError), database.begin() as work:
        work.write_command(record)

    assert read_case(database, CASE).revision == current.revision


def test_a_condition_of_the_caller_is_not_repeated(database: Database) -> None:
    calls = []

    def command(_: UnitOfWork) -> None:
        calls.append(1)
        raise StaleRevisionError(kind="case", key="N", expected=1, actual=2)

    with pytest.raises(StaleRevisionError):
        database.run(command)

    assert len(calls) == 1


def test_what_a_command_raises_takes_everything_back(database: Database) -> None:
    case = open_case(database, CASE)

    def command(work: UnitOfWork) -> None:
        cipher = work.cases.cipher(case)
        work.write_command(CommandRecord(case=replace(case, status="40"), event=event_of(cipher)))
        raise KeyError

    with pytest.raises(KeyError):
        database.run(command)

    assert read_case(database, CASE) == case


def test_cases_opened_at_once_get_different_numbers(database: Database) -> None:
    day = date(2026, 3, 2)

    def take(_: int) -> int:
        return database.run(lambda work: work.numbers.take("code", day))[0]

    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(take, range(60)))

    assert len(set(taken)) == 60
    assert max(taken) <= 60 + 16


def test_an_opening_that_is_under_way_does_not_hold_up_the_number_of_another(databases: Databases) -> None:
    day = date(2026, 3, 2)
    with (
        opened(databases, "postgresql") as database,
        ThreadPoolExecutor(1) as threads,
        database.begin() as work,
    ):
        first = work.numbers.take("code", day)[0]
        second = threads.submit(lambda: database.run(lambda other: other.numbers.take("code", day))[0])

        assert second.result(timeout=10) == first + 1


def test_a_database_that_is_not_there_is_named_without_its_password(databases: Databases) -> None:
    database = Database("postgresql://tongban:secret@127.0.0.1:1/none", keys=databases.keys)

    with pytest.raises(UnavailableError) as refused, database.begin():
        pass

    database.close()
    assert "secret" not in refused.value.message


def test_two_workers_share_the_jobs_without_taking_one_twice(database: Database) -> None:
    open_case(database, CASE, tasks=0)
    case = read_case(database, CASE)
    with database.begin() as work:
        timers = [
            TimerRow(case_id=CASE, timer_id=f"m{place}", element_id="wait", due_at=AT) for place in range(40)
        ]
        work.write_command(CommandRecord(case=case, event=event_of(work.cases.cipher(case)), timers=timers))

    def claim(worker: int) -> list[str]:
        taken: list[str] = []
        while rows := database.run(
            lambda work: work.jobs.claim_timers(by=f"w{worker}", at=AT, lease=timedelta(seconds=60), limit=3)
        ):
            taken += [row.timer_id for row in rows]
        return taken

    with ThreadPoolExecutor(4) as threads:
        taken = [one for part in threads.map(claim, range(4)) for one in part]

    assert sorted(taken) == sorted(timer.timer_id for timer in timers)


def test_a_task_that_was_opened_meanwhile_is_seen_by_who_had_to_wait(database: Database) -> None:
    """On PostgreSQL the locked row is new but what is joined to it old, unless it is read again."""
    case = open_case(database, CASE)
    started, result = threading.Event(), []

    def second() -> None:
        started.set()
        result.append(database.run(lambda work: work.cases.for_command(CASE, task_id="t9")))

    waiting = threading.Thread(target=second)
    with database.begin() as work:
        assert work.cases.for_command(CASE) is not None
        waiting.start()
        started.wait(5)
        time.sleep(0.2)
        work.write_command(
            CommandRecord(
                case=case, event=event_of(work.cases.cipher(case)), opened_tasks=[new_task(case, "t9")]
            )
        )
    waiting.join(10)

    (found,) = result
    assert found is not None
    assert found.case.revision == 2
    assert found.task is not None
    assert found.open_tasks == 2


def test_a_command_whose_connection_is_cut_is_done_on_another_one(databases: Databases) -> None:
    with opened(databases, "postgresql") as database:
        open_case(database, CASE)
        cut: list[int] = []

        def command(work: UnitOfWork) -> str:
            if not cut:
                cut.append(work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
                with database.begin() as other:
                    other.connection.exec_driver_sql(f"SELECT pg_terminate_backend({cut[0]})")
            return _complete(work, "t1")

        assert database.run(command) == "done 2"
        with database.read() as work:
            assert len(work.events.of_case(CASE)) == 2


def test_connections_that_were_cut_while_they_rested_are_not_noticed(databases: Databases) -> None:
    url = databases.url("postgresql")
    database = Database(url, keys=databases.keys, rest_seconds=0)
    with database.begin() as work:
        pid = work.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with opened(databases, "postgresql") as other, other.begin() as elsewhere:
        elsewhere.connection.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")

    with database.read() as work:
        assert work.offices.count() == 0

    database.close()
    databases.drop(url)

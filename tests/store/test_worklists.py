"""Worklists page through open tasks in every order, and claims have one winner."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.store.rows import DraftRow
from engine.store.tasks import TaskFilter, Tasks
from tests.store.making import AT, CASE, OFFICE, case_id, open_case

if TYPE_CHECKING:
    from engine.store import Database

MINE = frozenset({OFFICE})


@pytest.mark.parametrize("order", ["due", "newest", "oldest", "priority"])
def test_paging_gives_each_task_once_in_every_order(database: Database, order: str) -> None:
    for index in range(7):
        open_case(
            database,
            case_id(f"case-{index}"),
            tasks=2,
            due_on=None if index == 3 else date(2026, 3, 1 + index % 3),
            opened_at=AT + timedelta(minutes=index),
        )

    seen: list[tuple[str, str]] = []
    after: tuple[Any, ...] | None = None
    while True:
        with database.read() as work:
            page = work.tasks.worklist(TaskFilter(offices=MINE), order=order, limit=3, after=after)
        if not page:
            break
        seen += [(row.case_id, row.task_id) for row in page]
        after = Tasks.place(page[-1], order)

    assert len(seen) == len(set(seen)) == 14


def test_a_case_without_limit_comes_last_by_due_day(database: Database) -> None:
    open_case(database, case_id("without"), due_on=None)
    open_case(database, case_id("late"), due_on=date(2026, 3, 9))

    with database.read() as work:
        page = work.tasks.worklist(TaskFilter(offices=MINE), order="due", limit=5)

    assert [row.case_id for row in page] == [case_id("late"), case_id("without")]


def test_another_office_sees_nothing(database: Database) -> None:
    open_case(database, CASE)

    with database.read() as work:
        page = work.tasks.worklist(TaskFilter(offices=frozenset({"510100-x"})), order="due", limit=5)

    assert page == []


def test_a_person_is_found_by_the_blind_index(database: Database) -> None:
    open_case(database, CASE)
    digest = database.keys.blind_index("id", "53", "51010719900307123X")
    other = database.keys.blind_index("id", "53", "510107199003071299")

    with database.read() as work:
        found = work.tasks.worklist(TaskFilter(offices=MINE, persons=(("53", digest),)), order="due", limit=5)
        missed = work.tasks.worklist(TaskFilter(offices=MINE, persons=(("53", other),)), order="due", limit=5)

    assert len(found) == 1
    assert missed == []


def test_of_eight_clerks_who_claim_at_once_one_wins(database: Database) -> None:
    open_case(database, CASE)

    def claim(index: int) -> bool:
        return database.run(
            lambda work: work.tasks.claim(CASE, "t1", assignee=f"clerk{index}", name="甲", at=AT)
        )

    with ThreadPoolExecutor(8) as threads:
        wins = list(threads.map(claim, range(8)))

    assert sum(wins) == 1


def test_a_draft_of_another_window_is_not_overwritten_unseen(database: Database) -> None:
    case = open_case(database, CASE)

    def draft(revision: int) -> DraftRow:
        with database.read() as work:
            sealed = work.cases.cipher(case).seal("draft", {"a": revision})
        return DraftRow(
            case_id=CASE,
            task_id="t1",
            sealed_data=sealed,
            revision=revision,
            saved_at=AT,
            saved_by="clerk",
        )

    with database.begin() as work:
        assert work.tasks.save_draft(draft(1), expected=0)
        assert work.tasks.save_draft(draft(2), expected=1)
        assert not work.tasks.save_draft(draft(2), expected=1)

    with database.read() as work:
        kept = work.tasks.draft(CASE, "t1")
        task = work.tasks.get(CASE, "t1")
    assert kept is not None
    assert kept.revision == 2
    assert task is not None
    assert task.has_draft


def test_counts_are_of_the_own_offices(database: Database) -> None:
    open_case(database, CASE, tasks=2, due_on=date(2026, 3, 1))
    with database.begin() as work:
        work.tasks.claim(CASE, "t1", assignee="clerk", name="甲", at=AT)

    with database.read() as work:
        counted = work.tasks.counts(offices=MINE, account_id="clerk", today=date(2026, 3, 2))

    assert (counted.mine, counted.unclaimed, counted.office, counted.overdue) == (1, 1, 2, 2)

"""How long worklists, counts and searches take at 100,000 open tasks, on both databases.

    python -m benchmarks.store_worklists [--tasks 100000] [--only sqlite|postgresql]

One office holds a tenth of all tasks, which no real office does; the others share the rest.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from engine.store import Database, tables
from engine.store.cases import CaseFilter
from engine.store.rows import NO_DUE_DAY
from engine.store.tasks import TaskFilter, Tasks
from tests.databases import Databases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.store import UnitOfWork

AT = datetime(2026, 3, 2, tzinfo=UTC)
BUSY = "530326-public-security"
OFFICES = [BUSY, *(f"51{place:04d}-public-security" for place in range(1, 300))]
CHUNK = 5_000
SLICES = 10


def _number(place: int) -> str:
    return f"1153032601512345674000123456000202603{place % 30 + 1:02d}{place // 30:04d}"[:43]


def _cases(number: int) -> Iterator[dict[str, Any]]:
    for place in range(number):
        yield {
            "case_id": str(uuid.uuid4()),
            "number": _number(place),
            "item_id": f"item-{place % 40}",
            "definition_digest": "0" * 64,
            "revision": 1,
            "state": "running",
            "status": "40",
            "channel": "online",
            "province": "53",
            "applicant_account": f"applicant-{place}",
            "opened_by": f"applicant-{place}",
            "opened_at": AT + timedelta(seconds=place),
            "clock": {"limit": 3},
            "head_seq": 1,
            "head_hash": bytes(32),
            "state_hash": bytes(32),
            "sealed_person": bytes(90),
            "sealed_snapshot": bytes(600),
        }


def _task(case: dict[str, Any], place: int) -> dict[str, Any]:
    office = BUSY if place % SLICES == 0 else OFFICES[place % len(OFFICES)]
    return {
        "case_id": case["case_id"],
        "task_id": "t1",
        "element_id": "check_materials",
        "name_zh": "审查材料",
        "name_en": "Check materials",
        "lane": "acceptance",
        "office": office,
        "purpose": "acceptance",
        "form_key": "public-security/item/check_materials",
        "state": "open",
        "priority": place % 3,
        "opened_at": case["opened_at"],
        "assignee": f"clerk-{place % 5_000}" if place % 4 == 0 else None,
        "item_id": case["item_id"],
        "case_number": case["number"],
        "case_status": "40",
        "case_due_on": NO_DUE_DAY if place % 7 == 0 else date(2026, 3, 1) + timedelta(days=place % 60),
        "version": 1,
    }


def fill(database: Database, number: int) -> None:
    """Put ``number`` cases with one open task each into the tables."""
    cases = list(_cases(number))
    with database.begin() as work:
        for start in range(0, number, CHUNK):
            chunk = cases[start : start + CHUNK]
            work.connection.execute(insert(tables.case_file), chunk)
            work.connection.execute(
                insert(tables.task), [_task(case, start + place) for place, case in enumerate(chunk)]
            )
            work.connection.execute(
                insert(tables.case_lane),
                [
                    {
                        "case_id": case["case_id"],
                        "lane": "acceptance",
                        "office": _task(case, start + place)["office"],
                        "bound_at": AT,
                    }
                    for place, case in enumerate(chunk)
                ],
            )
            work.connection.execute(
                insert(tables.person_index),
                [
                    {"province": "53", "digest": (start + place).to_bytes(16), "case_id": case["case_id"]}
                    for place, case in enumerate(chunk)
                ],
            )
    with database.begin() as work:
        work.connection.exec_driver_sql("ANALYZE")


def questions(number: int) -> dict[str, Callable[[UnitOfWork], Any]]:
    """What people ask, by name."""
    busy, quiet = frozenset({BUSY}), frozenset({OFFICES[7]})
    several = frozenset({BUSY, *OFFICES[3:7]})

    def second_page(work: UnitOfWork, order: str) -> Any:
        first = work.tasks.worklist(TaskFilter(offices=busy), order=order, limit=50)
        return work.tasks.worklist(
            TaskFilter(offices=busy), order=order, limit=50, after=Tasks.place(first[-1], order)
        )

    return {
        "one office, by due day": lambda w: w.tasks.worklist(TaskFilter(offices=busy), order="due", limit=50),
        "small office, by due day": lambda w: w.tasks.worklist(
            TaskFilter(offices=quiet), order="due", limit=50
        ),
        "five offices, by due day": lambda w: w.tasks.worklist(
            TaskFilter(offices=several), order="due", limit=50
        ),
        "five offices, newest": lambda w: w.tasks.worklist(
            TaskFilter(offices=several), order="newest", limit=50
        ),
        "two pages by due day": lambda w: second_page(w, "due"),
        "one office, by priority": lambda w: w.tasks.worklist(
            TaskFilter(offices=busy), order="priority", limit=50
        ),
        "unclaimed of one item": lambda w: w.tasks.worklist(
            TaskFilter(offices=busy, is_unclaimed=True, item_id="item-10"), order="due", limit=50
        ),
        "mine": lambda w: w.tasks.worklist(TaskFilter(assignee="clerk-100"), order="due", limit=50),
        "by case number": lambda w: w.tasks.worklist(
            TaskFilter(offices=busy, case_number=_number(number // 2)), order="due", limit=50
        ),
        "by person": lambda w: w.tasks.worklist(
            TaskFilter(offices=busy, persons=(("53", (number // 2).to_bytes(16)),)), order="due", limit=50
        ),
        "counts": lambda w: w.tasks.counts(offices=busy, account_id="clerk-100", today=date(2026, 3, 10)),
        "cases by number": lambda w: w.cases.search(CaseFilter(number=_number(number // 2)), limit=50),
        "cases by person": lambda w: w.cases.search(
            CaseFilter(persons=(("53", (number // 2).to_bytes(16)),)), limit=50
        ),
        "cases of an office, newest": lambda w: w.cases.search(CaseFilter(offices=quiet), limit=50),
        "cases of the busy office": lambda w: w.cases.search(CaseFilter(offices=busy), limit=50),
    }


def measure(database: Database, number: int) -> None:
    """Ask everything ten times and print the medians in milliseconds."""
    start = time.perf_counter()
    fill(database, number)
    print(f"{database.dialect}: {number:,} open tasks filled in {time.perf_counter() - start:.0f} s")
    for name, ask in questions(number).items():
        spans = []
        for _ in range(10):
            with database.read() as work:
                start = time.perf_counter()
                ask(work)
                spans.append(time.perf_counter() - start)
        print(f"  {name:28} {1e3 * statistics.median(spans):8.2f} ms")


def main() -> None:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder), is_durable=True)
        for kind in ("sqlite", "postgresql"):
            if chosen.only in (None, kind):
                database = Database(databases.url(kind), keys=databases.keys)
                measure(database, chosen.tasks)
                database.close()
        databases.stop()


if __name__ == "__main__":
    main()

"""Durable cases a second through the use cases: one opening and three completions each, engine in process.

The case: submit, review, a script, a gateway, decide, deliver; each step saved with its chained event,
encrypted, the worklist kept. Figures: cases a second, CPU a command (this process and the database's),
statements and commits a command, bytes stored a case.

    python -m benchmarks.service [--cases 300] [--threads 2] [--database sqlite|postgresql] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from sqlalchemy import event

from engine.service.requests import OpenCase
from engine.settings import Settings
from tests.databases import Databases
from tests.service import bundles
from tests.service.bundles import SUBMIT_TASK, diagram, flows, install, lanes, properties, user_task
from tests.service.conftest import DATA, make_world

if TYPE_CHECKING:
    from tests.service.conftest import World

ITEM = "benchmark-item"
COMMANDS_A_CASE = 4
PEOPLE = (("review", "huize"), ("decide", "huize.bureau"))


def benchmark_item(item: str = ITEM) -> str:
    """Three user tasks, a script, a gateway."""
    body = (
        lanes(applicant="submit_application", acceptance="review reckon", handling="decide")
        + '<startEvent id="start"/>'
        + SUBMIT_TASK
        + user_task("review", "{item}/review", purpose="acceptance", caseStatus="24")
        + f'<scriptTask id="reckon" scriptFormat="feel">{properties(caseStatus="40")}'
        + "<script>{reckoned: if accepted then 1 else 0}</script></scriptTask>"
        + '<exclusiveGateway id="is_accepted" default="is_accepted_refused"/>'
        + user_task("decide", "{item}/review", purpose="decision")
        + '<endEvent id="done"/><endEvent id="refused"/>'
        + flows(
            "start>submit_application",
            "submit_application>review",
            "review>reckon",
            "reckon>is_accepted",
            "is_accepted>decide?reckoned = 1",
            "is_accepted>refused",
            "decide>done",
        )
    )
    return diagram(item, body)


@dataclass
class Counter:
    """Statements and commits of the database."""

    statements: int = 0
    commits: int = 0

    def listen(self, database: Any) -> None:
        event.listen(database, "before_cursor_execute", self._statement)
        event.listen(database, "commit", self._commit)

    def _statement(self, *_: Any) -> None:
        self.statements += 1

    def _commit(self, *_: Any) -> None:
        self.commits += 1


def one_case(world: World, actors: dict[str, Any]) -> None:
    """One opening and three completions."""
    tongban = world.tongban
    opened = tongban.cases.open(
        actors["zhangsan"], OpenCase(item_id=ITEM, key=str(uuid.uuid4()), data={}, submit=False)
    )
    tongban.tasks.complete(
        actors["zhangsan"], task_id=opened.next_tasks[0].task_id, data=DATA, key=str(uuid.uuid4())
    )
    task_id = f"{opened.case.case_id}.{_next_id(world, opened.case.case_id)}"
    answer = tongban.tasks.complete(actors["huize"], task_id=task_id, data={"accepted": True}, key=str(uuid.uuid4()))
    task_id = f"{opened.case.case_id}.{_next_id(world, opened.case.case_id)}"
    assert answer.case.status.code == "40"
    tongban.tasks.complete(actors["huize.bureau"], task_id=task_id, data={"accepted": True}, key=str(uuid.uuid4()))


_IDS: dict[str, str] = {}


def _next_id(_world: World, case_id: str) -> str:
    """Task ids are counted by the diagram: the second and the third of every case are the same."""
    turn = int(_IDS.get(case_id, "0"))
    _IDS[case_id] = str(turn + 1)
    return _ORDER[turn]


_ORDER: list[str] = []


def learn_order(world: World, actors: dict[str, Any]) -> None:
    """The ids that the diagram gives to the tasks behind the first."""
    tongban = world.tongban
    opened = tongban.cases.open(
        actors["zhangsan"], OpenCase(item_id=ITEM, key="learn", data=DATA, submit=True)
    )
    case_id = opened.case.case_id
    for _, who in PEOPLE:
        with tongban.database.read() as work:
            row = work.tasks.of_case(case_id, open_only=True)[0]
        _ORDER.append(row.task_id)
        tongban.tasks.complete(actors[who], task_id=f"{case_id}.{row.task_id}", data={"accepted": True})


def database_cpu() -> float:
    """CPU seconds of all database processes below this one."""
    total = 0.0
    for process in psutil.process_iter(["name", "cpu_times"]):
        times = process.info["cpu_times"]
        if process.info["name"] == "postgres" and times is not None:
            total += times.user + times.system
    return total


def run(kind: str, cases: int, threads: int, *, profile: bool) -> None:
    """Measure one kind of database and print its line."""
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        url = databases.url(kind)
        settings = Settings(database_url=url, var=Path(folder) / "var")
        bundles.ITEMS.clear()
        bundles.ITEMS[ITEM] = benchmark_item
        world = make_world(settings, databases)
        install_again = install  # the item lies there already: make_world installed it
        assert install_again
        counter = Counter()
        counter.listen(world.tongban.database._database)  # noqa: SLF001 - to count what it does
        actors = {who: world.who(who) for who in ("zhangsan", "huize", "huize.bureau")}
        learn_order(world, actors)
        for _ in range(20):
            one_case(world, actors)
        size = stored_bytes(kind, url)
        counter.statements = counter.commits = 0
        own, foreign, begun = time.process_time(), database_cpu(), time.perf_counter()
        profiler = cProfile.Profile(time.process_time) if profile else None
        if profiler:
            profiler.enable()
        workers = [
            threading.Thread(target=lambda: [one_case(world, actors) for _ in range(cases // threads)])
            for _ in range(threads)
        ]
        if threads == 1:
            for _ in range(cases):
                one_case(world, actors)
        else:
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
        seconds = time.perf_counter() - begun
        if profiler:
            profiler.disable()
            pstats.Stats(profiler).sort_stats("cumtime").print_stats(110)
        commands = cases * COMMANDS_A_CASE
        cpu = (time.process_time() - own, database_cpu() - foreign)
        grown = stored_bytes(kind, url) - size
        print(
            f"{kind:11} {threads} thread(s): {cases / seconds:6.1f} cases/s, "
            f"CPU {1000 * cpu[0] / commands:.2f} + {1000 * cpu[1] / commands:.2f} ms a command, "
            f"{counter.statements / commands:.1f} statements, {counter.commits / commands:.2f} commits a command, "
            f"{grown / cases / 1000:.1f} kB a case"
        )
        world.tongban.close()
        databases.stop()


def stored_bytes(kind: str, url: str) -> int:
    """What the database takes on disk, tables with their indexes."""
    if kind == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        return sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*") if "-wal" not in one.name)
    import psycopg  # noqa: PLC0415 - of PostgreSQL alone

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    assert row is not None
    return int(row[0])


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    for kind in asked.database or ("sqlite", "postgresql"):
        run(kind, asked.cases, asked.threads, profile=asked.profile)


if __name__ == "__main__":
    main()

"""Durable cases a second through the use cases: one opening and three completions each, engine in process.

The case: submit, review, a script, a gateway, decide, deliver; each step saved with its chained event,
encrypted, the worklist kept. Figures: cases a second, CPU a command (this process and the database's),
statements and commits a command, bytes stored a case.

    python -m benchmarks.service [--cases 300] [--threads 2] [--processes 1] [--database sqlite|postgresql] [--profile]
"""

from __future__ import annotations

import argparse
import cProfile
import multiprocessing
import pstats
import resource
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from sqlalchemy import event

from engine.bootstrap import build
from engine.service.requests import OpenCase
from engine.settings import Settings
from tests.databases import Databases
from tests.service import bundles
from tests.service.bundles import SUBMIT_TASK, diagram, flows, lanes, properties, user_task
from tests.service.conftest import CATALOGUE, DATA, make_world

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
        """Count from now on."""
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
    answer = tongban.tasks.complete(
        actors["huize"], task_id=task_id, data={"accepted": True}, key=str(uuid.uuid4())
    )
    task_id = f"{opened.case.case_id}.{_next_id(world, opened.case.case_id)}"
    assert answer.case.status.code == "40"
    tongban.tasks.complete(
        actors["huize.bureau"], task_id=task_id, data={"accepted": True}, key=str(uuid.uuid4())
    )


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


def database_cpu(kind: str, url: str) -> float:
    """CPU seconds of the PostgreSQL server with all its backends, those that have ended included."""
    if kind == "sqlite":
        return 0.0
    import psycopg  # noqa: PLC0415 - of PostgreSQL alone

    if url not in _SERVERS:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            assert row is not None
            _SERVERS[url] = psutil.Process(int(row[0])).parent()  # type: ignore[no-untyped-call]
    server = _SERVERS[url]
    if server is None:
        return 0.0
    times = server.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in server.children(recursive=True):  # type: ignore[no-untyped-call]
        own = child.cpu_times()
        total += own.user + own.system
    return float(total)


_SERVERS: dict[str, psutil.Process | None] = {}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What to measure."""

    kind: str
    cases: int
    threads: int
    processes: int
    profile: bool


def run(asked: Asked) -> None:
    """Measure one kind of database and print its line."""
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder))
        url = databases.url(asked.kind)
        settings = Settings(database_url=url, var=Path(folder) / "var")
        bundles.ITEMS.clear()
        bundles.ITEMS[ITEM] = benchmark_item
        world = make_world(settings, databases)
        counter = Counter()
        counter.listen(world.tongban.database._database)  # noqa: SLF001 - to count what it does
        actors = {who: world.who(who) for who in ("zhangsan", "huize", "huize.bureau")}
        learn_order(world, actors)
        for _ in range(20):
            one_case(world, actors)
        size = stored_bytes(asked.kind, url)
        counter.statements = counter.commits = 0
        begun, own, foreign = time.perf_counter(), own_cpu(), database_cpu(asked.kind, url)
        many_cases(world, actors, asked, databases)
        seconds = time.perf_counter() - begun
        commands = asked.cases * COMMANDS_A_CASE
        cpu = (own_cpu() - own, database_cpu(asked.kind, url) - foreign)
        grown = stored_bytes(asked.kind, url) - size
        counted = (
            f"{counter.statements / commands:.1f} statements, {counter.commits / commands:.2f} commits a command, "
            if asked.processes == 1
            else ""
        )
        print(
            f"{asked.kind:11} {asked.processes} process(es) x {asked.threads} thread(s): "
            f"{asked.cases / seconds:6.1f} cases/s, "
            f"CPU {1000 * cpu[0] / commands:.2f} + {1000 * cpu[1] / commands:.2f} ms a command, {counted}"
            f"{grown / asked.cases / 1000:.1f} kB a case"
        )
        world.tongban.close()
        databases.stop()


def many_cases(world: World, actors: dict[str, Any], asked: Asked, databases: Databases) -> None:
    """All cases, in threads of this process or of several."""
    if asked.processes == 1:
        profiler = cProfile.Profile(time.process_time) if asked.profile else None
        if profiler:
            profiler.enable()
        in_threads(world, actors, asked.cases, asked.threads)
        if profiler:
            profiler.disable()
            pstats.Stats(profiler).sort_stats("cumtime").print_stats(60)
        return
    world.tongban.database.close()

    def child() -> None:
        own = replace(world, tongban=build(world.tongban.settings, keys=databases.keys, catalogue=CATALOGUE))
        in_threads(own, actors, asked.cases // asked.processes, asked.threads)

    children = [multiprocessing.get_context("fork").Process(target=child) for _ in range(asked.processes)]
    for one in children:
        one.start()
    for one in children:
        one.join()


def in_threads(world: World, actors: dict[str, Any], cases: int, threads: int) -> None:
    """Cases in this process."""
    if threads == 1:
        for _ in range(cases):
            one_case(world, actors)
        return
    workers = [
        threading.Thread(target=in_threads, args=(world, actors, cases // threads, 1)) for _ in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def own_cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in times)


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
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    for kind in given.database or ("sqlite", "postgresql"):
        run(
            Asked(
                kind=kind,
                cases=given.cases,
                threads=given.threads,
                processes=given.processes,
                profile=given.profile,
            )
        )


if __name__ == "__main__":
    main()

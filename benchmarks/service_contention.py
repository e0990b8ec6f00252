"""Two people who complete two tasks of one case at the same moment: how long each waits for the answer.

python -m benchmarks.service_contention [--rounds 50] [--database sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.service.requests import OpenCase
from engine.settings import Settings
from tests.databases import Databases
from tests.service.conftest import DATA, make_world

if TYPE_CHECKING:
    from tests.service.conftest import World

PEOPLE = {"check_here": "huize", "check_there": "huize.bureau"}


def one_round(world: World, actors: dict[str, Any]) -> list[float]:
    """Milliseconds until each of the two had their answer."""
    tongban = world.tongban
    opened = tongban.cases.open(
        actors["zhangsan"], OpenCase(item_id="parallel-item", key=str(uuid.uuid4()), data=DATA, submit=True)
    )
    case_id = opened.case.case_id
    with tongban.database.read() as work:
        tasks = {row.element_id: row.task_id for row in work.tasks.of_case(case_id, open_only=True)}
    barrier, times = threading.Barrier(len(PEOPLE)), []

    def complete(element: str, who: str) -> None:
        barrier.wait()
        begun = time.perf_counter()
        tongban.tasks.complete(
            actors[who], task_id=f"{case_id}.{tasks[element]}", data={"accepted": True}, key=str(uuid.uuid4())
        )
        times.append(1000 * (time.perf_counter() - begun))

    threads = [threading.Thread(target=complete, args=pair) for pair in PEOPLE.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == len(PEOPLE), "one of the two was refused"
    return times


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    given = parser.parse_args()
    for kind in given.database or ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder:
            databases = Databases(Path(folder))
            settings = Settings(database_url=databases.url(kind), var=Path(folder) / "var")
            world = make_world(settings, databases)
            actors = {who: world.who(who) for who in ("zhangsan", *PEOPLE.values())}
            one_round(world, actors)
            times = sorted(one for _ in range(given.rounds) for one in one_round(world, actors))
            print(
                f"{kind:11} both succeed; median {statistics.median(times):.1f} ms, "
                f"95 % {times[int(0.95 * len(times))]:.1f} ms, longest {times[-1]:.1f} ms"
            )
            world.tongban.close()
            databases.stop()


if __name__ == "__main__":
    main()

"""kill -9 in the middle of a thousand completions: nothing is lost, nothing happens twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from engine.bootstrap import build
from engine.domain.beijing import beijing_day
from engine.errors import TongbanError
from engine.settings import Settings
from tests.service.conftest import CATALOGUE, FakePlatforms, make_world

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from pathlib import Path

    from engine.service.audit import Audit
    from tests.databases import Databases
    from tests.service.conftest import World

CASES = 500
STEPS = (("review", "huize"), ("decide", "huize.bureau"))
LIMIT_SECONDS = 300.0
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a process needs: where to connect, what to complete, where to write down what it was told."""

    settings: Settings
    databases: Databases
    case_ids: tuple[str, ...]
    acknowledged: Path


def complete_all(plan: Plan, seed: int) -> None:
    """Complete every task of every case, in an order of its own; each answer is written down at once."""
    tongban = build(plan.settings, keys=plan.databases.keys, platforms=FakePlatforms(), catalogue=CATALOGUE)
    actors = {who: tongban.accounts.actor(account_id=who) for _, who in STEPS}
    with tongban.database.read() as work:
        open_tasks = {
            (task.case_id, task.element_id): f"{task.case_id}.{task.task_id}"
            for case_id in plan.case_ids
            for task in work.tasks.of_case(case_id, open_only=True)
        }
    case_ids = sorted({case_id for case_id, _ in open_tasks})
    random.Random(seed).shuffle(case_ids)  # noqa: S311 - an order, no secret
    log = os.open(plan.acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for case_id in case_ids:
        task_id = open_tasks.get((case_id, "review"))
        for element, who in STEPS:
            task_id = task_id or open_tasks.get((case_id, element))
            if task_id is None:
                continue
            key = f"{task_id}:complete"
            try:
                done = tongban.tasks.complete(actors[who], task_id=task_id, data={"accepted": True}, key=key)
            except TongbanError:
                break
            os.write(log, f"{task_id} {done.event_hash}\n".encode())
            task_id = None
            if element == "review":
                with tongban.database.read() as work:
                    task_id = next(
                        (
                            f"{case_id}.{row.task_id}"
                            for row in work.tasks.of_case(case_id, open_only=True)
                            if row.element_id == "decide"
                        ),
                        None,
                    )


def work_on(plan: Plan, _seed: int) -> None:
    """A worker that sends what there is to send."""
    tongban = build(plan.settings, keys=plan.databases.keys, platforms=FakePlatforms(), catalogue=CATALOGUE)
    tongban.worker.run(threading.Event())


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_happens_twice(
    database_url: str, databases: Databases, tmp_path: Path
) -> None:
    settings = Settings(database_url=database_url, var=tmp_path / "var", worker_lease_seconds=3.0)
    world = make_world(settings, databases)
    case_ids = tuple(world.open().case.case_id for _ in range(CASES))
    world.tongban.database.close()
    plan = Plan(
        settings=replace(settings, worker_poll_seconds=0.05),
        databases=databases,
        case_ids=case_ids,
        acknowledged=tmp_path / "acknowledged",
    )

    kills = _kill_until_done(world, plan)

    assert kills > 10
    _check(world, plan)
    world.tongban.close()


def _kill_until_done(world: World, plan: Plan) -> int:
    """Two completers and a worker, killed again and again until every case has ended."""
    dice, end, kills, seed = random.Random(9), time.monotonic() + LIMIT_SECONDS, 0, 0  # noqa: S311 - as above
    running: dict[str, BaseProcess] = {}
    targets = {"first": complete_all, "second": complete_all, "worker": work_on}
    try:
        while left := _left(world):
            assert time.monotonic() < end, f"{left} things still to do after {kills} kills"
            for name, target in targets.items():
                if name not in running or not running[name].is_alive():
                    seed += 1
                    running[name] = FORK.Process(target=target, args=(plan, seed), daemon=True)
                    running[name].start()
            _wait_for_progress(plan, dice)
            victim = running[dice.choice(list(targets))]
            if victim.is_alive() and victim.pid is not None:
                os.kill(victim.pid, signal.SIGKILL)
                victim.join()
                kills += 1
    finally:
        for process in running.values():
            process.kill()
            process.join()
    return kills


def _wait_for_progress(plan: Plan, dice: random.Random) -> None:
    """Until a few more completions were answered: however slow the machine, the kill falls amid work that goes on."""
    goal = _answered(plan) + dice.randint(1, 40)
    patience = time.monotonic() + 10.0
    time.sleep(dice.uniform(0.0, 0.3))
    while _answered(plan) < goal and time.monotonic() < patience:
        time.sleep(0.01)


def _answered(plan: Plan) -> int:
    return len(plan.acknowledged.read_bytes().splitlines()) if plan.acknowledged.exists() else 0


def _left(world: World) -> int:
    """Open tasks and calls. Closes its connections: SQLite must not be carried into a forked process."""
    with world.tongban.database.read() as work:
        tasks = work.tasks.counts(
            offices=frozenset({"530326-public-security-traffic-police", "530326-public-security"}),
            account_id="huize",
            today=beijing_day(world.clock()),
        ).office
        calls = len(work.jobs.calls(limit=1))
    world.tongban.database.close()
    return tasks + calls


def _check(world: World, plan: Plan) -> None:
    auditor, audit = world.who("auditor"), world.tongban.audit
    hashes: dict[str, str] = {}
    for case_id in plan.case_ids:
        events = audit.history(auditor, case_id=case_id).entries
        kinds = [event.kind for event in events]
        assert kinds.count("task_completed") == len(STEPS), kinds
        assert kinds.count("notice_delivered") == 1, kinds
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        assert world.case(case_id).summary.status.code == "80"
        hashes |= {event.event_hash: case_id for event in events}
    assert all(_is_intact(audit, world, case_id) for case_id in plan.case_ids[::5])
    told = [line.split() for line in plan.acknowledged.read_text().splitlines()]
    assert len({task_id for task_id, _ in told}) >= CASES
    for task_id, event_hash in told:
        assert hashes[event_hash] == task_id.split(".")[0]


def _is_intact(audit: Audit, world: World, case_id: str) -> bool:
    return audit.verify(world.who("auditor"), case_id=case_id).is_intact

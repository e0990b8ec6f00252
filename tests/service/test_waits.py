"""What cases wait for: platforms, messages, timers, each other; and what happens when it does not come."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import ForbiddenError, NotAllowedNowError, NotFoundError, TaskClosedError, TongbanError
from engine.service.http import Answered, Refused, Unreachable
from engine.service.requests import IncidentQuery, MessageIn, WorklistQuery

if TYPE_CHECKING:
    from engine.service.records import IncidentView
    from tests.service.conftest import World


def incidents(world: World) -> tuple[IncidentView, ...]:
    return world.tongban.incidents.list(world.who("admin"), IncidentQuery()).entries


def state_of(world: World, case_id: str) -> str:
    return world.case(case_id).summary.status.code


def test_a_platform_is_asked_outside_of_any_transaction_and_its_answer_moves_the_case(world: World) -> None:
    case_id = world.open("calling-item").case.case_id
    world.platforms.answer = lambda *_: Answered(
        result={
            "found": True,
            "status": "A",
            "holderName": "张三丰",
            "address": "云南省曲靖市会泽县示例路1号",
        }
    )

    world.work()

    assert state_of(world, case_id) == "80"
    licence = world.case(case_id).data["licence"]
    assert (licence["status"], licence["holderName"], licence["address"]) == ("A", "张**", "云南省曲靖市***")
    system, operation, arguments, key = world.platforms.asked[0]
    assert (system, operation, arguments) == ("ga-traffic", "licence", {"licenceNo": "512002199001019017"})
    assert key.startswith(f"{case_id}:")


def test_a_refusal_that_the_diagram_catches_becomes_a_task(world: World) -> None:
    case_id = world.open("calling-item").case.case_id
    world.platforms.answer = lambda *_: Refused(code="NO_SUCH_LICENCE", message="unknown")

    world.work()

    assert world.task(case_id, "mend")
    assert incidents(world) == ()


def test_a_platform_that_is_down_leaves_the_case_waiting_then_raises_an_incident_and_retry_goes_on(
    world: World,
) -> None:
    case_id = world.open("calling-item").case.case_id
    world.platforms.answer = lambda *_: Unreachable(message="down")

    world.work()
    waiting = world.case(case_id).waits
    for _ in range(5):
        world.clock.pass_by(minutes=1)
        world.work()
    raised = incidents(world)
    world.platforms.answer = lambda *_: Answered(result={"found": True})
    world.tongban.incidents.retry(world.who("admin"), incident_id=raised[0].incident_id)
    world.work()

    assert [wait.kind for wait in waiting] == ["call"]
    assert len(world.platforms.asked) == 3 + 1
    assert (raised[0].kind, raised[0].attempts, raised[0].system) == ("call", 3, "ga-traffic")
    assert incidents(world) == ()
    assert state_of(world, case_id) == "80"
    assert len({key for *_, key in world.platforms.asked}) == 1


def test_an_incident_is_resolved_with_an_answer_known_by_other_means(world: World) -> None:
    case_id = world.open("calling-item").case.case_id
    world.platforms.answer = lambda *_: Refused(code="odd", message="no")
    world.work()
    incident = incidents(world)[0]

    resolved = world.tongban.incidents.resolve(
        world.who("admin"), incident_id=incident.incident_id, result={"found": True}, reason="电话确认"
    )

    assert (resolved.state, resolved.resolved_by) == ("resolved", "admin")
    assert state_of(world, case_id) == "80"
    with pytest.raises(NotAllowedNowError):
        world.tongban.incidents.retry(world.who("admin"), incident_id=incident.incident_id)
    with pytest.raises(ForbiddenError):
        world.tongban.incidents.retry(world.who("huize"), incident_id=incident.incident_id)


def test_a_message_delivered_five_times_has_one_effect_and_one_answer(world: World) -> None:
    opened = world.open("waiting-item")
    message = MessageIn(
        name="payment_received", message_id="p-1", correlation_key=opened.case.number, payload={"paid": 10}
    )

    answers = [world.tongban.messages.correlate(world.who("pay-nontax"), message) for _ in range(5)]

    assert [answer.is_replay for answer in answers] == [False, True, True, True, True]
    assert len({(answer.case_id, answer.event_seq, answer.effect) for answer in answers}) == 1
    history = world.tongban.audit.history(world.who("auditor"), case_id=opened.case.case_id)
    assert [event.kind for event in history.entries].count("message_received") == 1
    assert state_of(world, opened.case.case_id) == "80"


def test_a_message_finds_its_own_case_and_no_other(world: World) -> None:
    first, second = world.open("waiting-item"), world.open("waiting-item")
    platform = world.who("pay-nontax")

    world.tongban.messages.correlate(
        platform, MessageIn(name="payment_received", message_id="1", correlation_key=second.case.number)
    )

    assert state_of(world, first.case.case_id) == "10"
    assert state_of(world, second.case.case_id) == "80"
    for key in ("9" * 43, None, "x"):
        with pytest.raises(NotFoundError):
            world.tongban.messages.correlate(
                platform, MessageIn(name="unknown_message", message_id=f"m{key}", correlation_key=key)
            )
    with pytest.raises(ForbiddenError):
        world.tongban.messages.correlate(
            world.who("huize"),
            MessageIn(name="payment_received", message_id="2", correlation_key=first.case.number),
        )


def test_a_timer_fires_when_it_is_due_and_not_before(world: World) -> None:
    opened = world.open("waiting-item")
    world.clock.pass_by(minutes=59)
    world.work()
    before = state_of(world, opened.case.case_id)

    world.clock.pass_by(minutes=2)
    world.work()

    view = world.case(opened.case.case_id)
    assert before == "10"
    assert (view.summary.status.code, view.summary.outcome, view.waits) == ("91", "terminated", ())


def test_a_message_opens_a_case_of_another_office_and_its_answer_comes_back(world: World) -> None:
    asking = world.open("asking-item").case
    world.work()
    tasks = world.tongban.tasks.worklist(world.who("huize"), WorklistQuery(item_id="answering-item"))

    world.complete(tasks.entries[0].case_id, "verify", "huize", accepted=True)
    world.work()

    view = world.case(asking.case_id)
    assert len(tasks.entries) == 1
    assert view.summary.status.code == "80"
    assert view.data["verified"] is True


def test_a_message_that_nobody_takes_is_an_incident_and_can_be_posted_again(world: World) -> None:
    opened = world.open("asking-item")
    with world.tongban.database.begin() as work:
        work.definitions.make_current("answering-item", "none")
    for _ in range(6):
        world.work()
        world.clock.pass_by(minutes=5)
    raised = incidents(world)
    versions = world.tongban.definitions.list(world.who("analyst"), item_id="answering-item")
    with world.tongban.database.begin() as work:
        work.definitions.make_current("answering-item", versions[0].digest)

    world.tongban.incidents.retry(world.who("admin"), incident_id=raised[0].incident_id)
    world.work()

    assert [incident.kind for incident in raised] == ["message"]
    assert raised[0].case_id == opened.case.case_id
    assert len(world.tongban.tasks.worklist(world.who("huize"), WorklistQuery()).entries) == 1


def test_an_endless_loop_commits_in_stretches_and_ends_as_an_incident(world: World) -> None:
    started = time.monotonic()
    healthy = world.open("parallel-item").case.case_id
    case_id = world.open("endless-item").case.case_id

    world.work()

    found = incidents(world)
    assert [(incident.kind, incident.case_id) for incident in found] == [("runaway", case_id)]
    assert world.complete(healthy, "check_here", "huize").event_seq == 2
    assert world.tongban.audit.verify(world.who("auditor"), case_id=case_id).is_intact
    assert time.monotonic() - started < 60


def together(*calls: Any) -> list[Any]:
    """All at the same moment, each in a thread; results or errors in order."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def one(place: int) -> None:
        barrier.wait()
        try:
            results[place] = calls[place]()
        except TongbanError as error:
            results[place] = error

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_people_on_two_tasks_of_one_case_both_succeed(world: World) -> None:
    for _ in range(5):
        case_id = world.open("parallel-item").case.case_id

        results = together(
            partial(_check, world, world.task(case_id, "check_here"), "huize"),
            partial(_check, world, world.task(case_id, "check_there"), "huize.bureau"),
        )

        assert [result for result in results if isinstance(result, TongbanError)] == []
        assert state_of(world, case_id) == "80"


def _check(world: World, task_id: str, who: str) -> Any:
    return world.tongban.tasks.complete(world.who(who), task_id=task_id, data={"accepted": True})


def test_eight_clerks_on_one_task_are_one_winner_and_seven_who_are_told(world: World) -> None:
    case_id = world.open().case.case_id
    task_id, huize = world.task(case_id, "review"), world.who("huize")

    def complete() -> Any:
        return world.tongban.tasks.complete(huize, task_id=task_id, data={"accepted": True})

    results = together(*[complete] * 8)

    losers = [result for result in results if isinstance(result, TaskClosedError)]
    assert len(losers) == 7
    assert {loser.by for loser in losers} == {"窗口 huize"}


def test_the_same_opening_at_the_same_moment_is_one_case(world: World) -> None:
    results = together(*[lambda: world.open(key="same")] * 4)

    assert {result.case.case_id for result in results if not isinstance(result, TongbanError)} == {
        results[0].case.case_id
    }
    assert [result.is_replay for result in results].count(False) == 1


def test_a_worker_that_slept_past_its_lease_does_nothing(world: World) -> None:
    case_id = world.open("calling-item").case.case_id
    tongban = world.tongban

    def late(*_: Any) -> Answered:
        with tongban.database.begin() as work:
            world.clock.pass_by(minutes=5)
            stolen = work.jobs.claim_calls(
                by="another", at=world.clock(), lease=timedelta(minutes=5), limit=5
            )
        assert len(stolen) == 1
        return Answered(result={"found": True})

    world.platforms.answer = late
    tongban.worker.run_once()

    assert state_of(world, case_id) == "10"
    assert [event.kind for event in tongban.audit.history(world.who("auditor"), case_id=case_id).entries] == [
        "case_opened"
    ]

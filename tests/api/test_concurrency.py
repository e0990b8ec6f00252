"""Many at once: one wins and the others are told; what is the same request is done once."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from tests.api.applications import licence_renewal
from tests.api.conftest import ITEM

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.conftest import Platform

MANY = 8


def at_once(ask: Callable[[int], Any]) -> list[Any]:
    """The answers of eight threads that start together."""
    ready = threading.Barrier(MANY)

    def go(index: int) -> Any:
        ready.wait()
        return ask(index)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(go, range(MANY)))


def test_eight_clerks_complete_a_task_and_one_wins(platform: Platform) -> None:
    number = platform.apply("zhangsan", licence_renewal())["case"]["number"]
    clerks = [platform.caller("huize.traffic"), platform.caller("huize.traffic2")]
    [task] = clerks[0].get(f"/tasks?caseNumber={number}").get_json()["entries"]
    body = {"data": {"acceptanceDecision": "ACCEPT"}}

    answers = at_once(lambda index: clerks[index % 2].post(f"/tasks/{task['taskId']}/complete", body))

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200] + [409] * (MANY - 1)
    losers = [answer.get_json() for answer in answers if answer.status_code == 409]
    assert {problem["code"] for problem in losers} == {"task_closed"}
    assert all(problem["by"] and problem["at"] for problem in losers)


def test_eight_identical_requests_open_one_case(platform: Platform) -> None:
    zhangsan = platform.caller("zhangsan")
    headers = {"Idempotency-Key": str(uuid.uuid4())}

    answers = at_once(lambda _: zhangsan.post("/cases", {"itemId": ITEM}, headers=headers))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["case"]["number"] for answer in answers}) == 1
    assert sum(not answer.get_json()["isReplay"] for answer in answers) == 1


def test_a_message_that_comes_eight_times_acts_once(platform: Platform) -> None:
    number = platform.apply("zhangsan", licence_renewal())["case"]["number"]
    clerk, system = platform.caller("huize.traffic"), platform.system()
    for data in ({"acceptanceDecision": "ACCEPT"}, {"decisionOutcome": "APPROVE"}):
        [task] = clerk.get(f"/tasks?caseNumber={number}").get_json()["entries"]
        assert clerk.post(f"/tasks/{task['taskId']}/complete", {"data": data}).status_code == 200
        platform.work()
    message = {
        "name": "payment_received",
        "messageId": f"pay-{uuid.uuid4()}",
        "correlationKey": number,
        "payload": {"orderNo": "P", "paidAt": "2026-03-02T01:00:00Z", "amount": 10},
    }

    answers = at_once(lambda _: system.post("/messages", message))

    assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers]
    assert len({answer.get_json()["eventSeq"] for answer in answers}) == 1
    assert sum(not answer.get_json()["isReplay"] for answer in answers) == 1


def test_eight_cases_are_opened_at_once_with_numbers_of_their_own(platform: Platform) -> None:
    callers = [platform.caller(key) for key in ("zhangsan", "lisi")]

    answers = at_once(lambda index: callers[index % 2].post("/cases", {"itemId": ITEM}))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["case"]["number"] for answer in answers}) == MANY

"""The items with the stand-ins of the national platforms instead of answers from a file.

Every made-up person of the simulators shows something; here the diagrams show the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from engine.domain.beijing import BEIJING
from engine.service.scenario_files import Scenario, ScenarioFile
from engine.service.scenario_play import Stage
from engine.service.scenario_runs import ScenarioRun, run_scenario
from tests.processes.bundles import ROOT, catalogue, loaded, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulators import RunningSimulators

PEOPLE = {
    person["key"]: person
    for person in yaml.safe_load((ROOT / "simulators" / "people.yaml").read_bytes())["people"]
}
DRIVER, HUKOU = "driver-licence-expiry-renewal", "hukou-migration-job-transfer"
FILING, SETTLEMENT = "medical-offsite-filing-long-term", "medical-inpatient-direct-settlement"


@dataclass(frozen=True)
class Story:
    """Somebody's case: what is typed in, what people do, where it ends or who is asked next."""

    person: str
    item: str
    steps: tuple[Any, ...]
    end: str | None = None
    open: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    changes: dict[str, Any] = field(default_factory=dict)


def driver(person: str, *steps: Any, **more: Any) -> Story:
    """A renewal at Huize."""
    return Story(person=person, item=DRIVER, steps=("submit_application", *steps), **more)


def hukou(person: str, *steps: Any, **more: Any) -> Story:
    """A move from Chongqing, to Linzhi unless said otherwise."""
    return Story(person=person, item=HUKOU, steps=("submit_application", *steps), **more)


def filing(person: str, *steps: Any, **more: Any) -> Story:
    """A filing of somebody insured in Linzhi who lives in Chengdu."""
    return Story(person=person, item=FILING, steps=("submit_application", *steps), **more)


def settlement(person: str, bill: str, *steps: Any, **more: Any) -> Story:
    """A bill at discharge in Chengdu."""
    changes = {"settlementNo": bill, **more.pop("changes", {})}
    return Story(person=person, item=SETTLEMENT, steps=("submit_settlement", *steps), changes=changes, **more)


CHENGDU = {
    "applicantRegion": "510104",
    "moveInRegion": "510104",
    "moveInAddress": "四川省成都市锦江区示例路1号",
}
STORIES = (
    driver("zhangsan", "review_acceptance", "confirm_renewal", "pay_fee", open=("pay_fee",), path=("query_payment_order",)),
    driver("lisi", "review_acceptance", "confirm_renewal", open=("pay_fee",)),
    driver("kongshisan", "review_acceptance", "confirm_renewal", open=("pay_fee",)),
    driver("liyu", "review_acceptance", open=("answer_correction",), changes={"bodyCertDate": "today-200"}),
    driver("caoshisi", end="application_referred"),
    driver("yanshiwu", end="application_rejected"),
    driver("huashiliu", end="application_rejected"),
    driver("jinshiqi", end="application_rejected"),
    driver("weishiba", end="application_rejected"),
    driver("shama", "review_acceptance", open=("answer_correction",)),
    driver("jike", "review_acceptance", open=("answer_correction",)),
    driver("yang", end="application_referred"),
    driver("taoshijiu", end="application_referred"),
    driver("nima", open=("review_acceptance",)),
    driver("jiangershi", end="application_referred"),
    driver("qiershiyi", end="application_referred"),
    driver("xieershier", open=("verify_identity_at_counter",)),
    driver("wangwu", end="application_referred"),
    hukou("wangwu", "review_acceptance", "review_move_in", path=("issue_move_permit", "move_out_requested")),
    hukou("wangji", "review_acceptance", "review_move_in", path=("move_out_requested",)),
    hukou("zhaoliu", "review_acceptance", open=("review_move_in",), path=("coordination_noted",)),
    hukou("zhouba", end="application_rejected"),
    hukou("wujiu", end="application_rejected"),
    hukou("zhengshi", "review_acceptance", end="application_denied", changes=CHENGDU),
    hukou("fengshiyi", "review_acceptance", open=("review_move_in",), changes=CHENGDU),
    hukou("suonan", "review_acceptance", open=("review_move_in",)),
    filing("tashi", "evaluate_case", end="filing_recorded", path=("filed_at_once", "register_filing")),
    filing("dawa", "review_acceptance", "decide_filing", open=("evaluate_case",), path=("register_filing",)),
    filing("ciren", end="application_rejected"),
    filing("bianba", end="application_denied"),
    filing("pingcuo", open=("evaluate_case",), path=("filed_at_once",)),
    filing("suershisi", end="application_referred", changes={"treatRegion": "510703"}),
    settlement("qiangba", "JS0003", "collect_own_share", "hand_over_result", "evaluate_case", end="settlement_completed"),
    settlement("tenzin", "JS0004", {"fire": "retry_time_reached"}, open=("collect_own_share",), path=("reverse_calculation", "benefit_computed")),
    settlement("tenzin", "JS0010", {"fire": "retry_time_reached"}, {"fire": "retry_time_reached"}, open=("resolve_calculation",)),
    settlement("gesang", "JS0005", open=("resolve_calculation",)),
    settlement("luosang", "JS0006", open=("audit_suspect_fees", "collect_own_share")),
    settlement("baima", "JS0007", open=("collect_own_share",)),
    settlement("renzeng", "JS0008", open=("collect_own_share",), changes={"totalFee": 680000, "inScopeFee": 600000}),
    settlement("basang", "JS0009", open=("collect_own_share",), changes={"emergency": True}),
    settlement("basang", "JS0009", end="settlement_referred"),
    settlement("tashi", "JS0001", end="settlement_referred", changes={"orgCode": "H51010600003"}),
)  # fmt: skip


def typed_in(story: Story, today: date) -> dict[str, Any]:
    """What the person types into the first form, from their record."""
    person = PEOPLE[story.person]
    data = {
        "applicantName": person["name"],
        "applicantIdNo": person["idNo"],
        "applicantPhone": person["phone"],
    }
    if story.item == DRIVER:
        data["licenceNo"] = person["idNo"]
    if story.item == DRIVER and "licence" in person:
        licence = person["licence"]
        data |= {
            "homeRegion": licence["issuingRegion"],
            "issuingRegion": licence["issuingRegion"],
            "vehicleClass": licence["vehicleClass"],
            "licenceExpiry": licence["expiry"],
            "term": licence["term"],
            "bodyCertDate": "today-20",
        }
    elif story.item == HUKOU:
        data |= {"moverName": person["name"], "moverIdNo": person["idNo"], "homeRegion": "500103"}
    elif story.item == FILING:
        data |= {
            "insuredRegion": person["insurance"]["region"],
            "startDate": "today+0",
            "endDate": "today+300",
        }
    data |= story.changes
    return {name: _day(value, today) for name, value in data.items()}


def _day(value: Any, today: date) -> Any:
    if isinstance(value, str) and value.startswith("today"):
        return (today + timedelta(days=int(value.removeprefix("today")))).isoformat()
    return value


def asking(simulator: RunningSimulators, client: httpx.Client) -> Callable[[str, str, Any], Any]:
    """Calls a platform as the worker does: a refusal is an error with its code."""
    calls = iter(range(1_000_000))

    def ask(system: str, operation: str, arguments: Any) -> Any:
        answer = client.post(
            f"{simulator.base_url(system)}/{operation}",
            json=arguments,
            headers={"Authorization": f"Bearer {simulator.token}", "Idempotency-Key": f"play:{next(calls)}"},
        )
        found = answer.json()
        return found if answer.is_success else {"error": found["code"]}

    return ask


def play(story: Story, simulator: RunningSimulators) -> ScenarioRun:
    """The story on the item's diagram with the simulators."""
    now = simulator.application.world.registers.now.astimezone(BEIJING)
    first, *rest = story.steps
    steps = [{"complete": first, "data": typed_in(story, now.date())}, *rest]
    expect = {"end": story.end, "open": list(story.open), "path": list(story.path)}
    body = {
        "id": "story",
        "zh": story.person,
        "en": story.person,
        "at": now,
        "steps": steps,
        "expect": expect,
    }
    file = scenarios(story.item)
    scenario = Scenario.model_validate(body)
    changed: ScenarioFile = file.model_copy(update={"scenarios": (scenario,)})
    with httpx.Client(timeout=10) as client:
        stage = Stage(
            loaded=loaded(story.item),
            file=changed,
            calendar=catalogue().published,
            ask=asking(simulator, client),
        )
        return run_scenario(stage, scenario)


@pytest.mark.parametrize(
    "story", STORIES, ids=[f"{story.person}-{story.item}-{n}" for n, story in enumerate(STORIES)]
)
def test_the_case_of_each_made_up_person_goes_as_their_record_says(
    story: Story, simulator: RunningSimulators
) -> None:
    played = play(story, simulator)

    assert [problem for problem, _ in played.problems] == []

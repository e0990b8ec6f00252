"""Each made-up person shows what the list of the stand-ins says they show: every rule fires once, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.applications import filing, licence_renewal, move_to_linzhi

if TYPE_CHECKING:
    from tests.api.conftest import Platform

LICENCE = "driver-licence-expiry-renewal"
HUKOU = "hukou-migration-job-transfer"
FILING = "medical-offsite-filing-long-term"


def outcome(
    platform: Platform, key: str, item: str, data: dict[str, Any]
) -> tuple[str, str | None, set[str]]:
    """Status, outcome and the rules named as reasons, after the automatic checks."""
    case_id = platform.apply(key, data, item)["case"]["caseId"]
    view = platform.caller(key).get(f"/cases/{case_id}").get_json()
    result = view["data"].get("result") or view["data"].get("verdict") or {}
    reasons = {reason["rule"] for reason in (*result.get("reasons", []), *result.get("supplements", []))}
    return view["summary"]["status"]["code"], view["summary"]["outcome"], reasons


@pytest.mark.parametrize(
    ("key", "ends", "rule"),
    [
        ("huashiliu", "rejected", "R1"),
        ("jinshiqi", "rejected", "R1"),
        ("weishiba", "rejected", "R2"),
        ("caoshisi", "referred", "R4"),
        ("yanshiwu", "rejected", "R5"),
        ("yang", "referred", "R7"),
        ("taoshijiu", "referred", "R8"),
        ("jiangershi", "referred", "C1"),
        ("qiershiyi", "referred", "C2"),
    ],
)
def test_a_licence_that_cannot_be_renewed_ends_with_its_rule(
    platform: Platform, key: str, ends: str, rule: str
) -> None:
    status, ended, rules = outcome(platform, key, LICENCE, licence_renewal(key))

    assert (status, ended) == ({"rejected": "31", "referred": "92"}[ends], ends)
    assert rules == {rule}


@pytest.mark.parametrize(("key", "rule"), [("shama", "R6"), ("jike", "R6")])
def test_what_can_be_mended_waits_for_the_clerk_with_what_is_missing(
    platform: Platform, key: str, rule: str
) -> None:
    opened = platform.apply(key, licence_renewal(key))
    clerk = platform.caller("huize.traffic")

    view = clerk.get(f"/cases/{opened['case']['caseId']}").get_json()

    assert view["summary"]["outcome"] is None
    assert rule in {supplement["rule"] for supplement in view["data"]["verdict"]["supplements"]}


def test_an_identity_that_is_not_verified_is_checked_at_the_window(platform: Platform) -> None:
    opened = platform.apply("xieershier", licence_renewal("xieershier"))

    page = platform.caller("huize.traffic").get(f"/tasks?caseNumber={opened['case']['number']}").get_json()

    assert [task["elementId"] for task in page["entries"]] == ["verify_identity_at_counter"]


@pytest.mark.parametrize(("key", "term"), [("zhangsan", 10), ("lisi", "LONG_TERM"), ("kongshisan", 6)])
def test_the_new_term_follows_from_the_old_one(platform: Platform, key: str, term: Any) -> None:
    number = platform.apply(key, licence_renewal(key))["case"]["number"]
    clerk = platform.caller("huize.traffic")
    [task] = clerk.get(f"/tasks?caseNumber={number}").get_json()["entries"]

    clerk.post(f"/tasks/{task['taskId']}/complete", {"data": {"acceptanceDecision": "ACCEPT"}})

    view = clerk.get(f"/cases/{task['caseId']}").get_json()
    assert view["data"]["newTerm"] == term


@pytest.mark.parametrize(("key", "rule"), [("zhouba", "R4"), ("wujiu", "R4")])
def test_a_registration_that_is_not_active_cannot_move(platform: Platform, key: str, rule: str) -> None:
    status, ended, rules = outcome(platform, key, HUKOU, move_to_linzhi(key))

    assert (status, ended) == ("31", "rejected")
    assert rule in rules


@pytest.mark.parametrize(
    ("key", "more", "status", "ends", "rule"),
    [
        ("ciren", {}, "31", "rejected", "R1"),
        ("bianba", {}, "61", "denied", "R6"),
        ("suershisi", {"homeRegion": "510104", "treatRegion": "510700"}, "92", "referred", None),
    ],
)
def test_a_filing_that_cannot_be_made_ends_with_its_rule(
    platform: Platform, *, key: str, more: dict[str, Any], status: str, ends: str, rule: str | None
) -> None:
    reached, ended, rules = outcome(platform, key, FILING, filing(key, **more))

    assert (reached, ended) == (status, ends)
    assert rule is None or rules == {rule}


@pytest.mark.parametrize("key", ["tashi", "pingcuo"])
def test_a_filing_of_ones_own_takes_effect_at_once(platform: Platform, key: str) -> None:
    status, _, _ = outcome(platform, key, FILING, filing(key))

    assert status == "80"

"""Insurance: filing for treatment elsewhere and the direct settlement of a bill."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from simulators.registers import Registers

if TYPE_CHECKING:
    from tests.simulators.conftest import Platforms

TODAY = Registers().today


def file_for_chengdu(platforms: Platforms, id_no: str, **more: Any) -> dict[str, Any]:
    arguments = {
        "idNo": id_no,
        "insuredRegion": "540402",
        "treatRegion": "510104",
        "category": "LONG_RESIDENT",
        "startDate": TODAY.isoformat(),
        "endDate": None,
        "validity": "LONG_TERM",
        "caseNumber": "C1",
        **more,
    }
    return platforms.ok("nhsa/register-filing", **arguments)


def bill(platforms: Platforms, number: str, key: str, **more: Any) -> dict[str, Any]:
    arguments = {
        "settlementNo": number,
        "idNo": platforms.id_no(key),
        "insuredRegion": "540402",
        "totalFee": 12000,
        "inScopeFee": 10000,
        "ratio": 0.85,
        "deductible": 400,
        **more,
    }
    return platforms.ok("nhsa/calculate", **arguments)


@pytest.mark.parametrize(
    ("key", "region", "expected"),
    [
        ("tashi", "540400", {"active": True, "insuranceType": "310", "autoAudit": True}),
        ("dawa", "540402", {"active": True, "insuranceType": "390", "autoAudit": False}),
        ("ciren", "540402", {"active": False, "insuranceType": "310", "autoAudit": True}),
        ("tashi", "500112", {"active": False, "insuranceType": None, "autoAudit": False}),
    ],
)
def test_who_is_insured_where(platforms: Platforms, key: str, region: str, expected: dict[str, Any]) -> None:
    answer = platforms.ok("nhsa/insured", idNo=platforms.id_no(key), insuredRegion=region)

    assert {name: answer[name] for name in expected} == expected
    assert answer["changeIntervalDays"] > 0


def test_a_registered_filing_is_seen_by_the_hospital_at_once(platforms: Platforms) -> None:
    id_no = platforms.id_no("tashi")
    before = platforms.ok("nhsa/filing", idNo=id_no, treatRegion="510104", on=TODAY.isoformat())

    made = file_for_chengdu(platforms, id_no)
    again = file_for_chengdu(platforms, id_no)

    after = platforms.ok("nhsa/filing", idNo=id_no, treatRegion="510107", on=TODAY.isoformat())
    elsewhere = platforms.ok("nhsa/filing", idNo=id_no, treatRegion="530102", on=TODAY.isoformat())
    earlier = platforms.ok(
        "nhsa/filing", idNo=id_no, treatRegion="510104", on=(TODAY - timedelta(days=1)).isoformat()
    )
    assert before == {"exists": False, "valid": False, "category": None, "filedOn": None}
    assert made == again
    assert after == {"exists": True, "valid": True, "category": "LONG_RESIDENT", "filedOn": TODAY.isoformat()}
    assert [row["exists"] for row in (elsewhere, earlier)] == [True, True]
    assert [row["valid"] for row in (elsewhere, earlier)] == [False, False]


def test_who_is_not_insured_cannot_file(platforms: Platforms) -> None:
    arguments = {"insuredRegion": "540402", "treatRegion": "510104", "category": "OTHER", "caseNumber": "C"}

    for key in ("ciren", "zhangsan"):
        assert (
            platforms.refused("nhsa/register-filing", idNo=platforms.id_no(key), **arguments) == "not_insured"
        )


def test_filings_made_before_are_known_with_their_day(platforms: Platforms) -> None:
    days = {
        key: platforms.ok("nhsa/filing", idNo=platforms.id_no(key), treatRegion="510104")["filedOn"]
        for key in ("bianba", "pingcuo")
    }

    assert days == {
        "bianba": (TODAY - timedelta(days=60)).isoformat(),
        "pingcuo": (TODAY - timedelta(days=300)).isoformat(),
    }


def test_the_shares_sum_up_to_the_bill(platforms: Platforms) -> None:
    answer = bill(platforms, "JS0001", "tashi")

    shares = [answer[name] for name in ("poolPay", "seriousIllnessPay", "accountPay", "cashPay")]
    assert answer["calcResult"] == "OK"
    assert shares == [8160.0, 0.0, 1200.0, 2640.0]
    assert sum(Decimal(str(share)) for share in shares) == 12000


def test_above_the_cap_serious_illness_insurance_pays(platforms: Platforms) -> None:
    answer = bill(platforms, "JS0008", "renzeng", totalFee=680000, inScopeFee=600000)

    assert answer["poolPay"] == 500000.0
    assert answer["seriousIllnessPay"] == pytest.approx((599600 * 0.85 - 500000) * 0.6)


def test_a_timeout_ends_after_one_repetition_or_never(platforms: Platforms) -> None:
    once = [bill(platforms, "JS0004", "tenzin")["calcResult"] for _ in range(3)]
    never = [bill(platforms, "JS0010", "tenzin")["calcResult"] for _ in range(3)]

    assert once == ["TIMEOUT", "OK", "OK"]
    assert never == ["TIMEOUT"] * 3
    assert bill(platforms, "JS0005", "gesang") == {
        "calcResult": "ERROR",
        **dict.fromkeys(["poolPay", "seriousIllnessPay", "accountPay", "cashPay"]),
    }


def test_a_settlement_can_be_reversed_and_made_again(platforms: Platforms) -> None:
    bill(platforms, "JS0001", "tashi")
    arguments = {"settlementNo": "JS0001", "caseNumber": "C1"}

    first = platforms.ok("nhsa/settle", **arguments)
    assert platforms.ok("nhsa/settle", **arguments) == first
    assert platforms.person("tashi")["insurance"]["accountBalance"] == 0
    assert platforms.refused("nhsa/settle", settlementNo="JS0001", caseNumber="C2") == "settled_elsewhere"

    assert platforms.ok("nhsa/reverse", settlementNo="JS0001") == {"reversed": True}
    assert platforms.person("tashi")["insurance"]["accountBalance"] == 1200
    assert platforms.ok("nhsa/settle", **arguments) != first


def test_suspicion_policy_and_hospitals(platforms: Platforms) -> None:
    assert platforms.ok("nhsa/risk", settlementNo="JS0006") == {"fraudSuspect": True}
    assert platforms.ok("nhsa/risk", settlementNo="JS0001") == {"fraudSuspect": False}
    assert platforms.ok("nhsa/policy", insuredRegion="540402", filingCategory="OTHER")["reduction"] == 0.15
    assert platforms.ok("nhsa/policy", insuredRegion="540402", filingCategory=None)["reduction"] == 0
    assert platforms.ok("nhsa/institution", orgCode="H51010400001")["connected"]
    assert not platforms.ok("nhsa/institution", orgCode="H51010600003")["connected"]
    assert not platforms.ok("nhsa/institution", orgCode="H00000000000")["connected"]

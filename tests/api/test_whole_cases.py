"""Whole cases of each bundled item over HTTP, with the worker running and the stand-ins answering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.api.applications import PEOPLE, filing, licence_renewal, move_to_linzhi, settlement
from tests.api.conftest import PHOTO
from tests.api.live import Live, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.conftest import Platform

LICENCE = "driver-licence-expiry-renewal"
HUKOU = "hukou-migration-job-transfer"
FILING = "medical-offsite-filing-long-term"
SETTLEMENT = "medical-inpatient-direct-settlement"


@pytest.fixture
def live(platform: Platform) -> Iterator[Live]:
    serving = Live(platform)
    yield serving
    serving.close()


def bring_materials(live: Live, who: str, case_id: str, *, also: tuple[str, ...] = ()) -> None:
    """Online: fetch what is an e-licence, upload the rest. At the counter everything is handed in."""
    address = f"/cases/{case_id}/materials"
    wanted = [
        row
        for row in live.ok(who, "GET", address)
        if row["state"] == "missing" and (row["isNeededNow"] or row["materialId"] in also)
    ]
    for row in wanted:
        if "." in who:
            live.ok(who, "POST", f"{address}/{row['materialId']}/hand-in")
        elif row["eLicence"]:
            live.ok(who, "POST", f"{address}/{row['materialId']}/fetch")
        else:
            upload(live, who, case_id, row["materialId"])
    eventually(
        lambda: all(row["state"] != "fetching" for row in live.ok(who, "GET", address)),
        "e-licences do not come",
    )
    names = {row["materialId"] for row in wanted}
    for row in live.ok(who, "GET", address):
        if row["materialId"] in names and row["state"] in {"missing", "failed"}:
            upload(live, who, case_id, row["materialId"])


def upload(live: Live, who: str, case_id: str, material_id: str) -> None:
    files = {"file": ("材料.png", PHOTO)}
    live.ok(who, "POST", f"/cases/{case_id}/materials", data={"materialId": material_id}, files=files)


def apply(
    live: Live,
    who: str,
    item: str,
    data: dict[str, Any],
    *,
    also: tuple[str, ...] = (),
    **more: Any,
) -> dict[str, Any]:
    """Open with a draft, bring materials, submit."""
    opened = live.ok(who, "POST", "/cases", {"itemId": item, "data": data, **more})
    case: dict[str, Any] = opened["case"]
    bring_materials(live, who, case["caseId"], also=also)
    live.ok(who, "POST", f"/tasks/{opened['nextTasks'][0]['taskId']}/complete", {"data": data})
    return case


def pay(live: Live, number: str) -> None:
    def order() -> Any:
        found = httpx.get(
            f"{live.platform.simulator.url}/_control/orders?caseNumber={number}", trust_env=False
        )
        return found.json()

    [made] = eventually(order, "no payment order")
    httpx.post(f"{live.platform.simulator.url}/pay-nontax/pay/{made['orderNo']}/pay", trust_env=False)


def deliver(live: Live, number: str) -> None:
    def shipment() -> Any:
        found = httpx.get(
            f"{live.platform.simulator.url}/_control/shipments?caseNumber={number}", trust_env=False
        )
        return found.json()

    [sent] = eventually(shipment, "no shipment")
    httpx.post(f"{live.platform.simulator.url}/courier-ems/deliver/{sent['waybillNo']}", trust_env=False)


def documents(live: Live, who: str, case_id: str) -> set[str]:
    return {row["kind"] for row in live.ok(who, "GET", f"/cases/{case_id}/documents")}


def is_whole(live: Live, who: str, case_id: str) -> bool:
    return bool(live.ok(who, "GET", f"/cases/{case_id}/history/verification")["isIntact"])


# -- driver licence: Sichuan → Yunnan ----------------------------------------------------------------


def test_a_licence_is_renewed_from_application_to_delivery(live: Live) -> None:
    case = apply(live, "zhangsan", LICENCE, licence_renewal())
    number, case_id = case["number"], case["caseId"]

    live.complete("huize.traffic", number, "review_acceptance", {"acceptanceDecision": "ACCEPT"})
    live.complete("huize.traffic2", number, "confirm_renewal", {"decisionOutcome": "APPROVE"})
    live.status("zhangsan", case_id, "65")
    pay(live, number)
    live.complete(
        "huize.traffic", number, "make_certificate", {"certificateSerial": "530326000001", "printCheck": True}
    )
    deliver(live, number)
    view = live.status("zhangsan", case_id, "80")
    live.complete("zhangsan", number, "evaluate_case", {"satisfaction": "1"})

    ended = eventually(
        lambda: (
            summary
            if (summary := live.case("zhangsan", case_id)["summary"])["outcome"] == "completed"
            else None
        ),
        "the case does not end",
    )
    assert ended["closedAt"]
    assert view["summary"]["acceptedAt"]
    assert {"acceptance_notice", "decision", "delivery_receipt"} <= documents(live, "zhangsan", case_id)
    held = live.platform.simulator.application.world.registers.people[PEOPLE["zhangsan"]["idNo"]]["licence"]
    assert held["term"] == 10
    assert is_whole(live, "auditor", case_id)


def test_a_revoked_licence_is_refused_with_reason_and_remedy(live: Live) -> None:
    case = apply(live, "huashiliu", LICENCE, licence_renewal("huashiliu"))

    view = live.status("huashiliu", case["caseId"], "31")

    assert view["summary"]["outcome"] == "rejected"
    assert "refusal_notice" in documents(live, "huashiliu", case["caseId"])
    notices = live.ok("huashiliu", "GET", "/notices")["entries"]
    refusal = next(notice for notice in notices if notice["caseId"] == case["caseId"])
    assert "撤销" in "".join(notice["body"]["zh"] for notice in notices)
    assert refusal["body"]["en"]


def test_an_old_medical_certificate_is_corrected_and_the_clock_stands_meanwhile(live: Live) -> None:
    old = licence_renewal("liyu", bodyCertDate="2020-01-01")
    case = apply(live, "liyu", LICENCE, old)
    number, case_id = case["number"], case["caseId"]

    live.complete(
        "huize.traffic",
        number,
        "review_acceptance",
        {"acceptanceDecision": "CORRECT", "corrections": [{"what": "请提供六个月内的身体条件证明"}]},
    )
    waiting = live.status("liyu", case_id, "30")
    live.complete("liyu", number, "answer_correction", licence_renewal("liyu"))
    done = live.complete("huize.traffic", number, "review_acceptance", {"acceptanceDecision": "ACCEPT"})

    assert waiting["summary"]["due"]["isSuspended"] or waiting["summary"]["due"]["level"] == "none"
    assert "correction_notice" in documents(live, "liyu", case_id)
    assert done["nextTasks"][0]["elementId"] == "confirm_renewal"


def test_a_clerk_refuses_at_acceptance_and_an_officer_denies_the_renewal(live: Live) -> None:
    refused = apply(live, "heshier", LICENCE, licence_renewal("heshier", licenceLost=True))
    live.complete(
        "huize.traffic",
        refused["number"],
        "review_acceptance",
        {
            "acceptanceDecision": "REFUSE",
            "refusalReason": "照片与本人不符",
            "refusalRemedy": "可向会泽县公安局申请复议",
        },
    )
    denied = apply(live, "kongshisan", LICENCE, licence_renewal("kongshisan"))
    live.complete("huize.traffic", denied["number"], "review_acceptance", {"acceptanceDecision": "ACCEPT"})
    live.complete(
        "huize.traffic",
        denied["number"],
        "confirm_renewal",
        {
            "decisionOutcome": "DENY",
            "denialReason": "体检结论不合格",
            "denialRemedy": "可在六十日内申请行政复议",
        },
    )

    assert live.status("heshier", refused["caseId"], "31")["summary"]["outcome"] == "rejected"
    assert live.status("kongshisan", denied["caseId"], "61")["summary"]["outcome"] == "denied"


# -- household: Chongqing → Linzhi -------------------------------------------------------------------


def test_a_household_moves_over_two_provinces_without_its_people_travelling(live: Live) -> None:
    case = apply(live, "wangwu", HUKOU, move_to_linzhi(), also=("house-cert",))
    number, case_id = case["number"], case["caseId"]

    live.complete("linzhi.police", number, "review_acceptance", {"acceptanceDecision": "ACCEPT"})
    live.complete("linzhi.public", number, "review_move_in", {"decisionOutcome": "APPROVE"})
    live.status("wangwu", case_id, "41")
    asked = eventually(
        lambda: [
            entry
            for entry in live.ok("chongqing.police", "GET", "/tasks?scope=office")["entries"]
            if entry["elementId"] == "verify_move_out"
        ],
        "nobody asks Chongqing",
    )
    live.ok(
        "chongqing.police",
        "POST",
        f"/tasks/{asked[0]['taskId']}/complete",
        {"data": {"moveOutVerification": "AGREED", "personMatches": True, "hasOpenBusiness": False}},
    )
    live.complete(
        "linzhi.police", number, "issue_household_book", {"bookletSerial": "5404020001", "printCheck": True}
    )
    live.complete(
        "linzhi.police", number, "hand_over_result", {"receivedBy": "王五", "receiverIdChecked": True}
    )

    live.status("wangwu", case_id, "80")
    household = live.platform.simulator.application.world.registers.people[PEOPLE["wangwu"]["idNo"]][
        "household"
    ]
    assert (household["region"], household["status"]) == ("540402", "NORMAL")
    assert is_whole(live, "auditor", case_id)


def test_a_move_that_the_old_place_refuses_is_denied_with_its_reason(live: Live) -> None:
    case = apply(live, "sunqi", HUKOU, move_to_linzhi("sunqi"), also=("house-cert",))
    number, case_id = case["number"], case["caseId"]
    live.complete("linzhi.police", number, "review_acceptance", {"acceptanceDecision": "ACCEPT"})
    live.complete("linzhi.public", number, "review_move_in", {"decisionOutcome": "APPROVE"})
    asked = eventually(
        lambda: [
            entry
            for entry in live.ok("chongqing.police", "GET", "/tasks?scope=office")["entries"]
            if entry["elementId"] == "verify_move_out"
        ],
        "nobody asks Chongqing",
    )

    live.ok(
        "chongqing.police",
        "POST",
        f"/tasks/{asked[0]['taskId']}/complete",
        {"data": {"moveOutVerification": "REFUSED", "personMatches": True, "hasOpenBusiness": True}},
    )
    reason = eventually(
        lambda: [
            entry
            for entry in live.ok("chongqing.police", "GET", "/tasks?scope=office")["entries"]
            if entry["elementId"] == "state_refusal"
        ],
        "nobody is asked for the reason",
    )
    live.ok(
        "chongqing.police",
        "POST",
        f"/tasks/{reason[0]['taskId']}/complete",
        {"data": {"moveOutReason": "户内存在争议，请先处理"}},
    )

    assert live.status("sunqi", case_id, "61")["summary"]["outcome"] == "denied"


def test_a_cancelled_registration_is_not_accepted(live: Live) -> None:
    case = apply(live, "zhouba", HUKOU, move_to_linzhi("zhouba"))

    assert live.status("zhouba", case["caseId"], "31")["summary"]["outcome"] == "rejected"


# -- insurance: filed in Linzhi, settled in Chengdu --------------------------------------------------


def test_a_filing_takes_effect_at_once_and_the_hospital_settles_directly(live: Live) -> None:
    filed = apply(live, "tashi", FILING, filing())
    live.status("tashi", filed["caseId"], "80")

    bill = apply(live, "chengdu.hospital", SETTLEMENT, settlement("tashi", "JS0001"), channel="counter")
    live.complete(
        "chengdu.hospital",
        bill["number"],
        "collect_own_share",
        {"ownShareResult": "PAID", "ownSharePaid": 2640, "ownShareReceiptNo": "R1"},
    )

    live.status("chengdu.hospital", bill["caseId"], "80")
    paid = live.platform.simulator.application.world.registers.settlements["JS0001"]
    assert paid["statement"]["caseNumber"] == bill["number"]
    assert is_whole(live, "auditor", bill["caseId"])


def test_a_filing_that_is_reviewed_is_decided_by_the_insured_place(live: Live) -> None:
    filed = apply(live, "dawa", FILING, filing("dawa"))
    number, case_id = filed["number"], filed["caseId"]

    live.complete("linzhi.medical", number, "review_acceptance", {"acceptanceDecision": "ACCEPT"})
    live.complete("linzhi.medical", number, "decide_filing", {"decisionOutcome": "APPROVE"})

    live.status("dawa", case_id, "80")
    person = live.platform.simulator.application.world.registers.people[PEOPLE["dawa"]["idNo"]]
    assert person["filing"]["treatRegion"] == "510104"


def test_a_paused_insurance_is_refused_and_an_unfiled_patient_referred(live: Live) -> None:
    paused = apply(live, "ciren", FILING, filing("ciren"))
    unfiled = apply(live, "chengdu.hospital", SETTLEMENT, settlement("dawa", "JS0002"), channel="counter")

    assert live.status("ciren", paused["caseId"], "31")["summary"]["outcome"] == "rejected"
    ended = eventually(
        lambda: live.case("chengdu.hospital", unfiled["caseId"])["summary"]["outcome"], "it does not end"
    )
    assert ended == "referred"


# -- when a platform is down -------------------------------------------------------------------------


def test_a_case_waits_for_a_platform_that_is_down_until_an_operator_retries(live: Live) -> None:
    url = f"{live.platform.simulator.url}/_control/ga-traffic"
    httpx.post(url, json={"down": True}, trust_env=False)
    case = apply(live, "zhangsan", LICENCE, licence_renewal())

    def incident() -> Any:
        return live.ok("admin", "GET", f"/incidents?caseId={case['caseId']}")["entries"]

    [raised] = eventually(incident, "no incident", seconds=40)
    httpx.post(url, json={}, trust_env=False)
    live.ok("admin", "POST", f"/incidents/{raised['incidentId']}/retry")

    assert raised["system"] == "ga-traffic"
    assert live.task("huize.traffic", case["number"], "review_acceptance")
    resolved = live.ok("admin", "GET", f"/incidents/{raised['incidentId']}")
    assert resolved["state"] == "resolved"

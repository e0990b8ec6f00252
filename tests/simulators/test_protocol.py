"""Token, idempotency keys, faults, the log: what every operation of every system has."""

from __future__ import annotations

import stat
import threading
import time
from typing import TYPE_CHECKING

from simulators import serve
from simulators.systems import OPERATIONS
from tests.simulators.conftest import Platforms

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = {
    "nat-idauth": {"verify"},
    "nat-elicence": {"fetch"},
    "ga-traffic": {"licence", "renew", "notify-issuing-place"},
    "ga-population": {"resident", "settlement", "issue-move-permit", "cancel-registration", "register"},
    "nhsa": {
        "insured",
        "filing",
        "register-filing",
        "institution",
        "policy",
        "calculate",
        "risk",
        "settle",
        "reverse",
    },
    "pay-nontax": {"create-order", "query-order", "refund"},
    "courier-ems": {"create-shipment", "track"},
    "sms": {"send"},
    "nat-hcp": {"evaluate"},
    "nat-casesync": {"push"},
}


def test_every_operation_of_the_contract_is_there_and_checks_its_arguments(platforms: Platforms) -> None:
    assert {system: set(operations) for system, operations in OPERATIONS.items()} == CONTRACT
    for system, operations in CONTRACT.items():
        for operation in operations:
            assert platforms.refused(f"{system}/{operation}") == "invalid_arguments"


def test_without_the_token_nothing_is_told(platforms: Platforms) -> None:
    answer = platforms.client.post("/ga-traffic/licence", json={"licenceNo": platforms.id_no("zhangsan")})

    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthorised"
    assert answer.json()["detail_zh"]


def test_an_unknown_operation_is_404_and_malformed_json_400(platforms: Platforms) -> None:
    headers = {"Authorization": f"Bearer {platforms.simulator.token}"}

    assert platforms.refused("ga-traffic/steal") == "unknown_operation"
    assert platforms.refused("nobody/licence") == "unknown_operation"
    for body in (b"{", b"[1]", b"\xff"):
        answer = platforms.client.post("/ga-traffic/licence", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


def test_the_same_key_gets_the_same_answer_and_acts_once(platforms: Platforms) -> None:
    arguments = {"caseNumber": "C1", "amount": 10, "payer": "张三"}

    first = platforms.ok("pay-nontax/create-order", key="k1", **arguments)
    again = platforms.ok("pay-nontax/create-order", key="k1", **arguments)
    other = platforms.ok("pay-nontax/create-order", key="k2", **arguments)

    assert first == again
    assert other["orderNo"] != first["orderNo"]
    assert platforms.refused("pay-nontax/create-order", key="k1", caseNumber="C2", amount=1) == (
        "idempotency_mismatch"
    )


def test_a_refusal_is_remembered_under_its_key_too(platforms: Platforms) -> None:
    person = platforms.id_no("sunqi")
    permit = platforms.ok(
        "ga-population/issue-move-permit",
        moverIdNo=person,
        moveInRegion="540402",
        moveOutRegion="500112",
        caseNumber="C1",
    )
    arguments = {"moverIdNo": person, "preMoveCertNo": permit["preMoveCertNo"], "caseNumber": "C1"}

    assert platforms.refused("ga-population/cancel-registration", key="k", **arguments) == "move_out_refused"
    platforms.client.patch(f"/_control/people/{person}", json={"moveOutDispute": None})

    assert platforms.refused("ga-population/cancel-registration", key="k", **arguments) == "move_out_refused"
    assert platforms.ok("ga-population/cancel-registration", key="k2", **arguments)["migrationCertNo"]


def test_a_lost_answer_was_carried_out_and_its_repetition_does_not_act_again(platforms: Platforms) -> None:
    platforms.client.post("/_control/sms", json={"loseNext": 1})
    arguments = {"phone": "13900000001", "text": "您好", "template": "t"}

    lost = platforms.call("sms/send", key="k", **arguments)
    again = platforms.ok("sms/send", key="k", **arguments)

    assert lost.status_code == 500
    assert [row["messageId"] for row in platforms.client.get("/_control/messages").json()] == [
        again["messageId"]
    ]
    assert [row["replayed"] for row in platforms.client.get("/_control/calls?system=sms").json()] == [
        False,
        True,
    ]


def test_faults_are_of_one_system_and_end(platforms: Platforms) -> None:
    arguments = {"licenceNo": platforms.id_no("zhangsan")}
    platforms.client.post("/_control/ga-traffic", json={"failNext": 2, "failStatus": 502})

    assert [platforms.call("ga-traffic/licence", **arguments).status_code for _ in range(3)] == [
        502,
        502,
        200,
    ]

    platforms.client.post("/_control/ga-traffic", json={"down": True})
    assert platforms.call("ga-traffic/licence", **arguments).status_code == 503
    assert platforms.call("ga-population/resident", idNo=arguments["licenceNo"]).status_code == 200

    platforms.client.post("/_control/ga-traffic", json={"delayMs": 150})
    started = time.monotonic()
    assert platforms.call("ga-traffic/licence", **arguments).status_code == 200
    assert time.monotonic() - started >= 0.15


def test_an_unknown_switch_is_refused_by_name(platforms: Platforms) -> None:
    answer = platforms.client.post("/_control/ga-traffic", json={"dwon": True})

    assert answer.status_code == 400
    assert "dwon" in answer.json()["detail"]


def test_changes_outlive_a_restart_and_the_file_has_no_recipient(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with serve(state_file=state) as first:
        before = Platforms(first)
        with before.client:
            shipment = before.ok(
                "courier-ems/create-shipment",
                caseNumber="C1",
                recipient="某某收",
                address="示例路某号",
                phone="13900000001",
            )
            before.ok(
                "nhsa/register-filing",
                idNo=before.id_no("tashi"),
                insuredRegion="540402",
                treatRegion="510104",
                category="LONG_RESIDENT",
                validity="LONG_TERM",
                caseNumber="C2",
            )

    with serve(state_file=state) as second:
        after = Platforms(second)
        with after.client:
            tracked = after.ok("courier-ems/track", waybillNo=shipment["waybillNo"])
            filing = after.ok("nhsa/filing", idNo=after.id_no("tashi"), treatRegion="510104")

    assert tracked["state"] == "COLLECTED"
    assert filing["valid"]
    assert "某某收" not in state.read_text(encoding="utf-8")
    assert stat.S_IMODE(state.stat().st_mode) == 0o600


def test_numbers_do_not_repeat_after_a_reset(platforms: Platforms) -> None:
    first = platforms.ok("pay-nontax/create-order", caseNumber="C1", amount=10)
    platforms.simulator.reset()
    second = platforms.ok("pay-nontax/create-order", caseNumber="C2", amount=10)

    assert first["orderNo"] < second["orderNo"]


def test_a_taken_port_is_an_error_and_leaves_nothing_behind() -> None:
    with serve() as running:
        before = threading.active_count()
        try:
            serve(port=running.port)
        except OSError:
            pass
        else:
            raise AssertionError("the second server took a port that was taken")

        assert threading.active_count() <= before

"""People pay and sign for letters; the platform hears of it, also when it was away for a moment."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from simulators import serve
from tests.simulators.conftest import Platforms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Receiver(ThreadingHTTPServer):
    """Takes messages as the platform would; answers ``statuses`` in turn, then 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.statuses: list[int] = []
        self.received: list[tuple[str | None, str | None, dict[str, Any]]] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Taking(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append((self.headers["Authorization"], self.headers["Idempotency-Key"], body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        pass


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def eventually(claim: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.02)


def order(platforms: Platforms) -> dict[str, Any]:
    return platforms.ok("pay-nontax/create-order", caseNumber="CASE-1", amount=10, payer="张三")


def test_paying_on_the_page_is_reported_once_with_the_case_number(
    platforms: Platforms, receiver: Receiver
) -> None:
    platforms.simulator.aim(platform_url=receiver.url, platform_token="secret")
    created = order(platforms)
    assert "10.00" in platforms.client.get(created["payUrl"]).text

    paid = platforms.client.post(created["payUrl"] + "/pay")
    again = platforms.client.post(created["payUrl"] + "/pay")

    eventually(lambda: len(receiver.received) == 1)
    authorisation, key, body = receiver.received[0]
    assert paid.json() == again.json()
    assert (authorisation, key) == ("Bearer secret", f"pay-{created['orderNo']}")
    assert body == {
        "name": "payment_received",
        "correlationKey": "CASE-1",
        "payload": {"orderNo": created["orderNo"], "paidAt": paid.json()["paidAt"], "amount": 10.0},
        "messageId": f"pay-{created['orderNo']}",
    }
    assert platforms.ok("pay-nontax/query-order", orderNo=created["orderNo"])["state"] == "PAID"


def test_a_report_is_repeated_until_the_platform_takes_it(platforms: Platforms, receiver: Receiver) -> None:
    receiver.statuses = [503, 409]
    platforms.simulator.aim(platform_url=receiver.url, platform_token="t")

    platforms.client.post(order(platforms)["payUrl"] + "/pay")

    eventually(lambda: len(receiver.received) == 3)
    eventually(lambda: platforms.client.get("/_control/callbacks").json()[0]["state"] == "delivered")
    assert len({key for _, key, _ in receiver.received}) == 1


def test_a_report_waits_for_a_platform_that_is_not_there_yet(
    platforms: Platforms, receiver: Receiver
) -> None:
    platforms.client.post(order(platforms)["payUrl"] + "/pay")
    assert receiver.received == []

    platforms.client.post("/_control/platform", json={"url": receiver.url, "token": "t"})

    eventually(lambda: len(receiver.received) == 1)


def test_a_refund_needs_a_payment(platforms: Platforms) -> None:
    created = order(platforms)

    assert platforms.refused("pay-nontax/refund", orderNo=created["orderNo"]) == "order_not_paid"
    platforms.client.post(created["payUrl"] + "/pay")
    refunded = platforms.ok("pay-nontax/refund", orderNo=created["orderNo"])
    assert platforms.ok("pay-nontax/refund", orderNo=created["orderNo"]) == refunded
    assert platforms.refused("pay-nontax/refund", orderNo="PAY0") == "order_not_found"


def test_a_delivery_is_reported_when_told_to(platforms: Platforms, receiver: Receiver) -> None:
    platforms.simulator.aim(platform_url=receiver.url, platform_token="t")
    sent = platforms.ok(
        "courier-ems/create-shipment", caseNumber="CASE-2", recipient="达娃·央宗", address="示例街2号"
    )

    assert platforms.ok("courier-ems/track", **sent)["state"] == "COLLECTED"
    platforms.client.post(f"/courier-ems/deliver/{sent['waybillNo']}")

    eventually(lambda: len(receiver.received) == 1)
    body = receiver.received[0][2]
    assert (body["name"], body["correlationKey"]) == ("shipment_delivered", "CASE-2")
    assert body["payload"]["signedBy"] == "达娃·央宗"
    assert platforms.ok("courier-ems/track", **sent)["state"] == "DELIVERED"


def test_an_address_that_is_none_is_refused(platforms: Platforms) -> None:
    arguments = {"caseNumber": "C", "recipient": "张三"}

    for address in ("某", "无法投递的地方"):
        assert (
            platforms.refused("courier-ems/create-shipment", address=address, **arguments)
            == "address_refused"
        )


def test_the_courier_delivers_by_itself_after_the_set_delay(receiver: Receiver) -> None:
    with serve(platform_url=receiver.url, platform_token="t", deliver_after=0.05) as running:
        reached = Platforms(running)
        with reached.client:
            reached.ok("courier-ems/create-shipment", caseNumber="C", recipient="张三", address="示例路1号")
            eventually(lambda: len(receiver.received) == 1)


def test_pages_for_people_escape_what_others_typed(platforms: Platforms) -> None:
    platforms.ok("sms/send", phone="13900000001", text="<script>alert(1)</script>")

    start, desk = platforms.client.get("/"), platforms.client.get("/desk")

    assert platforms.id_no("qiangba") in start.text
    assert "<script>" not in desk.text
    assert "script-src" not in start.headers["content-security-policy"]
    assert "default-src 'none'" in start.headers["content-security-policy"]


def test_evaluations_and_pushes_are_taken(platforms: Platforms) -> None:
    assert platforms.ok("nat-hcp/evaluate", caseNumber="C", satisfaction=1, comment=None) == {
        "accepted": True
    }
    assert platforms.refused("nat-hcp/evaluate", caseNumber="C", satisfaction=6) == "invalid_arguments"
    assert platforms.ok("nat-casesync/push", caseNumber="C", status="40", at="2026-01-01T00:00:00Z")[
        "accepted"
    ]
    assert platforms.refused("sms/send", phone="12345", text="x") == "phone_invalid"

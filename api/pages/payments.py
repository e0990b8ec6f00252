"""What an applicant has to pay, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.service.answers import JsonObject, Status

WAITING_FOR_PAYMENT = "65"


@dataclass(frozen=True, kw_only=True)
class Payment:
    """An order of the payment platform that is still open. ``deadline`` is a day, ``amount`` in yuan."""

    amount: str
    url: str
    deadline: str


def payment_of(data: JsonObject, status: Status) -> Payment | None:
    """The order that the case waits for; None where it waits for none, or its address is no web address."""
    order = data.get("paymentOrder")
    url = str(order.get("payUrl") or "") if isinstance(order, dict) else ""
    if status.code != WAITING_FOR_PAYMENT or not url.startswith(("https://", "http://")):
        return None
    return Payment(
        amount=str(data.get("feeAmount") or ""), url=url, deadline=str(data.get("paymentDeadline") or "")
    )

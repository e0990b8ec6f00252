"""pay-nontax 非税收入收缴: orders that a person pays on a page, reported to the platform as a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulators.refusal import Refusal

if TYPE_CHECKING:
    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers


def create_order(registers: Registers, arguments: Arguments) -> Record:
    """``{caseNumber, amount, payer, notify}`` → ``{orderNo, payUrl}``; ``amount`` in yuan.

    ``payUrl`` is relative to the simulators' own address here; the application makes it absolute.
    """
    order_no = registers.serial("PAY")
    registers.orders[order_no] = {
        "orderNo": order_no,
        "caseNumber": arguments.text("caseNumber"),
        "amount": float(arguments.money("amount")),
        "payer": arguments.text_or_none("payer"),
        "state": "CREATED",
        "paidAt": None,
        "refundNo": None,
    }
    return {"orderNo": order_no, "payUrl": f"/pay-nontax/pay/{order_no}"}


def query_order(registers: Registers, arguments: Arguments) -> Record:
    """``{orderNo}`` → ``{state}``: CREATED, PAID or REFUNDED. Refusal: ``order_not_found``."""
    order = order_of(registers, arguments.text("orderNo"))
    return {"state": order["state"], "paidAt": order["paidAt"], "amount": order["amount"]}


def refund(registers: Registers, arguments: Arguments) -> Record:
    """``{orderNo}`` → ``{refundNo}``. Refusals: ``order_not_found``, ``order_not_paid``."""
    order = order_of(registers, arguments.text("orderNo"))
    if order["state"] == "CREATED":
        raise Refusal("order_not_paid", "The order has not been paid.", "该订单尚未支付。")
    if order["refundNo"] is None:
        order.update(refundNo=registers.serial("TK"), state="REFUNDED")
    return {"refundNo": order["refundNo"]}


def pay(registers: Registers, order_no: str) -> Record | None:
    """Somebody pays: gives the payload of ``payment_received``, or None where it was paid before."""
    order = order_of(registers, order_no)
    if order["state"] != "CREATED":
        return None
    order.update(state="PAID", paidAt=registers.now.isoformat())
    return {"orderNo": order_no, "paidAt": order["paidAt"], "amount": order["amount"]}


def order_of(registers: Registers, order_no: str) -> Record:
    """The order, or ``Refusal`` with code ``order_not_found``."""
    if order_no not in registers.orders:
        raise Refusal(
            "order_not_found", f"There is no order '{order_no}'.", f"没有订单“{order_no}”。", status=404
        )
    return registers.orders[order_no]

"""What the stand-ins have in common: registers behind one lock, and reports to the platform."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from simulators.callbacks import Callback, Callbacks
from simulators.systems import courier, payment

if TYPE_CHECKING:
    from simulators.registers import Record, Registers


class World:
    """The registers, the lock that every reader and writer of them holds, and what people do there."""

    def __init__(self, registers: Registers, callbacks: Callbacks, *, deliver_after: float | None) -> None:
        """``deliver_after``: seconds until the courier delivers by itself; None means when told to."""
        self.registers = registers
        self.callbacks = callbacks
        self.lock = threading.RLock()
        self._deliver_after = deliver_after

    def outward(self, host_url: str, system: str, operation: str, answer: Record) -> Record:
        """What an operation sets going outside: pay addresses become absolute, couriers start to walk."""
        if (system, operation) == ("pay-nontax", "create-order"):
            return {**answer, "payUrl": host_url.rstrip("/") + answer["payUrl"]}
        if (system, operation) == ("courier-ems", "create-shipment") and self._deliver_after is not None:
            timer = threading.Timer(self._deliver_after, self.deliver, [answer["waybillNo"]])
            timer.daemon = True
            timer.start()
        return answer

    def pay(self, order_no: str) -> Record:
        """Somebody pays an order; the platform hears of it. Raises ``Refusal``."""
        with self.lock:
            payload = payment.pay(self.registers, order_no)
            order = payment.order_of(self.registers, order_no)
            self._report("payment_received", f"pay-{order_no}", order["caseNumber"], payload)
            return {"orderNo": order_no, "state": order["state"], "paidAt": order["paidAt"]}

    def deliver(self, waybill_no: str, signed_by: str | None = None) -> Record:
        """A shipment is handed over; the platform hears of it. Raises ``Refusal``."""
        with self.lock:
            payload = courier.deliver(self.registers, waybill_no, signed_by=signed_by)
            shipment = courier.shipment_of(self.registers, waybill_no)
            self._report("shipment_delivered", f"ems-{waybill_no}", shipment["caseNumber"], payload)
            return {
                "waybillNo": waybill_no,
                "state": shipment["state"],
                "deliveredAt": shipment["deliveredAt"],
            }

    def _report(self, name: str, message_id: str, case_number: str, payload: Record | None) -> None:
        if payload is None:
            return
        self.registers.save()
        self.callbacks.send(
            Callback(message_id=message_id, name=name, correlation_key=case_number, payload=payload)
        )

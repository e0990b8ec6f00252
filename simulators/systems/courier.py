"""courier-ems 邮政EMS政务寄递: shipments, delivered when told to or after a set delay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulators.refusal import Refusal

if TYPE_CHECKING:
    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers


SHORTEST_ADDRESS = 4


def create_shipment(registers: Registers, arguments: Arguments) -> Record:
    """``{caseNumber, recipient, address, phone, contents}`` → ``{waybillNo}``.

    Refusal: ``address_refused`` for an address too short to be one, or one that says 无法投递.
    """
    address = arguments.text("address")
    if len(address) < SHORTEST_ADDRESS or "无法投递" in address:
        raise Refusal("address_refused", "The address cannot be delivered to.", "收件地址无法投递，请更正。")
    waybill_no = registers.serial("EMS")
    registers.shipments[waybill_no] = {
        "waybillNo": waybill_no,
        "caseNumber": arguments.text("caseNumber"),
        "recipient": arguments.text("recipient"),
        "address": address,
        "phone": arguments.text_or_none("phone"),
        "contents": arguments.values.get("contents"),
        "state": "COLLECTED",
        "createdAt": registers.now.isoformat(),
        "deliveredAt": None,
    }
    return {"waybillNo": waybill_no}


def track(registers: Registers, arguments: Arguments) -> Record:
    """``{waybillNo}`` → ``{state, deliveredAt}``: COLLECTED or DELIVERED. Refusal: ``waybill_not_found``."""
    shipment = shipment_of(registers, arguments.text("waybillNo"))
    return {"state": shipment["state"], "deliveredAt": shipment["deliveredAt"]}


def deliver(registers: Registers, waybill_no: str, *, signed_by: str | None = None) -> Record | None:
    """The bag is handed over: gives the payload of ``shipment_delivered``, or None where it was before."""
    shipment = shipment_of(registers, waybill_no)
    if shipment["state"] == "DELIVERED":
        return None
    shipment.update(state="DELIVERED", deliveredAt=registers.now.isoformat())
    return {
        "waybillNo": waybill_no,
        "deliveredAt": shipment["deliveredAt"],
        "signedBy": signed_by or shipment.get("recipient") or "本人",
    }


def shipment_of(registers: Registers, waybill_no: str) -> Record:
    """The shipment, or ``Refusal`` with code ``waybill_not_found``."""
    if waybill_no not in registers.shipments:
        raise Refusal(
            "waybill_not_found",
            f"There is no waybill '{waybill_no}'.",
            f"没有运单“{waybill_no}”。",
            status=404,
        )
    return registers.shipments[waybill_no]

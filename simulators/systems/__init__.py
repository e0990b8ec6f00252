"""The stand-ins, one file per platform; ``OPERATIONS`` says which operation of which system is what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulators.systems import (
    courier,
    elicence,
    identity,
    insurance,
    notices,
    payment,
    population,
    settlement,
    traffic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers

    Handler = Callable[[Registers, Arguments], Record]

OPERATIONS: Mapping[str, Mapping[str, Handler]] = {
    "nat-idauth": {"verify": identity.verify},
    "nat-elicence": {"fetch": elicence.fetch},
    "ga-traffic": {
        "licence": traffic.licence,
        "renew": traffic.renew,
        "notify-issuing-place": traffic.notify_issuing_place,
    },
    "ga-population": {
        "resident": population.resident,
        "settlement": population.settlement,
        "issue-move-permit": population.issue_move_permit,
        "cancel-registration": population.cancel_registration,
        "register": population.register,
    },
    "nhsa": {
        "insured": insurance.insured,
        "filing": insurance.filing,
        "register-filing": insurance.register_filing,
        "policy": insurance.policy,
        "institution": settlement.institution,
        "calculate": settlement.calculate,
        "risk": settlement.risk,
        "settle": settlement.settle,
        "reverse": settlement.reverse,
    },
    "pay-nontax": {
        "create-order": payment.create_order,
        "query-order": payment.query_order,
        "refund": payment.refund,
    },
    "courier-ems": {"create-shipment": courier.create_shipment, "track": courier.track},
    "sms": {"send": notices.send},
    "nat-hcp": {"evaluate": notices.evaluate},
    "nat-casesync": {"push": notices.push},
}

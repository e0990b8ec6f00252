"""ga-traffic 公安交通管理综合应用平台: driver licences, violations, points, renewals.

Status letters as in the catalogue: A normal, B over points, E cancelled, F revoked, G annulled,
H open violation, I open accident, M overdue, R annulled but recoverable.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from simulators.refusal import Refusal

if TYPE_CHECKING:
    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers

_FIELDS = (
    "status",
    "vehicleClass",
    "expiry",
    "term",
    "openViolations",
    "openAccidents",
    "points",
    "everFull12",
    "issuingRegion",
)
_NOT_RENEWABLE = {"E": "cancelled", "F": "revoked", "G": "annulled", "R": "annulled"}


def licence(registers: Registers, arguments: Arguments) -> Record:
    """``{licenceNo}`` → the licence's state, or ``found: false`` with every other field null."""
    person = registers.person(arguments.text("licenceNo"))
    if person is None or "licence" not in person:
        return {"found": False, "holderName": None, **dict.fromkeys(_FIELDS)}
    held = person["licence"]
    return {"found": True, "holderName": person["name"], **{name: held[name] for name in _FIELDS}}


def renew(registers: Registers, arguments: Arguments) -> Record:
    """``{licenceNo, newTerm, vehicleClass, caseNumber, bundle}`` → the new certificate.

    ``newTerm`` is 6, 10 or ``LONG_TERM``; the new validity begins the day after the old one ends, or
    today where that has passed. A second renewal for the same case gives the same certificate.

    Refusals: ``licence_not_found``, ``licence_not_renewable``, ``open_violations``.
    """
    held = _held(registers, arguments.text("licenceNo"))
    case_number = arguments.text("caseNumber")
    term = arguments.values.get("newTerm")
    years = _years(term)
    done = held.get("renewal")
    if done and done["caseNumber"] == case_number:
        return _certificate(done)
    _refuse_unless_renewable(held)
    start = max(date.fromisoformat(held["expiry"]) + timedelta(days=1), registers.today)
    end = None if years is None else _years_later(start, years).isoformat()
    done = {
        "caseNumber": case_number,
        "certificateNo": registers.serial("JZ"),
        "validFrom": start.isoformat(),
        "validUntil": end,
        "bundle": arguments.values.get("bundle"),
    }
    held.update(status="A", term=term, expiry=end or "9999-12-31", everFull12=False, renewal=done)
    held["vehicleClass"] = arguments.text_or_none("vehicleClass") or held["vehicleClass"]
    return _certificate(done)


def notify_issuing_place(registers: Registers, arguments: Arguments) -> Record:
    """``{licenceNo, issuingRegion, caseNumber}`` → ``{accepted}``: the file there is brought up to date."""
    held = _held(registers, arguments.text("licenceNo"))
    arguments.text("caseNumber")
    return {"accepted": held["issuingRegion"][:4] == arguments.text("issuingRegion")[:4]}


def _held(registers: Registers, licence_no: str) -> Record:
    person = registers.person(licence_no)
    if person is None or "licence" not in person:
        raise Refusal("licence_not_found", "No such driver licence.", "未查到该驾驶证。", status=404)
    held: Record = person["licence"]
    return held


def _refuse_unless_renewable(held: Record) -> None:
    if held["status"] in _NOT_RENEWABLE:
        state = _NOT_RENEWABLE[held["status"]]
        raise Refusal(
            "licence_not_renewable", f"The licence is {state}.", f"驾驶证状态为{held['status']}，不能换证。"
        )
    if held["openViolations"] or held["openAccidents"]:
        raise Refusal(
            "open_violations", "Violations or accidents are still open.", "有未处理完毕的交通违法或事故。"
        )


def _years(term: object) -> int | None:
    if term == "LONG_TERM":
        return None
    if term in (6, 10, "6", "10"):
        return int(str(term).removesuffix(".0"))
    raise Refusal("invalid_arguments", "newTerm must be 6, 10 or LONG_TERM.", "换证期限有误。", status=400)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _certificate(done: Record) -> Record:
    return {name: done[name] for name in ("certificateNo", "validFrom", "validUntil")}

"""nhsa 国家医疗保障信息平台, second half: hospitals and the direct settlement of their bills."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from simulators.refusal import Refusal
from simulators.registers import longest_prefix

if TYPE_CHECKING:
    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers

_SHARES = ("poolPay", "seriousIllnessPay", "accountPay", "cashPay")
_SERIOUS_ILLNESS_RATIO = Decimal("0.60")
_CENT = Decimal("0.01")


def institution(registers: Registers, arguments: Arguments) -> Record:
    """``{orgCode}`` → ``{connected, name, region}``: is it connected for settlement across provinces."""
    place = registers.institutions.get(arguments.text("orgCode"))
    if place is None:
        return {"connected": False, "name": None, "region": None}
    return {name: place[name] for name in ("connected", "name", "region")}


def calculate(registers: Registers, arguments: Arguments) -> Record:
    """Who pays what: ``{settlementNo, idNo, insuredRegion, totalFee, inScopeFee, ratio, deductible}``.

    ``calcResult`` is ``OK``, ``ERROR`` or ``TIMEOUT`` (the insured place did not answer the national
    platform); the four shares, in yuan, are null unless it is ``OK`` and then sum up to ``totalFee``.
    """
    bill = _bill(registers, arguments)
    result = _answer_of_insured_place(bill)
    if result != "OK":
        return {"calcResult": result, **dict.fromkeys(_SHARES)}
    total = arguments.money("totalFee")
    in_scope = min(arguments.money("inScopeFee"), total)
    payable = max(in_scope - arguments.money("deductible"), Decimal(0)) * min(
        arguments.money("ratio"), Decimal(1)
    )
    rule = longest_prefix(registers.insurance_policies, arguments.text("insuredRegion"))
    pool = _cents(min(payable, Decimal(str(rule["annualCap"]))))
    serious = _cents((payable - pool) * _SERIOUS_ILLNESS_RATIO) if payable > pool else Decimal(0)
    held = (registers.person(arguments.text("idNo")) or {}).get("insurance") or {}
    account = _cents(min(Decimal(str(held.get("accountBalance", 0))), in_scope - pool - serious))
    shares = dict(zip(_SHARES, (pool, serious, account, total - pool - serious - account), strict=True))
    bill["shares"] = {name: float(value) for name, value in shares.items()}
    return {"calcResult": "OK", **bill["shares"]}


def risk(registers: Registers, arguments: Arguments) -> Record:
    """``{settlementNo}`` → ``{fraudSuspect}``: did the audit of details find something."""
    bill = registers.settlements.get(arguments.text("settlementNo"), {})
    return {"fraudSuspect": bill.get("fraudSuspect", False)}


def settle(registers: Registers, arguments: Arguments) -> Record:
    """``{settlementNo, …, caseNumber}`` → ``{statementNo}``; the same number while it is not reversed.

    The personal account pays its share now. Refusal: ``settled_elsewhere`` where another case did it.
    """
    bill = _bill(registers, arguments)
    case_number = arguments.text("caseNumber")
    done = bill.get("statement")
    if done and done["caseNumber"] != case_number:
        raise Refusal("settled_elsewhere", "The bill is settled already.", "该单据已结算。")
    if not done:
        done = bill["statement"] = {"statementNo": registers.serial("JSD"), "caseNumber": case_number}
        _draw_on_account(registers, bill, sign=-1)
    return {"statementNo": done["statementNo"]}


def reverse(registers: Registers, arguments: Arguments) -> Record:
    """``{settlementNo}`` → ``{reversed}`` 冲正: undo it; true also where there was nothing."""
    bill = registers.settlements.get(arguments.text("settlementNo"))
    if bill and bill.pop("statement", None):
        _draw_on_account(registers, bill, sign=1)
    return {"reversed": True}


def _bill(registers: Registers, arguments: Arguments) -> Record:
    number = arguments.text("settlementNo")
    person = registers.person(arguments.text_or_none("idNo") or "")
    fresh = {
        "settlementNo": number,
        "idNo": person and person["idNo"],
        "calculation": "OK",
        "timeouts": 0,
    }
    return registers.settlements.setdefault(number, fresh)


def _answer_of_insured_place(bill: Record) -> str:
    if bill["timeouts"] is None:
        return "TIMEOUT"
    if bill["timeouts"] > 0:
        bill["timeouts"] -= 1
        return "TIMEOUT"
    return str(bill["calculation"])


def _draw_on_account(registers: Registers, bill: Record, *, sign: int) -> None:
    held = (registers.person(str(bill.get("idNo") or "")) or {}).get("insurance")
    share = bill.get("shares", {}).get("accountPay", 0.0)
    if held and share:
        held["accountBalance"] = round(held["accountBalance"] + sign * share, 2)


def _cents(amount: Decimal) -> Decimal:
    return max(amount, Decimal(0)).quantize(_CENT, rounding=ROUND_HALF_UP)

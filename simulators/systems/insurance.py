"""nhsa 国家医疗保障信息平台, first half: who is insured, who is filed for treatment elsewhere.

Insurance is pooled by prefecture: two regions are the same place when their first four digits agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulators.refusal import Refusal
from simulators.registers import longest_prefix

if TYPE_CHECKING:
    from datetime import date

    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers


def insured(registers: Registers, arguments: Arguments) -> Record:
    """``{idNo, insuredRegion}`` → ``{active, insuranceType, autoAudit, changeIntervalDays}``.

    ``insuranceType`` is ``310`` (employees), ``390`` (residents) or null; ``autoAudit`` says that a
    filing takes effect at once.
    """
    region = arguments.text("insuredRegion")
    rule = longest_prefix(registers.insurance_policies, region)
    held = _insurance(registers, arguments.text("idNo"), region)
    return {
        "active": bool(held and held["active"]),
        "insuranceType": held["insuranceType"] if held else None,
        "autoAudit": held is not None and held.get("autoAudit", rule["autoAudit"]),
        "changeIntervalDays": rule["changeIntervalDays"],
    }


def filing(registers: Registers, arguments: Arguments) -> Record:
    """``{idNo, treatRegion, on}`` → ``{exists, valid, category, filedOn}``.

    ``exists``: the person has a filing, for whatever place; ``valid``: it covers ``treatRegion`` on the
    day ``on`` (today where it is left out).
    """
    person = registers.person(arguments.text("idNo")) or {}
    made = person.get("filing")
    if made is None:
        return {"exists": False, "valid": False, "category": None, "filedOn": None}
    region = arguments.text_or_none("treatRegion")
    day = (arguments.day_or_none("on") or registers.today).isoformat()
    in_time = made["startDate"] <= day and (made["endDate"] is None or day <= made["endDate"])
    valid = region is not None and _same_pool(made["treatRegion"], region) and in_time
    return {"exists": True, "valid": valid, "category": made["category"], "filedOn": made["filedOn"]}


def register_filing(registers: Registers, arguments: Arguments) -> Record:
    """Enter a filing; gives ``{filingNo, validFrom}``.

    Takes ``{idNo, insuredRegion, treatRegion, category, startDate, endDate, validity, caseNumber}``. It replaces the person's earlier filing and is seen by ``filing``
    at once; the same case gets the same number again. Refusal: ``not_insured``.
    """
    id_no = arguments.text("idNo")
    person = registers.person(id_no)
    held = _insurance(registers, id_no, arguments.text("insuredRegion"))
    if person is None or not held or not held["active"]:
        raise Refusal("not_insured", "Not insured there, or paused.", "未参保或待遇暂停。")
    case_number = arguments.text("caseNumber")
    made = person.get("filing")
    if made is None or made.get("caseNumber") != case_number:
        end = None if arguments.values.get("validity") == "LONG_TERM" else arguments.day_or_none("endDate")
        start = arguments.day_or_none("startDate") or registers.today
        made = {
            "filingNo": registers.serial("BA"),
            "caseNumber": case_number,
            "treatRegion": arguments.text("treatRegion"),
            "category": arguments.text("category"),
            "filedOn": registers.today.isoformat(),
            "startDate": start.isoformat(),
            "endDate": _iso(end),
        }
        person["filing"] = made
    return {"filingNo": made["filingNo"], "validFrom": made["startDate"]}


def policy(registers: Registers, arguments: Arguments) -> Record:
    """``{insuredRegion, filingCategory}`` → ``{ratio, reduction, annualCap, deductible}``."""
    rule = longest_prefix(registers.insurance_policies, arguments.text("insuredRegion"))
    reduction = rule["reductions"].get(arguments.text_or_none("filingCategory"), 0)
    return {
        "ratio": rule["ratio"],
        "reduction": reduction,
        "annualCap": rule["annualCap"],
        "deductible": rule["deductible"],
    }


def _insurance(registers: Registers, id_no: str, region: str) -> Record | None:
    held: Record | None = (registers.person(id_no) or {}).get("insurance")
    return held if held and _same_pool(held["region"], region) else None


def _same_pool(one: str, other: str) -> bool:
    return one[:4] == other[:4]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

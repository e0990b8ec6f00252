"""ga-population 常住人口信息系统: residents, settlement policy, and a move between two provinces.

A move takes three operations in order: the move-in place issues a permit 准迁证, the move-out place
cancels the registration against that permit and gives a migration certificate 迁移证, the move-in
place registers the person against that certificate. Each knows the case it belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulators.refusal import Refusal
from simulators.registers import longest_prefix

if TYPE_CHECKING:
    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers

_HOUSEHOLD = ("status", "frozen", "region", "address", "householdType")


def resident(registers: Registers, arguments: Arguments) -> Record:
    """``{idNo}`` → household registration; status NORMAL, MOVING, CANCELLED or DUPLICATE."""
    person = registers.person(arguments.text("idNo"))
    if person is None:
        return {"found": False, "name": None, **dict.fromkeys(_HOUSEHOLD)}
    household = person["household"]
    return {"found": True, "name": person["name"], **{name: household[name] for name in _HOUSEHOLD}}


def settlement(registers: Registers, arguments: Arguments) -> Record:
    """``{region, idNo}`` → ``{policy, score, threshold}``; numbers only in points cities."""
    rule = longest_prefix(registers.settlement_policies, arguments.text("region"))
    person = registers.person(arguments.text("idNo")) or {}
    score = person.get("settlementScore", 0) if rule["policy"] == "POINTS" else None
    return {"policy": rule["policy"], "score": score, "threshold": rule["threshold"]}


def issue_move_permit(registers: Registers, arguments: Arguments) -> Record:
    """``{moverIdNo, moveInRegion, moveOutRegion, caseNumber}`` → ``{preMoveCertNo}``; one per case and mover.

    Refusals: ``resident_not_found``, ``resident_not_active``.
    """
    person = _active(registers, arguments.text("moverIdNo"))
    case_number = arguments.text("caseNumber")
    for number, permit in registers.permits.items():
        if (permit["idNo"], permit["caseNumber"]) == (person["idNo"], case_number):
            return {"preMoveCertNo": number}
    number = registers.serial("ZQ")
    registers.permits[number] = {
        "idNo": person["idNo"],
        "caseNumber": case_number,
        "moveInRegion": arguments.text("moveInRegion"),
        "moveOutRegion": arguments.text("moveOutRegion"),
        "migrationCertNo": None,
        "householdNo": None,
    }
    return {"preMoveCertNo": number}


def cancel_registration(registers: Registers, arguments: Arguments) -> Record:
    """End the registration at the old place: ``{moverIdNo, preMoveCertNo, caseNumber}`` → ``{migrationCertNo}``.

    Refusals: ``permit_not_found``, ``resident_frozen``, ``move_out_refused``, ``resident_not_active``.
    """
    permit = registers.permits.get(arguments.text("preMoveCertNo"))
    if permit is None or permit["idNo"] != arguments.text("moverIdNo").upper():
        raise Refusal(
            "permit_not_found", "No such permit for this person.", "未查到该迁移人的准迁证。", status=404
        )
    if permit["migrationCertNo"]:
        return {"migrationCertNo": permit["migrationCertNo"]}
    person = _active(registers, permit["idNo"])
    if person["household"]["frozen"]:
        raise Refusal("resident_frozen", "The household is frozen.", "户口已被冻结，不能迁出。")
    if person.get("moveOutDispute"):
        raise Refusal(
            "move_out_refused",
            "The move-out place refuses: there is a dispute about the household.",
            "迁出地不予迁出：户内存在争议，请先处理。",
        )
    permit["migrationCertNo"] = registers.serial("QY")
    person["household"]["status"] = "MOVING"
    return {"migrationCertNo": permit["migrationCertNo"]}


def register(registers: Registers, arguments: Arguments) -> Record:
    """Enter the person at the new place; gives ``{householdNo, registeredAt}``.

    Takes ``{moverIdNo, moveInRegion, moveInAddress, migrationCertNo, caseNumber}``. ``registeredAt`` is an aware instant. Refusal: ``migration_certificate_not_found``.
    """
    certificate = arguments.text("migrationCertNo")
    permit = next((row for row in registers.permits.values() if row["migrationCertNo"] == certificate), None)
    if permit is None or permit["idNo"] != arguments.text("moverIdNo").upper():
        raise Refusal(
            "migration_certificate_not_found",
            "No such migration certificate for this person.",
            "未查到该迁移人的迁移证。",
            status=404,
        )
    if permit["householdNo"] is None:
        permit["householdNo"] = registers.serial("HK")
        permit["registeredAt"] = registers.now.isoformat()
        registers.people[permit["idNo"]]["household"].update(
            status="NORMAL", region=arguments.text("moveInRegion"), address=arguments.text("moveInAddress")
        )
    return {"householdNo": permit["householdNo"], "registeredAt": permit["registeredAt"]}


def _active(registers: Registers, id_no: str) -> Record:
    person = registers.person(id_no)
    if person is None:
        raise Refusal("resident_not_found", "No such resident.", "人口库中无此人。", status=404)
    if person["household"]["status"] != "NORMAL":
        raise Refusal(
            "resident_not_active", "The registration is not active.", "户口状态异常，不能办理迁移。"
        )
    return person

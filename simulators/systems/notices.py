"""The three platforms that only take things in: sms, nat-hcp 好差评, nat-casesync 办件数据归集."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from simulators.refusal import Refusal

if TYPE_CHECKING:
    from simulators.arguments import Arguments
    from simulators.registers import Record, Registers

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_LEVELS = {"1", "2", "3", "4", "5"}


def send(registers: Registers, arguments: Arguments) -> Record:
    """``{phone, template, text, caseNumber}`` → ``{messageId}``. Refusal: ``phone_invalid``."""
    phone = arguments.text("phone")
    if not _PHONE.fullmatch(phone):
        raise Refusal("phone_invalid", "Not a mobile number.", "手机号码格式有误。", status=400)
    message_id = registers.serial("SMS")
    registers.messages.append(
        {
            "messageId": message_id,
            "phone": phone,
            "template": arguments.text_or_none("template"),
            "text": arguments.text("text"),
            "caseNumber": arguments.text_or_none("caseNumber"),
            "at": registers.now.isoformat(),
        }
    )
    return {"messageId": message_id}


def evaluate(registers: Registers, arguments: Arguments) -> Record:
    """``{caseNumber, satisfaction, comment}`` → ``{accepted}``; levels 1 to 5 of GB/T 39046 table A.8."""
    level = str(arguments.values.get("satisfaction")).removesuffix(".0")
    if level not in _LEVELS:
        raise Refusal("invalid_arguments", "satisfaction must be 1 to 5.", "满意度应为1至5。", status=400)
    registers.evaluations[arguments.text("caseNumber")] = {
        "satisfaction": level,
        "comment": arguments.text_or_none("comment"),
    }
    return {"accepted": True}


def push(registers: Registers, arguments: Arguments) -> Record:
    """``{caseNumber, status, at}`` → ``{accepted}``."""
    row = {name: arguments.text(name) for name in ("caseNumber", "status", "at")}
    registers.pushes.append(row)
    return {"accepted": True}

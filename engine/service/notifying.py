"""Notices that elements ask for: a row in the inbox, and the SMS as a call of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.service.notice_texts import rendered
from engine.store.rows import CallRow, NoticeRow

if TYPE_CHECKING:
    from engine.service.about import About
    from engine.service.effects import Effects
    from engine.service.expressions import Expressions
    from engine.service.hand import CaseInHand

NOTICE, CALL = "notice", "call"
OFFICE_TEMPLATE = "office"
SMS_SYSTEM, SMS_OPERATION = "sms", "send"


def notice_rows(
    hand: CaseInHand, effects: Effects, about: About, expressions: Expressions
) -> tuple[list[NoticeRow], list[CallRow]]:
    """The notices of one transition, and the calls that send their SMS."""
    notices: list[NoticeRow] = []
    calls: list[CallRow] = []
    for place, asked in enumerate(effects.notices):
        template = hand.definition.notices.get(asked.key)
        if template is None:
            continue
        name = hand.definition.item_name
        text = rendered(
            template,
            case_number=hand.row.number,
            item_zh=name.zh,
            item_en=name.en,
            evaluate=expressions.value,
        )
        phone = about.person.get("phone")
        is_sent = text.sms is not None and phone is not None
        notice_id = f"n{hand.row.head_seq + 1}-{place}"
        notices.append(
            NoticeRow(
                case_id=hand.case_id,
                notice_id=notice_id,
                account_id=hand.row.applicant_account,
                office=None,
                template=asked.key,
                case_number=hand.row.number,
                sealed_body=hand.cipher.seal(NOTICE, text.to_json()),
                created_at=hand.at,
                read_at=None,
                delivery="sending" if is_sent else "inbox",
            )
        )
        if is_sent:
            calls.append(_sms_call(hand, notice_id, asked.element_id, asked.key, str(phone), str(text.sms)))
    return notices, calls


def office_notices(hand: CaseInHand, effects: Effects, about: About) -> list[NoticeRow]:
    """A line in the inbox of the office that holds the lane, for each that an element wants to know."""
    rows: list[NoticeRow] = []
    for place, asked in enumerate(effects.notified):
        office = about.lanes.get(asked.key)
        if office is None:
            continue
        item, element = hand.definition.item_name, hand.definition.element_name(asked.element_id)
        body = {
            "zh": [f"{element.zh}：{item.zh}", f"办件{hand.row.number}“{item.zh}”：{element.zh}。"],
            "en": [f"{element.en}: {item.en}", f'Case {hand.row.number} "{item.en}": {element.en}.'],
        }
        rows.append(
            NoticeRow(
                case_id=hand.case_id,
                notice_id=f"o{hand.row.head_seq + 1}-{place}",
                account_id=None,
                office=office,
                template=OFFICE_TEMPLATE,
                case_number=hand.row.number,
                sealed_body=hand.cipher.seal(NOTICE, body),
                created_at=hand.at,
                read_at=None,
                delivery="inbox",
            )
        )
    return rows


def _sms_call(  # noqa: PLR0917 - the parts of one SMS
    hand: CaseInHand, notice_id: str, element_id: str, template: str, phone: str, text: str
) -> CallRow:
    arguments = {"phone": phone, "template": template, "text": text, "caseNumber": hand.row.number}
    return CallRow(
        case_id=hand.case_id,
        call_id=notice_id,
        element_id=element_id,
        system=SMS_SYSTEM,
        operation=SMS_OPERATION,
        sealed_arguments=hand.cipher.seal(CALL, arguments),
        purpose="notice",
        state="waiting",
        created_at=hand.at,
        due_at=hand.at,
        last_error=None,
    )

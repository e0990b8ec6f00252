"""Documents that a case issues (受理通知书, 补正通知书 …): their facts are fixed when they are issued.

The body is ``{"values": {...}, "lists": {...}}`` as the templates of ``forms/shared/documents`` print it;
days are ISO, names stand in both languages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.domain.beijing import beijing_day
from engine.store.rows import DocumentRow

if TYPE_CHECKING:
    from engine.service.about import About
    from engine.service.answers import JsonObject
    from engine.service.effects import Effects
    from engine.service.hand import CaseInHand

DOCUMENT = "document"


def document_rows(
    hand: CaseInHand, effects: Effects, about: About, data: JsonObject, columns: JsonObject
) -> list[DocumentRow]:
    """The documents that a transition issued."""
    return [
        DocumentRow(
            case_id=hand.case_id,
            document_ref=f"d{hand.row.head_seq + 1}-{place}",
            kind=asked.key,
            element_id=asked.element_id,
            number=f"{hand.row.number}-{_code(hand, asked.key)}-{about.documents - len(effects.documents) + place + 1:02d}",
            sealed_body=hand.cipher.seal(DOCUMENT, _body(hand, asked.element_id, about, data, columns)),
            issued_at=hand.at,
        )
        for place, asked in enumerate(effects.documents)
    ]


def _code(hand: CaseInHand, kind: str) -> str:
    template = hand.definition.documents.get(kind) or {}
    return str(template.get("code") or "B0")


def _body(
    hand: CaseInHand, element_id: str, about: About, data: JsonObject, columns: JsonObject
) -> JsonObject:
    card = hand.definition.card
    element = hand.definition.process.elements.get(element_id)
    lane = element.lane if element is not None else None
    issuing = about.lanes.get(lane or "") or about.lanes.get("handling") or about.lanes.get("acceptance")
    accepted_at = columns.get("accepted_at")
    due_on = columns.get("due_on")
    values: dict[str, Any] = {
        "applicant": about.person.get("organisation") or about.person.get("name"),
        "item": {"zh": card.name.zh, "en": card.name.en},
        "case_number": hand.row.number,
        "office": _office(hand, issuing or hand.row.opening_office),
        "handling_office": _office(hand, about.lanes.get("handling") or issuing),
        "issued_on": beijing_day(hand.at).isoformat(),
        "accepted_on": beijing_day(accepted_at).isoformat() if accepted_at else None,
        "due_on": due_on.isoformat() if due_on else None,
        "promised_days": card.time_limit.promised_working_days,
        "deadline_on": _inside(data, "correction", "deadline"),
        "result": {"zh": card.result.name_zh, "en": card.result.name_en} if card.result else None,
        "waybill": _inside(data, "shipment", "waybillNo"),
        "received_on": _inside(data, "shipment", "deliveredAt"),
        "remedy": _inside(data, "result", "remedy"),
    }
    return {
        "values": {name: value for name, value in values.items() if value is not None},
        "lists": {
            "corrections": _inside(data, "correction", "items") or [],
            "reasons": _inside(data, "result", "reasons") or [],
            "decisions": [],
        },
    }


def _office(hand: CaseInHand, code: str | None) -> JsonObject | None:
    name = hand.around.offices.name(code)
    return None if name is None else {"zh": name.name.zh, "en": name.name.en}


def _inside(data: JsonObject, outer: str, inner: str) -> Any:
    found = data.get(outer)
    return found.get(inner) if isinstance(found, dict) else None

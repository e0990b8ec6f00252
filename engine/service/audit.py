"""The history of a case: every event in order, and the proof that nobody changed one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.service.answers import Page, Text
from engine.service.hand import EVENT
from engine.service.ids import cursor_of
from engine.service.masks import masked_data
from engine.service.reading import read_case
from engine.service.recording import step_from_json
from engine.service.records import EventStep, EventView, Verification
from engine.store import ErasedCaseError

if TYPE_CHECKING:
    from engine.domain.actors import Actor
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand
    from engine.service.surroundings import Surroundings
    from engine.store.rows import EventRow

LARGEST_PAGE = 500
_SHOWN_APART = frozenset({"steps", "environment"})


class Audit:
    """Reading and proving histories."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives the database."""
        self._around = around

    def history(self, actor: Actor, *, case_id: str, after: int = 0, limit: int = 200) -> Page[EventView]:
        """Events behind ``after``, in order; personal data masked, revealed one by one elsewhere."""
        size = max(1, min(limit, LARGEST_PAGE))
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            rows = work.events.of_case(hand.case_id, after=max(0, after), limit=size + 1)
            entries = tuple(_view(hand, row) for row in rows[:size])
        more = rows[size - 1].seq if len(rows) > size else None
        return Page(
            entries=entries,
            next_cursor=cursor_of(None if more is None else (more,)),
            total=hand.row.head_seq,
        )

    def verify(self, actor: Actor, *, case_id: str) -> Verification:
        """Walk the chain from the first event; names the first that does not hold."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            broken = work.events.first_break(hand.case_id)
        return Verification(
            case_id=hand.case_id,
            events=hand.row.head_seq,
            is_intact=broken is None,
            head_hash=bytes(hand.row.head_hash).hex(),
            broken_at=broken.seq if broken else None,
            message=Text(zh=broken.message_zh, en=broken.message) if broken else None,
        )


def _view(hand: CaseInHand, row: EventRow) -> EventView:
    try:
        payload: JsonObject = hand.cipher.open(EVENT, bytes(row.sealed_payload))
    except ErasedCaseError:
        payload = {}
    sensitive = hand.definition.forms.sensitive
    return EventView(
        seq=row.seq,
        kind=row.kind,
        at=row.at,
        actor=row.actor,
        actor_name=row.actor_name,
        office=hand.around.offices.name(row.office),
        element_id=row.element_id,
        definition_digest=row.definition_digest,
        payload_hash=bytes(row.payload_hash).hex(),
        state_hash=bytes(row.state_hash).hex(),
        previous_hash=bytes(row.previous_hash).hex(),
        event_hash=bytes(row.event_hash).hex(),
        input=masked_data(
            {name: value for name, value in payload.items() if name not in _SHOWN_APART}, sensitive
        ),
        environment=payload.get("environment", {}),
        steps=tuple(_step(hand, step) for step in payload.get("steps", [])),
    )


def _step(hand: CaseInHand, stored: list[Any]) -> EventStep:
    element, action, rules, changed, scope = step_from_json(stored)
    return EventStep(
        element_id=element,
        action=action,
        rules=rules,
        changed=masked_data(changed, hand.definition.forms.sensitive),
        scope=scope,
    )

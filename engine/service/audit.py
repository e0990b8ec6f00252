"""The history of a case: every event in order, and the proof that nobody changed one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import bpmn
from engine.domain.history import state_hash
from engine.errors import ErasedCaseError, TongbanError
from engine.service.answers import Page, Text
from engine.service.hand import EVENT
from engine.service.ids import cursor_of, place_of
from engine.service.masks import Mask, mask_of
from engine.service.reading import read_case
from engine.service.recording import command_from_json, step_from_json
from engine.service.records import EventStep, EventView, Proof, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.domain.actors import Actor
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand
    from engine.service.surroundings import Surroundings
    from engine.store.rows import EventRow

LARGEST_PAGE = 500
LARGEST_SEQ = 2**53 - 1
_SHOWN_APART = frozenset({"steps", "environment"})


class Audit:
    """Reading and proving histories."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives the database."""
        self._around = around

    def history(
        self, actor: Actor, *, case_id: str, after: int = 0, cursor: str | None = None, limit: int = 200
    ) -> Page[EventView]:
        """Events behind ``after`` or ``cursor``, in order; personal data masked, revealed one by one elsewhere.

        Raises:
            InvalidInputError: for a cursor that is none of ours.
        """
        size = max(1, min(limit, LARGEST_PAGE))
        place = place_of(cursor, int)
        after = max(0, min(after if place is None else place[0], LARGEST_SEQ))
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            rows = work.events.of_case(hand.case_id, after=after, limit=size + 1)
            mask = mask_of(hand)
            entries = tuple(_view(hand, mask, row) for row in rows[:size])
        more = rows[size - 1].seq if len(rows) > size else None
        return Page(
            entries=entries,
            next_cursor=cursor_of(None if more is None else (more,)),
            total=hand.row.head_seq,
        )

    def prove(self, actor: Actor, *, case_id: str) -> Proof:
        """Carry the case out again from its recorded inputs, on its pinned diagram; names the first difference.

        Where ``verify`` proves that nobody changed the history, this proves that the diagram leads where it says.
        """
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            return _proof(hand, _all_events(hand))

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


def _proof(hand: CaseInHand, rows: Iterable[EventRow]) -> Proof:
    """Carry out every recorded command again and compare the state after each event."""
    snapshot: bytes | None = None
    seq = 0
    for row in rows:
        seq = row.seq
        payload = hand.cipher.open(EVENT, bytes(row.sealed_payload))
        environment = {**hand.identity(), **payload.get("environment", {})}
        try:
            for stored in payload.get("commands", ()):
                command = command_from_json(stored)
                snapshot = bpmn.apply(
                    hand.definition.process, snapshot, command, at=row.at, environment=environment
                ).snapshot
        except TongbanError as error:
            words = Text(zh=error.message_zh, en=error.message)
            return Proof(case_id=hand.case_id, events=seq, is_proven=False, differs_at=seq, message=words)
        found = state_hash(hand.cipher.salt, bytes.fromhex(bpmn.state_hash(snapshot or b"")))
        if found != bytes(row.state_hash):
            return Proof(
                case_id=hand.case_id,
                events=seq,
                is_proven=False,
                differs_at=seq,
                expected=bytes(row.state_hash).hex(),
                found=found.hex(),
            )
    return Proof(case_id=hand.case_id, events=seq, is_proven=True)


def _all_events(hand: CaseInHand) -> Iterator[EventRow]:
    after = 0
    while rows := hand.work.events.of_case(hand.case_id, after=after, limit=LARGEST_PAGE):
        yield from rows
        after = rows[-1].seq


def _view(hand: CaseInHand, mask: Mask, row: EventRow) -> EventView:
    try:
        payload: JsonObject = hand.cipher.open(EVENT, bytes(row.sealed_payload))
    except ErasedCaseError:
        payload = {}
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
        input=mask.data({name: value for name, value in payload.items() if name not in _SHOWN_APART}),
        environment=payload.get("environment", {}),
        steps=tuple(_step(mask, step) for step in payload.get("steps", [])),
    )


def _step(mask: Mask, stored: list[Any]) -> EventStep:
    element, action, rules, changed, scope = step_from_json(stored)
    return EventStep(
        element_id=element,
        action=action,
        rules=rules,
        changed=mask.data(changed),
        scope=scope,
    )

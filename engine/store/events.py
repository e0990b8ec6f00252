"""Histories: they are read and verified here; only ``write_command`` adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, LargeBinary, bindparam, func, literal, select

from engine.domain.history import GENESIS, ChainBreak, Envelope, StoredEvent, first_break
from engine.store.rows import EventRow, rows_as
from engine.store.tables import case_file, event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

_before = event.alias("before")
_PREVIOUS = (
    select(_before.c.event_hash)
    .where(_before.c.case_id == event.c.case_id, _before.c.seq == event.c.seq - 1)
    .scalar_subquery()
)
_OF_CASE = (
    select(event, func.coalesce(_PREVIOUS, literal(GENESIS, LargeBinary)).label("previous_hash"))
    .where(event.c.case_id == bindparam("b_case_id"), event.c.seq > bindparam("b_after"))
    .order_by(event.c.seq)
    .limit(bindparam("b_limit", type_=Integer))
)
_HEAD = select(case_file.c.head_seq, case_file.c.head_hash).where(
    case_file.c.case_id == bindparam("b_case_id")
)
SLICE = 500


class Events:
    """Events of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Made by the unit of work."""
        self._connection = connection

    def of_case(self, case_id: str, *, after: int = 0, limit: int = 200) -> list[EventRow]:
        """Events in order, beginning behind ``after``."""
        found = self._connection.execute(_OF_CASE, {"b_case_id": case_id, "b_after": after, "b_limit": limit})
        return rows_as(EventRow, found)

    def chain(self, case_id: str) -> Iterator[StoredEvent]:
        """The whole chain, slice by slice."""
        after = 0
        while rows := self.of_case(case_id, after=after, limit=SLICE):
            for row in rows:
                yield stored(row)
            after = rows[-1].seq

    def first_break(self, case_id: str) -> ChainBreak | None:
        """None where the history is whole and ends where the case says that it ends."""
        head = self._connection.execute(_HEAD, {"b_case_id": case_id}).one_or_none()
        seq, found = (head.head_seq, bytes(head.head_hash)) if head else (0, None)
        return first_break(case_id, self.chain(case_id), head_seq=seq, head_hash=found if seq else None)


def stored(row: EventRow) -> StoredEvent:
    """A row as the domain verifies it."""
    return StoredEvent(
        envelope=Envelope(
            case_id=row.case_id,
            seq=row.seq,
            kind=row.kind,
            version=row.version,
            element_id=row.element_id,
            actor=row.actor,
            actor_name=row.actor_name,
            office=row.office,
            at=row.at,
            definition_digest=row.definition_digest,
            payload_hash=bytes(row.payload_hash),
            state_hash=bytes(row.state_hash),
            previous_hash=bytes(row.previous_hash),
        ),
        payload=bytes(row.sealed_payload),
        event_hash=bytes(row.event_hash),
    )

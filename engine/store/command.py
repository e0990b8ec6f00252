"""Writing one command whole: the case under the revision that was read, and everything it caused, at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from engine.domain.history import Envelope, payload_hash
from engine.errors import ConflictError, StaleRevisionError
from engine.store.heart import Heart, write_apart, write_together
from engine.store.parts import (
    CASE,
    CHANGING,
    task_values,
    write_persons,
    write_reports,
    write_tasks,
    write_waits,
)
from engine.store.records import AnswerRecord, CommandRecord, EventRecord, TaskClosing

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from engine.store.keys import KeyRing
    from engine.store.rows import CaseRow

__all__ = ["AnswerRecord", "CommandRecord", "EventRecord", "LostRaceError", "TaskClosing", "write_command"]


class LostRaceError(ConflictError):
    """Another request with the same key, or for the same new case, was written first.

    ``Database.run`` repeats the command, which then finds the first one's answer.
    """

    def __init__(self, *, case_id: str) -> None:
        """``case_id`` of the case that both wrote."""
        self.case_id = case_id
        super().__init__(
            f"The same request for case '{case_id}' was handled at this moment. Ask again for its answer.",
            f"办件“{case_id}”的相同请求刚刚已被处理，请重新获取结果。",
        )


def write_command(connection: Connection, keys: KeyRing, record: CommandRecord) -> bytes:
    """Write it all; gives the hash of the event, which is the case's new head.

    Raises:
        StaleRevisionError: where somebody else wrote since the case was read. Nothing stays written.
        LostRaceError: where the same request is written by somebody else.
    """
    before = record.case
    UUID(before.case_id)  # what is no UUID could never be found again
    envelope = _envelope(before, record.event)
    event_hash = envelope.hash()
    after = replace(before, revision=before.revision + 1, head_seq=envelope.seq, head_hash=event_hash)
    heart = Heart(
        case={name: getattr(after, name) for name in (CASE if record.is_new else ("case_id", *CHANGING))},
        revision=None if record.is_new else before.revision,
        wrapped=before.wrapped,
        event={**_columns(envelope), "sealed_payload": record.event.sealed_payload, "event_hash": event_hash},
        answer=_answer(keys, record.answer, before.case_id, envelope.seq, event_hash)
        if record.answer
        else None,
        tasks=task_values(record),
    )
    write = write_together if connection.dialect.name == "postgresql" else write_apart
    try:
        is_current = write(connection, heart)
    except IntegrityError as error:
        # In one statement, the event of a stale command meets the newer one's before the revision is looked at.
        if "pk_event" not in str(error.orig):
            raise LostRaceError(case_id=before.case_id) from error
        is_current = False
    if not is_current:
        raise StaleRevisionError(kind="case", key=before.number, expected=before.revision, actual=None)
    write_tasks(connection, record)
    write_waits(connection, keys, record)
    write_reports(connection, record)
    if record.persons:
        write_persons(connection, record)
    return event_hash


def _envelope(before: CaseRow, event: EventRecord) -> Envelope:
    return Envelope(
        case_id=before.case_id,
        seq=before.head_seq + 1,
        kind=event.kind,
        version=event.version,
        element_id=event.element_id,
        actor=event.actor,
        actor_name=event.actor_name,
        office=event.office,
        at=event.at,
        definition_digest=before.definition_digest,
        payload_hash=payload_hash(event.sealed_payload),
        state_hash=before.state_hash,
        previous_hash=before.head_hash,
    )


def _answer(keys: KeyRing, answer: AnswerRecord, case_id: str, seq: int, event_hash: bytes) -> dict[str, Any]:
    return {
        "digest": keys.request(answer.account_id, answer.key),
        "request_hash": answer.request_hash,
        "case_id": case_id,
        "sealed_answer": answer.sealed(seq, event_hash),
        "created_at": answer.at,
    }


def _columns(envelope: Envelope) -> dict[str, Any]:
    """The envelope without the hash of the event before it, which stands in that event's row."""
    values = dict(vars(envelope))
    del values["previous_hash"]
    return values

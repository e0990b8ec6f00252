"""Writing one command whole: the case under the revision that was read, and everything it caused, at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from engine.domain.history import Envelope, payload_hash
from engine.errors import ConflictError, StaleRevisionError
from engine.store import tables
from engine.store.parts import write_persons, write_reports, write_tasks, write_waits
from engine.store.records import AnswerRecord, CommandRecord, EventRecord, TaskClosing

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from engine.store.keys import KeyRing
    from engine.store.rows import CaseRow

__all__ = ["AnswerRecord", "CommandRecord", "EventRecord", "LostRaceError", "TaskClosing", "write_command"]

_CASE = tuple(column.name for column in tables.case_file.columns)
_FIXED = frozenset(
    {
        "case_id",
        "number",
        "item_id",
        "channel",
        "opened_by",
        "opening_office",
        "parent_case",
        "opened_at",
        "progress_hash",
    }
)
_CHANGING = tuple(name for name in _CASE if name not in _FIXED)
_UPDATE_CASE = (
    update(tables.case_file)
    .where(
        tables.case_file.c.case_id == bindparam("b_case_id"),
        tables.case_file.c.revision == bindparam("b_revision"),
    )
    .values({name: bindparam(name) for name in _CHANGING})
)
_INSERT_CASE = insert(tables.case_file)
_INSERT_KEY = insert(tables.case_key)
_INSERT_EVENT = insert(tables.event)
_INSERT_ANSWER = insert(tables.idempotency_key)


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
    envelope = _envelope(before, record.event)
    event_hash = envelope.hash()
    after = replace(before, revision=before.revision + 1, head_seq=envelope.seq, head_hash=event_hash)
    try:
        _write_case(connection, record, before, after)
        if record.answer:
            connection.execute(
                _INSERT_ANSWER, _answer(record.answer, before.case_id, envelope.seq, event_hash)
            )
    except IntegrityError as error:
        raise LostRaceError(case_id=before.case_id) from error
    connection.execute(_INSERT_EVENT, _event_row(envelope, record.event.sealed_payload, event_hash))
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


def _event_row(envelope: Envelope, sealed_payload: bytes, event_hash: bytes) -> dict[str, Any]:
    return {**vars(envelope), "sealed_payload": sealed_payload, "event_hash": event_hash}


def _answer(answer: AnswerRecord, case_id: str, seq: int, event_hash: bytes) -> dict[str, Any]:
    return {
        "account_id": answer.account_id,
        "key": answer.key,
        "request_hash": answer.request_hash,
        "case_id": case_id,
        "sealed_answer": answer.sealed(seq, event_hash),
        "created_at": answer.at,
    }


def _write_case(connection: Connection, record: CommandRecord, before: CaseRow, after: CaseRow) -> None:
    values = vars(after)
    if record.is_new:
        UUID(after.case_id)  # what is no UUID could never be found again
        connection.execute(_INSERT_CASE, {name: values[name] for name in _CASE})
        connection.execute(_INSERT_KEY, {"case_id": after.case_id, "wrapped": before.wrapped})
        return
    changing = {name: values[name] for name in _CHANGING}
    done = connection.execute(
        _UPDATE_CASE, {**changing, "b_case_id": before.case_id, "b_revision": before.revision}
    )
    if done.rowcount != 1:
        raise StaleRevisionError(kind="case", key=before.number, expected=before.revision, actual=None)

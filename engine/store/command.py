"""Writing one command whole: the case under the revision that was read, and everything it caused, at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, update

from engine.domain.history import Envelope, payload_hash
from engine.errors import StaleRevisionError
from engine.store import tables
from engine.store.rows import (
    NO_DUE_DAY,
    CallRow,
    CaseRow,
    ContinuationRow,
    DocumentRow,
    IncidentRow,
    LaneRow,
    MessageRow,
    NoticeRow,
    SubscriptionRow,
    TaskRow,
    TimerRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection
    from sqlalchemy.sql.dml import Delete


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """The event of a command. The chain fields are added when it is written."""

    kind: str
    version: int
    element_id: str | None
    actor: str
    actor_name: str
    office: str | None
    at: datetime
    sealed_payload: bytes


@dataclass(frozen=True, kw_only=True)
class TaskClosing:
    """A task that is open no more: ``completed`` or ``interrupted``."""

    task_id: str
    state: str
    closed_at: datetime
    closed_by: str | None
    closed_by_name: str | None


@dataclass(frozen=True, kw_only=True)
class CommandRecord:
    """Everything that one command changed.

    ``case`` is the case after the command, still with the revision and the head that were read:
    ``write_command`` counts both on. ``is_new`` inserts it (with ``wrapped`` as its key) instead of updating.
    ``refresh_tasks`` copies number, status and due day of the case to its open tasks.
    """

    case: CaseRow
    event: EventRecord
    is_new: bool = False
    lanes: Sequence[LaneRow] = ()
    opened_tasks: Sequence[TaskRow] = ()
    closed_tasks: Sequence[TaskClosing] = ()
    refresh_tasks: bool = False
    timers: Sequence[TimerRow] = ()
    cleared_timers: Sequence[str] = ()
    subscriptions: Sequence[SubscriptionRow] = ()
    cleared_subscriptions: Sequence[str] = ()
    calls: Sequence[CallRow] = ()
    cleared_calls: Sequence[str] = ()
    messages: Sequence[MessageRow] = ()
    incidents: Sequence[IncidentRow] = ()
    notices: Sequence[NoticeRow] = ()
    documents: Sequence[DocumentRow] = ()
    persons: Sequence[tuple[str, bytes]] = ()
    continuation: ContinuationRow | None = None
    clear_continuation: bool = False


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def _values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


_CASE = tuple(name for name in _columns(tables.case_file))
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
_UPDATE_CASE = (
    update(tables.case_file)
    .where(
        tables.case_file.c.case_id == bindparam("b_case_id"),
        tables.case_file.c.revision == bindparam("b_revision"),
    )
    .values({name: bindparam(name) for name in _CASE if name not in _FIXED})
)
_INSERT_EVENT = insert(tables.event)
_CLOSE_TASK = (
    update(tables.task)
    .where(tables.task.c.case_id == bindparam("b_case_id"), tables.task.c.task_id == bindparam("b_task_id"))
    .values(
        state=bindparam("state"),
        closed_at=bindparam("closed_at"),
        closed_by=bindparam("closed_by"),
        closed_by_name=bindparam("closed_by_name"),
        has_draft=False,
        version=tables.task.c.version + 1,
    )
)
_REFRESH_TASKS = (
    update(tables.task)
    .where(tables.task.c.case_id == bindparam("b_case_id"), tables.task.c.state == "open")
    .values(case_status=bindparam("case_status"), case_due_on=bindparam("case_due_on"))
)


def _delete(table: Table, column: str) -> Delete:
    return delete(table).where(
        table.c.case_id == bindparam("b_case_id"), table.c[column] == bindparam("b_id")
    )


_DELETE_TIMER = _delete(tables.timer, "timer_id")
_DELETE_SUBSCRIPTION = _delete(tables.subscription, "subscription_id")
_DELETE_CALL = _delete(tables.outgoing_call, "call_id")
_DELETE_DRAFT = _delete(tables.draft, "task_id")
_DELETE_CONTINUATION = delete(tables.continuation).where(
    tables.continuation.c.case_id == bindparam("b_case_id")
)
_INSERTS = {
    kind: (insert(table), tuple(field.name for field in fields(kind) if field.name in table.columns))
    for kind, table in (
        (LaneRow, tables.case_lane),
        (TaskRow, tables.task),
        (TimerRow, tables.timer),
        (SubscriptionRow, tables.subscription),
        (CallRow, tables.outgoing_call),
        (MessageRow, tables.outgoing_message),
        (IncidentRow, tables.incident),
        (NoticeRow, tables.notice),
        (DocumentRow, tables.document),
        (ContinuationRow, tables.continuation),
    )
}


def _insert_all(connection: Connection, rows: Sequence[Any]) -> None:
    if rows:
        statement, names = _INSERTS[type(rows[0])]
        connection.execute(statement, [_values(row, names) for row in rows])


def _delete_all(connection: Connection, statement: Delete, case_id: str, ids: Iterable[str]) -> None:
    parameters = [{"b_case_id": case_id, "b_id": one} for one in ids]
    if parameters:
        connection.execute(statement, parameters)


def write_command(connection: Connection, record: CommandRecord) -> bytes:
    """Write it all; gives the hash of the event, which is the case's new head.

    Raises:
        StaleRevisionError: where somebody else wrote since the case was read. Nothing stays written.
    """
    before = record.case
    envelope = _envelope(before, record.event)
    event_hash = envelope.hash()
    after = replace(before, revision=before.revision + 1, head_seq=envelope.seq, head_hash=event_hash)
    _write_case(connection, record, before, after)
    connection.execute(_INSERT_EVENT, _event_row(envelope, record.event.sealed_payload, event_hash))
    _write_tasks(connection, record)
    _insert_all(connection, record.lanes)
    _write_waits(connection, record)
    for rows in (record.messages, record.incidents, record.notices, record.documents):
        _insert_all(connection, rows)
    if record.persons:
        _write_persons(connection, record)
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
    return {**asdict(envelope), "sealed_payload": sealed_payload, "event_hash": event_hash}


def _write_case(connection: Connection, record: CommandRecord, before: CaseRow, after: CaseRow) -> None:
    if record.is_new:
        connection.execute(insert(tables.case_key), {"case_id": after.case_id, "wrapped": before.wrapped})
        connection.execute(insert(tables.case_file), _values(after, _CASE))
        return
    values = {name: value for name, value in _values(after, _CASE).items() if name not in _FIXED}
    done = connection.execute(
        _UPDATE_CASE, {**values, "b_case_id": before.case_id, "b_revision": before.revision}
    )
    if done.rowcount != 1:
        raise StaleRevisionError(kind="case", key=before.number, expected=before.revision, actual=None)


def _write_tasks(connection: Connection, record: CommandRecord) -> None:
    case = record.case
    if record.closed_tasks:
        connection.execute(
            _CLOSE_TASK,
            [
                {
                    "b_case_id": case.case_id,
                    "b_task_id": closing.task_id,
                    "state": closing.state,
                    "closed_at": closing.closed_at,
                    "closed_by": closing.closed_by,
                    "closed_by_name": closing.closed_by_name,
                }
                for closing in record.closed_tasks
            ],
        )
        _delete_all(
            connection, _DELETE_DRAFT, case.case_id, (closing.task_id for closing in record.closed_tasks)
        )
    if record.refresh_tasks:
        connection.execute(
            _REFRESH_TASKS,
            {"b_case_id": case.case_id, "case_status": case.status, "case_due_on": case.due_on or NO_DUE_DAY},
        )
    _insert_all(
        connection,
        [replace(opened, case_due_on=opened.case_due_on or NO_DUE_DAY) for opened in record.opened_tasks],
    )


def _write_waits(connection: Connection, record: CommandRecord) -> None:
    case_id = record.case.case_id
    _delete_all(connection, _DELETE_TIMER, case_id, record.cleared_timers)
    _delete_all(connection, _DELETE_SUBSCRIPTION, case_id, record.cleared_subscriptions)
    _delete_all(connection, _DELETE_CALL, case_id, record.cleared_calls)
    _insert_all(connection, record.timers)
    _insert_all(connection, record.subscriptions)
    _insert_all(connection, record.calls)
    if record.clear_continuation or record.continuation:
        connection.execute(_DELETE_CONTINUATION, {"b_case_id": case_id})
    if record.continuation:
        _insert_all(connection, [record.continuation])


def _write_persons(connection: Connection, record: CommandRecord) -> None:
    known = {
        (row.province, bytes(row.digest))
        for row in connection.execute(
            tables.person_index.select().where(tables.person_index.c.case_id == record.case.case_id)
        )
    }
    new = [
        {
            "province": province,
            "digest": digest,
            "case_id": record.case.case_id,
            "opened_at": record.case.opened_at,
        }
        for province, digest in dict.fromkeys(record.persons)
        if (province, digest) not in known
    ]
    if new:
        connection.execute(insert(tables.person_index), new)

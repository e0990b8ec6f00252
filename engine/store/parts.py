"""The statements behind ``write_command``: tasks, what a case waits for, what it reports. All built once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, null, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.store import tables
from engine.store.rows import (
    NO_DUE_DAY,
    CallRow,
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

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection
    from sqlalchemy.sql.dml import Delete

    from engine.store.keys import KeyRing
    from engine.store.records import CommandRecord

CASE = tuple(column.name for column in tables.case_file.columns)
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
CHANGING = tuple(name for name in CASE if name not in _FIXED)
"""Columns of the case that a command may change."""

_CLOSED = ("state", "closed_at", "closed_by", "closed_by_name")
_DRAFT = ("sealed_draft", "draft_revision", "draft_saved_at", "draft_saved_by")
TASK = tuple(field.name for field in fields(TaskRow) if field.name in tables.task.columns)

_CLOSE_TASK = (
    update(tables.task)
    .where(tables.task.c.case_id == bindparam("b_case_id"), tables.task.c.task_id == bindparam("b_task_id"))
    .values(
        {name: bindparam(name) for name in _CLOSED}
        | dict.fromkeys(_DRAFT, null())
        | {"version": tables.task.c.version + 1}
    )
)
_REFRESH_TASKS = (
    update(tables.task)
    .where(tables.task.c.case_id == bindparam("b_case_id"), tables.task.c.state == "open")
    .values(case_status=bindparam("b_status"), case_due_on=bindparam("b_due_on"))
)
_PERSONS_OF_CASE = tables.person_index.select().where(tables.person_index.c.case_id == bindparam("b_case_id"))
_INSERT_PERSON = insert(tables.person_index)


def _delete(table: Table, column: str) -> Delete:
    return delete(table).where(
        table.c.case_id == bindparam("b_case_id"), table.c[column] == bindparam("b_id")
    )


_DELETE_TIMER = _delete(tables.timer, "timer_id")
_DELETE_SUBSCRIPTION = _delete(tables.subscription, "subscription_id")
_DELETE_CALL = _delete(tables.outgoing_call, "call_id")
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


def insert_all(connection: Connection, rows: Sequence[Any], **extra: Sequence[Any]) -> None:
    """Insert rows of one kind; ``extra`` gives columns that the rows do not hold, one value a row."""
    if not rows:
        return
    statement, names = _INSERTS[type(rows[0])]
    values = [{name: getattr(row, name) for name in names} for row in rows]
    for name, column in extra.items():
        for row, value in zip(values, column, strict=True):
            row[name] = value
    connection.execute(statement, values)


def _delete_all(connection: Connection, statement: Delete, case_id: str, ids: Iterable[str]) -> None:
    parameters = [{"b_case_id": case_id, "b_id": one} for one in ids]
    if parameters:
        connection.execute(statement, parameters)


def task_upsert(statement: Any) -> Any:
    """Insert a new task, or close the one that is there: both kinds of rows go in one call."""
    closed = {name: statement.excluded[name] for name in (*_CLOSED, "version")} | dict.fromkeys(
        _DRAFT, null()
    )
    return statement.on_conflict_do_update(
        index_elements=[tables.task.c.case_id, tables.task.c.task_id], set_=closed
    )


_UPSERT_TASK = {
    "sqlite": task_upsert(sqlite.insert(tables.task)),
    "postgresql": task_upsert(postgresql.insert(tables.task)),
}


def task_values(record: CommandRecord) -> list[dict[str, Any]]:
    """Tasks to be closed whose rows are known, and tasks to be opened, as ``task_upsert`` takes them."""
    closed = [_closed(closing) for closing in record.closed_tasks if closing.row is not None]
    return [
        {name: getattr(row, name) for name in TASK} | {"case_due_on": row.case_due_on or NO_DUE_DAY}
        for row in (*closed, *record.opened_tasks)
    ]


def upsert_tasks(connection: Connection, values: Sequence[dict[str, Any]]) -> None:
    """Close and open tasks in one call."""
    if values:
        connection.execute(_UPSERT_TASK[connection.dialect.name], values)


def write_tasks(connection: Connection, record: CommandRecord) -> None:
    """Close tasks whose rows were not read, and refresh the others."""
    case = record.case
    others = [closing for closing in record.closed_tasks if closing.row is None]
    if others:
        connection.execute(
            _CLOSE_TASK,
            [
                {
                    "b_case_id": case.case_id,
                    "b_task_id": one.task_id,
                    **{name: getattr(one, name) for name in _CLOSED},
                }
                for one in others
            ],
        )
    if record.refresh_tasks:
        connection.execute(
            _REFRESH_TASKS,
            {"b_case_id": case.case_id, "b_status": case.status, "b_due_on": case.due_on or NO_DUE_DAY},
        )


def _closed(closing: Any) -> TaskRow:
    row: TaskRow = closing.row
    return replace(
        row,
        version=row.version + 1,
        **{name: getattr(closing, name) for name in _CLOSED},
    )


def write_waits(connection: Connection, keys: KeyRing, record: CommandRecord) -> None:
    """Timers, subscriptions, calls, continuation: what was waited for goes, what is waited for comes."""
    case_id = record.case.case_id
    _delete_all(connection, _DELETE_TIMER, case_id, record.cleared_timers)
    _delete_all(connection, _DELETE_SUBSCRIPTION, case_id, record.cleared_subscriptions)
    _delete_all(connection, _DELETE_CALL, case_id, record.cleared_calls)
    insert_all(connection, record.timers)
    insert_all(
        connection,
        record.subscriptions,
        correlation=[
            None if row.correlation_key is None else keys.correlation(row.message, row.correlation_key)
            for row in record.subscriptions
        ],
    )
    insert_all(connection, record.calls)
    if record.clear_continuation or record.continuation:
        connection.execute(_DELETE_CONTINUATION, {"b_case_id": case_id})
    if record.continuation:
        insert_all(connection, [record.continuation])
    insert_all(
        connection,
        record.messages,
        sealed_correlation_key=[
            None
            if row.correlation_key is None
            else keys.seal(f"{case_id}.{row.message_id}", row.correlation_key.encode())
            for row in record.messages
        ],
    )


def write_reports(connection: Connection, record: CommandRecord) -> None:
    """Lanes, incidents, notices and documents."""
    for rows in (record.lanes, record.incidents, record.notices, record.documents):
        insert_all(connection, rows)


def write_persons(connection: Connection, record: CommandRecord) -> None:
    """Blind-index pairs that the case does not have yet."""
    case = record.case
    known: set[tuple[str, bytes]] = set()
    if not record.is_new:
        found = connection.execute(_PERSONS_OF_CASE, {"b_case_id": case.case_id})
        known = {(row.province, bytes(row.digest)) for row in found}
    new = [
        {"province": province, "digest": digest, "case_id": case.case_id}
        for province, digest in dict.fromkeys(record.persons)
        if (province, digest) not in known
    ]
    if new:
        connection.execute(_INSERT_PERSON, new)

"""What the worker does: timers, continuations, calls, messages. A claim is a lease that runs out by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, delete, func, or_, select, tuple_, update

from engine.store.parts import insert_all
from engine.store.rows import (
    CallRow,
    ContinuationRow,
    MessageRow,
    SubscriptionRow,
    TimerRow,
    rows_as,
)
from engine.store.tables import (
    continuation,
    outgoing_call,
    outgoing_message,
    subscription,
    timer,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from sqlalchemy import Column, Table
    from sqlalchemy.engine import Connection, Row

    from engine.store.keys import KeyRing

LONGEST_ERROR = 500


def _unleased(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column.name not in {"lease_until", "lease_by"}]


def _claim_of(table: Table) -> Any:
    """Due, waiting, leased to nobody (or to somebody whose lease ran out): first come, first served."""
    keys = list(table.primary_key.columns)
    due = [
        table.c.due_at <= bindparam("b_at"),
        or_(table.c.lease_until.is_(None), table.c.lease_until < bindparam("b_at")),
    ]
    if "state" in table.c:
        due.append(table.c.state == "waiting")
    chosen = (
        select(*keys)
        .where(*due)
        .order_by(table.c.due_at)
        .limit(bindparam("b_limit", type_=Integer))
        .with_for_update(skip_locked=True)
    )
    place = keys[0] if len(keys) == 1 else tuple_(*keys)
    return (
        update(table)
        .where(place.in_(chosen))
        .values(lease_until=bindparam("b_until"), lease_by=bindparam("b_by"), attempts=table.c.attempts + 1)
        .returning(*_unleased(table))
    )


_CALL = _unleased(outgoing_call)
_MESSAGE = _unleased(outgoing_message)
_CLAIMS = {table.name: _claim_of(table) for table in (timer, continuation, outgoing_call, outgoing_message)}


class Jobs:
    """Jobs of one transaction."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        """Made by the unit of work."""
        self._connection = connection
        self._keys = keys

    def claim_timers(self, *, by: str, at: datetime, lease: timedelta, limit: int) -> list[TimerRow]:
        """Timers that are due and that nobody works on, now leased to ``by``."""
        return rows_as(TimerRow, self._claim(timer, by=by, at=at, lease=lease, limit=limit))

    def claim_continuations(
        self, *, by: str, at: datetime, lease: timedelta, limit: int
    ) -> list[ContinuationRow]:
        """Cases whose automatic stretch goes on."""
        return rows_as(ContinuationRow, self._claim(continuation, by=by, at=at, lease=lease, limit=limit))

    def claim_calls(self, *, by: str, at: datetime, lease: timedelta, limit: int) -> list[CallRow]:
        """Calls to make now."""
        return self._calls(self._claim(outgoing_call, by=by, at=at, lease=lease, limit=limit))

    def claim_messages(self, *, by: str, at: datetime, lease: timedelta, limit: int) -> list[MessageRow]:
        """Messages to bring to their cases."""
        return self._messages(self._claim(outgoing_message, by=by, at=at, lease=lease, limit=limit))

    def _claim(self, table: Table, *, by: str, at: datetime, lease: timedelta, limit: int) -> list[Row[Any]]:
        """One statement: choose what nobody else is choosing, lease it, give it back."""
        found = self._connection.execute(
            _CLAIMS[table.name],
            {"b_at": at, "b_until": at + lease, "b_by": by, "b_limit": limit},
        )
        return sorted(found, key=lambda row: row.due_at)

    def holds(self, table_name: str, *, case_id: str, job_id: str, by: str) -> bool:
        """Whether ``by`` still holds the lease: a worker that slept past it must not go on."""
        table, key = _TABLES[table_name]
        conditions = [table.c.case_id == case_id, table.c.lease_by == by]
        if key is not None:
            conditions.append(table.c[key] == job_id)
        return self._connection.execute(select(table.c.case_id).where(*conditions)).first() is not None

    def release(
        self, table_name: str, *, case_id: str, job_id: str, due_at: datetime, error: str | None = None
    ) -> None:
        """Give a job back, to be tried again at ``due_at``."""
        table, key = _TABLES[table_name]
        conditions = [table.c.case_id == case_id]
        if key is not None:
            conditions.append(table.c[key] == job_id)
        values: dict[str, Any] = {"due_at": due_at, "lease_until": None, "lease_by": None}
        if "sealed_error" in table.c:
            values["sealed_error"] = self._sealed_error(case_id, job_id, error)
        self._connection.execute(update(table).where(*conditions).values(values))

    def call(self, case_id: str, call_id: str) -> CallRow | None:
        """One call."""
        found = self._connection.execute(
            select(*_CALL).where(outgoing_call.c.case_id == case_id, outgoing_call.c.call_id == call_id)
        )
        rows = self._calls(found)
        return rows[0] if rows else None

    def calls(
        self,
        *,
        case_id: str | None = None,
        system: str | None = None,
        state: str | None = None,
        limit: int = 200,
    ) -> list[CallRow]:
        """Calls that are under way or failed."""
        wanted = {"case_id": case_id, "system": system, "state": state}
        conditions = [outgoing_call.c[name] == value for name, value in wanted.items() if value is not None]
        found = self._connection.execute(
            select(*_CALL).where(*conditions).order_by(outgoing_call.c.created_at).limit(limit)
        )
        return self._calls(found)

    def call_counts(self) -> dict[tuple[str, str], int]:
        """How many calls wait or failed, by (system, state)."""
        found = self._connection.execute(
            select(outgoing_call.c.system, outgoing_call.c.state, func.count().label("number")).group_by(
                outgoing_call.c.system, outgoing_call.c.state
            )
        )
        return {(row.system, row.state): int(row.number) for row in found}

    def set_call(
        self,
        case_id: str,
        call_id: str,
        *,
        state: str,
        due_at: datetime,
        error: str | None,
        reset_attempts: bool = False,
    ) -> None:
        """A call failed for good, or is to be tried again."""
        values: dict[str, Any] = {
            "state": state,
            "due_at": due_at,
            "sealed_error": self._sealed_error(case_id, call_id, error),
            "lease_until": None,
            "lease_by": None,
        }
        if reset_attempts:
            values["attempts"] = 0
        self._connection.execute(
            update(outgoing_call)
            .where(outgoing_call.c.case_id == case_id, outgoing_call.c.call_id == call_id)
            .values(values)
        )

    def add_call(self, row: CallRow) -> None:
        """A call that no element asked for: an SMS, an e-licence."""
        insert_all(self._connection, [row])

    def remove_call(self, case_id: str, call_id: str) -> None:
        """A call that was answered."""
        self._connection.execute(
            delete(outgoing_call).where(
                outgoing_call.c.case_id == case_id, outgoing_call.c.call_id == call_id
            )
        )

    def remove_message(self, case_id: str, message_id: str) -> None:
        """A message that arrived."""
        self._connection.execute(
            delete(outgoing_message).where(
                outgoing_message.c.case_id == case_id, outgoing_message.c.message_id == message_id
            )
        )

    def set_message(
        self, case_id: str, message_id: str, *, state: str, due_at: datetime, error: str | None
    ) -> None:
        """A message that found nobody, for now or for good."""
        self._connection.execute(
            update(outgoing_message)
            .where(outgoing_message.c.case_id == case_id, outgoing_message.c.message_id == message_id)
            .values(
                state=state,
                due_at=due_at,
                sealed_error=self._sealed_error(case_id, message_id, error),
                lease_until=None,
                lease_by=None,
            )
        )

    def messages(self, case_id: str) -> list[MessageRow]:
        """Messages of a case that are still on their way."""
        found = self._connection.execute(select(*_MESSAGE).where(outgoing_message.c.case_id == case_id))
        return self._messages(found)

    def timers(self, case_id: str) -> list[TimerRow]:
        """Timers of a case."""
        names = [timer.c[name] for name in ("case_id", "timer_id", "element_id", "due_at", "attempts")]
        found = self._connection.execute(
            select(*names).where(timer.c.case_id == case_id).order_by(timer.c.due_at)
        )
        return rows_as(TimerRow, found)

    def subscriptions(self, case_id: str) -> list[SubscriptionRow]:
        """Messages a case waits for."""
        names = [column for column in subscription.c if column.name != "correlation"]
        found = self._connection.execute(select(*names).where(subscription.c.case_id == case_id))
        return rows_as(SubscriptionRow, found)

    def _sealed_error(self, case_id: str, job_id: str, error: str | None) -> bytes | None:
        """What a platform answered may name people."""
        return self._keys.seal(f"{case_id}.{job_id}.error", error[:LONGEST_ERROR].encode()) if error else None

    def _opened_error(self, case_id: str, job_id: str, sealed: bytes | None) -> str | None:
        return self._keys.open(f"{case_id}.{job_id}.error", bytes(sealed)).decode() if sealed else None

    def _calls(self, found: Iterable[Row[Any]]) -> list[CallRow]:
        rows = []
        for row in found:
            values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
            error = self._opened_error(row.case_id, row.call_id, values.pop("sealed_error"))
            rows.append(CallRow(last_error=error, **values))
        return rows

    def _messages(self, found: Iterable[Row[Any]]) -> list[MessageRow]:
        rows = []
        for row in found:
            values = dict(row._mapping)  # noqa: SLF001
            error = self._opened_error(row.case_id, row.message_id, values.pop("sealed_error"))
            sealed = values.pop("sealed_correlation_key")
            key = (
                self._keys.open(f"{row.case_id}.{row.message_id}", bytes(sealed)).decode() if sealed else None
            )
            rows.append(MessageRow(last_error=error, correlation_key=key, **values))
        return rows

    def next_due(self) -> datetime | None:
        """When the next timer is due, for a worker that wants to sleep until then."""
        due: datetime | None = self._connection.execute(select(func.min(timer.c.due_at))).scalar_one()
        return due


_TABLES: dict[str, tuple[Table, str | None]] = {
    "timer": (timer, "timer_id"),
    "continuation": (continuation, None),
    "outgoing_call": (outgoing_call, "call_id"),
    "outgoing_message": (outgoing_message, "message_id"),
}

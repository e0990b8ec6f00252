"""What the worker does: timers, continuations, calls, messages. A claim is a lease that runs out by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import delete, func, insert, or_, select, tuple_, update

from engine.store.rows import (
    CallRow,
    ContinuationRow,
    MessageRow,
    SubscriptionRow,
    TimerRow,
    row_as,
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
    from datetime import datetime, timedelta

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection

R = TypeVar("R")


class Jobs:
    """Jobs of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Made by the unit of work."""
        self._connection = connection

    def claim_timers(self, *, by: str, at: datetime, lease: timedelta, limit: int) -> list[TimerRow]:
        """Timers that are due and that nobody works on, now leased to ``by``."""
        return self._claim(TimerRow, timer, by=by, at=at, lease=lease, limit=limit)

    def claim_continuations(
        self, *, by: str, at: datetime, lease: timedelta, limit: int
    ) -> list[ContinuationRow]:
        """Cases whose automatic stretch goes on."""
        return self._claim(ContinuationRow, continuation, by=by, at=at, lease=lease, limit=limit)

    def claim_calls(self, *, by: str, at: datetime, lease: timedelta, limit: int) -> list[CallRow]:
        """Calls to make now."""
        return self._claim(CallRow, outgoing_call, by=by, at=at, lease=lease, limit=limit)

    def claim_messages(self, *, by: str, at: datetime, lease: timedelta, limit: int) -> list[MessageRow]:
        """Messages to bring to their cases."""
        return self._claim(MessageRow, outgoing_message, by=by, at=at, lease=lease, limit=limit)

    def _claim(
        self, kind: type[R], table: Table, *, by: str, at: datetime, lease: timedelta, limit: int
    ) -> list[R]:
        columns = table.c
        free = or_(columns.lease_until.is_(None), columns.lease_until < at)
        keys = list(table.primary_key.columns)
        due = [columns.due_at <= at, free]
        if "state" in columns:
            due.append(columns.state == "waiting")
        chosen = (
            select(*keys).where(*due).order_by(columns.due_at).limit(limit).with_for_update(skip_locked=True)
        )
        places = [tuple(row) for row in self._connection.execute(chosen)]
        if not places:
            return []
        wanted = keys[0].in_([place[0] for place in places]) if len(keys) == 1 else tuple_(*keys).in_(places)
        self._connection.execute(
            update(table)
            .where(wanted)
            .values(lease_until=at + lease, lease_by=by, attempts=columns.attempts + 1)
        )
        names = [column for column in columns if column.name not in {"lease_until", "lease_by"}]
        return rows_as(kind, self._connection.execute(select(*names).where(wanted).order_by(columns.due_at)))

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
        if "last_error" in table.c:
            values["last_error"] = error[:500] if error else None
        self._connection.execute(update(table).where(*conditions).values(values))

    def call(self, case_id: str, call_id: str) -> CallRow | None:
        """One call."""
        names = [column for column in outgoing_call.c if column.name not in {"lease_until", "lease_by"}]
        found = self._connection.execute(
            select(*names).where(outgoing_call.c.case_id == case_id, outgoing_call.c.call_id == call_id)
        ).one_or_none()
        return row_as(CallRow, found)

    def calls(
        self,
        *,
        case_id: str | None = None,
        system: str | None = None,
        state: str | None = None,
        limit: int = 200,
    ) -> list[CallRow]:
        """Calls that are under way or failed."""
        names = [column for column in outgoing_call.c if column.name not in {"lease_until", "lease_by"}]
        wanted = {"case_id": case_id, "system": system, "state": state}
        conditions = [outgoing_call.c[name] == value for name, value in wanted.items() if value is not None]
        found = self._connection.execute(
            select(*names).where(*conditions).order_by(outgoing_call.c.created_at).limit(limit)
        )
        return rows_as(CallRow, found)

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
            "last_error": error[:500] if error else None,
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
        names = {column.name for column in outgoing_call.c}
        self._connection.execute(
            insert(outgoing_call), {name: getattr(row, name) for name in names if hasattr(row, name)}
        )

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
            .values(state=state, due_at=due_at, last_error=error, lease_until=None, lease_by=None)
        )

    def messages(self, case_id: str) -> list[MessageRow]:
        """Messages of a case that are still on their way."""
        names = [column for column in outgoing_message.c if column.name not in {"lease_until", "lease_by"}]
        return rows_as(
            MessageRow, self._connection.execute(select(*names).where(outgoing_message.c.case_id == case_id))
        )

    def timers(self, case_id: str) -> list[TimerRow]:
        """Timers of a case."""
        names = [timer.c[name] for name in ("case_id", "timer_id", "element_id", "due_at", "attempts")]
        found = self._connection.execute(
            select(*names).where(timer.c.case_id == case_id).order_by(timer.c.due_at)
        )
        return rows_as(TimerRow, found)

    def subscriptions(self, case_id: str) -> list[SubscriptionRow]:
        """Messages a case waits for."""
        found = self._connection.execute(select(subscription).where(subscription.c.case_id == case_id))
        return rows_as(SubscriptionRow, found)

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

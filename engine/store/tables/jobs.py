"""What a case waits for: timers, messages, calls. Rows that the worker claims carry a lease."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, text

from engine.store.tables.case import CASE_ID, NAME
from engine.store.tables.metadata import metadata
from engine.store.types import Instant, Name


def _lease() -> tuple[Column[Any], ...]:
    return (
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("lease_until", Instant),
        Column("lease_by", Name(64)),
    )


timer = Table(
    "timer",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("timer_id", Name(128), primary_key=True),
    Column("element_id", NAME, nullable=False),
    Column("due_at", Instant, nullable=False),
    *_lease(),
    Index("ix_timer_due_at", "due_at"),
)

continuation = Table(
    "continuation",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("turns", Integer, nullable=False),
    *_lease(),
    Index("ix_continuation_due_at", "due_at"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("subscription_id", Name(128), primary_key=True),
    Column("element_id", NAME, nullable=False),
    Column("message", NAME, nullable=False),
    Column("correlation", LargeBinary(32)),
    Index("ix_subscription_message_correlation", "message", "correlation"),
)

outgoing_call = Table(
    "outgoing_call",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("call_id", Name(128), primary_key=True),
    Column("element_id", NAME, nullable=False),
    Column("system", NAME, nullable=False),
    Column("operation", NAME, nullable=False),
    Column("sealed_arguments", LargeBinary, nullable=False),
    Column("purpose", Name(16), nullable=False, server_default=text("'element'")),
    Column("state", Name(16), nullable=False, server_default=text("'waiting'")),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("sealed_error", LargeBinary),
    *_lease(),
    Index("ix_outgoing_call_state_due_at", "state", "due_at"),
    Index("ix_outgoing_call_system_state", "system", "state"),
)

outgoing_message = Table(
    "outgoing_message",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("message_id", Name(64), primary_key=True),
    Column("element_id", NAME, nullable=False),
    Column("message", NAME, nullable=False),
    Column("sealed_correlation_key", LargeBinary),
    Column("sealed_payload", LargeBinary, nullable=False),
    Column("state", Name(16), nullable=False, server_default=text("'waiting'")),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("sealed_error", LargeBinary),
    *_lease(),
    Index("ix_outgoing_message_state_due_at", "state", "due_at"),
)

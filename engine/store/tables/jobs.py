"""What a case waits for: timers, messages, calls. Rows that the worker claims carry a lease.

A row lives as long as it waits: done work is deleted, the history remembers it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, Table
from sqlalchemy import text as sql

from engine.store.tables.case import HASH
from engine.store.tables.metadata import metadata
from engine.store.types import CaseId, Instant, text


def _job() -> tuple[Column[Any], ...]:
    """``due_at`` is when it may be claimed next; a lease moves nothing else."""
    return (
        Column("state", text(16), nullable=False, server_default=sql("'waiting'")),
        Column("created_at", Instant, nullable=False),
        Column("due_at", Instant, nullable=False),
        Column("attempts", Integer, nullable=False, server_default=sql("0")),
        Column("lease_until", Instant),
        Column("lease_by", text(64)),
        Column("sealed_error", LargeBinary),
    )


timer = Table(
    "timer",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("timer_id", text(128), primary_key=True),
    Column("element_id", text(128), nullable=False),
    *_job(),
    Index("ix_timer_state_due_at", "state", "due_at"),
)

continuation = Table(
    "continuation",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("turns", Integer, nullable=False),
    *_job(),
    Index("ix_continuation_state_due_at", "state", "due_at"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("subscription_id", text(128), primary_key=True),
    Column("element_id", text(128), nullable=False),
    Column("message", text(128), nullable=False),
    Column("correlation", HASH),
    Column("created_at", Instant, nullable=False),
    Index("ix_subscription_message_correlation", "message", "correlation"),
)

outgoing_call = Table(
    "outgoing_call",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("call_id", text(128), primary_key=True),
    Column("element_id", text(128), nullable=False),
    Column("system", text(64), nullable=False),
    Column("operation", text(64), nullable=False),
    Column("sealed_arguments", LargeBinary, nullable=False),
    Column("purpose", text(32), nullable=False, server_default=sql("'element'")),
    *_job(),
    Index("ix_outgoing_call_state_due_at", "state", "due_at"),
)

outgoing_message = Table(
    "outgoing_message",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("message_id", text(128), primary_key=True),
    Column("element_id", text(128), nullable=False),
    Column("message", text(128), nullable=False),
    Column("sealed_payload", LargeBinary, nullable=False),
    *_job(),
    Index("ix_outgoing_message_state_due_at", "state", "due_at"),
)

received_message = Table(
    "received_message",
    metadata,
    Column("sender", text(128), primary_key=True),
    Column("message_id", text(256), primary_key=True),
    Column("request_hash", HASH, nullable=False),
    Column("case_id", CaseId, nullable=False),
    Column("effect", text(16), nullable=False),
    Column("event_seq", Integer, nullable=False),
    Column("received_at", Instant, nullable=False),
)

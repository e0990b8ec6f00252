"""Rows of what a case waits for, and of what went wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class TimerRow:
    """A timer."""

    case_id: str
    timer_id: str
    element_id: str
    due_at: datetime
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class ContinuationRow:
    """A case whose automatic stretch goes on. ``turns`` counts them without a wait."""

    case_id: str
    due_at: datetime
    turns: int
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class SubscriptionRow:
    """A message that a case waits for. ``correlation_key`` is given when written and never read back: only its HMAC is kept."""

    case_id: str
    subscription_id: str
    element_id: str
    message: str
    correlation_key: str | None = None


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """A call to make. ``purpose``: ``element`` answers the diagram, ``notice`` and ``licence`` the platform."""

    case_id: str
    call_id: str
    element_id: str
    system: str
    operation: str
    sealed_arguments: bytes
    purpose: str
    state: str
    created_at: datetime
    due_at: datetime
    last_error: str | None
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class MessageRow:
    """A message on its way to another case."""

    case_id: str
    message_id: str
    element_id: str
    message: str
    correlation_key: str | None
    sealed_payload: bytes
    state: str
    created_at: datetime
    due_at: datetime
    last_error: str | None
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """Something a person must look at. ``reference`` is the id of the call, token or timer."""

    case_id: str
    incident_id: str
    kind: str
    element_id: str
    reference: str | None
    system: str | None
    operation: str | None
    sealed_message: bytes
    case_number: str
    attempts: int
    state: str
    raised_at: datetime
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    wrapped: bytes | None = None

"""What one command hands over to be written: the case after it, its event, and everything it caused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from engine.store.rows import (
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
    """A task that is open no more: ``completed`` or ``interrupted``.

    ``row`` is the task as it was read (``CommandContext.task``), where it was: with it the closing shares
    one statement with the tasks that the command opens. Its draft goes with it.
    """

    task_id: str
    state: str
    closed_at: datetime
    closed_by: str | None
    closed_by_name: str | None
    row: TaskRow | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerRecord:
    """The answer of a command under its idempotency key, written with the command itself.

    ``sealed`` gets (event_seq, event_hash), which the answer may tell, and gives ciphertext of the case.
    """

    account_id: str
    key: str
    request_hash: bytes
    at: datetime
    sealed: Callable[[int, bytes], bytes]


@dataclass(frozen=True, kw_only=True)
class CommandRecord:
    """Everything that one command changed.

    ``case`` is the case after the command, still with the revision and the head that were read:
    ``write_command`` counts both on. ``is_new`` inserts it (with ``wrapped`` as its key) instead of updating.
    ``refresh_tasks`` copies status and due day of the case to its open tasks.
    """

    case: CaseRow
    event: EventRecord
    is_new: bool = False
    answer: AnswerRecord | None = None
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

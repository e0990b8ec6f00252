"""Rows as the floors above read them: frozen dataclasses with the names of the columns.

``sealed_*`` values are ciphertext; whoever holds the case's cipher opens them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Row

R = TypeVar("R")
NO_DUE_DAY = date(9999, 12, 31)
"""What a task is sorted by where its case has no time limit."""


def rows_as(kind: type[R], found: Iterable[Row[*tuple[Any, ...]]]) -> list[R]:
    """Each row as a ``kind``, whose fields are the selected columns."""
    return [kind(**row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name


def row_as(kind: type[R], found: Row[*tuple[Any, ...]] | None) -> R | None:
    """One row as a ``kind``, or None."""
    return None if found is None else kind(**found._mapping)  # noqa: SLF001


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A case file. ``wrapped`` is its key, None where the case was erased."""

    case_id: str
    number: str
    item_id: str
    definition_digest: str
    revision: int
    state: str
    status: str
    outcome: str | None
    channel: str
    province: str
    applicant_account: str | None
    opened_by: str
    opening_office: str | None
    acceptance_office: str | None
    handling_office: str | None
    parent_case: str | None
    opened_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    due_on: date | None
    due_provisional: bool
    clock: Any
    progress_hash: bytes | None
    head_seq: int
    head_hash: bytes
    state_hash: bytes
    sealed_person: bytes | None
    sealed_snapshot: bytes
    wrapped: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class LaneRow:
    """Which office a lane of a case is bound to."""

    case_id: str
    lane: str
    office: str | None
    bound_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoteRow:
    """A note of a clerk."""

    case_id: str
    note_id: str
    sealed_text: bytes
    author: str
    author_name: str
    office: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TaskRow:
    """A task. ``case_due_on`` is ``NO_DUE_DAY`` where the case has no limit; ``sealed_person`` and ``wrapped`` come along in worklists, for the masked name."""

    case_id: str
    task_id: str
    element_id: str
    name_zh: str
    name_en: str
    lane: str | None
    office: str | None
    applicant_account: str | None
    purpose: str | None
    form_key: str | None
    state: str
    priority: int
    opened_at: datetime
    due_at: datetime | None
    assignee: str | None
    assignee_name: str | None
    claimed_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    closed_by_name: str | None
    item_id: str
    case_number: str
    case_status: str
    case_due_on: date | None
    has_draft: bool = False
    version: int = 1
    sealed_person: bytes | None = None
    wrapped: bytes | None = None
    clock: Any = None
    due_provisional: bool = False
    case_state: str = "running"


@dataclass(frozen=True, kw_only=True)
class DraftRow:
    """What was typed into a task and not completed."""

    case_id: str
    task_id: str
    sealed_data: bytes
    revision: int
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True, kw_only=True)
class EventRow:
    """One event of a history."""

    case_id: str
    seq: int
    kind: str
    version: int
    element_id: str | None
    actor: str
    actor_name: str
    office: str | None
    at: datetime
    definition_digest: str
    sealed_payload: bytes
    payload_hash: bytes
    state_hash: bytes
    previous_hash: bytes
    event_hash: bytes


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


@dataclass(frozen=True, kw_only=True)
class MaterialRow:
    """A material of a case."""

    case_id: str
    material_ref: str
    material_id: str
    state: str
    sealed_filename: bytes | None
    content_type: str | None
    size: int | None
    digest: str | None
    storage_key: str | None
    added_at: datetime
    added_by: str
    removed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NoticeRow:
    """A notice to somebody (``account_id``) or to an office."""

    case_id: str
    notice_id: str
    account_id: str | None
    office: str | None
    template: str
    case_number: str
    sealed_body: bytes
    created_at: datetime
    read_at: datetime | None
    delivery: str
    wrapped: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A document that the case issued."""

    case_id: str
    document_ref: str
    kind: str
    element_id: str
    number: str
    sealed_body: bytes
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class DefinitionRow:
    """One immutable version of an item."""

    digest: str
    item_id: str
    version: int
    process_id: str
    card: Any
    findings: Any
    messages: Any
    deployed_at: datetime
    deployed_by: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class OfficeRow:
    """An office."""

    code: str
    region: str
    department: str
    unit: str | None
    level: str
    name_zh: str
    name_en: str
    credit_code: str


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """An account. ``name`` is stored encrypted, as is ``sealed_person`` with ID number and phone."""

    account_id: str
    name: str
    roles: Any
    office: str | None
    password_hash: str
    sealed_person: bytes | None
    is_active: bool
    failures: int
    locked_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class TokenRow:
    """A bearer token by its hash."""

    token_hash: bytes
    token_id: str
    account_id: str
    label: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SubstituteRow:
    """Somebody stands in for an office."""

    account_id: str
    office: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, kw_only=True)
class CalendarRow:
    """A published year of the official calendar."""

    year: int
    days: Any
    imported_at: datetime
    imported_by: str


@dataclass(frozen=True, kw_only=True)
class IdempotencyRow:
    """A request that came before. ``sealed_answer`` is None while it is under way."""

    digest: bytes
    request_hash: bytes
    case_id: str | None
    sealed_answer: bytes | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class CommandContext:
    """All that a command needs to begin, read by one statement that also locks the case.

    ``earlier`` is the answer of the same request, where it came before; ``task`` the task that was asked
    for, open or closed; ``open_tasks`` how many tasks of the case are open.
    """

    case: CaseRow
    lanes: tuple[LaneRow, ...]
    open_tasks: int
    task: TaskRow | None = None
    earlier: IdempotencyRow | None = None

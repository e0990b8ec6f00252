"""Rows of a case: file, lanes, tasks, drafts, events, materials, notices, documents.

``sealed_*`` values are ciphertext; whoever holds the case's cipher opens them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

NO_DUE_DAY = date(9999, 12, 31)
"""What a task is sorted by where its case has no time limit."""


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

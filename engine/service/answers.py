"""What the use cases give back: plain dataclasses, ready for people (names in both languages, masked).

Sensitive fields are masked here already; a page or an API route has nothing left to hide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - the API reads these types at run time
from typing import Any, Generic, Literal, TypeAlias, TypeVar

JsonObject: TypeAlias = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Text:
    """The same words in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """A slice of a longer list. ``next_cursor`` is opaque and None on the last page.

    ``total`` is given only where it costs nothing.
    """

    entries: tuple[T, ...]
    next_cursor: str | None = None
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where a case stands: ``code`` of the status list (10 … 92)."""

    code: str
    text: Text
    clock: Literal["off", "running", "suspended", "stopped"]
    is_terminal: bool


Level: TypeAlias = Literal["none", "green", "yellow", "red"]


@dataclass(frozen=True, kw_only=True)
class Due:
    """The time limit as people see it. ``text`` says it in words, never colour alone.

    ``due_on`` is a Beijing day; ``is_provisional`` where the official calendar of its year is not
    published yet, ``calendar_note`` then says so. ``remaining_days`` are working days, negative when overdue.
    """

    due_on: date | None
    level: Level
    text: Text
    is_provisional: bool = False
    calendar_note: Text | None = None
    remaining_days: int | None = None
    is_suspended: bool = False


@dataclass(frozen=True, kw_only=True)
class OfficeName:
    """An office by code and name."""

    code: str
    name: Text


@dataclass(frozen=True, kw_only=True)
class LaneBinding:
    """Which office a role of the case is bound to; ``office`` is None for the applicant themselves."""

    lane: str
    office: OfficeName | None
    bound_at: datetime


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who the case is for, masked: ``张*``, ``5101**********1234``, ``138****0000``."""

    name: str | None = None
    id_no: str | None = None
    phone: str | None = None
    organisation: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseSummary:
    """A case as a line of a list."""

    case_id: str
    number: str
    revision: int
    item_id: str
    item_name: Text
    status: Status
    channel: Literal["online", "counter"]
    opened_at: datetime
    due: Due
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    applicant: str | None = None
    acceptance_office: OfficeName | None = None
    handling_office: OfficeName | None = None


TaskState: TypeAlias = Literal["open", "completed", "interrupted"]


@dataclass(frozen=True, kw_only=True)
class TaskSummary:
    """A task as a line of a worklist. ``task_id`` is ``<case_id>.<id in the case>``.

    ``can_*`` say what the caller may do with it now.
    """

    task_id: str
    case_id: str
    case_number: str
    item_id: str
    item_name: Text
    element_id: str
    name: Text
    lane: str | None
    purpose: str | None
    state: TaskState
    opened_at: datetime
    case_status: Status
    case_due: Due
    revision: int
    priority: int = 0
    due_at: datetime | None = None
    is_overdue: bool = False
    office: OfficeName | None = None
    assignee: str | None = None
    assignee_name: str | None = None
    claimed_at: datetime | None = None
    applicant: str | None = None
    has_draft: bool = False
    can_claim: bool = False
    can_release: bool = False
    can_reassign: bool = False
    can_complete: bool = False


@dataclass(frozen=True, kw_only=True)
class Wait:
    """What a case waits for besides its tasks: a platform, a message, a time, an operator."""

    kind: Literal["call", "message", "timer", "incident"]
    element_id: str
    text: Text
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class MaterialView:
    """A line of the checklist: what the item asks for, and what the case holds of it.

    ``state``: ``missing``, ``uploaded``, ``fetching`` (e-licence on its way), ``fetched``,
    ``handed_in`` (paper at the counter), ``failed``. ``material_ref`` opens it.
    """

    material_id: str
    name: Text
    need: Literal["required", "conditional", "optional"]
    is_needed_now: bool
    e_licence: bool
    state: Literal["missing", "uploaded", "fetching", "fetched", "handed_in", "failed"]
    material_ref: str | None = None
    filename: str | None = None
    content_type: str | None = None
    size: int | None = None
    digest: str | None = None
    added_at: datetime | None = None
    added_by: str | None = None
    note: Text | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentView:
    """A document the case issued (acceptance notice 受理通知书, correction notice 补正通知书 …)."""

    document_ref: str
    kind: str
    name: Text
    issued_at: datetime
    element_id: str
    number: str
    body: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A case as its people see it; ``data`` is masked, and empty for who may not see contents.

    ``progress_code`` (with the number it shows the public progress page) only for the applicant and
    the counter that opened it.
    """

    summary: CaseSummary
    applicant: Person
    data: JsonObject
    sensitive_fields: tuple[str, ...]
    lanes: tuple[LaneBinding, ...]
    tasks: tuple[TaskSummary, ...]
    waits: tuple[Wait, ...]
    materials: tuple[MaterialView, ...]
    documents: tuple[DocumentView, ...]
    definition_digest: str
    can_withdraw: bool
    can_note: bool
    can_reveal: bool
    state_hash: str
    progress_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class CommandAnswer:
    """What a command gives back: the case after it and the next tasks that the caller can see."""

    case: CaseSummary
    next_tasks: tuple[TaskSummary, ...]
    event_seq: int
    event_hash: str
    is_replay: bool = False


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A case just opened (or opened before with the same key). ``progress_code`` is shown once per answer."""

    case: CaseSummary
    next_tasks: tuple[TaskSummary, ...]
    progress_code: str
    event_hash: str
    is_replay: bool = False


@dataclass(frozen=True, kw_only=True)
class ProgressStep:
    """One public step: what happened when, without personal data."""

    at: datetime
    text: Text


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What the public progress page shows for a number and its code."""

    number: str
    item_name: Text
    status: Status
    due: Due
    waiting_for: Text
    steps: tuple[ProgressStep, ...]


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note that a clerk left at a case; never shown to the applicant."""

    note_id: str
    text: str
    author: str
    author_name: str
    office: OfficeName | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """A sensitive field in plain, and the event that records who looked and why."""

    field: str
    value: Any
    event_seq: int


@dataclass(frozen=True, kw_only=True)
class FormView:
    """A form: JSON Schema 2020-12 (``$ref`` resolved), UI schema and texts per language."""

    key: str
    title: Text
    schema: JsonObject
    ui: JsonObject
    texts: dict[str, JsonObject]
    sensitive_fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """A task with all that is needed to do it: ``data`` is of the case and masked, ``draft`` plain."""

    summary: TaskSummary
    case: CaseSummary
    form: FormView | None
    data: JsonObject
    draft: JsonObject
    draft_saved_at: datetime | None
    draft_revision: int
    materials: tuple[MaterialView, ...]
    applicant: Person


@dataclass(frozen=True, kw_only=True)
class TaskCounts:
    """How many open tasks there are for the caller; ``waiting`` ones are counted up to 1,000."""

    mine: int
    unclaimed: int
    office: int
    overdue: int
    due_today: int
    waiting: int = 0


@dataclass(frozen=True, kw_only=True)
class SavedDraft:
    """A draft kept; ``revision`` guards against two windows of the same person."""

    task_id: str
    saved_at: datetime
    revision: int


@dataclass(frozen=True, kw_only=True)
class NoticeView:
    """A notice in somebody's inbox; ``delivery`` tells what became of the SMS."""

    notice_id: str
    case_id: str
    case_number: str
    template: str
    title: Text
    body: Text
    created_at: datetime
    read_at: datetime | None
    delivery: Literal["inbox", "sending", "delivered", "failed"]


@dataclass(frozen=True, kw_only=True)
class Download:
    """A file to hand out. ``digest`` is ``sha256:…`` of the content."""

    filename: str
    content_type: str
    content: bytes
    digest: str

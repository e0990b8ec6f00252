"""What the use cases are asked: plain dataclasses with the choices a caller has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - the API reads these types at run time
from typing import Any, Literal

from engine.service.answers import JsonObject  # noqa: TC001 - as above


@dataclass(frozen=True, kw_only=True)
class OpenCase:
    """Open a case of ``item_id``. ``data`` is the draft of the first task; ``submit`` completes it at once.

    ``channel`` ``counter`` is for clerks who open on behalf of somebody: ``applicant_account`` binds
    the case to that person's account where they have one. ``key`` is the idempotency key.
    """

    item_id: str
    key: str
    data: JsonObject = field(default_factory=dict)
    submit: bool = False
    channel: Literal["online", "counter"] = "online"
    applicant_account: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseQuery:
    """Which cases. ``person`` is an ID number or credit code, ``name`` a full name (blind indexes)."""

    number: str | None = None
    person: str | None = None
    name: str | None = None
    item_id: str | None = None
    status: str | None = None
    office: str | None = None
    is_open: bool | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class WorklistQuery:
    """Which tasks.

    ``scope``: mine, unclaimed ones of my offices, all of my offices, or ``waiting``: those of my offices'
    cases that lie with others. ``text`` is an ID number, a credit code, part of a case number or a
    full name.
    """

    scope: Literal["mine", "unclaimed", "office", "waiting"] = "office"
    item_id: str | None = None
    purpose: str | None = None
    case_number: str | None = None
    office: str | None = None
    due: Literal["overdue", "today", "week"] | None = None
    text: str | None = None
    order: Literal["due", "newest", "oldest", "priority"] = "due"
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class UploadMaterial:
    """A file for one line of the checklist. The content type is found by content, never believed."""

    case_id: str
    material_id: str
    filename: str
    content: bytes
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageIn:
    """A message from outside or from another case. ``message_id`` makes it idempotent per sender."""

    name: str
    message_id: str
    correlation_key: str | None = None
    payload: Any = None


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """An account to create. ``password`` None generates one and gives it back once."""

    account_id: str
    name: str
    roles: frozenset[str]
    office: str | None = None
    password: str | None = None
    id_no: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentQuery:
    """Which incidents."""

    state: Literal["open", "resolved"] | None = "open"
    case_id: str | None = None
    system: str | None = None
    limit: int = 50
    cursor: str | None = None


@dataclass(frozen=True, kw_only=True)
class ItemQuery:
    """Which items of the catalogue. ``text`` looks in names, codes and materials, in both languages.

    ``province`` (a code) keeps the items whose department has an office there.
    """

    text: str | None = None
    theme: str | None = None
    department: str | None = None
    subject: str | None = None
    province: str | None = None
    deployed_only: bool = False


@dataclass(frozen=True, kw_only=True)
class NewSubstitute:
    """Somebody stands in for an office between two times."""

    account_id: str
    office: str
    valid_from: datetime
    valid_to: datetime

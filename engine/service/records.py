"""What the use cases around cases give back: items, definitions, incidents, history, accounts, calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - the API reads these types at run time
from typing import Any, Literal

from engine.errors import Finding  # noqa: TC001 - as above
from engine.service.answers import JsonObject, OfficeName, Text  # noqa: TC001 - as above


@dataclass(frozen=True, kw_only=True)
class ItemSummary:
    """A service item 事项 of the catalogue; ``is_deployed`` where cases can be opened."""

    item_id: str
    code: str
    name: Text
    department: str
    department_name: Text
    theme: str
    theme_name: Text
    subject: str
    pattern: str
    modes: tuple[str, ...]
    promised_working_days: int | None
    fee_yuan: float | None
    is_deployed: bool
    version: int | None = None
    definition_digest: str | None = None


@dataclass(frozen=True, kw_only=True)
class GuideMaterial:
    """A material that the guide asks for."""

    material_id: str
    name: Text
    need: str
    e_licence: bool
    source: str


@dataclass(frozen=True, kw_only=True)
class ItemGuide:
    """The guide 办事指南 of an item: what it is, who, what to bring, how long, what it costs, why."""

    summary: ItemSummary
    roles: dict[str, str]
    materials: tuple[GuideMaterial, ...]
    statutory_limit: Text
    promised_limit: Text
    fee: Text
    result: Text
    legal_basis: tuple[str, ...]
    exceptions: tuple[str, ...]
    card: JsonObject


@dataclass(frozen=True, kw_only=True)
class DefinitionView:
    """An immutable version of an item's bundle."""

    digest: str
    item_id: str
    item_name: Text
    version: int
    deployed_at: datetime
    deployed_by: str
    is_current: bool
    process_id: str
    files: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Finding, ...] = ()
    is_new: bool = True


@dataclass(frozen=True, kw_only=True)
class IncidentView:
    """Something a person must look at: a call that failed for good, an expression that broke."""

    incident_id: str
    case_id: str
    case_number: str
    kind: str
    element_id: str
    message: Text
    raised_at: datetime
    attempts: int
    state: Literal["open", "resolved"]
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    system: str | None = None
    operation: str | None = None


@dataclass(frozen=True, kw_only=True)
class Correlated:
    """What a message did: ``effect`` on which case; ``is_replay`` where it came before."""

    effect: Literal["correlated", "opened"]
    case_id: str
    case_number: str
    event_seq: int
    is_replay: bool = False


@dataclass(frozen=True, kw_only=True)
class EventStep:
    """One thing that happened to one element, in order; ``changed`` is masked."""

    element_id: str
    action: str
    rules: tuple[str, ...] = ()
    changed: JsonObject = field(default_factory=dict)
    scope: str = ""


@dataclass(frozen=True, kw_only=True)
class EventView:
    """One row of a case's history. ``input`` is masked for everyone but who may reveal."""

    seq: int
    kind: str
    at: datetime
    actor: str
    actor_name: str
    office: OfficeName | None
    element_id: str | None
    definition_digest: str
    payload_hash: str
    state_hash: str
    previous_hash: str
    event_hash: str
    input: JsonObject
    environment: JsonObject
    steps: tuple[EventStep, ...]


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Whether a case's chain holds; ``broken_at`` is the first event that does not."""

    case_id: str
    events: int
    is_intact: bool
    head_hash: str
    broken_at: int | None = None
    message: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Whether the case, carried out again from its recorded inputs, comes to the same states.

    ``differs_at`` is the first event whose state is another one, ``expected`` and ``found`` the two hashes.
    """

    case_id: str
    events: int
    is_proven: bool
    differs_at: int | None = None
    expected: str | None = None
    found: str | None = None
    message: Text | None = None


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """An account without its secrets."""

    account_id: str
    name: str
    roles: tuple[str, ...]
    office: OfficeName | None
    is_active: bool
    locked_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class SubstituteView:
    """Somebody stands in for an office between two times."""

    account_id: str
    name: str
    office: OfficeName | None
    office_code: str
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, kw_only=True)
class IssuedToken:
    """A bearer token, shown once. ``token`` is never stored; ``token_id`` revokes it."""

    token_id: str
    token: str
    account_id: str
    label: str
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OfficeView:
    """An office with all its names."""

    code: str
    name: Text
    region: str
    region_name: str
    department: str
    unit: str | None
    level: str
    credit_code: str


@dataclass(frozen=True, kw_only=True)
class CalendarYear:
    """A year of the official calendar: working days that are holidays, weekends that are worked."""

    year: int
    is_published: bool
    holidays: tuple[date, ...]
    makeup_workdays: tuple[date, ...]


@dataclass(frozen=True, kw_only=True)
class CalendarImported:
    """What an import changed: the years, and how many open cases got a new due date."""

    years: tuple[int, ...]
    recomputed_cases: int


@dataclass(frozen=True, kw_only=True)
class CallView:
    """A service call as operators see it (arguments stay encrypted)."""

    call_id: str
    case_id: str
    case_number: str
    system: str
    operation: str
    state: Literal["waiting", "failed"]
    attempts: int
    next_attempt_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, kw_only=True)
class FormProblemView:
    """One field that was refused, for people."""

    path: str
    rule: str
    message: Text
    detail: Any = None


@dataclass(frozen=True, kw_only=True)
class ConnectionView:
    """A platform as administrators see it: where it is reached, what waits for it."""

    key: str
    name: Text
    url: str
    waiting: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class ClerkLoad:
    """How much lies with one clerk; ``account_id`` None counts what nobody has claimed."""

    account_id: str | None
    name: str
    open: int
    late: int
    soon: int


@dataclass(frozen=True, kw_only=True)
class OfficeFigures:
    """An office at a glance, for its lead."""

    open: int
    late: int
    soon: int
    completed_today: int
    opened_today: int
    clerks: tuple[ClerkLoad, ...]

"""Rows of what belongs to the platform: definitions, offices, accounts, calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime


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

"""Who acts: an account with its roles and the offices it works for.

An actor is what every use case is given first. It is resolved once, at the door (session, token,
worker), and carries everything a decision of ``engine.domain.authority`` needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from engine.domain.offices import region_of_office


class Role(StrEnum):
    """What a person (or another platform) is to Tongban."""

    APPLICANT = "applicant"
    CLERK = "clerk"
    OFFICE_LEAD = "office_lead"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


STAFF_ROLES = frozenset({Role.CLERK, Role.OFFICE_LEAD, Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR})
"""Roles that only people of an authority hold."""

OFFICE_ROLES = frozenset({Role.CLERK, Role.OFFICE_LEAD})
"""Roles that mean nothing without an office."""

_CONFLICTS: tuple[frozenset[Role], ...] = tuple(
    frozenset(pair)
    for pair in (
        *((Role.AUDITOR, other) for other in Role if other is not Role.AUDITOR),
        *((Role.SYSTEM, other) for other in Role if other not in (Role.SYSTEM, Role.AUDITOR)),
        (Role.ADMINISTRATOR, Role.CLERK),
        (Role.ADMINISTRATOR, Role.OFFICE_LEAD),
        (Role.ADMINISTRATOR, Role.APPLICANT),
        (Role.ANALYST, Role.CLERK),
        (Role.ANALYST, Role.OFFICE_LEAD),
    )
)


def conflicting_roles(roles: frozenset[Role]) -> tuple[Role, Role] | None:
    """The first two of these roles that one account must not hold together, or None.

    Whoever checks must not have acted (auditor), whoever hands out rights must not use them
    (administrator), whoever writes the rules must not apply them (analyst).
    """
    for pair in _CONFLICTS:
        if pair <= roles:
            first, second = sorted(pair)
            return first, second
    return None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """An account as it acts now. ``offices`` holds the own office and those it substitutes for.

    ``account_id`` is the login name; ``name`` what others read (never an ID number). ``roles`` may be
    empty for an applicant-to-be; ``province`` is the two-digit code, None where there is no office.
    """

    account_id: str
    name: str
    roles: frozenset[Role]
    office: str | None = None
    offices: frozenset[str] = field(default_factory=frozenset)

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def province(self) -> str | None:
        """The province of the own office, two digits, or None."""
        return region_of_office(self.office)[:2] if self.office else None

    @property
    def is_staff(self) -> bool:
        """Whether the actor works for an authority."""
        return not self.roles.isdisjoint(STAFF_ROLES)


SYSTEM_ACTOR = Actor(account_id="tongban", name="通办系统", roles=frozenset({Role.SYSTEM}))
"""Tongban itself: timers, calls, continuations."""

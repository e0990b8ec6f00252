"""Who may come to which route: each route names one rule; a test fails on a route without one.

A rule here is about the caller alone (role). Which case, task or office the caller may touch is decided
behind it, by the use case, with ``engine.domain.authority``: role × province × department × office.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain import authority
from engine.domain.actors import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Rule:
    """``may`` decides about a signed-in caller; None lets everybody in, signed in or not."""

    name: str
    says: str
    may: Callable[[Actor], bool] | None


def _roles(*roles: Role) -> Callable[[Actor], bool]:
    return lambda actor: actor.has(*roles)


_OFFICE = (Role.CLERK, Role.OFFICE_LEAD)

PUBLIC = Rule(name="public", says="everybody, without signing in", may=None)
SIGNED_IN = Rule(name="signed_in", says="everybody who is signed in", may=lambda _: True)
OPENS_CASES = Rule(
    name="opens_cases",
    says="applicants (online); clerks and office leads (at the counter, on behalf)",
    may=lambda actor: (
        authority.may_open(actor, channel="online") or authority.may_open(actor, channel="counter")
    ),
)
SEARCHES = Rule(
    name="searches",
    says="applicants find their own cases, clerks and office leads those of their offices, "
    "auditors and administrators all (administrators without contents)",
    may=authority.may_search,
)
SEES_CASES = Rule(
    name="sees_cases",
    says="the applicant of the case, offices that hold a role of it, auditors; administrators without contents",
    may=authority.may_search,
)
SEES_CONTENTS = Rule(
    name="sees_contents",
    says="the applicant of the case, offices that hold a role of it, auditors",
    may=_roles(*_OFFICE, Role.APPLICANT, Role.AUDITOR),
)
ACTS_ON_CASES = Rule(
    name="acts_on_cases",
    says="the applicant of the case and the offices that hold a role of it",
    may=_roles(*_OFFICE, Role.APPLICANT),
)
WORKS_IN_OFFICE = Rule(
    name="works_in_office", says="clerks and office leads, for their own offices", may=_roles(*_OFFICE)
)
READS_NOTES = Rule(
    name="reads_notes",
    says="offices that hold a role of the case, and auditors",
    may=_roles(*_OFFICE, Role.AUDITOR),
)
LEADS_OFFICE = Rule(
    name="leads_office", says="office leads, for their office and its units", may=_roles(Role.OFFICE_LEAD)
)
DEFINES = Rule(name="defines", says="analysts", may=authority.may_define)
READS_DEFINITIONS = Rule(
    name="reads_definitions", says="everybody who works for an authority", may=authority.may_read_definitions
)
SENDS_MESSAGES = Rule(
    name="sends_messages", says="other platforms, by their tokens", may=authority.may_send_messages
)
OPERATES = Rule(name="operates", says="administrators", may=authority.may_operate)
ADMINISTERS = Rule(name="administers", says="administrators", may=authority.may_administer)

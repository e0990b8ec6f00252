"""Who may see and do what: pure decisions that the API, the pages and the use cases all ask.

The rules in one place:

=============  ==================================================================================
applicant      own cases: reads (masked but for own drafts), completes own tasks, withdraws
clerk          cases in which the own office (or one substituted for) holds a lane; their tasks
office lead    as a clerk, and for all units below the office; reassigns
auditor        every case, read-only, masked until revealed with a reason
analyst        definitions; no case contents
administrator  accounts, incidents, offices; no case contents
system         messages and calls of platforms; no reading
=============  ==================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.domain.actors import SYSTEM_ACTOR, Actor, Role

APPLICANT_LANE = "applicant"
Sight: TypeAlias = Literal["none", "masked", "summary"]


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What a decision needs to know of a case. ``offices`` are those that hold a lane of it."""

    case_id: str
    applicant_account: str | None
    opened_by: str
    offices: frozenset[str]
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class TaskFacts:
    """What a decision needs to know of a task. ``office`` is None where the applicant does it themselves."""

    lane: str | None
    office: str | None
    assignee: str | None
    is_open: bool


def works_for(actor: Actor, office: str | None) -> bool:
    """Whether the actor acts for this office: own, substituted, or (leads) a unit below the own one."""
    return office is not None and actor.has(Role.CLERK, Role.OFFICE_LEAD) and office in actor.offices


def is_applicant_of(actor: Actor, case: CaseFacts) -> bool:
    """Whether it is the actor's own case."""
    return actor.has(Role.APPLICANT) and case.applicant_account == actor.account_id


def sight_of(actor: Actor, case: CaseFacts) -> Sight:
    """What of a case the actor sees: nothing, its summary without contents, or its contents masked."""
    if is_applicant_of(actor, case) or actor.has(Role.AUDITOR):
        return "masked"
    if any(works_for(actor, office) for office in case.offices):
        return "masked"
    if actor.has(Role.ADMINISTRATOR):
        return "summary"
    return "none"


def may_see_task(actor: Actor, case: CaseFacts, task: TaskFacts) -> bool:
    """A clerk sees tasks of the own office, an applicant the own, an auditor all."""
    return is_for(actor, case, task) or actor.has(Role.AUDITOR)


def is_for(actor: Actor, case: CaseFacts, task: TaskFacts) -> bool:
    """Whether the task waits for the actor: in person, or for an office they work for."""
    if task.office is None:
        return task.lane == APPLICANT_LANE and is_applicant_of(actor, case)
    return works_for(actor, task.office)


def may_claim(actor: Actor, case: CaseFacts, task: TaskFacts) -> bool:
    """An open task of the own office that nobody holds."""
    return task.is_open and task.office is not None and task.assignee is None and is_for(actor, case, task)


def may_release(actor: Actor, case: CaseFacts, task: TaskFacts) -> bool:
    """Who holds it, or the lead of its office."""
    if not task.is_open or task.office is None or task.assignee is None:
        return False
    return task.assignee == actor.account_id or may_lead(actor, case, task)


def may_lead(actor: Actor, case: CaseFacts, task: TaskFacts) -> bool:
    """Whether the actor leads the office that the task lies with."""
    return actor.has(Role.OFFICE_LEAD) and task.office is not None and is_for(actor, case, task)


def may_reassign(actor: Actor, case: CaseFacts, task: TaskFacts) -> bool:
    """A lead moves any task of the office; who holds a task may hand it over."""
    if not task.is_open or task.office is None:
        return False
    return may_lead(actor, case, task) or (task.assignee == actor.account_id and is_for(actor, case, task))


def may_complete(actor: Actor, case: CaseFacts, task: TaskFacts) -> bool:
    """Whose task it is, unless somebody else holds it."""
    return task.is_open and is_for(actor, case, task) and task.assignee in (None, actor.account_id)


def may_open(actor: Actor, *, channel: str) -> bool:
    """Online an applicant opens for themselves; at the counter a clerk opens on behalf."""
    if channel == "counter":
        return actor.has(Role.CLERK, Role.OFFICE_LEAD) and actor.office is not None
    return actor.has(Role.APPLICANT)


def may_withdraw(actor: Actor, case: CaseFacts) -> bool:
    """The applicant, or the counter that opened the case for somebody without an account."""
    if not case.is_open:
        return False
    return is_applicant_of(actor, case) or (
        case.opened_by == actor.account_id and actor.has(Role.CLERK, Role.OFFICE_LEAD)
    )


def may_note(actor: Actor, case: CaseFacts) -> bool:
    """Notes are for the offices of the case."""
    return any(works_for(actor, office) for office in case.offices)


def may_read_notes(actor: Actor, case: CaseFacts) -> bool:
    """The offices of the case, and auditors."""
    return may_note(actor, case) or actor.has(Role.AUDITOR)


def may_reveal(actor: Actor, case: CaseFacts) -> bool:
    """The offices of the case and auditors, with a reason; applicants know their own data."""
    return may_note(actor, case) or actor.has(Role.AUDITOR) or is_applicant_of(actor, case)


def may_transfer(actor: Actor, case: CaseFacts, *, office: str | None) -> bool:
    """A lead of the office that holds the lane hands it to another office."""
    return case.is_open and actor.has(Role.OFFICE_LEAD) and works_for(actor, office)


def may_handle_materials(actor: Actor, case: CaseFacts) -> bool:
    """The applicant and the offices of the case add materials while it is open."""
    return case.is_open and (is_applicant_of(actor, case) or may_note(actor, case))


def may_read_history(actor: Actor, case: CaseFacts) -> bool:
    """Auditors, the offices of the case, and the applicant."""
    return sight_of(actor, case) == "masked"


def may_search(actor: Actor) -> bool:
    """Offices, auditors and applicants (their own cases)."""
    return actor.has(Role.CLERK, Role.OFFICE_LEAD, Role.AUDITOR, Role.APPLICANT, Role.ADMINISTRATOR)


def may_operate(actor: Actor) -> bool:
    """Incidents, calls and timers are the administrator's."""
    return actor.has(Role.ADMINISTRATOR)


def may_define(actor: Actor) -> bool:
    """Definitions are deployed by analysts (and by Tongban itself from its own folders)."""
    return actor.has(Role.ANALYST) or actor == SYSTEM_ACTOR


def may_read_definitions(actor: Actor) -> bool:
    """Everybody of an authority reads definitions."""
    return actor.is_staff or actor == SYSTEM_ACTOR


def may_administer(actor: Actor) -> bool:
    """Accounts, roles, tokens, the calendar."""
    return actor.has(Role.ADMINISTRATOR)


def may_send_messages(actor: Actor) -> bool:
    """Other platforms report through their tokens."""
    return actor.has(Role.SYSTEM)

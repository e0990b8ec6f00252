"""From rows to what people read: names in both languages, words for the clock, masks, what the caller may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.domain import authority
from engine.domain.authority import CaseFacts, TaskFacts
from engine.domain.beijing import beijing_day
from engine.domain.clock import CaseClock
from engine.errors import ErasedCaseError
from engine.service.about import SEALED_KIND, About
from engine.service.answers import CaseSummary, Due, Status, TaskSummary, Text
from engine.service.ids import public_id

if TYPE_CHECKING:
    from datetime import datetime

    from engine.domain.actors import Actor
    from engine.service.surroundings import Surroundings
    from engine.store import UnitOfWork
    from engine.store.rows import CaseRow, TaskRow

_CLOCK_WORDS: dict[str, Literal["off", "running", "suspended", "stopped"]] = {
    "off": "off",
    "acceptance": "running",
    "running": "running",
    "suspended": "suspended",
    "stops": "stopped",
    "delivery": "running",
}


@dataclass(frozen=True, kw_only=True)
class Summaries:
    """Renders rows for one caller at one moment."""

    around: Surroundings
    actor: Actor
    at: datetime

    def status(self, code: str) -> Status:
        """A status by code."""
        found = self.around.catalogue.statuses[code]
        return Status(
            code=found.code,
            text=Text(zh=found.zh, en=found.en),
            clock=_CLOCK_WORDS[found.clock],
            is_terminal=found.is_terminal,
        )

    def due(self, clock: object) -> Due:
        """The time limit in words."""
        read = CaseClock.from_json(clock if isinstance(clock, dict) else None)
        found = read.reading(self.around.calendar.current, today=beijing_day(self.at))
        note = Text(zh=found.note_zh or "", en=found.note_en or "") if found.is_provisional else None
        return Due(
            due_on=found.due_on,
            level=found.level,
            text=Text(zh=found.zh, en=found.en),
            is_provisional=found.is_provisional,
            calendar_note=note,
            remaining_days=found.remaining_days,
            is_suspended=found.is_suspended,
        )

    def item_name(self, item_id: str, digest: str | None = None) -> Text:
        """An item by name: of the case's own version, else of the newest, else of the catalogue."""
        if digest is not None:
            return self.around.definitions.get(digest).item_name
        return self.around.definitions.item_name(item_id)

    def case(self, row: CaseRow, about: About) -> CaseSummary:
        """A case as a line of a list."""
        names = self.around.offices
        sight = authority.sight_of(self.actor, facts_of(row, about))
        return CaseSummary(
            case_id=row.case_id,
            number=row.number,
            revision=row.revision,
            item_id=row.item_id,
            item_name=self.item_name(row.item_id, row.definition_digest),
            status=self.status(row.status),
            channel="counter" if row.channel == "counter" else "online",
            opened_at=row.opened_at,
            due=self.due(row.clock),
            accepted_at=row.accepted_at,
            closed_at=row.closed_at,
            outcome=row.outcome,
            applicant=about.display if sight == "masked" else None,
            acceptance_office=names.name(row.acceptance_office),
            handling_office=names.name(row.handling_office),
        )

    def task(self, task: TaskRow, about: About, *, case: CaseFacts, clock: object) -> TaskSummary:
        """A task as a line of a worklist, with what the caller may do with it."""
        facts = task_facts(task)
        state: Literal["open", "completed", "interrupted"] = (
            "open" if task.state == "open" else "completed" if task.state == "completed" else "interrupted"
        )
        due = self.due(clock)
        return TaskSummary(
            task_id=public_id(task.case_id, task.task_id),
            case_id=task.case_id,
            case_number=task.case_number,
            item_id=task.item_id,
            item_name=self.item_name(task.item_id),
            element_id=task.element_id,
            name=Text(zh=task.name_zh, en=task.name_en),
            lane=task.lane,
            purpose=task.purpose,
            state=state,
            opened_at=task.opened_at,
            case_status=self.status(task.case_status),
            case_due=due,
            revision=task.version,
            priority=task.priority,
            due_at=task.due_at,
            is_overdue=due.level == "red" or (task.due_at is not None and task.due_at < self.at),
            office=self.around.offices.name(task.office),
            assignee=task.assignee,
            assignee_name=task.assignee_name,
            claimed_at=task.claimed_at,
            applicant=about.display,
            has_draft=task.has_draft,
            can_claim=case.is_open and authority.may_claim(self.actor, case, facts),
            can_release=case.is_open and authority.may_release(self.actor, case, facts),
            can_reassign=case.is_open and authority.may_reassign(self.actor, case, facts),
            can_complete=case.is_open and authority.may_complete(self.actor, case, facts),
        )


def about_of(work: UnitOfWork, row: CaseRow) -> About:
    """What the platform keeps of a case; nothing of an erased one."""
    return opened_about(work, row.case_id, row.wrapped, row.sealed_person)


def opened_about(work: UnitOfWork, case_id: str, wrapped: bytes | None, sealed: bytes | None) -> About:
    """The same from the columns of a joined row."""
    try:
        cipher = work.cases.cipher_of(case_id, wrapped)
    except ErasedCaseError:
        return About()
    return About.from_json(cipher.open(SEALED_KIND, bytes(sealed or b"")))


def facts_of(row: CaseRow, about: About) -> CaseFacts:
    """What decisions of authority ask of a case."""
    return CaseFacts(
        case_id=row.case_id,
        applicant_account=row.applicant_account,
        opened_by=row.opened_by,
        offices=about.offices,
        is_open=row.state == "running",
    )


def facts_beside(task: TaskRow, about: About, *, applicant_account: str | None) -> CaseFacts:
    """The same where only a task's joined row is at hand."""
    return CaseFacts(
        case_id=task.case_id,
        applicant_account=applicant_account,
        opened_by="",
        offices=about.offices,
        is_open=task.case_state == "running",
    )


def task_facts(task: TaskRow) -> TaskFacts:
    """What decisions of authority ask of a task."""
    return TaskFacts(lane=task.lane, office=task.office, assignee=task.assignee, is_open=task.state == "open")

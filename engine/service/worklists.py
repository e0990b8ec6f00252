"""Worklists: which tasks wait for whom, and one task with all that is needed to do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.bpmn.snapshot import unpack
from engine.domain import authority
from engine.domain.actors import Role
from engine.domain.beijing import beijing_day
from engine.domain.identifiers import is_credit_code, is_id_number
from engine.domain.names import is_name
from engine.domain.regions import PROVINCES
from engine.errors import ForbiddenError, NotFoundError
from engine.service.answers import FormView, Page, TaskCounts, TaskSummary, TaskView
from engine.service.drafts import DRAFT_KIND
from engine.service.figures import office_figures, require_lead, soon_day
from engine.service.hand import SNAPSHOT, CaseInHand
from engine.service.ids import cursor_of, in_case, place_of
from engine.service.masks import mask_of
from engine.service.material_views import material_views
from engine.service.persons import name_pairs, person_pairs
from engine.service.summaries import Summaries, facts_beside, opened_about, task_facts
from engine.store.tasks import TaskFilter
from engine.store.tasks import Tasks as TaskStore

if TYPE_CHECKING:
    from engine.domain.actors import Actor
    from engine.service.answers import JsonObject
    from engine.service.records import OfficeFigures
    from engine.service.requests import WorklistQuery
    from engine.service.surroundings import Surroundings
    from engine.store import UnitOfWork
    from engine.store.rows import TaskRow

LARGEST_PAGE = 200
MOST_COUNTED = 1000
_PLACES: dict[str, tuple[type, ...]] = {
    "due": (date, datetime, str, str),
    "priority": (int, date, datetime, str, str),
    "newest": (datetime, str, str),
    "oldest": (datetime, str, str),
}
WEEK = timedelta(days=7)


class Worklists:
    """Reading of tasks."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and all else."""
        self._around = around

    def worklist(self, actor: Actor, query: WorklistQuery) -> Page[TaskSummary]:
        """A page of open tasks. An applicant sees the own ones, whatever the scope.

        Raises:
            ForbiddenError: for a query of somebody else's office.
            InvalidInputError: for a cursor that is not ours.
        """
        wanted = self._filter(actor, query)
        if wanted is None:
            return Page(entries=())
        limit = max(1, min(query.limit, LARGEST_PAGE))
        after = place_of(query.cursor, *_PLACES[query.order])
        with self._around.database.read() as work:
            rows = work.tasks.worklist(wanted, order=query.order, limit=limit + 1, after=after)
            shown = rows[:limit]
            entries = tuple(self._line(work, actor, row) for row in shown)
        more = TaskStore.place(shown[-1], query.order) if len(rows) > limit else None
        return Page(entries=entries, next_cursor=cursor_of(more))

    def counts(self, actor: Actor) -> TaskCounts:
        """How many open tasks there are for the caller."""
        if not actor.has(Role.CLERK, Role.OFFICE_LEAD):
            mine = len(self.worklist(actor, _all_of_mine()).entries) if actor.has(Role.APPLICANT) else 0
            return TaskCounts(mine=mine, unclaimed=0, office=0, overdue=0, due_today=0)
        today = beijing_day(self._around.clock())
        with self._around.database.read() as work:
            found = work.tasks.counts(offices=actor.offices, account_id=actor.account_id, today=today)
            waiting = work.tasks.waiting(actor.offices, most=MOST_COUNTED)
        return TaskCounts(
            mine=found.mine,
            unclaimed=found.unclaimed,
            office=found.office,
            overdue=found.overdue,
            due_today=found.due_today,
            waiting=waiting,
        )

    def office_figures(self, actor: Actor) -> OfficeFigures:
        """The caller's offices at a glance. Raises ForbiddenError for who leads none."""
        return office_figures(self._around, actor)

    def late(self, actor: Actor, *, limit: int = 100) -> tuple[TaskSummary, ...]:
        """Late and soon late tasks of the caller's offices, the latest first. Raises ForbiddenError."""
        require_lead(actor)
        until = soon_day(self._around, beijing_day(self._around.clock()))
        wanted = TaskFilter(offices=actor.offices, case_due_before=until + timedelta(days=1))
        with self._around.database.read() as work:
            rows = work.tasks.worklist(wanted, order="due", limit=max(1, min(limit, LARGEST_PAGE)))
            return tuple(self._line(work, actor, row) for row in rows)

    def read(self, actor: Actor, *, task_id: str) -> TaskView:
        """A task with its form, the case data (masked), the draft and the checklist.

        Raises:
            NotFoundError: no such task, or none that the caller may see.
        """
        wanted = in_case(task_id, kind="task")
        with self._around.database.read() as work:
            row, task = work.cases.get(wanted.case_id), work.tasks.get(wanted.case_id, wanted.local_id)
            if row is None or task is None:
                raise NotFoundError(kind="task", key=task_id)
            hand = CaseInHand(
                around=self._around,
                work=work,
                row=row,
                cipher=work.cases.cipher(row),
                actor=actor,
                at=self._around.clock(),
                task=task,
            )
            if not authority.may_see_task(actor, hand.facts, task_facts(task)):
                raise NotFoundError(kind="task", key=task_id)
            return self._view(hand, task)

    def _view(self, hand: CaseInHand, task: TaskRow) -> TaskView:
        shown = Summaries(around=hand.around, actor=hand.actor, at=hand.at)
        draft = hand.work.tasks.draft(hand.case_id, task.task_id)
        is_own = authority.is_for(hand.actor, hand.facts, task_facts(task))
        kept: JsonObject = {}
        if draft is not None and is_own:
            kept = hand.cipher.open(DRAFT_KIND, bytes(draft.sealed_data))
        elif draft is None and is_own and task.state == "open":
            kept = self._prefilled(hand, task)
        state = unpack(hand.cipher.open_bytes(SNAPSHOT, bytes(hand.row.sealed_snapshot)))
        data: JsonObject = state["d"]
        rows = hand.work.materials.of_case(hand.case_id)
        return TaskView(
            summary=shown.task(task, hand.about, case=hand.facts, clock=hand.row.clock),
            case=shown.case(hand.row, hand.about),
            form=self._form(hand, task),
            data=mask_of(hand).data(data),
            draft=kept,
            draft_saved_at=draft.saved_at if draft is not None and is_own else None,
            draft_revision=draft.revision if draft is not None else 0,
            materials=material_views(hand, rows, {**data, **kept}),
            applicant=hand.about.masked_person,
        )

    def _prefilled(self, hand: CaseInHand, task: TaskRow) -> JsonObject:
        """What a form can begin with: the case data it asks for again, or who the applicant is."""
        if task.form_key is None or task.form_key not in hand.definition.forms:
            return {}
        names = hand.definition.forms[task.form_key].names
        sensitive = hand.definition.forms.sensitive
        is_applicant = authority.is_applicant_of(hand.actor, hand.facts)
        found = {
            name: value
            for name, value in hand.data.items()
            if name in names and value is not None and (is_applicant or name not in sensitive)
        }
        if is_applicant and not hand.data:
            person = self._around.accounts.person(hand.work, hand.actor.account_id)
            for part, name in hand.definition.card.applicant.model_dump().items():
                if name in names and person.get(part):
                    found[name] = person[part]
        return found

    def _form(self, hand: CaseInHand, task: TaskRow) -> FormView | None:
        if task.form_key is None or task.form_key not in hand.definition.forms:
            return None
        return hand.definition.forms[task.form_key].view

    def _line(self, work: UnitOfWork, actor: Actor, row: TaskRow) -> TaskSummary:
        about = opened_about(work, row.case_id, row.wrapped, row.sealed_person)
        case = facts_beside(row, about, applicant_account=row.applicant_account)
        shown = Summaries(around=self._around, actor=actor, at=self._around.clock())
        return shown.task(row, about, case=case, clock=row.clock)

    def _filter(self, actor: Actor, query: WorklistQuery) -> TaskFilter | None:
        if actor.has(Role.CLERK, Role.OFFICE_LEAD):
            base = self._office_filter(actor, query)
        elif actor.has(Role.APPLICANT):
            base = TaskFilter(applicant_account=actor.account_id)
        elif actor.has(Role.AUDITOR):
            base = TaskFilter(offices=frozenset({query.office}) if query.office else None)
        else:
            return None
        base = replace(base, item_id=query.item_id, purpose=query.purpose, case_number=query.case_number)
        return self._due_filter(self._text_filter(base, query.text), query.due)

    @staticmethod
    def _office_filter(actor: Actor, query: WorklistQuery) -> TaskFilter:
        if query.office is not None and query.office not in actor.offices:
            raise ForbiddenError(
                f"You do not work for the office '{query.office}'. Choose one of your own.",
                f"您不属于机构“{query.office}”，请选择本机构。",
            )
        offices = frozenset({query.office}) if query.office else actor.offices
        if query.scope == "mine":
            return TaskFilter(offices=offices, assignee=actor.account_id)
        if query.scope == "waiting":
            return TaskFilter(waiting_for=offices)
        return TaskFilter(offices=offices, is_unclaimed=query.scope == "unclaimed")

    def _text_filter(self, base: TaskFilter, text: str | None) -> TaskFilter:
        words = (text or "").strip()
        if not words:
            return base
        keys = self._around.database.keys
        if is_id_number(words.upper()) or is_credit_code(words.upper()):
            return replace(base, persons=person_pairs(keys, [words], PROVINCES))
        if is_name(words) and not any(map(str.isdigit, words)):  # a case number never goes without
            return replace(base, persons=name_pairs(keys, [words], PROVINCES))
        return replace(base, number_part=words[:43].upper())

    def _due_filter(self, base: TaskFilter, due: str | None) -> TaskFilter:
        today = beijing_day(self._around.clock())
        day = timedelta(days=1)
        bounds: dict[str, Any] = {
            "overdue": {"case_due_before": today},
            "today": {"case_due_from": today, "case_due_before": today + day},
            "week": {"case_due_before": today + WEEK + day},
        }
        return replace(base, **bounds[due]) if due else base


def _all_of_mine() -> WorklistQuery:
    from engine.service.requests import WorklistQuery  # noqa: PLC0415 - types only, else

    return WorklistQuery(scope="mine", limit=LARGEST_PAGE)

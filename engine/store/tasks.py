"""Tasks: worklists that stay fast however many are open, claims, drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, bindparam, case, func, or_, select, update

from engine.store.rows import DraftRow, TaskRow, row_as, rows_as
from engine.store.tables import task
from engine.store.worklists import OPEN, TaskFilter, number_of, place, with_case, worklist

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy.engine import Connection

    from engine.store.keys import KeyRing

__all__ = ["Counted", "TaskFilter", "Tasks"]

_WITH_CASE = with_case(task)
_ONE = _WITH_CASE.where(task.c.case_id == bindparam("b_case_id"), task.c.task_id == bindparam("b_task_id"))
_OF_CASE = _WITH_CASE.where(task.c.case_id == bindparam("b_case_id")).order_by(
    task.c.opened_at, task.c.task_id
)
_DRAFT = select(
    task.c.case_id,
    task.c.task_id,
    task.c.sealed_draft.label("sealed_data"),
    task.c.draft_revision.label("revision"),
    task.c.draft_saved_at.label("saved_at"),
    task.c.draft_saved_by.label("saved_by"),
).where(
    task.c.case_id == bindparam("b_case_id"),
    task.c.task_id == bindparam("b_task_id"),
    task.c.draft_revision.is_not(None),
)
_SAVE_DRAFT = (
    update(task)
    .where(
        task.c.case_id == bindparam("b_case_id"),
        task.c.task_id == bindparam("b_task_id"),
        task.c.state == OPEN,
        or_(
            bindparam("b_expected", type_=Integer).is_(None),
            func.coalesce(task.c.draft_revision, 0) == bindparam("b_expected", type_=Integer),
        ),
    )
    .values(
        sealed_draft=bindparam("b_sealed_data"),
        draft_revision=bindparam("b_revision"),
        draft_saved_at=bindparam("b_saved_at"),
        draft_saved_by=bindparam("b_saved_by"),
    )
)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Counts of one worklist."""

    mine: int
    unclaimed: int
    office: int
    overdue: int
    due_today: int


class Tasks:
    """Tasks of one transaction."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        """Made by the unit of work."""
        self._connection = connection
        self._keys = keys

    def get(self, case_id: str, task_id: str) -> TaskRow | None:
        """One task, open or not."""
        found = self._connection.execute(_ONE, {"b_case_id": case_id, "b_task_id": task_id}).one_or_none()
        return row_as(TaskRow, found)

    def of_case(self, case_id: str, *, open_only: bool = False) -> list[TaskRow]:
        """All tasks of a case, in the order in which they were opened."""
        statement = _OF_CASE.where(task.c.state == OPEN) if open_only else _OF_CASE
        return rows_as(TaskRow, self._connection.execute(statement, {"b_case_id": case_id}))

    def worklist(
        self, wanted: TaskFilter, *, order: str, limit: int, after: tuple[Any, ...] | None = None
    ) -> list[TaskRow]:
        """Open tasks. ``order``: due, newest, oldest, priority; ``after`` is ``place`` of the last row before."""
        statement = worklist(wanted, order=order, limit=limit, after=after)
        return rows_as(TaskRow, self._connection.execute(statement))

    place = staticmethod(place)

    def counts(self, *, offices: frozenset[str], account_id: str, today: date) -> Counted:
        """Counts for a clerk in one statement."""
        mine = task.c.assignee == account_id
        in_office = task.c.office.in_(offices)
        found = self._connection.execute(
            select(
                func.coalesce(func.sum(case((mine, 1), else_=0)), 0).label("mine"),
                func.coalesce(func.sum(case((task.c.assignee.is_(None), 1), else_=0)), 0).label("unclaimed"),
                func.count().label("office"),
                func.coalesce(func.sum(case((task.c.case_due_on < today, 1), else_=0)), 0).label("overdue"),
                func.coalesce(func.sum(case((task.c.case_due_on == today, 1), else_=0)), 0).label(
                    "due_today"
                ),
            ).where(task.c.state == OPEN, in_office)
        ).one()
        return Counted(**{name: int(value) for name, value in found._mapping.items()})  # noqa: SLF001

    def waiting(self, offices: frozenset[str], *, most: int) -> int:
        """How many open tasks of these offices' cases lie with others, counted up to ``most``."""
        return int(
            self._connection.execute(number_of(TaskFilter(waiting_for=offices), most=most)).scalar_one()
        )

    def claim(self, case_id: str, task_id: str, *, assignee: str, name: str, at: datetime) -> bool:
        """Claim an open task that nobody holds; False where somebody was faster."""
        done = self._connection.execute(
            update(task)
            .where(
                task.c.case_id == case_id,
                task.c.task_id == task_id,
                task.c.state == OPEN,
                or_(task.c.assignee.is_(None), task.c.assignee == assignee),
            )
            .values(assignee=assignee, assignee_name=name, claimed_at=at, version=task.c.version + 1)
        )
        return done.rowcount == 1

    def assign(
        self, case_id: str, task_id: str, *, assignee: str | None, name: str | None, at: datetime | None
    ) -> bool:
        """Give an open task to somebody, or to nobody."""
        done = self._connection.execute(
            update(task)
            .where(task.c.case_id == case_id, task.c.task_id == task_id, task.c.state == OPEN)
            .values(assignee=assignee, assignee_name=name, claimed_at=at, version=task.c.version + 1)
        )
        return done.rowcount == 1

    def move_lane(self, case_id: str, lane: str, office: str | None) -> None:
        """Open tasks of a lane go to another office, claimed by nobody."""
        self._connection.execute(
            update(task)
            .where(task.c.case_id == case_id, task.c.lane == lane, task.c.state == OPEN)
            .values(
                office=office, assignee=None, assignee_name=None, claimed_at=None, version=task.c.version + 1
            )
        )

    def draft(self, case_id: str, task_id: str) -> DraftRow | None:
        """What was typed and not completed."""
        found = self._connection.execute(_DRAFT, {"b_case_id": case_id, "b_task_id": task_id}).one_or_none()
        return row_as(DraftRow, found)

    def save_draft(self, row: DraftRow, *, expected: int | None) -> bool:
        """Keep a draft of an open task; ``expected`` is the revision it was written on (0: none yet), None overwrites.

        False where the draft is newer than that, or the task is open no more.
        """
        values = {f"b_{name}": value for name, value in vars(row).items()}
        return self._connection.execute(_SAVE_DRAFT, {**values, "b_expected": expected}).rowcount == 1

    def load_of(self, offices: Collection[str], *, soon: date, today: date) -> list[Any]:
        """Open tasks by assignee: rows (assignee, assignee_name, open, late, soon) for the lead's page."""
        return list(
            self._connection.execute(
                select(
                    task.c.assignee,
                    func.max(task.c.assignee_name).label("assignee_name"),
                    func.count().label("open"),
                    func.coalesce(func.sum(case((task.c.case_due_on < today, 1), else_=0)), 0).label("late"),
                    func.coalesce(
                        func.sum(case((task.c.case_due_on.between(today, soon), 1), else_=0)), 0
                    ).label("soon"),
                )
                .where(task.c.state == OPEN, task.c.office.in_(offices))
                .group_by(task.c.assignee)
                .order_by(task.c.assignee)
            )
        )

    def completed_between(self, offices: Collection[str], start: datetime, end: datetime) -> int:
        """How many tasks of these offices were completed in a span."""
        return int(
            self._connection.execute(
                select(func.count()).where(
                    task.c.state == "completed",
                    task.c.office.in_(offices),
                    task.c.closed_at >= start,
                    task.c.closed_at < end,
                )
            ).scalar_one()
        )

    def opened_between(self, offices: Collection[str], start: datetime, end: datetime) -> int:
        """How many tasks came to these offices in a span, open or not."""
        return int(
            self._connection.execute(
                select(func.count()).where(
                    task.c.office.in_(offices), task.c.opened_at >= start, task.c.opened_at < end
                )
            ).scalar_one()
        )

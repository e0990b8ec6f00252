"""Tasks: worklists that stay fast however many are open, claims, drafts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
    update,
)

from engine.store.cases import about_persons
from engine.store.rows import NO_DUE_DAY, DraftRow, TaskRow, row_as, rows_as
from engine.store.tables import case_file, case_key, case_lane, task

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, FromClause, Select
    from sqlalchemy.engine import Connection

    from engine.store.keys import KeyRing

MOST_OFFICES = 24
OPEN: ColumnElement[str] = literal_column("'open'")
"""Written out, not bound: only so may a generic plan use the indexes of open tasks."""

_COLUMNS = [
    column
    for column in task.c
    if column.name not in {"sealed_draft", "draft_revision", "draft_saved_at", "draft_saved_by"}
]
_HAS_DRAFT = task.c.draft_revision.is_not(None).label("has_draft")


def _with_case(tasks: FromClause) -> Select[Any]:
    """Tasks with what their lines show of the case."""
    return select(
        *_COLUMNS,
        _HAS_DRAFT,
        case_file.c.sealed_person,
        case_file.c.clock,
        case_file.c.due_provisional,
        case_file.c.state.label("case_state"),
        case_key.c.wrapped,
    ).select_from(
        tasks.join(case_file, case_file.c.case_id == task.c.case_id).outerjoin(
            case_key, case_key.c.case_id == task.c.case_id
        )
    )


_WITH_CASE = _with_case(task)
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
class TaskFilter:
    """Which open tasks. ``offices`` None leaves offices out of it, as for an applicant's own tasks.

    ``waiting_for``: tasks that lie with others, of cases in which these offices hold a lane.
    """

    offices: frozenset[str] | None = None
    assignee: str | None = None
    is_unclaimed: bool = False
    applicant_account: str | None = None
    item_id: str | None = None
    purpose: str | None = None
    case_number: str | None = None
    persons: tuple[tuple[str, bytes], ...] = ()
    case_due_before: date | None = None
    case_due_from: date | None = None
    status: str | None = None
    waiting_for: frozenset[str] | None = None
    number_part: str | None = None


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
        keys, descending = _order(order)
        ordered = [key.desc() if down else key.asc() for key, down in zip(keys, descending, strict=True)]
        beyond = [] if after is None else [_beyond(keys, descending, after)]
        if wanted.offices is not None and 1 < len(wanted.offices) <= MOST_OFFICES:
            # Each office gives its first tasks by its own index; only those are then sorted together.
            chosen = [
                select(task.c.case_id, task.c.task_id)
                .where(*_conditions(replace(wanted, offices=frozenset({office}))), *beyond)
                .order_by(*ordered)
                .limit(limit)
                .subquery()
                for office in sorted(wanted.offices)
            ]
            first = union_all(*(select(one.c.case_id, one.c.task_id) for one in chosen)).subquery("first")
            same = and_(task.c.case_id == first.c.case_id, task.c.task_id == first.c.task_id)
            statement = _with_case(first.join(task, same))
        else:
            statement = _WITH_CASE.where(*_conditions(wanted), *beyond)
        found = self._connection.execute(statement.order_by(*ordered).limit(limit))
        return rows_as(TaskRow, found)

    @staticmethod
    def place(row: TaskRow, order: str) -> tuple[Any, ...]:
        """Where a row stands in an order: what a cursor holds."""
        due = row.case_due_on or NO_DUE_DAY
        return {
            "due": (due, row.opened_at, row.case_id, row.task_id),
            "priority": (row.priority, due, row.opened_at, row.case_id, row.task_id),
        }.get(order, (row.opened_at, row.case_id, row.task_id))

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


def _order(order: str) -> tuple[list[Any], list[bool]]:
    due = task.c.case_due_on
    tail = [task.c.opened_at, task.c.case_id, task.c.task_id]
    if order == "due":
        return [due, *tail], [False] * 4
    if order == "priority":
        return [task.c.priority, due, *tail], [True, False, False, False, False]
    return tail, [order == "newest"] * 3


def _beyond(keys: list[Any], descending: list[bool], after: tuple[Any, ...]) -> Any:
    """Rows after a place, for any mixture of directions: the keyset condition written out."""
    steps = []
    for index, (key, down) in enumerate(zip(keys, descending, strict=True)):
        same = [keys[earlier] == after[earlier] for earlier in range(index)]
        steps.append(and_(*same, key < after[index] if down else key > after[index]))
    return or_(*steps)


def _conditions(wanted: TaskFilter) -> list[Any]:
    columns = task.c
    conditions: list[Any] = [columns.state == OPEN]
    if wanted.offices is not None:
        one = next(iter(wanted.offices)) if len(wanted.offices) == 1 else None
        conditions.append(columns.office.in_(wanted.offices) if one is None else columns.office == one)
    if wanted.assignee:
        conditions.append(columns.assignee == wanted.assignee)
    if wanted.is_unclaimed:
        conditions.append(columns.assignee.is_(None))
    if wanted.applicant_account:
        conditions += [columns.applicant_account == wanted.applicant_account, columns.office.is_(None)]
    exact = {
        "item_id": wanted.item_id,
        "purpose": wanted.purpose,
        "case_number": wanted.case_number,
        "case_status": wanted.status,
    }
    conditions += [columns[name] == value for name, value in exact.items() if value]
    if wanted.case_due_before:
        conditions.append(columns.case_due_on < wanted.case_due_before)
    if wanted.case_due_from:
        conditions.append(columns.case_due_on >= wanted.case_due_from)
    if wanted.persons:
        conditions.append(about_persons(wanted.persons, columns.case_id))
    if wanted.waiting_for is not None:
        conditions += [
            columns.case_id.in_(
                select(case_lane.c.case_id).where(case_lane.c.office.in_(wanted.waiting_for))
            ),
            or_(columns.office.is_(None), columns.office.not_in(wanted.waiting_for)),
        ]
    if wanted.number_part:
        conditions.append(columns.case_number.contains(wanted.number_part, autoescape=True))
    return conditions

"""Worklists as statements: filters, orders, pages by place. They stay fast however many tasks are open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, literal_column, or_, select, union_all

from engine.store.cases import about_persons
from engine.store.rows import NO_DUE_DAY
from engine.store.tables import case_file, case_key, case_lane, task

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, FromClause, Select

    from engine.store.rows import TaskRow

MOST_OFFICES = 24
OPEN: ColumnElement[str] = literal_column("'open'")
"""Written out, not bound: only so may a generic plan use the indexes of open tasks."""

_COLUMNS = [
    column
    for column in task.c
    if column.name not in {"sealed_draft", "draft_revision", "draft_saved_at", "draft_saved_by"}
]
_HAS_DRAFT = task.c.draft_revision.is_not(None).label("has_draft")


def with_case(tasks: FromClause) -> Select[Any]:
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


def worklist(wanted: TaskFilter, *, order: str, limit: int, after: tuple[Any, ...] | None) -> Select[Any]:
    """Open tasks in an order, beginning behind the place ``after``."""
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
        statement = with_case(first.join(task, same))
    else:
        statement = with_case(task).where(*_conditions(wanted), *beyond)
    return statement.order_by(*ordered).limit(limit)


def number_of(wanted: TaskFilter, *, most: int) -> Select[Any]:
    """How many open tasks there are, counted up to ``most``."""
    some = select(task.c.task_id).where(*_conditions(wanted)).limit(most).subquery()
    return select(func.count()).select_from(some)


def place(row: TaskRow, order: str) -> tuple[Any, ...]:
    """Where a row stands in an order: what a cursor holds."""
    due = row.case_due_on or NO_DUE_DAY
    return {
        "due": (due, row.opened_at, row.case_id, row.task_id),
        "priority": (row.priority, due, row.opened_at, row.case_id, row.task_id),
    }.get(order, (row.opened_at, row.case_id, row.task_id))


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

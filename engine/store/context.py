"""The one statement with which a command begins: case, key, lanes, task, earlier answer, all of one moment."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, bindparam, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from engine.store.rows import CaseRow, CommandContext, IdempotencyRow, LaneRow, TaskRow
from engine.store.tables import case_file, case_key, case_lane, idempotency_key, task
from engine.store.types import EPOCH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection, Row

_DRAFT = frozenset({"sealed_draft", "draft_revision", "draft_saved_at", "draft_saved_by"})


class _Lanes(FunctionElement[str]):
    """``[[lane, office, microseconds], …]`` as JSON text."""

    type = Text()
    inherit_cache = True
    name = "lanes"


@compiles(_Lanes, "sqlite")
def _lanes_sqlite(_element: _Lanes, _compiler: Any, **_options: Any) -> str:
    return "json_group_array(json_array(case_lane.lane, case_lane.office, case_lane.bound_at))"


@compiles(_Lanes, "postgresql")
def _lanes_postgresql(_element: _Lanes, _compiler: Any, **_options: Any) -> str:
    return "json_agg(json_build_array(case_lane.lane, case_lane.office, case_lane.bound_at))::text"


_case = [*case_file.c, case_key.c.wrapped]
_task = [column for column in task.c if column.name not in _DRAFT]
_earlier = list(idempotency_key.c)
_same = case_file.alias("same")
_extras = [
    select(_Lanes()).where(case_lane.c.case_id == case_file.c.case_id).scalar_subquery().label("lanes"),
    select(func.count())
    .select_from(task.alias("other"))
    .where(literal_column("other.case_id") == case_file.c.case_id, literal_column("other.state") == "open")
    .scalar_subquery()
    .label("open_tasks"),
    task.c.draft_revision.is_not(None).label("has_draft"),
    # What the statement's snapshot shows of the case: older than the locked row where we had to wait for it.
    select(_same.c.revision).where(_same.c.case_id == case_file.c.case_id).scalar_subquery().label("seen"),
]
_CONTEXT = (
    select(
        *(column.label(f"c{at}") for at, column in enumerate(_case)),
        *(column.label(f"t{at}") for at, column in enumerate(_task)),
        *(column.label(f"i{at}") for at, column in enumerate(_earlier)),
        *_extras,
    )
    .select_from(
        case_file.outerjoin(case_key, case_key.c.case_id == case_file.c.case_id)
        .outerjoin(
            task, and_(task.c.case_id == case_file.c.case_id, task.c.task_id == bindparam("b_task_id"))
        )
        .outerjoin(
            idempotency_key,
            idempotency_key.c.digest == bindparam("b_request"),
        )
    )
    .where(case_file.c.case_id == bindparam("b_case_id"))
    .with_for_update(of=case_file)
)
_CASE = [column.name for column in _case]
_TASK = [column.name for column in _task]
_EARLIER = [column.name for column in _earlier]
_AFTER_CASE = len(_CASE)
_AFTER_TASK = _AFTER_CASE + len(_TASK)
_AFTER_EARLIER = _AFTER_TASK + len(_EARLIER)


def read_context(connection: Connection, asked: Mapping[str, Any]) -> CommandContext | None:
    """Read and lock.

    PostgreSQL gives the newest version of a row that it had to wait for, but joins it with everything else
    as it was before the wait; so whoever had to wait reads once more, now with the lock in hand.
    """
    row = connection.execute(_CONTEXT, asked).one_or_none()
    if row is not None and row.seen != row[_CASE.index("revision")]:
        row = connection.execute(_CONTEXT, asked).one()
    return None if row is None else _context(row)


def _context(row: Row[Any]) -> CommandContext:
    values = tuple(row)
    case = CaseRow(**dict(zip(_CASE, values[:_AFTER_CASE], strict=True)))
    found_task, found_earlier = values[_AFTER_CASE:_AFTER_TASK], values[_AFTER_TASK:_AFTER_EARLIER]
    return CommandContext(
        case=case,
        lanes=_lanes(case.case_id, row.lanes),
        open_tasks=row.open_tasks,
        task=None if found_task[0] is None else _task_row(case, found_task, has_draft=bool(row.has_draft)),
        earlier=None
        if found_earlier[0] is None
        else IdempotencyRow(**dict(zip(_EARLIER, found_earlier, strict=True))),
    )


def _task_row(case: CaseRow, values: tuple[Any, ...], *, has_draft: bool) -> TaskRow:
    return TaskRow(
        **dict(zip(_TASK, values, strict=True)),
        has_draft=has_draft,
        sealed_person=case.sealed_person,
        wrapped=case.wrapped,
        clock=case.clock,
        due_provisional=case.due_provisional,
        case_state=case.state,
    )


def _lanes(case_id: str, text: str | None) -> tuple[LaneRow, ...]:
    return tuple(
        LaneRow(case_id=case_id, lane=lane, office=office, bound_at=EPOCH + timedelta(microseconds=at))
        for lane, office, at in json.loads(text or "[]")
    )

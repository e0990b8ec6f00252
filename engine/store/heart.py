"""The heart of a command: the rows that nearly every command writes. Case, event, answer, tasks.

On PostgreSQL they are one statement: data-modifying CTEs save a round trip, a parse and a plan for each row.
SQLite has no such statement and no round trips either: there they go one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects import postgresql

from engine.store import tables
from engine.store.parts import CASE, CHANGING, TASK, task_upsert, upsert_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection

MOST = 4
"""Rows of one kind in the statement; each shape is prepared once. What goes beyond is written by itself."""

_EVENT = tuple(column.name for column in tables.event.c)
_ANSWER = tuple(column.name for column in tables.idempotency_key.c)
_UPDATE_CASE = (
    update(tables.case_file)
    .where(
        tables.case_file.c.case_id == bindparam("c_case_id"),
        tables.case_file.c.revision == bindparam("b_revision"),
    )
    .values({name: bindparam(f"c_{name}") for name in CHANGING})
)
_INSERT_CASE = insert(tables.case_file)
_INSERT_KEY = insert(tables.case_key)
_INSERT_EVENT = insert(tables.event)
_INSERT_ANSWER = insert(tables.idempotency_key)


@dataclass(frozen=True, kw_only=True)
class Heart:
    """The values, by column. ``revision`` is the one that was read, None for a new case with its ``wrapped`` key."""

    case: dict[str, Any]
    revision: int | None
    wrapped: bytes | None
    event: dict[str, Any]
    answer: dict[str, Any] | None
    tasks: list[dict[str, Any]]


@dataclass(frozen=True)
class Shape:
    """Which statement: whether the case is new, has an answer, and how many tasks go with it."""

    is_new: bool
    has_answer: bool
    tasks: int


def _values(table: Table, names: Sequence[str], mark: str) -> Any:
    return postgresql.insert(table).values({name: bindparam(f"{mark}_{name}") for name in names})


@lru_cache(maxsize=4 * (MOST + 1))
def _statement(shape: Shape) -> Any:
    if shape.is_new:
        key = _values(tables.case_key, ("case_id", "wrapped"), "k").cte("key")
        main = _values(tables.case_file, CASE, "c").add_cte(key)
    else:
        main = _UPDATE_CASE
    main = main.add_cte(_values(tables.event, _EVENT, "e").cte("history"))
    if shape.has_answer:
        main = main.add_cte(_values(tables.idempotency_key, _ANSWER, "a").cte("answer"))
    for place in range(shape.tasks):
        task = task_upsert(_values(tables.task, TASK, f"t{place}"))
        main = main.add_cte(task.cte(f"task_{place}"))
    return main.execution_options(preserve_rowcount=True)


def write_together(connection: Connection, heart: Heart) -> bool:
    """One statement (PostgreSQL). False where the case is no longer at the revision that was read."""
    together, rest = heart.tasks[:MOST], heart.tasks[MOST:]
    parameters = {f"c_{name}": value for name, value in heart.case.items()}
    parameters |= {f"e_{name}": value for name, value in heart.event.items()}
    if heart.answer is not None:
        parameters |= {f"a_{name}": value for name, value in heart.answer.items()}
    for place, task in enumerate(together):
        parameters |= {f"t{place}_{name}": value for name, value in task.items()}
    if heart.revision is None:
        parameters |= {"k_case_id": heart.case["case_id"], "k_wrapped": heart.wrapped}
    else:
        parameters["b_revision"] = heart.revision
    shape = Shape(heart.revision is None, heart.answer is not None, len(together))
    if connection.execute(_statement(shape), parameters).rowcount != 1:
        return False
    upsert_tasks(connection, rest)
    return True


def write_apart(connection: Connection, heart: Heart) -> bool:
    """One statement for each kind of row (SQLite)."""
    if heart.revision is None:
        connection.execute(_INSERT_CASE, heart.case)
        connection.execute(_INSERT_KEY, {"case_id": heart.case["case_id"], "wrapped": heart.wrapped})
    else:
        changing = {f"c_{name}": value for name, value in heart.case.items()}
        if connection.execute(_UPDATE_CASE, {**changing, "b_revision": heart.revision}).rowcount != 1:
            return False
    connection.execute(_INSERT_EVENT, heart.event)
    if heart.answer is not None:
        connection.execute(_INSERT_ANSWER, heart.answer)
    upsert_tasks(connection, heart.tasks)
    return True

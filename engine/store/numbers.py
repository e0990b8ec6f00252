"""Case numbers: a counter per implementation code and Beijing day, in a table of its own.

On PostgreSQL a process takes blocks in transactions of their own, so that cases opened at the same moment do
not wait for each other's commit; numbers of a block that a process never used are left out. SQLite has one
writer anyway and counts inside the case's own transaction, without gaps.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from engine.errors import LimitError
from engine.store.tables import number_block

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date
    from typing import Any

    from sqlalchemy.engine import Connection

LAST = 9_999
LARGEST_BLOCK = 16


def _take(maker: Any) -> Any:
    """The counter after taking, and not beyond the last number: no row comes back when they are used up."""
    statement = maker.insert(number_block).values(
        implementation_code=bindparam("b_code"), day=bindparam("b_day"), next_number=bindparam("b_first_next")
    )
    taken = number_block.c.next_number + bindparam("b_count", type_=number_block.c.next_number.type)
    return statement.on_conflict_do_update(
        index_elements=[number_block.c.implementation_code, number_block.c.day],
        set_={"next_number": taken},
        where=taken <= LAST + 1,
    ).returning(number_block.c.next_number)


_TAKE = {"sqlite": _take(sqlite), "postgresql": _take(postgresql)}


def take(connection: Connection, implementation_code: str, day: date, count: int) -> range | None:
    """The next ``count`` numbers of that day, each given once; None where so many are not left."""
    if count > LAST:
        return None
    following = connection.execute(
        _TAKE[connection.dialect.name],
        {"b_code": implementation_code, "b_day": day, "b_first_next": 1 + count, "b_count": count},
    ).scalar_one_or_none()
    return None if following is None else range(following - count, following)


class NumberBlocks:
    """The blocks that this process holds. Blocks grow with demand, so that quiet offices waste none."""

    def __init__(self, connect: Callable[[], AbstractContextManager[Connection]]) -> None:
        """``connect`` gives a connection that commits each statement by itself."""
        self._connect = connect
        self._lock = Lock()
        self._held: dict[tuple[str, date], list[int]] = {}
        self._size: dict[tuple[str, date], int] = {}

    def next(self, implementation_code: str, day: date) -> int | None:
        """One number, or None where none is left."""
        place = (implementation_code, day)
        with self._lock:
            held = self._held.get(place)
            if not held:
                held = self._reserve(place)
            return held.pop(0) if held else None

    def _reserve(self, place: tuple[str, date]) -> list[int]:
        self._forget_days_before(place[1])
        size = self._size.get(place, 1)
        with self._connect() as connection:
            found = take(connection, *place, size) or take(connection, *place, 1)
        self._size[place] = min(2 * size, LARGEST_BLOCK)
        self._held[place] = list(found or ())
        return self._held[place]

    def _forget_days_before(self, day: date) -> None:
        for place in [place for place in self._size if (day - place[1]).days > 1]:
            del self._size[place]
            self._held.pop(place, None)


class Numbers:
    """Case numbers in one transaction."""

    def __init__(self, connection: Connection, blocks: NumberBlocks | None) -> None:
        """Made by the unit of work."""
        self._connection = connection
        self._blocks = blocks

    def take(self, implementation_code: str, day: date, *, count: int = 1) -> range:
        """The next ``count`` numbers of that day, each given once.

        Raises:
            LimitError: ``case_numbers`` where the four digits of the day are used up.
        """
        found: range | None
        if self._blocks is not None and count == 1:
            number = self._blocks.next(implementation_code, day)
            found = None if number is None else range(number, number + 1)
        else:
            found = take(self._connection, implementation_code, day, count)
        if found is None:
            raise LimitError(
                limit="case_numbers",
                message=f"All {LAST:,} case numbers of {implementation_code} on {day.isoformat()} are used. Go on tomorrow, or let another office of the same item accept.",
                message_zh=f"{implementation_code} 在 {day.isoformat()} 的 {LAST} 个办件编号已用完，请次日再收件或由其他机构收件。",
            )
        return found

"""Case numbers: a counter per implementation code and Beijing day, in a table of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from engine.errors import LimitError
from engine.store.tables import number_block

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.engine import Connection

LAST = 9_999


class Numbers:
    """Number blocks of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Made by the unit of work."""
        self._connection = connection

    def take(self, implementation_code: str, day: date, *, count: int = 1) -> range:
        """The next ``count`` numbers of that day, each given once.

        Raises:
            LimitError: ``case_numbers`` where the four digits of the day are used up.
        """
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        statement = dialect.insert(number_block).values(
            implementation_code=implementation_code, day=day, next_number=1 + count
        )
        statement = statement.on_conflict_do_update(
            index_elements=[number_block.c.implementation_code, number_block.c.day],
            set_={"next_number": number_block.c.next_number + count},
        )
        following = self._connection.execute(statement.returning(number_block.c.next_number)).scalar_one()
        if following - 1 > LAST:
            raise LimitError(
                limit="case_numbers",
                message=f"All {LAST:,} case numbers of {implementation_code} on {day.isoformat()} are used. Go on tomorrow, or let another office of the same item accept.",
                message_zh=f"{implementation_code} 在 {day.isoformat()} 的 {LAST} 个办件编号已用完，请次日再收件或由其他机构收件。",
            )
        return range(following - count, following)

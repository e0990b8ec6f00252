"""Offices and the official calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select

from engine.store.rows import CalendarRow, OfficeRow, row_as, rows_as
from engine.store.tables import calendar_year, office

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection

CHUNK = 500


class Offices:
    """Offices of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Made by the unit of work."""
        self._connection = connection

    def add(self, rows: Sequence[OfficeRow]) -> int:
        """Those that are not there yet; gives how many were new."""
        known = set(self._connection.execute(select(office.c.code)).scalars())
        names = [column.name for column in office.c]
        new = [{name: getattr(row, name) for name in names} for row in rows if row.code not in known]
        for start in range(0, len(new), CHUNK):
            self._connection.execute(insert(office), new[start : start + CHUNK])
        return len(new)

    def get(self, code: str) -> OfficeRow | None:
        """One office."""
        return row_as(
            OfficeRow, self._connection.execute(select(office).where(office.c.code == code)).one_or_none()
        )

    def many(self, codes: Sequence[str]) -> list[OfficeRow]:
        """These offices."""
        return rows_as(OfficeRow, self._connection.execute(select(office).where(office.c.code.in_(codes))))

    def all(self) -> list[OfficeRow]:
        """Every office."""
        return rows_as(OfficeRow, self._connection.execute(select(office).order_by(office.c.code)))

    def count(self) -> int:
        """How many there are."""
        return int(self._connection.execute(select(func.count()).select_from(office)).scalar_one())

    def search(
        self,
        *,
        region: str | None = None,
        department: str | None = None,
        unit: str | None = None,
        text: str | None = None,
        limit: int = 200,
    ) -> list[OfficeRow]:
        """Offices by region, department, unit, or words of the name."""
        wanted = {"region": region, "department": department, "unit": unit}
        conditions = [office.c[name] == value for name, value in wanted.items() if value is not None]
        statement = select(office).where(*conditions)
        if text:
            pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            statement = statement.where(
                or_(
                    office.c.name_zh.like(pattern, escape="\\"),
                    func.lower(office.c.name_en).like(pattern.lower(), escape="\\"),
                    office.c.code.like(pattern, escape="\\"),
                )
            )
        return rows_as(OfficeRow, self._connection.execute(statement.order_by(office.c.code).limit(limit)))

    def calendar(self) -> list[CalendarRow]:
        """Imported years."""
        return rows_as(
            CalendarRow, self._connection.execute(select(calendar_year).order_by(calendar_year.c.year))
        )

    def set_calendar(self, row: CalendarRow) -> None:
        """A year as it was published, in place of what was known."""
        self._connection.execute(delete(calendar_year).where(calendar_year.c.year == row.year))
        names = [column.name for column in calendar_year.c]
        self._connection.execute(insert(calendar_year), {name: getattr(row, name) for name in names})

"""Materials of a case; their contents lie outside, encrypted, under ``storage_key``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from engine.store.rows import MaterialRow, row_as, rows_as
from engine.store.tables import material

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection


class Materials:
    """Materials of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Made by the unit of work."""
        self._connection = connection

    def add(self, row: MaterialRow) -> None:
        """Keep one."""
        names = {column.name for column in material.c}
        self._connection.execute(insert(material), {name: getattr(row, name) for name in names})

    def of_case(self, case_id: str, *, with_removed: bool = False) -> list[MaterialRow]:
        """All of a case, oldest first."""
        statement = select(material).where(material.c.case_id == case_id)
        if not with_removed:
            statement = statement.where(material.c.removed_at.is_(None))
        found = self._connection.execute(statement.order_by(material.c.added_at, material.c.material_ref))
        return rows_as(MaterialRow, found)

    def get(self, case_id: str, material_ref: str) -> MaterialRow | None:
        """One material."""
        found = self._connection.execute(
            select(material).where(material.c.case_id == case_id, material.c.material_ref == material_ref)
        ).one_or_none()
        return row_as(MaterialRow, found)

    def change(self, case_id: str, material_ref: str, **values: Any) -> None:
        """What became of it, by column."""
        self._connection.execute(
            update(material)
            .where(material.c.case_id == case_id, material.c.material_ref == material_ref)
            .values(values)
        )

    def remove(self, case_id: str, material_ref: str, *, at: datetime) -> None:
        """It no longer counts; the row stays."""
        self.change(case_id, material_ref, removed_at=at)

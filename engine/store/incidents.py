"""Incidents: cases that cannot go on by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, insert, or_, select, update

from engine.store.rows import IncidentRow, row_as, rows_as
from engine.store.tables import case_key, incident

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

_SELECT = select(incident, case_key.c.wrapped).select_from(
    incident.outerjoin(case_key, case_key.c.case_id == incident.c.case_id)
)


class Incidents:
    """Incidents of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Made by the unit of work."""
        self._connection = connection

    def add(self, row: IncidentRow) -> None:
        """Raise one."""
        names = {column.name for column in incident.c}
        self._connection.execute(insert(incident), {name: getattr(row, name) for name in names})

    def get(self, case_id: str, incident_id: str) -> IncidentRow | None:
        """One incident."""
        found = self._connection.execute(
            _SELECT.where(incident.c.case_id == case_id, incident.c.incident_id == incident_id)
        ).one_or_none()
        return row_as(IncidentRow, found)

    def search(
        self,
        *,
        state: str | None = None,
        case_id: str | None = None,
        system: str | None = None,
        limit: int = 50,
        before: tuple[datetime, str, str] | None = None,
    ) -> list[IncidentRow]:
        """Newest first; ``before`` is (raised_at, case_id, incident_id) of the last row of the page before."""
        columns = incident.c
        wanted = {"state": state, "case_id": case_id, "system": system}
        statement = _SELECT.where(
            *(columns[name] == value for name, value in wanted.items() if value is not None)
        )
        if before is not None:
            at, case, one = before
            statement = statement.where(
                or_(
                    columns.raised_at < at,
                    and_(columns.raised_at == at, columns.case_id < case),
                    and_(columns.raised_at == at, columns.case_id == case, columns.incident_id < one),
                )
            )
        statement = statement.order_by(
            columns.raised_at.desc(), columns.case_id.desc(), columns.incident_id.desc()
        ).limit(limit)
        return rows_as(IncidentRow, self._connection.execute(statement))

    def resolve(self, case_id: str, incident_id: str, *, by: str, at: datetime) -> bool:
        """Close an open one; False where it was closed already."""
        done = self._connection.execute(
            update(incident)
            .where(
                incident.c.case_id == case_id,
                incident.c.incident_id == incident_id,
                incident.c.state == "open",
            )
            .values(state="resolved", resolved_at=at, resolved_by=by)
        )
        return done.rowcount == 1

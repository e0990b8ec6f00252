"""Offices 办理机构, and the regions they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import NotFoundError
from engine.service.answers import Text
from engine.service.records import OfficeView

if TYPE_CHECKING:
    from engine.service.surroundings import Surroundings
    from engine.store.rows import OfficeRow

MOST_OFFICES = 200


class Offices:
    """Reading of offices."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database and regions."""
        self._around = around

    def list(
        self,
        *,
        region: str | None = None,
        department: str | None = None,
        unit: str | None = None,
        text: str | None = None,
    ) -> tuple[OfficeView, ...]:
        """Offices that fit, at most 200."""
        with self._around.database.read() as work:
            rows = work.offices.search(
                region=region, department=department, unit=unit, text=text, limit=MOST_OFFICES
            )
        return tuple(self._view(row) for row in rows)

    def read(self, *, code: str) -> OfficeView:
        """One office. Raises NotFoundError."""
        with self._around.database.read() as work:
            row = work.offices.get(code[:128])
        if row is None:
            raise NotFoundError(kind="office", key=code[:128])
        return self._view(row)

    def regions(self) -> tuple[tuple[str, Text], ...]:
        """Every region by code and full name."""
        regions = self._around.catalogue.regions
        return tuple(
            (region.code, Text(zh=regions.full_name(region.code), en=region.name_en)) for region in regions
        )

    def _view(self, row: OfficeRow) -> OfficeView:
        regions = self._around.catalogue.regions
        return OfficeView(
            code=row.code,
            name=Text(zh=row.name_zh, en=row.name_en),
            region=row.region,
            region_name=regions.full_name(row.region) if row.region in regions else row.region,
            department=row.department,
            unit=row.unit,
            level=row.level,
            credit_code=row.credit_code,
        )

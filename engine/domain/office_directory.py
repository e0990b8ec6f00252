"""Finding the office for a region, a department and a kind of unit, up the tree where there is none right there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.offices import Office, office_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.domain.regions import Regions


class OfficeDirectory:
    """All offices by code; immutable, so that any number of threads may ask."""

    def __init__(self, offices: Iterable[Office], regions: Regions) -> None:
        """``regions`` gives the way up."""
        self._by_code = {office.code: office for office in offices}
        self._regions = regions
        self._present = frozenset((one.region[:2], one.department) for one in self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Office]:
        return iter(self._by_code.values())

    def get(self, code: str | None) -> Office | None:
        """The office with this code, or None."""
        return self._by_code.get(code) if code is not None else None

    def find(self, *, region: str, department: str, unit: str | None = None) -> Office | None:
        """The office that a lane is bound to.

        The unit in the region itself or the nearest region above; where no region above has such a unit,
        the office of the department without unit, again the nearest. None for an unknown region.
        """
        if region not in self._regions:
            return None
        upwards = [above.code for above in reversed(self._regions.path(region))]
        for wanted in (unit, None) if unit else (None,):
            for code in upwards:
                office = self._by_code.get(office_code(region=code, department=department, unit=wanted))
                if office is not None:
                    return office
        return None

    def is_present(self, *, province: str, department: str) -> bool:
        """Whether the department has an office anywhere in the province; a code of any region in it will do."""
        return (province[:2], department) in self._present

    def below(self, code: str) -> frozenset[str]:
        """The codes of the units below this office."""
        office = self._by_code.get(code)
        if office is None or office.unit is not None:
            return frozenset()
        return frozenset(
            unit.code
            for unit in self._by_code.values()
            if unit.unit and unit.region == office.region and unit.department == office.department
        )

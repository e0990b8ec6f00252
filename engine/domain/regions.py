"""The tree of regions 行政区划 (GB/T 2260): five provinces, their prefectures and counties.

Pseudo-regions of the statistics (市辖区 and 县 of Chongqing, parks of Tibet) are no authorities: they
are left out, and what lies below them hangs on the province.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RegionLevel: TypeAlias = Literal["province", "prefecture", "county"]
LEVEL_CODES: dict[RegionLevel, str] = {"province": "2", "prefecture": "3", "county": "4"}
"""Levels of GB/T 39046 A.2."""

OFFICIAL = "GB/T 2260"
PROVINCES = frozenset({"50", "51", "52", "53", "54"})


@dataclass(frozen=True, kw_only=True)
class Region:
    """One region; ``parent`` is None for a province."""

    code: str
    name_zh: str
    name_en: str
    level: RegionLevel
    parent: str | None

    @property
    def province(self) -> str:
        """Its province, two digits."""
        return self.code[:2]


class Regions:
    """All regions by code, parents first."""

    def __init__(self, regions: Iterable[Region]) -> None:
        """In the order of the list."""
        self._by_code = {region.code: region for region in regions}

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]], english: Mapping[str, str]) -> Regions:
        """Read the rows of ``regions.csv``; ``english`` gives names by code, the code itself where none."""
        rows = list(rows)
        official = {row["code"] for row in rows if row["note"] == OFFICIAL}
        return cls(
            Region(
                code=row["code"],
                name_zh=row["name"],
                name_en=english.get(row["code"], row["code"]),
                level=_level(row["level"]),
                parent=_parent(row, official),
            )
            for row in rows
            if row["code"] in official
        )

    def __iter__(self) -> Iterator[Region]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> Region:
        """The region with this code.

        Raises:
            InvalidInputError: where there is none.
        """
        region = self._by_code.get(code)
        if region is None:
            raise InvalidInputError(
                f"There is no region '{code}' in the five provinces. Use a six-digit code of GB/T 2260.",
                f"西南五省没有行政区划“{code}”，请使用 GB/T 2260 六位代码。",
            )
        return region

    def path(self, code: str) -> tuple[Region, ...]:
        """The region with all above it, province first."""
        region = self[code]
        return (region,) if region.parent is None else (*self.path(region.parent), region)

    def full_name(self, code: str) -> str:
        """``云南省曲靖市会泽县``."""
        return "".join(region.name_zh for region in self.path(code))

    def children(self, code: str | None) -> tuple[Region, ...]:
        """The regions right below this one; the provinces for None."""
        return tuple(region for region in self if region.parent == code)


def _parent(row: Mapping[str, str], official: set[str]) -> str | None:
    if not row["parent"]:
        return None
    return row["parent"] if row["parent"] in official else f"{row['code'][:2]}0000"


def _level(text: str) -> RegionLevel:
    match text:
        case "province" | "prefecture" | "county":
            return text
        case _:
            raise InvalidInputError(f"'{text}' is no level of a region.", f"“{text}”不是行政区划级别。")

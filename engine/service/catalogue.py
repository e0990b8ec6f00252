"""The catalogue's data as it lies in ``processes/catalogue``: regions, calendar, statuses, 148 items.

Read once at the start; a folder of one's own can be set (``TONGBAN_CATALOGUE``).
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from engine.domain.calendar import WorkingCalendar
from engine.domain.regions import Regions
from engine.domain.statuses import StatusList
from engine.service.answers import Text

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """What is known before any case: lists that laws and ministries publish."""

    regions: Regions
    statuses: StatusList
    published: WorkingCalendar
    items: dict[str, dict[str, Any]]
    departments: dict[str, Text]
    themes: dict[str, Text]
    systems: dict[str, Text]

    @classmethod
    def read(cls, folder: Path) -> Catalogue:
        """Read all files of the folder."""
        items = _yaml(folder / "items.yaml")
        return cls(
            regions=Regions.from_rows(
                _rows(folder / "regions.csv"), _english(folder / "region_names_en.csv")
            ),
            statuses=StatusList.from_codes(_yaml(folder / "codes.yaml")["proposed_case_status"]),
            published=WorkingCalendar.from_published(_json(folder / "holidays_2021_2026.json")),
            items={entry["id"]: entry for entry in items["items"]},
            departments=_texts(items["departments"]),
            themes=_texts(items["themes"]),
            systems=_texts(items["systems"]),
        )


def _texts(entries: list[dict[str, Any]]) -> dict[str, Text]:
    return {entry["id"]: Text(zh=entry["zh"], en=entry["en"]) for entry in entries}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _english(path: Path) -> dict[str, str]:
    return {row["code"]: row["name_en"] for row in _rows(path)}


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _yaml(path: Path) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - both are safe loaders; the C one is 8x faster

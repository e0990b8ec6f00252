"""What every use case stands on: database, clock, ids, catalogue, offices, calendar, definitions.

Time and ids come in here and nowhere else, so that tests decide both.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.calendar import WorkingCalendar
from engine.domain.office_directory import OfficeDirectory
from engine.domain.offices import Office
from engine.service.answers import OfficeName, Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from engine.domain.calendar import DueDay
    from engine.service.accounts import Accounts
    from engine.service.blobs import Blobs
    from engine.service.catalogue import Catalogue
    from engine.service.loaded import DefinitionCache
    from engine.settings import Settings
    from engine.store import Database


REFRESH_SECONDS = 30.0
"""How old the imported years in memory may be."""


class LiveCalendar:
    """The official calendar as it is known now: the project's own years and those imported since.

    Definitions keep hold of this object, so that an import reaches them without reading them again.
    """

    def __init__(self, database: Database, published: WorkingCalendar) -> None:
        """``published`` are the years that come with the project."""
        self._database = database
        self._published = published
        self._current = published
        self._read_again_at = 0.0

    @property
    def current(self) -> WorkingCalendar:
        """The years as they are known; an import by another process is seen a little later."""
        if time.monotonic() >= self._read_again_at:
            return self.refresh()
        return self._current

    def refresh(self) -> WorkingCalendar:
        """Read the imported years again."""
        self._read_again_at = time.monotonic() + REFRESH_SECONDS
        merged = self._published
        with self._database.read() as work:
            for row in work.offices.calendar():
                merged = merged.merged(WorkingCalendar.from_published(row.days))
        self._current = merged
        return merged

    def is_working_day(self, day: date) -> bool:
        """Whether authorities work on this day."""
        return self.current.is_working_day(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The working day ``count`` working days after ``day``."""
        return self.current.add_working_days(day, count)

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``."""
        return self.current.working_days_between(start, end)

    def workday_after(self, start: date, count: int) -> DueDay:
        """The same with the word whether it is provisional."""
        return self.current.workday_after(start, count)


class LiveOffices:
    """The offices, read from the database once and again when they change."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        """``catalogue`` has the regions."""
        self._database = database
        self._regions = catalogue.regions
        self._directory: OfficeDirectory | None = None
        self._lock = threading.Lock()

    @property
    def directory(self) -> OfficeDirectory:
        """All offices."""
        found = self._directory
        return self.refresh() if found is None else found

    def refresh(self) -> OfficeDirectory:
        """Read them again."""
        with self._lock, self._database.read() as work:
            directory = OfficeDirectory(
                (
                    Office(
                        code=row.code,
                        region=row.region,
                        department=row.department,
                        unit=row.unit,
                        name_zh=row.name_zh,
                        name_en=row.name_en,
                        credit_code=row.credit_code,
                        level=row.level,
                    )
                    for row in work.offices.all()
                ),
                self._regions,
            )
            self._directory = directory if len(directory) else None
        return directory

    def name(self, code: str | None) -> OfficeName | None:
        """An office by name; its code where it is not known."""
        if code is None:
            return None
        office = self.directory.get(code)
        zh, en = (office.name_zh, office.name_en) if office else (code, code)
        return OfficeName(code=code, name=Text(zh=zh, en=en))


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Handed to every service by ``engine.bootstrap``."""

    database: Database
    settings: Settings
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    new_code: Callable[[], str]
    catalogue: Catalogue
    offices: LiveOffices
    calendar: LiveCalendar
    definitions: DefinitionCache
    blobs: Blobs
    accounts: Accounts

"""The temporal values of the semantic domain (clauses 10.3.2.3.4 to 10.3.2.3.8), frozen and hashable.

Python's ``==`` on them is identity in the sense of ``is()``: same kind, same parts. FEEL's ``=`` and
``<`` compare positions in time and live in :mod:`engine.feel.comparison`.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.temporal.civil import MAX_YEAR, day_number, from_day_number
from engine.feel.temporal.zones import NANOS_PER_DAY, NANOS_PER_SECOND, offset_of_instant, offset_of_local

MAX_DURATION = 10**40


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar day, proleptic Gregorian; year 0 and negative years exist."""

    year: int
    month: int
    day: int

    @property
    def number(self) -> int:
        """Days since 1970-01-01."""
        return day_number(self.year, self.month, self.day)

    @staticmethod
    def of_number(number: int) -> Date | None:
        """The day with that number, None outside the years of FEEL."""
        year, month, day = from_day_number(number)
        return Date(year, month, day) if -MAX_YEAR <= year <= MAX_YEAR else None


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: ``nanos`` since midnight, and an ``offset`` in seconds or a ``zone`` name or neither."""

    nanos: int
    offset: int | None = None
    zone: str | None = None

    @property
    def is_local(self) -> bool:
        """Whether nothing says how far it is from UTC."""
        return self.offset is None and self.zone is None

    @property
    def utc_offset(self) -> int | None:
        """Seconds east of UTC; a zone without a date is taken at its standard of 1970-01-01."""
        if self.zone is not None:
            return offset_of_local(self.zone, 0, 0)
        return self.offset


@dataclass(frozen=True, slots=True)
class DateTime:
    """A date and time of day, local, with offset or in a zone."""

    date: Date
    time: Time

    @property
    def utc_offset(self) -> int | None:
        """Seconds east of UTC, by the rules of the zone on that day; None for local values."""
        if self.time.zone is not None:
            return offset_of_local(self.time.zone, self.date.number, self.time.nanos)
        return self.time.offset

    @property
    def local_nanos(self) -> int:
        """Nanoseconds from 1970-01-01T00:00:00 as the clock on the wall shows."""
        return self.date.number * NANOS_PER_DAY + self.time.nanos

    def shifted(self, nanos: int) -> DateTime | None:
        """The moment ``nanos`` later in the same offset or zone; None outside the years of FEEL."""
        offset = self.utc_offset
        if self.time.zone is None or offset is None:
            return _at(self.local_nanos + nanos, self.time.offset, None)
        instant = self.local_nanos - offset * NANOS_PER_SECOND + nanos
        days, rest = divmod(instant, NANOS_PER_DAY)
        if abs(days) > (MAX_YEAR + 1) * 366:
            return None
        later = offset_of_instant(self.time.zone, days, rest)
        return _at(instant + later * NANOS_PER_SECOND, None, self.time.zone)


def _at(local_nanos: int, offset: int | None, zone: str | None) -> DateTime | None:
    days, rest = divmod(local_nanos, NANOS_PER_DAY)
    date = Date.of_number(days)
    return None if date is None else DateTime(date, Time(rest, offset, zone))


@dataclass(frozen=True, slots=True)
class DaysTimeDuration:
    """A days and time duration in ``nanos``."""

    nanos: int


@dataclass(frozen=True, slots=True)
class YearsMonthsDuration:
    """A years and months duration in ``months``."""

    months: int

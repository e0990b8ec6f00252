"""Working days by the official calendar: weekends, public holidays, make-up workdays 调休.

The State Council publishes each year's days in the autumn before. A year that is not published is
counted by weekends alone, and every date that leans on it is provisional.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from engine.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

SATURDAY = 5
LONGEST_LIMIT_DAYS = 3_660
"""No walk over the calendar goes further than this many days."""


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """A day that was counted to, and whether the count leaned on an unpublished year."""

    day: date
    is_provisional: bool


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """The days of the published years. ``holidays`` are weekdays off, ``makeup_workdays`` weekends worked."""

    years: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()
    makeup_workdays: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def from_published(cls, document: Mapping[str, Any]) -> WorkingCalendar:
        """Read ``{"holiday_weekdays": {"2026": [...]}, "makeup_workdays": {"2026": [...]}}``.

        Raises:
            InvalidInputError: for a document of another shape or a date outside its year.
        """
        holidays = _dates_by_year(document, "holiday_weekdays")
        makeup = _dates_by_year(document, "makeup_workdays")
        for day in (day for days in holidays.values() for day in days):
            if day.weekday() >= SATURDAY:
                raise _wrong(f"{day} is a weekend day and needs no holiday", f"{day} 本为周末，无需列为假日")
        for day in (day for days in makeup.values() for day in days):
            if day.weekday() < SATURDAY:
                raise _wrong(
                    f"{day} is a weekday and cannot be a make-up workday", f"{day} 不是周末，不能调休上班"
                )
        return cls(
            years=frozenset(holidays),
            holidays=frozenset(day for days in holidays.values() for day in days),
            makeup_workdays=frozenset(day for days in makeup.values() for day in days),
        )

    def merged(self, newer: WorkingCalendar) -> WorkingCalendar:
        """This calendar with the years of ``newer`` put in place of its own."""
        keep = self.years - newer.years
        return WorkingCalendar(
            years=self.years | newer.years,
            holidays=frozenset(day for day in self.holidays if day.year in keep) | newer.holidays,
            makeup_workdays=frozenset(day for day in self.makeup_workdays if day.year in keep)
            | newer.makeup_workdays,
        )

    def is_published(self, year: int) -> bool:
        """Whether the official days of this year are known."""
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        """Whether authorities work on this day; weekends decide in an unpublished year."""
        if day.weekday() >= SATURDAY:
            return day in self.makeup_workdays
        return day not in self.holidays

    def workday_after(self, start: date, count: int, *, excluded: frozenset[date] = frozenset()) -> DueDay:
        """The ``count``-th working day after ``start``, which itself does not count.

        ``excluded`` days are passed over (a suspended clock). ``count`` 0 is ``start`` itself.

        Raises:
            ValueError: where the count leads more than ten years away.
        """
        day, remaining, provisional = start, count, False
        while remaining > 0:
            day += timedelta(days=1)
            provisional = provisional or not self.is_published(day.year)
            if self.is_working_day(day) and day not in excluded:
                remaining -= 1
            if (day - start).days > LONGEST_LIMIT_DAYS:
                message = f"{count} working days after {start} lie more than ten years away"
                raise ValueError(message)
        return DueDay(day=day, is_provisional=provisional)

    def add_working_days(self, day: date, count: int) -> date:
        """The working day ``count`` working days after ``day``; before it where ``count`` is negative.

        Raises:
            ValueError: where the count leads more than ten years away.
        """
        if count >= 0:
            return self.workday_after(day, count).day
        earlier, remaining = day, -count
        while remaining > 0:
            earlier -= timedelta(days=1)
            remaining -= self.is_working_day(earlier)
            if (day - earlier).days > LONGEST_LIMIT_DAYS:
                message = f"{count} working days before {day} lie more than ten years away"
                raise ValueError(message)
        return earlier

    def working_days_between(self, start: date, end: date, *, excluded: frozenset[date] = frozenset()) -> int:
        """Working days in (``start``, ``end``]; negative where ``end`` lies before ``start``."""
        if end < start:
            return -self.working_days_between(end, start, excluded=excluded)
        days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) and day not in excluded for day in days)


def unpublished_note(year: int) -> tuple[str, str]:
    """What people read next to a provisional date: Chinese, English."""
    return f"{year}年放假安排尚未公布，日期为暂定", f"{year} calendar not published"


def _dates_by_year(document: Mapping[str, Any], key: str) -> dict[int, tuple[date, ...]]:
    years = document.get(key)
    if not isinstance(years, dict):
        raise _wrong(f"'{key}' is missing", f"缺少“{key}”")
    found: dict[int, tuple[date, ...]] = {}
    for year, days in years.items():
        try:
            parsed = tuple(date.fromisoformat(day) for day in days)
            number = int(year)
        except (TypeError, ValueError) as error:
            raise _wrong(
                f"'{key}' of {year} holds something that is no date", f"{year} 年的“{key}”含有非日期内容"
            ) from error
        if any(day.year != number for day in parsed):
            raise _wrong(
                f"'{key}' of {year} holds days of another year", f"{year} 年的“{key}”含有其他年份的日期"
            )
        found[number] = parsed
    return found


def _wrong(message: str, message_zh: str) -> InvalidInputError:
    return InvalidInputError(
        f"This is no published calendar: {message}. Correct the file and import it again.",
        f"日历文件有误：{message_zh}。请更正后重新导入。",
    )

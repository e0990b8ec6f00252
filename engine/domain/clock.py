"""The clock of a case: when it must be decided, and how near that is.

A phase starts the day after its status is entered (行政许可法: the first day does not count), counts
working or calendar days, passes over suspended spans (补正, 公示, courier, payment …) and stops at the
decision. A day on which the clock stood still at its end is not counted; the day on which it was
suspended is, as the clock ran on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from engine.domain.beijing import beijing_day
from engine.domain.calendar import DueDay, WorkingCalendar, unpublished_note
from engine.domain.statuses import EXTENDED

if TYPE_CHECKING:
    from engine.domain.statuses import CaseStatus

Unit: TypeAlias = Literal["working-day", "calendar-day", "instant", "none"]
Phase: TypeAlias = Literal["acceptance", "handling", "delivery"]
Level: TypeAlias = Literal["none", "green", "yellow", "red"]

ACCEPTANCE_DAYS = 5
DELIVERY_DAYS = 10
EXTENSION_DAYS = 10
NEAR_SHARE = 0.8
"""From this share of the limit on, or one working day before the end, the level is yellow."""


@dataclass(frozen=True, kw_only=True)
class TimeLimit:
    """How long an item may take. ``instant`` is the day of acceptance itself, ``none`` no limit."""

    days: int
    unit: Unit = "working-day"


ACCEPTANCE_LIMIT = TimeLimit(days=ACCEPTANCE_DAYS)
DELIVERY_LIMIT = TimeLimit(days=DELIVERY_DAYS)


@dataclass(frozen=True, kw_only=True)
class CaseClock:
    """Where the clock of one case stands; days are Beijing days.

    ``suspended`` holds ended spans (first day, last day), ``suspended_on`` the day of an open one.
    """

    phase: Phase | None = None
    limit: TimeLimit | None = None
    started_on: date | None = None
    suspended: tuple[tuple[date, date], ...] = ()
    suspended_on: date | None = None
    stopped_on: date | None = None
    is_extended: bool = False

    def entered(self, status: CaseStatus, *, at: datetime, limit: TimeLimit) -> CaseClock:
        """The clock after the case entered ``status``; ``limit`` is the item's, for the handling phase."""
        today = beijing_day(at)
        if status.is_terminal or status.clock == "stops":
            return self._stopped(today)
        match status.clock:
            case "acceptance":
                return self if self.phase else self._started("acceptance", ACCEPTANCE_LIMIT, today)
            case "delivery":
                return self._started("delivery", DELIVERY_LIMIT, today)
            case "suspended":
                return self._suspended(today)
            case "running" if self.phase != "handling":
                return self._started("handling", limit, today)
            case _:
                return replace(self._resumed(today), is_extended=self.is_extended or status.code == EXTENDED)

    def due(self, calendar: WorkingCalendar, *, today: date) -> DueDay | None:
        """The last day of the limit; while suspended as if the clock went on today. None without a limit."""
        if self.limit is None or self.started_on is None or self.limit.unit == "none":
            return None
        days = self.limit.days + (EXTENSION_DAYS if self.is_extended else 0)
        excluded = self._excluded(today)
        if self.limit.unit == "working-day":
            return calendar.workday_after(self.started_on, days, excluded=excluded)
        if self.limit.unit == "instant":
            return DueDay(day=self.started_on, is_provisional=False)
        return DueDay(day=_calendar_day_after(self.started_on, days, excluded), is_provisional=False)

    def reading(self, calendar: WorkingCalendar, *, today: date) -> ClockReading:
        """What the clock shows on this day."""
        due = self.due(calendar, today=today)
        if due is None or self.limit is None or self.started_on is None:
            return ClockReading(level="none", zh="未开始计时或无时限", en="No time limit is running")
        seen_on = self.stopped_on or today
        remaining = calendar.working_days_between(seen_on, due.day)
        note = unpublished_note(due.day.year) if due.is_provisional else None
        return ClockReading(
            level=self._level(calendar, due.day, remaining, seen_on),
            due_on=due.day,
            is_provisional=due.is_provisional,
            note_zh=note[0] if note else None,
            note_en=note[1] if note else None,
            remaining_days=remaining,
            is_suspended=self.suspended_on is not None,
            **_words(self, due.day, remaining),
        )

    def to_json(self) -> dict[str, Any]:
        """As it lies in the case row; empty where nothing runs."""
        if self.phase is None:
            return {}
        assert self.limit is not None and self.started_on is not None  # noqa: S101, PT018 - a phase has both
        stored: dict[str, Any] = {
            "phase": self.phase,
            "days": self.limit.days,
            "unit": self.limit.unit,
            "started": self.started_on.isoformat(),
        }
        if self.suspended:
            stored["suspended"] = [[first.isoformat(), last.isoformat()] for first, last in self.suspended]
        if self.suspended_on:
            stored["suspended_on"] = self.suspended_on.isoformat()
        if self.stopped_on:
            stored["stopped"] = self.stopped_on.isoformat()
        if self.is_extended:
            stored["extended"] = True
        return stored

    @classmethod
    def from_json(cls, stored: dict[str, Any] | None) -> CaseClock:
        """Back from the case row."""
        if not stored:
            return cls()
        return cls(
            phase=stored["phase"],
            limit=TimeLimit(days=stored["days"], unit=stored["unit"]),
            started_on=date.fromisoformat(stored["started"]),
            suspended=tuple(
                (date.fromisoformat(first), date.fromisoformat(last))
                for first, last in stored.get("suspended", ())
            ),
            suspended_on=_day_or_none(stored.get("suspended_on")),
            stopped_on=_day_or_none(stored.get("stopped")),
            is_extended=stored.get("extended", False),
        )

    def _started(self, phase: Phase, limit: TimeLimit, today: date) -> CaseClock:
        return CaseClock(phase=phase, limit=limit, started_on=today)

    def _suspended(self, today: date) -> CaseClock:
        if self.phase is None or self.stopped_on or self.suspended_on:
            return self
        return replace(self, suspended_on=today)

    def _resumed(self, today: date) -> CaseClock:
        if self.suspended_on is None:
            return self
        return replace(self, suspended=(*self.suspended, (self.suspended_on, today)), suspended_on=None)

    def _stopped(self, today: date) -> CaseClock:
        if self.phase is None or self.stopped_on:
            return self
        return replace(self._resumed(today), stopped_on=today)

    def _excluded(self, today: date) -> frozenset[date]:
        spans = self.suspended
        if self.suspended_on is not None:
            spans = (*spans, (self.suspended_on, max(today, self.suspended_on)))
        return frozenset(
            first + timedelta(days=offset)
            for first, last in spans
            for offset in range(1, (last - first).days + 1)
        )

    def _level(self, calendar: WorkingCalendar, due: date, remaining: int, seen_on: date) -> Level:
        if seen_on > due:
            return "red"
        if self.stopped_on:
            return "green"
        assert self.started_on is not None  # noqa: S101 - a due date has a start
        total = calendar.working_days_between(self.started_on, due, excluded=self._excluded(seen_on))
        used = total - remaining
        near = remaining <= 1 if total > 1 else remaining <= 0
        return "yellow" if near or (total > 0 and used >= NEAR_SHARE * total) else "green"


@dataclass(frozen=True, kw_only=True)
class ClockReading:
    """What people see of a clock: level and words, so that colour never stands alone."""

    level: Level
    zh: str
    en: str
    due_on: date | None = None
    is_provisional: bool = False
    note_zh: str | None = None
    note_en: str | None = None
    remaining_days: int | None = None
    is_suspended: bool = False


def _words(clock: CaseClock, due: date, remaining: int) -> dict[str, str]:
    if clock.stopped_on and clock.stopped_on <= due:
        return {"zh": "按时办结", "en": "Done in time"}
    if clock.stopped_on:
        return {"zh": f"超期 {-remaining} 个工作日办结", "en": f"Done {-remaining} working day(s) late"}
    if remaining < 0:
        return {"zh": f"已超期 {-remaining} 个工作日", "en": f"Overdue by {-remaining} working day(s)"}
    if clock.suspended_on:
        return {
            "zh": f"计时暂停，剩余 {remaining} 个工作日",
            "en": f"Clock suspended, {remaining} working day(s) left",
        }
    if remaining == 0:
        return {"zh": "今日到期", "en": "Due today"}
    return {"zh": f"剩余 {remaining} 个工作日", "en": f"{remaining} working day(s) left"}


def _calendar_day_after(start: date, days: int, excluded: frozenset[date]) -> date:
    day, remaining = start, days
    while remaining > 0:
        day += timedelta(days=1)
        if day not in excluded:
            remaining -= 1
    return day


def _day_or_none(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None

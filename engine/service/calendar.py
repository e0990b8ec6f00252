"""The official calendar: years that are known, and importing a year when it is published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from engine.domain import authority
from engine.domain.actors import SYSTEM_ACTOR
from engine.domain.calendar import WorkingCalendar
from engine.errors import ForbiddenError, InvalidInputError
from engine.service.commands import Commands, Order
from engine.service.records import CalendarImported, CalendarYear
from engine.store.rows import CalendarRow

if TYPE_CHECKING:
    from engine.domain.actors import Actor
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand, Written
    from engine.service.surroundings import Surroundings


class UnchangedError(Exception):
    """A due date that the new calendar leaves where it was."""


class Calendar:
    """Reading and importing years."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database and the calendar in use."""
        self._around = around
        self._commands = Commands(around)

    def years(self) -> tuple[CalendarYear, ...]:
        """Every known year, and the next one that is not published."""
        known = self._around.calendar.refresh()
        published = [_year(known, year) for year in sorted(known.years)]
        following = max(known.years, default=self._around.clock().year - 1) + 1
        missing = CalendarYear(year=following, is_published=False, holidays=(), makeup_workdays=())
        return (*published, missing)

    def import_year(self, actor: Actor, data: JsonObject) -> CalendarImported:
        """Take over published years, and recompute the due day of every open case that leans on them.

        Each recomputed case gets an event. Raises ForbiddenError, InvalidInputError.
        """
        if not authority.may_administer(actor):
            raise ForbiddenError("The calendar is imported by administrators.", "日历由系统管理员导入。")
        found = WorkingCalendar.from_published(data)
        if not found.years:
            raise InvalidInputError("The file holds no year.", "日历文件不含任何年份。")
        at = self._around.clock()
        with self._around.database.begin() as work:
            for year in sorted(found.years):
                days = {
                    "holiday_weekdays": {str(year): _texts(found.holidays, year)},
                    "makeup_workdays": {str(year): _texts(found.makeup_workdays, year)},
                }
                work.offices.set_calendar(
                    CalendarRow(year=year, days=days, imported_at=at, imported_by=actor.account_id)
                )
        self._around.calendar.refresh()
        return CalendarImported(
            years=tuple(sorted(found.years)), recomputed_cases=self._recompute(min(found.years))
        )

    def _recompute(self, year: int) -> int:
        with self._around.database.read() as work:
            rows = work.cases.open_with_due_on_or_after(date(year, 1, 1))
        return sum(self._recomputed(row.case_id) for row in rows)

    def _recomputed(self, case_id: str) -> bool:
        def act(hand: CaseInHand) -> Written:
            columns = hand.due_columns(hand.clock)
            if all(getattr(hand.row, name) == columns[name] for name in ("due_on", "due_provisional")):
                raise UnchangedError
            payload = {
                "from": hand.row.due_on.isoformat() if hand.row.due_on else None,
                "to": columns["due_on"].isoformat() if columns["due_on"] else None,
                "provisional": columns["due_provisional"],
            }
            return hand.write("due_recomputed", payload, changes=columns, refresh_tasks=True)

        try:
            self._commands.run(
                Order(
                    actor=SYSTEM_ACTOR,
                    case_id=case_id,
                    kind=bool,
                    act=act,
                    build=lambda _hand, _written: True,
                )
            )
        except UnchangedError:
            return False
        return True


def _year(calendar: WorkingCalendar, year: int) -> CalendarYear:
    return CalendarYear(
        year=year,
        is_published=True,
        holidays=tuple(sorted(day for day in calendar.holidays if day.year == year)),
        makeup_workdays=tuple(sorted(day for day in calendar.makeup_workdays if day.year == year)),
    )


def _texts(days: frozenset[date], year: int) -> list[str]:
    return [day.isoformat() for day in sorted(days) if day.year == year]

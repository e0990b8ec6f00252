"""Functions on dates (clauses 10.3.4.6, 10.3.4.8 and 10.3.4.11): ``is``, ``day of week``, ``now``, ``today``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.builtins.library import builtin
from engine.feel.comparison import equal
from engine.feel.convert import from_datetime
from engine.feel.run import Undefined
from engine.feel.temporal.civil import day_number, iso_week, weekday
from engine.feel.temporal.values import Date, DateTime, Time

if TYPE_CHECKING:
    from engine.feel.run import Run
    from engine.feel.values import Value

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _date(value: Date | DateTime) -> Date:
    return value.date if isinstance(value, DateTime) else value


@builtin("is(value1: any, value2: any): boolean")
def is_same(run: Run, value1: Value, value2: Value) -> bool:
    """Whether both are the same element of the domain: same kind, same parts."""
    if type(value1) is not type(value2):
        return False
    if isinstance(value1, (Time, DateTime)):
        return _identity(value1) == _identity(value2)
    return equal(value1, value2, run) is True


def _identity(value: Time | DateTime) -> tuple[object, ...]:
    time = value if isinstance(value, Time) else value.time
    date = value.date if isinstance(value, DateTime) else None
    return date, time.nanos, value.utc_offset, time.zone


@builtin("day of year(date: date|date and time): number")
def day_of_year(_run: Run, date: Date | DateTime) -> Decimal:
    """1 for the first of January."""
    day = _date(date)
    return Decimal(day.number - day_number(day.year, 1, 1) + 1)


@builtin("day of week(date: date|date and time): string")
def day_of_week(_run: Run, date: Date | DateTime) -> str:
    """The English name of the day."""
    return _DAYS[weekday(_date(date).number) - 1]


@builtin("month of year(date: date|date and time): string")
def month_of_year(_run: Run, date: Date | DateTime) -> str:
    """The English name of the month."""
    return _MONTHS[_date(date).month - 1]


@builtin("week of year(date: date|date and time): number")
def week_of_year(_run: Run, date: Date | DateTime) -> Decimal:
    """The number of the week by ISO 8601."""
    day = _date(date)
    return Decimal(iso_week(day.year, day.month, day.day))


@builtin("now(): date and time")
def now(run: Run) -> DateTime:
    """The time that the caller gave; null without one."""
    if run.environment.now is None:
        raise Undefined("is not known here: nobody gave the time", "未知：调用方没有给出当前时间")
    return from_datetime(run.environment.now)


@builtin("today(): date")
def today(run: Run) -> Date:
    """The date of the time that the caller gave; null without one."""
    return now(run).date

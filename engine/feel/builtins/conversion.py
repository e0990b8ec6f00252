"""Conversion functions (clause 10.3.4.1, Table 72)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation, Overflow
from typing import TYPE_CHECKING

from engine.feel.builtins.library import builtin
from engine.feel.run import Undefined
from engine.feel.temporal.civil import is_civil
from engine.feel.temporal.text import read_date, read_date_time, read_duration, read_time
from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.temporal.zones import NANOS_PER_SECOND
from engine.feel.values import DECIMAL128, Value
from engine.feel.writing import write

if TYPE_CHECKING:
    from engine.feel.run import Run

_NUMERAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MAX_OFFSET = 18 * 3600 * NANOS_PER_SECOND
_MAX_COMPONENT = Decimal(10**12)


def _not(what: str, text: str) -> Undefined:
    shown = text if len(text) <= 40 else text[:40] + "…"  # noqa: PLR2004 (enough to recognise it)
    return Undefined(f"cannot read '{shown}' as {what}", f"无法把“{shown}”读作 {what}")


def whole(number: Decimal, what: str) -> int:
    """The integer that a number is; Undefined where it has a fraction or is beyond any use."""
    if number != number.to_integral_value():
        raise Undefined(f"needs a whole number for '{what}'", f"的参数“{what}”应为整数")
    return truncated(number, what)


def truncated(number: Decimal, what: str) -> int:
    """The number without its fraction, as other implementations take it; Undefined beyond any use."""
    if abs(number) > _MAX_COMPONENT:
        raise Undefined(f"needs a smaller number for '{what}'", f"的参数“{what}”过大")
    return int(number)


@builtin("date(from: string): date")
def date_from_text(_run: Run, from_: str) -> Date:
    """A date string becomes a date; an impossible day is undefined."""
    found = read_date(from_)
    if found is None:
        raise _not("a date (2025-01-31)", from_)
    return found


@builtin("date(from: date|date and time): date")
def date_from_temporal(_run: Run, from_: Date | DateTime) -> Date:
    """The date of a date and time."""
    return from_.date if isinstance(from_, DateTime) else from_


@builtin("date(year: number, month: number, day: number): date")
def date_from_parts(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> Date:
    """A date from its components."""
    parts = truncated(year, "year"), truncated(month, "month"), truncated(day, "day")
    if not is_civil(*parts):
        raise Undefined("finds no such day", "找不到这一天")
    return Date(*parts)


@builtin("time(from: string): time")
def time_from_text(_run: Run, from_: str) -> Time:
    """A time string becomes a time."""
    found = read_time(from_)
    if found is None:
        raise _not("a time (23:59:00)", from_)
    return found


@builtin("time(from: time|date and time|date): time")
def time_from_temporal(_run: Run, from_: Time | DateTime | Date) -> Time:
    """The time of day of a date and time; a date is UTC midnight (clause 10.3.2.3.5)."""
    if isinstance(from_, DateTime):
        return from_.time
    return Time(0, 0) if isinstance(from_, Date) else from_


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration?): time")
def time_from_parts(
    _run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: DaysTimeDuration | None = None
) -> Time:
    """A time from its components; seconds may have a fraction."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):  # noqa: PLR2004
        raise Undefined("finds no such time of day", "找不到这一时刻")
    seconds = (truncated(hour, "hour") * 60 + truncated(minute, "minute")) * 60
    nanos = seconds * NANOS_PER_SECOND + int(second * NANOS_PER_SECOND)
    if offset is None:
        return Time(nanos)
    return Time(nanos, _offset(offset))


def _offset(offset: DaysTimeDuration) -> int:
    if abs(offset.nanos) > _MAX_OFFSET:
        raise Undefined("needs an offset of at most 18 hours", "的时差不得超过 18 小时")
    return offset.nanos // NANOS_PER_SECOND


@builtin("date and time(from: string): date and time")
def date_time_from_text(_run: Run, from_: str) -> DateTime:
    """A date time string becomes a date and time; a date alone means midnight."""
    found = read_date_time(from_)
    if found is None:
        raise _not("a date and time (2025-01-31T23:59:00)", from_)
    return found


@builtin("date and time(date: date|date and time, time: time): date and time")
def date_time_from_both(_run: Run, date: Date | DateTime, time: Time) -> DateTime:
    """A day and a time of day."""
    return DateTime(date.date if isinstance(date, DateTime) else date, time)


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number): "
    "date and time",
    "date and time(year: number, month: number, day: number, hour: number, minute: number, second: number, "
    "offset: days and time duration?): date and time",
)
def date_time_from_parts(  # noqa: PLR0917 (as many as the standard says)
    run: Run,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DaysTimeDuration | None = None,
) -> DateTime:
    """A date and time from its components."""
    return DateTime(
        date_from_parts(run, year, month, day), time_from_parts(run, hour, minute, second, offset)
    )


@builtin("number(from: string): number")
def number_from_text(_run: Run, from_: str) -> Decimal:
    """A numeral with a period, as in a literal."""
    if not _NUMERAL.fullmatch(from_):
        raise _not("a number", from_)
    try:
        return DECIMAL128.create_decimal(from_)
    except (InvalidOperation, Overflow) as error:
        raise _not("a number", from_) from error


@builtin("number(from: string, grouping separator: string?, decimal separator: string?): number")
def number_from_grouped(
    run: Run, from_: str, grouping_separator: str | None, decimal_separator: str | None
) -> Decimal:
    """A numeral with separators: space, comma or period between groups, comma or period before decimals."""
    if grouping_separator not in (None, " ", ",", "."):
        raise Undefined("needs ' ', ',' or '.' as grouping separator", "的分组符应为空格、逗号或句点")
    if decimal_separator not in (None, ",", "."):
        raise Undefined("needs ',' or '.' as decimal separator", "的小数点应为逗号或句点")
    if grouping_separator is not None and grouping_separator == decimal_separator:
        raise Undefined("needs two different separators", "的分组符与小数点不得相同")
    plain = from_ if grouping_separator is None else from_.replace(grouping_separator, "")
    if decimal_separator is not None:
        plain = plain.replace(decimal_separator, ".")
    return number_from_text(run, plain)


@builtin("string(from: any): string")
def string_of(run: Run, from_: Value) -> str | None:
    """Any value as text; null stays null."""
    return None if from_ is None else run.text(write(from_, run))


@builtin("duration(from: string): days and time duration")
def duration_from_text(_run: Run, from_: str) -> DaysTimeDuration | YearsMonthsDuration:
    """A duration string of either kind."""
    found = read_duration(from_)
    if found is None:
        raise _not("a duration (P1DT2H or P1Y2M)", from_)
    return found


@builtin(
    "years and months duration(from: date, to: date): years and months duration",
    "years and months duration(from: date and time, to: date and time): years and months duration",
    "years and months duration(from: date|date and time, to: date|date and time): years and months duration",
)
def years_and_months(_run: Run, from_: Date | DateTime, to: Date | DateTime) -> YearsMonthsDuration:
    """The whole months between two days, towards zero; the time of day does not count, as in other engines."""
    one, two = date_from_temporal(_run, from_), date_from_temporal(_run, to)
    return YearsMonthsDuration(months_between(one, two))


def months_between(start: Date, end: Date) -> int:
    """Whole months from ``start`` to ``end``, negative where ``end`` is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    if months < 0 and end.day > start.day:
        return months + 1
    return months

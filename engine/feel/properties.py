"""Properties after a dot (clause 10.3.2.15, Tables 64 to 67): entries, parts of dates, ends of ranges."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.temporal.civil import weekday
from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.temporal.zones import NANOS_PER_DAY, NANOS_PER_SECOND
from engine.feel.values import DECIMAL128, Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.values import Value

_HOUR, _MINUTE = 3600 * NANOS_PER_SECOND, 60 * NANOS_PER_SECOND


def _seconds(nanos: int) -> Decimal:
    return DECIMAL128.divide(Decimal(nanos), Decimal(NANOS_PER_SECOND))


def _part(nanos: int, unit: int, modulus: int) -> Decimal:
    """A component of a duration, with the duration's sign."""
    size = abs(nanos) // unit % modulus
    return Decimal(-size if nanos < 0 else size)


def _offset(value: Time | DateTime) -> DaysTimeDuration | None:
    seconds = value.utc_offset
    return None if seconds is None else DaysTimeDuration(seconds * NANOS_PER_SECOND)


def _of_date(part: Callable[[Date], Value]) -> Callable[[DateTime], Value]:
    return lambda v: part(v.date)


def _of_time(part: Callable[[Time], Value]) -> Callable[[DateTime], Value]:
    return lambda v: part(v.time)


_DATE: dict[str, Callable[[Date], Value]] = {
    "year": lambda v: Decimal(v.year),
    "month": lambda v: Decimal(v.month),
    "day": lambda v: Decimal(v.day),
    "weekday": lambda v: Decimal(weekday(v.number)),
}
_TIME: dict[str, Callable[[Time], Value]] = {
    "hour": lambda v: Decimal(v.nanos // _HOUR),
    "minute": lambda v: Decimal(v.nanos // _MINUTE % 60),
    "second": lambda v: _seconds(v.nanos % _MINUTE),
    "time offset": _offset,
    "timezone": lambda v: v.zone,
}
_DATE_TIME: dict[str, Callable[[DateTime], Value]] = {
    **{name: _of_date(part) for name, part in _DATE.items()},
    **{name: _of_time(part) for name, part in _TIME.items()},
    "time offset": _offset,
}
_DAYS: dict[str, Callable[[DaysTimeDuration], Value]] = {
    "days": lambda v: _part(v.nanos, NANOS_PER_DAY, 10**40),
    "hours": lambda v: _part(v.nanos, _HOUR, 24),
    "minutes": lambda v: _part(v.nanos, _MINUTE, 60),
    "seconds": lambda v: _seconds(-(-v.nanos % _MINUTE) if v.nanos < 0 else v.nanos % _MINUTE),
}
_MONTHS: dict[str, Callable[[YearsMonthsDuration], Value]] = {
    "years": lambda v: _part(v.months, 12, 10**40),
    "months": lambda v: _part(v.months, 1, 12),
}
_RANGE: dict[str, Callable[[Range], Value]] = {
    "start": lambda v: v.start,
    "end": lambda v: v.end,
    "start included": lambda v: v.start_included,
    "end included": lambda v: v.end_included,
}

PROPERTIES: dict[type, dict[str, Callable[[Value], Value]]] = {
    Date: _DATE,
    Time: _TIME,
    DateTime: _DATE_TIME,
    DaysTimeDuration: _DAYS,
    YearsMonthsDuration: _MONTHS,
    Range: _RANGE,
}
PROPERTY_NAMES = frozenset(name for each in PROPERTIES.values() for name in each)
"""All property names; some have two words and must be known to the parser."""

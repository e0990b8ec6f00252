"""Reading and writing temporal values in the lexical forms of XML Schema, ISO 8601 and ``@zone``."""

from __future__ import annotations

import re
from typing import TypeAlias

from engine.feel.temporal.civil import is_civil
from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.temporal.zones import NANOS_PER_SECOND, is_zone

Duration: TypeAlias = DaysTimeDuration | YearsMonthsDuration
Temporal: TypeAlias = Date | Time | DateTime | DaysTimeDuration | YearsMonthsDuration

_DATE = re.compile(r"(-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"T?([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:([Zz])|([+-])([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?|@(.+))?"
)
_DURATION = re.compile(
    r"(-)?P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]+))?S)?)?"
)
_MAX_OFFSET = 18 * 3600
_MAX_DIGITS = 30


def read_date(text: str) -> Date | None:
    """A date string such as ``2012-12-25``; None when it is not one or no such day exists."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    return Date(year, month, day) if is_civil(year, month, day) else None


def read_time(text: str) -> Time | None:
    """A time string: ``23:59:00``, ``23:59:00.5Z``, ``23:59:00+08:00`` or ``23:59:00@Asia/Shanghai``."""
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    if hour == 24 and minute == second == 0 and not int(found[4] or 0):  # noqa: PLR2004 (ISO end of day)
        hour = 0
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004
        return None
    nanos = ((hour * 60 + minute) * 60 + second) * NANOS_PER_SECOND + _fraction(found[4])
    if found[10] is not None:
        return _zoned_time(nanos, found[10])
    offset = _offset(found)
    return None if offset is not None and abs(offset) > _MAX_OFFSET else Time(nanos, offset)


def _zoned_time(nanos: int, zone: str) -> Time | None:
    return Time(nanos, None, zone) if is_zone(zone) else None


def _offset(found: re.Match[str]) -> int | None:
    if found[5]:
        return 0
    if not found[6]:
        return None
    hours, minutes, seconds = int(found[7]), int(found[8]), int(found[9] or 0)
    if minutes > 59 or seconds > 59:  # noqa: PLR2004
        return _MAX_OFFSET + 1
    offset = hours * 3600 + minutes * 60 + seconds
    return -offset if found[6] == "-" else offset


def _fraction(digits: str | None) -> int:
    return int((digits or "0")[:9].ljust(9, "0"))


def read_date_time(text: str) -> DateTime | None:
    """A date time string; a date alone means midnight, local."""
    day, separator, rest = text.partition("T")
    date = read_date(day)
    if date is None:
        return None
    if not separator:
        return DateTime(date, Time(0))
    time = None if rest.startswith("T") else read_time(rest)
    if time is None:
        return None
    if rest.startswith("24"):
        after = Date.of_number(date.number + 1)
        return None if after is None else DateTime(after, time)
    return DateTime(date, time)


def read_duration(text: str) -> Duration | None:
    """A duration string in the lexical space of xs:dayTimeDuration or xs:yearMonthDuration."""
    found = _DURATION.fullmatch(text)
    if not found or any(part and len(part) > _MAX_DIGITS for part in found.groups()[1:4]):
        return None
    sign = -1 if found[1] else 1
    years, months, days = found[2], found[3], found[4]
    if years is not None or months is not None:
        if days is not None or found[5] is not None:
            return None
        return YearsMonthsDuration(sign * (int(years or 0) * 12 + int(months or 0)))
    clock = found.groups()[5:9]
    if (days is None and found[5] is None) or (found[5] is not None and not any(clock)):
        return None
    if any(part and len(part) > _MAX_DIGITS for part in clock[:3]):
        return None
    hours, minutes, seconds = (int(part or 0) for part in clock[:3])
    whole = ((int(days or 0) * 24 + hours) * 60 + minutes) * 60 + seconds
    return DaysTimeDuration(sign * (whole * NANOS_PER_SECOND + _fraction(clock[3] or None)))


def read_temporal(text: str) -> Temporal | None:
    """Whatever a temporal literal ``@"…"`` may hold (grammar rule 65)."""
    return (
        read_date(text)
        or read_time(text)
        or (read_date_time(text) if "T" in text else None)
        or read_duration(text)
    )


def write_date(value: Date) -> str:
    """``2012-12-25``; years below 1000 are padded to four digits."""
    sign = "-" if value.year < 0 else ""
    return f"{sign}{abs(value.year):04d}-{value.month:02d}-{value.day:02d}"


def write_time(value: Time) -> str:
    """``23:59:00.5@Asia/Shanghai``; the fraction without trailing zeros, Z for offset 0."""
    seconds, nanos = divmod(value.nanos, NANOS_PER_SECOND)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
    return f"{hour:02d}:{minute:02d}:{second:02d}{fraction}{_write_offset(value)}"


def _write_offset(value: Time) -> str:
    if value.zone is not None:
        return f"@{value.zone}"
    if value.offset is None:
        return ""
    if value.offset == 0:
        return "Z"
    minutes, second = divmod(abs(value.offset), 60)
    seconds = f":{second:02d}" if second else ""
    return f"{'-' if value.offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}{seconds}"


def write_date_time(value: DateTime) -> str:
    """``2012-12-25T23:59:00+08:00``."""
    return f"{write_date(value.date)}T{write_time(value.time)}"


def write_duration(value: Duration) -> str:
    """``P1DT2H`` or ``P1Y2M``; ``PT0S`` and ``P0M`` for nothing at all."""
    if isinstance(value, YearsMonthsDuration):
        return _write_months(value.months)
    if not value.nanos:
        return "PT0S"
    seconds, nanos = divmod(abs(value.nanos), NANOS_PER_SECOND)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
    clock = f"{f'{hour}H' if hour else ''}{f'{minute}M' if minute else ''}"
    clock += f"{second}{fraction}S" if second or nanos else ""
    sign = "-" if value.nanos < 0 else ""
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def _write_months(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    body = f"{f'{years}Y' if years else ''}{f'{rest}M' if rest or not years else ''}"
    return f"{'-' if months < 0 else ''}P{body}"

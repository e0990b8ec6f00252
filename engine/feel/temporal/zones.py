"""Offsets of IANA time zones, also for years that ``datetime`` cannot hold."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.temporal.civil import from_day_number

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*")
_FIRST_YEAR, _LAST_YEAR = 2, 9_998
NANOS_PER_SECOND = 1_000_000_000
NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    if not _NAME.fullmatch(name) or len(name) > 64:  # noqa: PLR2004 (no IANA name is longer)
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Whether ``name`` stands in the IANA Time Zone Database."""
    return _zone(name) is not None


@lru_cache(maxsize=4096)
def offset_of_local(name: str, days: int, nanos: int) -> int:
    """Seconds east of UTC when clocks in the zone show that local day and time of day."""
    moment = _representable(days, nanos).replace(tzinfo=_zone(name))
    return _seconds(moment.utcoffset())


@lru_cache(maxsize=4096)
def offset_of_instant(name: str, days: int, nanos: int) -> int:
    """Seconds east of UTC in the zone at that instant, given as UTC day number and time of day."""
    moment = _representable(days, nanos).replace(tzinfo=UTC)
    return _seconds(moment.astimezone(_zone(name)).utcoffset())


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else round(offset.total_seconds())


def _representable(days: int, nanos: int) -> datetime:
    """The moment itself, or one that the rules of the zone treat alike.

    Rules repeat with the calendar, so a far year is moved by whole cycles of 400 years; before year 2
    every zone is still on local mean time.
    """
    year, month, day = from_day_number(days)
    if year > _LAST_YEAR:
        year = 9_200 + year % 400
    elif year < _FIRST_YEAR:
        year = 2 + (year % 400) if (year % 400) else 400
    seconds, rest = divmod(nanos, NANOS_PER_SECOND)
    midnight = datetime(year, month, day)  # noqa: DTZ001 (the caller sets the zone)
    return midnight + timedelta(seconds=seconds, microseconds=rest // 1000)

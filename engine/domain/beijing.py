"""Days of Beijing: instants are UTC, days are Asia/Shanghai.

China has kept one offset without daylight saving since 1991, but the zone database is asked all the
same: opening dates of old records may lie before that.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def beijing_day(at: datetime) -> date:
    """The day in Beijing at this instant.

    Raises:
        ValueError: where ``at`` has no zone.
    """
    if at.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    return at.astimezone(BEIJING).date()


def start_of_day(day: date) -> datetime:
    """The instant at which this day begins in Beijing, in UTC."""
    return datetime.combine(day, time.min, tzinfo=BEIJING).astimezone(UTC)


def beijing_text(at: datetime) -> str:
    """An instant as people in China read it: ``2026-11-25 09:30``."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")

"""When a timer is due: ISO 8601 text, or a FEEL value (BPMN 10.5.5, table 10.101).

A moment is aware; one without offset, and a date without time, is meant in Beijing. A cycle is ``R3/PT10M``
or ``R/2026-01-01T00:00:00Z/P1D``: repetitions without number go on for ever.
"""

from __future__ import annotations

import calendar as months
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.bpmn.expressions import ExpressionFailure
from engine.domain.beijing import BEIJING

if TYPE_CHECKING:
    from engine.bpmn.execution.names import Names
    from engine.bpmn.specs.triggers import TimerTrigger

_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
    r"(?:T(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
_CYCLE = re.compile(r"R(?P<count>-?\d*)/(?P<rest>.+)")
_CRON = re.compile(r"\S+( +\S+){4,6}")


@dataclass(frozen=True, slots=True)
class Due:
    """The next moment; ``rest`` is what follows it: ``[repetitions left or None, duration]``, or None."""

    due: datetime
    rest: list[Any] | None = None


def first_due(trigger: TimerTrigger, names: Names, at: datetime) -> Due | None:
    """When the timer is due for the first time; None where nothing says when.

    Raises ``ExpressionFailure`` where the value is no moment, duration or cycle.
    """
    if trigger.when is None:
        return None
    value = trigger.when.evaluate(names)
    due = read_due(value, at)
    if due is None:
        raise ExpressionFailure(
            f"The timer '{trigger.when.text}' gives {value!r}: neither a date, a date and time, a duration nor a cycle.",
            f"定时器“{trigger.when.text}”的结果 {value!r} 不是日期、日期时间、时长或周期。",
        )
    return due


def read_due(value: Any, at: datetime) -> Due | None:
    """A JSON value (text as FEEL writes it) as a due moment, counted from ``at``."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    cycle = _CYCLE.fullmatch(text)
    if cycle is not None:
        return _cycle(cycle["count"], cycle["rest"].split("/"), at)
    moment = read_moment(text)
    if moment is not None:
        return Due(moment)
    later = add_duration(at, text)
    return None if later is None else Due(later)


def _cycle(count: str, parts: list[str], at: datetime) -> Due | None:
    left = int(count) if count and not count.startswith("-") else None
    if left == 0:
        return None
    more = None if left is None else left - 1
    if len(parts) == 1:
        due, duration = add_duration(at, parts[0]), parts[0]
    else:
        begin = read_moment(parts[0])
        due, duration = (begin, parts[1]) if begin is not None else (add_duration(at, parts[0]), parts[0])
    if due is None or add_duration(due, duration) is None:
        return None
    return Due(due, [more, duration])


def next_due(due_text: str, rest: list[Any] | None) -> Due | None:
    """The turn of a cycle after the one that was due at ``due_text``; None after the last."""
    if rest is None:
        return None
    left, duration = rest
    if left == 0:
        return None
    due = add_duration(datetime.fromisoformat(due_text), duration)
    return None if due is None else Due(due, [None if left is None else left - 1, duration])


def read_moment(text: str) -> datetime | None:
    """A date or a date and time as an aware moment in UTC; a date begins at midnight in Beijing."""
    bare = text.split("[", maxsplit=1)[0] if "[" in text else text.split("@", maxsplit=1)[0]
    try:
        if len(bare) == len("2026-01-01"):
            moment = datetime.combine(date.fromisoformat(bare), datetime.min.time())
        else:
            moment = datetime.fromisoformat(bare)
    except ValueError:
        return None
    if moment.tzinfo is None:
        zone = text[text.index("@") + 1 :] if "@" in text else ""
        moment = moment.replace(tzinfo=ZoneInfo(zone) if _is_zone(zone) else BEIJING)
    return moment.astimezone(UTC)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return bool(name)


def add_duration(start: datetime, text: str) -> datetime | None:
    """``start`` plus an ISO 8601 duration, months by the calendar in Beijing; None where it is none."""
    parts = _DURATION.fullmatch(text)
    if parts is None or text in ("P", "-P") or text.endswith("T"):
        return None
    sign = -1 if parts["sign"] else 1
    whole = {key: int(parts[key] or 0) for key in "YMWDhm"}
    moment = start
    shift = sign * (whole["Y"] * 12 + whole["M"])
    try:
        if shift:
            local = start.astimezone(BEIJING)
            index = local.year * 12 + local.month - 1 + shift
            year, month = divmod(index, 12)
            day = min(local.day, months.monthrange(year, month + 1)[1])
            moment = local.replace(year=year, month=month + 1, day=day).astimezone(UTC)
        return moment + sign * timedelta(
            weeks=whole["W"],
            days=whole["D"],
            hours=whole["h"],
            minutes=whole["m"],
            seconds=float(parts["s"] or 0),
        )
    except (OverflowError, ValueError):
        return None

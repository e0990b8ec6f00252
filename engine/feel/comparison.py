"""Equality and order of values (clause 10.3.2.15, Tables 52 to 54).

Both answer None where the values are of unlike kinds; the caller turns that into null with a reason.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.temporal.zones import NANOS_PER_SECOND
from engine.feel.values import Function, Range, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.run import Run


def equal(a: Value, b: Value, run: Run) -> bool | None:
    """``a = b``: True, False, or None where the kinds differ and neither is null."""
    kind = type(a)
    if kind is type(b):
        if kind is Decimal or kind is str or kind is bool:
            return bool(a == b)
        special = _EQUALITIES.get(kind)
        return special(a, b, run) if special else bool(a == b)
    if a is None or b is None:
        return False
    if isinstance(a, Function) and isinstance(b, Function):
        return bool(a == b)
    return None


def _equal_lists(a: list[Value], b: list[Value], run: Run) -> bool:
    if len(a) != len(b):
        return False
    run.charge(1 + (len(a) >> 4))
    return all(equal(x, y, run) is True for x, y in zip(a, b, strict=True))


def _equal_contexts(a: dict[str, Value], b: dict[str, Value], run: Run) -> bool:
    if a.keys() != b.keys():
        return False
    run.charge(1 + (len(a) >> 4))
    return all(equal(value, b[key], run) is True for key, value in a.items())


def _equal_ranges(a: Range, b: Range, run: Run) -> bool:
    return (
        a.start_included == b.start_included
        and a.end_included == b.end_included
        and equal(a.start, b.start, run) is True
        and equal(a.end, b.end, run) is True
    )


def _equal_positions(a: Value, b: Value, _run: Run) -> bool:
    """The same position in time; a local value has none in UTC and equals only local values."""
    one, two = a.utc_offset, b.utc_offset
    if one is None or two is None:
        return one is two and _local(a) == _local(b)
    return bool(_local(a) - _local(b) == (one - two) * NANOS_PER_SECOND)


_EQUALITIES: dict[type, Callable[[Value, Value, Run], bool]] = {
    list: _equal_lists,
    dict: _equal_contexts,
    Range: _equal_ranges,
    Time: _equal_positions,
    DateTime: _equal_positions,
}


def positions(a: Time | DateTime, b: Time | DateTime) -> tuple[int, int]:
    """Both on one scale of nanoseconds; a local value takes the offset of the other (Table 54)."""
    first, second = _local(a), _local(b)
    one, two = a.utc_offset, b.utc_offset
    if one is None or two is None:
        return first, second
    return first - one * NANOS_PER_SECOND, second - two * NANOS_PER_SECOND


def _local(value: Time | DateTime) -> int:
    return value.nanos if isinstance(value, Time) else value.local_nanos


def order(a: Value, b: Value) -> int | None:
    """Negative, zero or positive as ``a`` comes before, with or after ``b``; None if not comparable."""
    kind = type(a)
    if kind is not type(b):
        return None
    if kind is Decimal or kind is str:
        return int(a > b) - int(a < b)
    key = _ORDERS.get(kind)
    if key is None:
        return None
    first, second = key(a, b)
    return int(first > second) - int(first < second)


def _dates(a: Date, b: Date) -> tuple[object, object]:
    return (a.year, a.month, a.day), (b.year, b.month, b.day)


def _days(a: DaysTimeDuration, b: DaysTimeDuration) -> tuple[int, int]:
    return a.nanos, b.nanos


def _months(a: YearsMonthsDuration, b: YearsMonthsDuration) -> tuple[int, int]:
    return a.months, b.months


_ORDERS: dict[type, Callable[[Value, Value], tuple[Value, Value]]] = {
    Date: _dates,
    Time: positions,
    DateTime: positions,
    DaysTimeDuration: _days,
    YearsMonthsDuration: _months,
}


def includes(interval: Range, point: Value) -> bool | None:
    """Whether the range contains the point; None where they are not comparable."""
    low = 1 if interval.start is None else order(point, interval.start)
    high = -1 if interval.end is None else order(point, interval.end)
    if low is None or high is None:
        return None
    after = low > 0 or (low == 0 and interval.start_included)
    before = high < 0 or (high == 0 and interval.end_included)
    return after and before

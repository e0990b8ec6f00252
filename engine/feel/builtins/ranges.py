"""Relations between points and ranges (clause 10.3.4.7, Table 78) and ``range()``.

An undefined end of a range (``< 10``) lies before or after everything and is never included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins.library import builtin
from engine.feel.comparison import order
from engine.feel.run import Undefined
from engine.feel.values import Range, Value

if TYPE_CHECKING:
    from engine.feel.run import Run


def _order(a: Value, b: Value) -> int:
    found = order(a, b)
    if found is None:
        raise Undefined("needs points that can be compared with each other", "需要可以相互比较的值")
    return found


def _starts(a: Range, b: Range) -> int:
    """Order of the two starts; an undefined start is before everything."""
    if a.start is None or b.start is None:
        return (a.start is not None) - (b.start is not None)
    return _order(a.start, b.start)


def _ends(a: Range, b: Range) -> int:
    """Order of the two ends; an undefined end is after everything."""
    if a.end is None or b.end is None:
        return (a.end is None) - (b.end is None)
    return _order(a.end, b.end)


def _end_to_start(a: Range, b: Range) -> int:
    """Order of the end of ``a`` and the start of ``b``."""
    return 1 if a.end is None or b.start is None else _order(a.end, b.start)


@builtin(
    "before(point1: any, point2: any): boolean",
    "before(range1: any, range2: any): boolean",
    "before(point: any, range: any): boolean",
    "before(range: any, point: any): boolean",
)
def before(_run: Run, point1: Value, point2: Value) -> bool:
    """Whether the first lies wholly before the second."""
    if isinstance(point1, Range) and isinstance(point2, Range):
        sign = _end_to_start(point1, point2)
        return sign < 0 or (sign == 0 and not (point1.end_included and point2.start_included))
    if isinstance(point1, Range):
        sign = 1 if point1.end is None else _order(point1.end, point2)
        return sign < 0 or (sign == 0 and not point1.end_included)
    if isinstance(point2, Range):
        sign = 1 if point2.start is None else _order(point1, point2.start)
        return sign < 0 or (sign == 0 and not point2.start_included)
    return _order(point1, point2) < 0


@builtin(
    "after(point1: any, point2: any): boolean",
    "after(range1: any, range2: any): boolean",
    "after(point: any, range: any): boolean",
    "after(range: any, point: any): boolean",
)
def after(run: Run, point1: Value, point2: Value) -> bool:
    """Whether the first lies wholly after the second."""
    return before(run, point2, point1)


@builtin("meets(range1: range, range2: range): boolean")
def meets(_run: Run, range1: Range, range2: Range) -> bool:
    """Whether the first ends exactly where the second starts, both including that point."""
    return range1.end_included and range2.start_included and _end_to_start(range1, range2) == 0


@builtin("met by(range1: range, range2: range): boolean")
def met_by(run: Run, range1: Range, range2: Range) -> bool:
    """Whether the second meets the first."""
    return meets(run, range2, range1)


@builtin("overlaps(range1: range, range2: range): boolean")
def overlaps(run: Run, range1: Range, range2: Range) -> bool:
    """Whether they share a point."""
    return not before(run, range1, range2) and not before(run, range2, range1)


@builtin("overlaps before(range1: range, range2: range): boolean")
def overlaps_before(run: Run, range1: Range, range2: Range) -> bool:
    """Whether the first starts earlier and ends within the second."""
    starts, ends = _starts(range1, range2), _ends(range1, range2)
    earlier = starts < 0 or (starts == 0 and range1.start_included and not range2.start_included)
    within = ends < 0 or (ends == 0 and (not range1.end_included or range2.end_included))
    return earlier and not before(run, range1, range2) and within


@builtin("overlaps after(range1: range, range2: range): boolean")
def overlaps_after(run: Run, range1: Range, range2: Range) -> bool:
    """Whether the first starts within the second and ends later."""
    starts, ends = _starts(range2, range1), _ends(range2, range1)
    earlier = starts < 0 or (starts == 0 and range2.start_included and not range1.start_included)
    within = ends < 0 or (ends == 0 and (not range2.end_included or range1.end_included))
    return earlier and not before(run, range2, range1) and within


@builtin("finishes(point: any, range: range): boolean", "finishes(range1: range, range2: range): boolean")
def finishes(_run: Run, point: Value, range: Range) -> bool:  # noqa: A002 (its name)
    """Whether the point or range ends exactly where the range ends."""
    if not isinstance(point, Range):
        return range.end_included and range.end is not None and _order(range.end, point) == 0
    starts = _starts(point, range)
    return (
        point.end_included == range.end_included
        and _ends(point, range) == 0
        and (starts > 0 or (starts == 0 and (not point.start_included or range.start_included)))
    )


@builtin(
    "finished by(range: range, point: any): boolean", "finished by(range1: range, range2: range): boolean"
)
def finished_by(run: Run, range: Range, point: Value) -> bool:  # noqa: A002 (its name)
    """Whether the point or range finishes the range."""
    return finishes(run, point, range)


@builtin("starts(point: any, range: range): boolean", "starts(range1: range, range2: range): boolean")
def starts(_run: Run, point: Value, range: Range) -> bool:  # noqa: A002 (its name)
    """Whether the point or range starts exactly where the range starts."""
    if not isinstance(point, Range):
        return range.start_included and range.start is not None and _order(range.start, point) == 0
    ends = _ends(point, range)
    return (
        point.start_included == range.start_included
        and _starts(point, range) == 0
        and (ends < 0 or (ends == 0 and (not point.end_included or range.end_included)))
    )


@builtin("started by(range: range, point: any): boolean", "started by(range1: range, range2: range): boolean")
def started_by(run: Run, range: Range, point: Value) -> bool:  # noqa: A002 (its name)
    """Whether the point or range starts the range."""
    return starts(run, point, range)


@builtin("includes(range: range, point: any): boolean", "includes(range1: range, range2: range): boolean")
def includes(_run: Run, range: Range, point: Value) -> bool:  # noqa: A002 (its name)
    """Whether the range contains the point or the whole other range."""
    if not isinstance(point, Range):
        low = 1 if range.start is None else _order(point, range.start)
        high = -1 if range.end is None else _order(point, range.end)
        at_ends = (low == 0 and range.start_included) or (high == 0 and range.end_included)
        return (low > 0 and high < 0) or at_ends
    low, high = _starts(range, point), _ends(range, point)
    return (low < 0 or (low == 0 and (range.start_included or not point.start_included))) and (
        high > 0 or (high == 0 and (range.end_included or not point.end_included))
    )


@builtin("during(point: any, range: range): boolean", "during(range1: range, range2: range): boolean")
def during(run: Run, point: Value, range: Range) -> bool:  # noqa: A002 (its name)
    """Whether the range includes the point or the other range."""
    return includes(run, range, point)


@builtin(
    "coincides(point1: any, point2: any): boolean",
    "coincides(range1: any, range2: any): boolean",
    "coincides(point: any, range: any): boolean",
    "coincides(range: any, point: any): boolean",
)
def coincides(_run: Run, point1: Value, point2: Value) -> bool:
    """Whether two points, or two ranges with their brackets, are the same."""
    if isinstance(point1, Range) and isinstance(point2, Range):
        return (
            point1.start_included == point2.start_included
            and point1.end_included == point2.end_included
            and _starts(point1, point2) == 0
            and _ends(point1, point2) == 0
        )
    return _order(point1, point2) == 0

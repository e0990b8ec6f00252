"""Whether a value belongs to a type, and implicit conversions (clauses 10.3.2.9.2 and 10.3.2.9.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.budget import Budget
from engine.feel.run import Run
from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.types import ANY, FeelType
from engine.feel.values import Function, Range, Value, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

_SIMPLE: dict[str, type] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": Date,
    "time": Time,
    "date and time": DateTime,
    "days and time duration": DaysTimeDuration,
    "years and months duration": YearsMonthsDuration,
}
_HOST_BUDGET = Budget(steps=1_000_000)


def is_instance(value: Value, expected: FeelType, run: Run | None = None) -> bool:
    """Whether ``value`` conforms to ``expected``; null conforms to every type.

    ``run`` pays for looking into lists and contexts: shared parts make them larger than they look.
    """
    if value is None or expected.kind == "Any":
        return True
    simple = _SIMPLE.get(expected.kind)
    if simple is not None:
        return type(value) is simple
    check = _STRUCTURED.get(expected.kind)
    return check is not None and check(value, expected, run or Run(_HOST_BUDGET))


def _is_list(value: Value, expected: FeelType, run: Run) -> bool:
    if type(value) is not list:
        return False
    element = expected.element
    run.charge(1 + (len(value) >> 4))
    return element is None or element.kind == "Any" or all(is_instance(each, element, run) for each in value)


def _is_context(value: Value, expected: FeelType, run: Run) -> bool:
    if type(value) is not dict:
        return False
    run.charge(1)
    return all(
        name in value and is_instance(value[name], entry, run) for name, entry in expected.entries or ()
    )


def _is_range(value: Value, expected: FeelType, run: Run) -> bool:
    if type(value) is not Range:
        return False
    element = expected.element or ANY
    return is_instance(value.start, element, run) and is_instance(value.end, element, run)


def _is_function(value: Value, expected: FeelType, _run: Run) -> bool:
    if not isinstance(value, Function):
        return False
    own: FeelType | None = getattr(value, "type", None)
    return expected.parameters is None or (own is not None and own.conforms_to(expected))


_STRUCTURED: dict[str, Callable[[Value, FeelType, Run], bool]] = {
    "list": _is_list,
    "context": _is_context,
    "range": _is_range,
    "function": _is_function,
}


def fit(value: Value, expected: FeelType, run: Run | None = None) -> tuple[Value, bool]:
    """The value as ``expected``, and whether it suits.

    Converted where needed: from or to a singleton list, and from a date to UTC midnight.
    """
    if is_instance(value, expected, run):
        return value, True
    if type(value) is list and len(value) == 1 and is_instance(value[0], expected, run):
        return value[0], True
    if expected.kind == "list" and type(value) is not list and is_instance([value], expected, run):
        return [value], True
    if expected.kind == "date and time" and type(value) is Date:
        return DateTime(value, Time(0, 0)), True
    return None, False


def coerce(value: Value, expected: FeelType) -> Value:
    """The value as ``expected``, or null: what happens to results bound to a typed variable."""
    return fit(value, expected)[0]


def type_of(value: Value) -> FeelType:
    """The type of a simple value; lists and contexts only by kind."""
    return FeelType("Null") if value is None else FeelType(kind_of(value))

"""Values as FEEL text: what ``string()`` gives, and what messages and the trial command show."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.string_literals import quote
from engine.feel.temporal.text import write_date, write_date_time, write_duration, write_time
from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.values import Range, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.run import Run


def write_number(value: Decimal) -> str:
    """A number without exponent."""
    return format(value, "f") if value else "0"


_SIMPLE: dict[type, Callable[[Value], str]] = {
    type(None): lambda _: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: write_number,
    Date: write_date,
    Time: write_time,
    DateTime: write_date_time,
    DaysTimeDuration: write_duration,
    YearsMonthsDuration: write_duration,
}


def write(value: Value, run: Run) -> str:
    """The value as ``string()`` gives it; strings inside lists and contexts are quoted."""
    return value if isinstance(value, str) else write_literal(value, run)


def write_literal(value: Value, run: Run) -> str:
    """The value as a literal; the run pays for lists and contexts."""
    if isinstance(value, str):
        return quote(value)
    simple = _SIMPLE.get(type(value))
    if simple is not None:
        return simple(value)
    run.charge(1 + (len(value) >> 4 if isinstance(value, (list, dict)) else 0))
    if isinstance(value, list):
        return run.text("[" + ", ".join([write_literal(each, run) for each in value]) + "]")
    if isinstance(value, dict):
        entries = [f"{_key(key)}: {write_literal(each, run)}" for key, each in value.items()]
        return run.text("{" + ", ".join(entries) + "}")
    if isinstance(value, Range):
        return _range(value, run)
    return _function(value)


def _function(value: Value) -> str:
    """``function(a, b)`` for functions of FEEL, the name for others."""
    parameters = getattr(value, "parameters", None)
    name = getattr(value, "name", "function")
    return (
        f"{name}({', '.join(each.name for each in parameters)})" if parameters is not None else f"{name}(…)"
    )


def _key(key: str) -> str:
    return key if key.replace(" ", "").replace("_", "").isalnum() and not key[0].isdigit() else quote(key)


def _range(value: Range, run: Run) -> str:
    if value.start is None and value.end is not None:
        return f"{'<=' if value.end_included else '<'} {write_literal(value.end, run)}"
    if value.end is None and value.start is not None:
        return f"{'>=' if value.start_included else '>'} {write_literal(value.start, run)}"
    low = "[" if value.start_included else "("
    high = "]" if value.end_included else ")"
    return f"{low}{write_literal(value.start, run)}..{write_literal(value.end, run)}{high}"

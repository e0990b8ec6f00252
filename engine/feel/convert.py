"""Between values of the program around FEEL and values of FEEL: on entry, to JSON and back.

Entering: ints and floats become decimals, ``datetime`` values ours, tuples lists, mappings contexts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.errors import InvalidInputError
from engine.feel.errors import FeelBudgetError
from engine.feel.temporal.text import (
    read_date,
    read_date_time,
    read_duration,
    read_time,
    write_date,
    write_date_time,
    write_duration,
    write_time,
)
from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.temporal.zones import NANOS_PER_SECOND
from engine.feel.values import DECIMAL128, Function, Range, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.types import FeelType

_MAX_VALUES = 1_000_000
_MAX_DEPTH = 200
_MAX_BITS = 20_480
"""An int beyond this is larger than any decimal128."""


class FeelValueError(InvalidInputError):
    """A value of the program that has no place in FEEL's domain, or is nested beyond reason."""

    def __init__(self, value: object) -> None:
        """``value`` is only asked for the name of its type."""
        kind = type(value).__name__
        super().__init__(
            f"A value of type '{kind}' cannot enter an expression. Give null, booleans, numbers, strings, dates, "
            "lists or contexts that are not too deep.",
            f"类型“{kind}”的值不能用于表达式，请使用空值、布尔、数字、字符串、日期、列表或上下文（嵌套不宜过深）。",
        )


def from_datetime(value: datetime) -> DateTime:
    """A ``datetime``: its zone where that has a name, else its offset, else local."""
    return DateTime(Date(value.year, value.month, value.day), _time_of(value))


def _time_of(value: datetime | time) -> Time:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    nanos = seconds * NANOS_PER_SECOND + value.microsecond * 1000
    zone = getattr(value.tzinfo, "key", None)
    if isinstance(zone, str) and zone != "UTC":
        return Time(nanos, None, zone)
    offset = value.utcoffset()
    return Time(nanos, None if offset is None else round(offset.total_seconds()))


def _from_timedelta(value: timedelta) -> DaysTimeDuration:
    seconds = value.days * 86_400 + value.seconds
    return DaysTimeDuration(seconds * NANOS_PER_SECOND + value.microseconds * 1000)


def _from_float(value: float) -> Decimal | None:
    return DECIMAL128.create_decimal(repr(value)) if math.isfinite(value) else None


def _from_decimal(value: Decimal) -> Decimal | None:
    """Rounded to 34 digits; None for what decimal128 does not hold."""
    try:
        return DECIMAL128.plus(value) if value.is_finite() else None
    except ArithmeticError:
        return None


_NATIVE = frozenset(
    (bool, str, Date, Time, DateTime, DaysTimeDuration, YearsMonthsDuration, Range, type(None))
)
_SMALL = 10**34


def to_feel(value: Any, depth: int = 0) -> Value:
    """The value as FEEL knows it; what is FEEL already is returned as it is.

    Raises:
        FeelValueError: for anything that is none of the known kinds.
    """
    kind = type(value)
    if kind in _NATIVE:
        return value
    if kind is int and -_SMALL < value < _SMALL:
        return Decimal(value)
    if isinstance(value, (Decimal, int)):
        return _from_number(value)
    if isinstance(value, (list, tuple, Mapping)):
        return _from_collection(value, depth + 1)
    return _from_host(value)


def _from_number(value: Decimal | int) -> Decimal | None:
    if isinstance(value, int):
        return _from_decimal(Decimal(value)) if value.bit_length() < _MAX_BITS else None
    return _from_decimal(value)


def _from_collection(value: list[Any] | tuple[Any, ...] | Mapping[Any, Any], depth: int) -> Value:
    if depth > _MAX_DEPTH:
        raise FeelValueError(value)
    if isinstance(value, Mapping):
        return {str(key): to_feel(each, depth) for key, each in value.items()}
    return [to_feel(each, depth) for each in value]


def _from_host(value: Any) -> Value:
    if isinstance(value, Function):
        return value
    for kind, convert in _HOST_KINDS:
        if isinstance(value, kind):
            return convert(value)
    raise FeelValueError(value)


_HOST_KINDS: tuple[tuple[type, Callable[[Any], Value]], ...] = (
    (str, str.__str__),
    (float, _from_float),
    (datetime, from_datetime),
    (date, lambda value: Date(value.year, value.month, value.day)),
    (time, _time_of),
    (timedelta, _from_timedelta),
)
"""Kinds of the program and how they enter; a ``datetime`` is a ``date`` too and so comes first."""


def to_json(value: Value) -> Any:
    """The value as plain JSON.

    Whole numbers become int, others float where that is exact, else string; temporal values their text;
    ranges contexts of their properties.

    Raises:
        FeelValueError: for functions. FeelBudgetError: for values that are too large when written out.
    """
    return _Writer().write(value, 0)


class _Writer:
    def __init__(self) -> None:
        self.left = _MAX_VALUES

    def write(self, value: Value, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise FeelBudgetError("list", _MAX_VALUES)
        if value is None or isinstance(value, (bool, str)):
            return value
        if isinstance(value, Decimal):
            return number_to_json(value)
        if depth > _MAX_DEPTH:
            raise FeelBudgetError("depth", _MAX_DEPTH)
        if isinstance(value, list):
            return [self.write(each, depth + 1) for each in value]
        if isinstance(value, dict):
            return {key: self.write(each, depth + 1) for key, each in value.items()}
        return self._other(value, depth)

    def _other(self, value: Value, depth: int) -> Any:
        if isinstance(value, Range):
            return {
                "start": self.write(value.start, depth + 1),
                "end": self.write(value.end, depth + 1),
                "start included": value.start_included,
                "end included": value.end_included,
            }
        writer = _TEMPORAL_WRITERS.get(type(value))
        if writer is None:
            raise FeelValueError(value)
        return writer(value)


_TEMPORAL_WRITERS: dict[type, Callable[[Value], str]] = {
    Date: write_date,
    Time: write_time,
    DateTime: write_date_time,
    DaysTimeDuration: write_duration,
    YearsMonthsDuration: write_duration,
}


def number_to_json(value: Decimal) -> int | float | str:
    """A number without loss: int, float where it reads back equal, else its digits as a string."""
    if value == value.to_integral_value() and abs(value) < 10**18:
        return int(value)
    near = float(value)
    return near if math.isfinite(near) and Decimal(repr(near)) == value else str(value)


_READERS: dict[str, Callable[[str], Value]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}


def from_json(value: Any, expected: FeelType | None = None) -> Value:
    """JSON as FEEL values; with a type, strings become the dates, times and numbers that it asks for.

    A string that cannot be read as its type becomes null, as FEEL's own conversion functions do.
    """
    if expected is None:
        return to_feel(value)
    if isinstance(value, str):
        reader = _READERS.get(expected.kind)
        if reader is not None:
            return reader(value)
        return _number_from_text(value) if expected.kind == "number" else value
    if isinstance(value, list):
        return [from_json(each, expected.element) for each in value]
    if isinstance(value, Mapping):
        return {str(key): from_json(each, expected.entry(str(key))) for key, each in value.items()}
    return to_feel(value)


def _number_from_text(text: str) -> Decimal | None:
    try:
        return _from_decimal(Decimal(text.strip()))
    except ArithmeticError:
        return None

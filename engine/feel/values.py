"""Values of the FEEL semantic domain (clause 10.3.2.1) as Python values.

null, booleans, strings, lists and contexts are ``None``, ``bool``, ``str``, ``list`` and ``dict``;
numbers are ``decimal.Decimal`` with 34 digits, rounded half to even (decimal128); temporal values,
ranges and functions are frozen classes of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.run import Run

Value: TypeAlias = Any
"""A FEEL value: null, boolean, str, Decimal, temporal value, Range, list, dict or Function."""

DECIMAL128 = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Arithmetic of clause 10.3.2.3.1; what has no finite result raises and becomes null."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range (clause 10.3.2.7). An open side, as in ``< 10``, has the endpoint None and is not included."""

    start: Value
    end: Value
    start_included: bool
    end_included: bool


class Function:
    """Anything that FEEL can call; see :mod:`engine.feel.functions`."""

    __slots__ = ()

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        """Call by position; Undefined where the arguments do not suit (Table 63)."""
        raise NotImplementedError

    def invoke_named(self, run: Run, arguments: Mapping[str, Value]) -> Value:
        """Call by name; Undefined where the arguments do not suit (Table 63)."""
        raise NotImplementedError


KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    list: "list",
    dict: "context",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTimeDuration: "days and time duration",
    YearsMonthsDuration: "years and months duration",
    Range: "range",
}


def kind_of(value: Value) -> str:
    """The name of the value's type, as it appears in messages."""
    return KINDS.get(type(value), "function")

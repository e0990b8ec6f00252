"""Numeric functions (clause 10.3.4.5, Table 76)."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    InvalidOperation,
)
from typing import TYPE_CHECKING

from engine.feel.builtins.library import builtin
from engine.feel.run import Undefined
from engine.feel.temporal.values import DaysTimeDuration, YearsMonthsDuration
from engine.feel.values import DECIMAL128

if TYPE_CHECKING:
    from engine.feel.run import Run

_TRANSCENDENTAL = 6
"""Steps that 34 digits of a logarithm or a power are worth."""
_MIN_SCALE, _MAX_SCALE = -6111, 6176


def rounded(number: Decimal, scale: Decimal, mode: str) -> Decimal:
    """The number with ``scale`` decimals; a scale that needs more than 34 digits leaves it as it is."""
    if not _MIN_SCALE <= scale <= _MAX_SCALE:
        raise Undefined("needs a scale from -6111 to 6176", "的小数位数应在 -6111 到 6176 之间")
    places = int(scale)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places and places > 0:
        return _padded(number, places)
    try:
        return number.quantize(Decimal(1).scaleb(-places), rounding=mode, context=DECIMAL128)
    except InvalidOperation:
        return number


def _padded(number: Decimal, places: int) -> Decimal:
    try:
        return number.quantize(Decimal(1).scaleb(-places), context=DECIMAL128)
    except InvalidOperation:
        return number


@builtin("decimal(n: number, scale: number): number")
def decimal(_run: Run, n: Decimal, scale: Decimal) -> Decimal:
    """Rounded half to even."""
    return rounded(n, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number): number")
def floor(_run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    """Rounded towards minus infinity."""
    return rounded(n, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number): number")
def ceiling(_run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    """Rounded towards plus infinity."""
    return rounded(n, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number): number")
def round_up(_run: Run, n: Decimal, scale: Decimal) -> Decimal:
    """Rounded away from zero."""
    return rounded(n, scale, ROUND_UP)


@builtin("round down(n: number, scale: number): number")
def round_down(_run: Run, n: Decimal, scale: Decimal) -> Decimal:
    """Rounded towards zero."""
    return rounded(n, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number): number")
def round_half_up(_run: Run, n: Decimal, scale: Decimal) -> Decimal:
    """Rounded to the nearest, halves away from zero."""
    return rounded(n, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number): number")
def round_half_down(_run: Run, n: Decimal, scale: Decimal) -> Decimal:
    """Rounded to the nearest, halves towards zero."""
    return rounded(n, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number|days and time duration|years and months duration): number")
def absolute(
    _run: Run, n: Decimal | DaysTimeDuration | YearsMonthsDuration
) -> Decimal | DaysTimeDuration | YearsMonthsDuration:
    """Without its sign."""
    if isinstance(n, DaysTimeDuration):
        return DaysTimeDuration(abs(n.nanos))
    if isinstance(n, YearsMonthsDuration):
        return YearsMonthsDuration(abs(n.months))
    return n.copy_abs()


@builtin("modulo(dividend: number, divisor: number): number")
def modulo(_run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    """The remainder with the sign of the divisor."""
    if not divisor:
        raise Undefined("cannot divide by zero", "不能除以零")
    try:
        rest = DECIMAL128.remainder(dividend, divisor)
    except InvalidOperation:
        quotient = DECIMAL128.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
        return DECIMAL128.subtract(dividend, DECIMAL128.multiply(divisor, quotient))
    return DECIMAL128.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt(number: number): number")
def square_root(_run: Run, number: Decimal) -> Decimal:
    """The square root; undefined for negative numbers."""
    if number < 0:
        raise Undefined("needs a number that is not negative", "的参数不得为负数")
    return DECIMAL128.sqrt(number)


@builtin("log(number: number): number")
def natural_logarithm(run: Run, number: Decimal) -> Decimal:
    """The natural logarithm; undefined for zero and below."""
    run.charge(_TRANSCENDENTAL)
    if number <= 0:
        raise Undefined("needs a positive number", "的参数应为正数")
    return DECIMAL128.ln(number)


@builtin("exp(number: number): number")
def exponential(run: Run, number: Decimal) -> Decimal:
    """Euler's number to that power."""
    run.charge(_TRANSCENDENTAL)
    return DECIMAL128.exp(number)


@builtin("odd(number: number): boolean")
def odd(_run: Run, number: Decimal) -> bool:
    """Whether it is an odd whole number."""
    return parity(number) == 1


@builtin("even(number: number): boolean")
def even(_run: Run, number: Decimal) -> bool:
    """Whether it is an even whole number."""
    return parity(number) == 0


def parity(number: Decimal) -> int | None:
    """0 for even and 1 for odd; None for numbers with a fraction, which are neither."""
    if number != number.to_integral_value():
        return None
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or exponent > 0:
        return 0
    return digits[exponent - 1] % 2 if -exponent < len(digits) else 0

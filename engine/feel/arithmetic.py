"""Arithmetic on numbers, strings, dates and durations (clause 10.3.2.15, Tables 56 to 62).

Each operator has a table from the kinds of its operands to a function; pairs that are not in it give
null. Functions may raise ArithmeticError for results that decimal128 cannot hold, or give None.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel.temporal.civil import MAX_YEAR, days_in_month
from engine.feel.temporal.values import (
    MAX_DURATION,
    Date,
    DateTime,
    DaysTimeDuration,
    Time,
    YearsMonthsDuration,
)
from engine.feel.temporal.zones import NANOS_PER_DAY, NANOS_PER_SECOND
from engine.feel.values import DECIMAL128

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.values import Value

Table: TypeAlias = "dict[tuple[type, type], Callable[[Value, Value], Value]]"


def _days(nanos: int) -> DaysTimeDuration | None:
    return DaysTimeDuration(nanos) if abs(nanos) < MAX_DURATION else None


def _months(months: int) -> YearsMonthsDuration | None:
    return YearsMonthsDuration(months) if abs(months) < MAX_DURATION else None


def _whole(number: Decimal) -> int:
    """Towards zero; a number too large for any duration is refused before it becomes an int."""
    if number.adjusted() > 60:  # noqa: PLR2004 (far beyond MAX_DURATION)
        raise OverflowError
    return int(number.to_integral_value(ROUND_DOWN))


def _scaled_days(duration: DaysTimeDuration, factor: Decimal) -> DaysTimeDuration | None:
    return _days(_whole(DECIMAL128.multiply(Decimal(duration.nanos), factor)))


def _scaled_months(duration: YearsMonthsDuration, factor: Decimal) -> YearsMonthsDuration | None:
    return _months(_whole(DECIMAL128.multiply(Decimal(duration.months), factor)))


def _divided_days(duration: DaysTimeDuration, divisor: Decimal) -> DaysTimeDuration | None:
    return _days(_whole(DECIMAL128.divide(Decimal(duration.nanos), divisor)))


def _divided_months(duration: YearsMonthsDuration, divisor: Decimal) -> YearsMonthsDuration | None:
    return _months(_whole(DECIMAL128.divide(Decimal(duration.months), divisor)))


def add_months(date: Date, months: int) -> Date | None:
    """The same day so many months later, or the last day of a shorter month."""
    total = date.year * 12 + date.month - 1 + months
    year, month = divmod(total, 12)
    if not -MAX_YEAR <= year <= MAX_YEAR:
        return None
    return Date(year, month + 1, min(date.day, days_in_month(year, month + 1)))


def _date_plus_months(date: Date, duration: YearsMonthsDuration) -> Date | None:
    return add_months(date, duration.months)


def _date_plus_days(date: Date, duration: DaysTimeDuration) -> Date | None:
    days = (date.number * NANOS_PER_DAY + duration.nanos) // NANOS_PER_DAY
    return Date.of_number(days) if abs(days) < MAX_DURATION else None


def _moment_plus_months(moment: DateTime, duration: YearsMonthsDuration) -> DateTime | None:
    date = add_months(moment.date, duration.months)
    return None if date is None else DateTime(date, moment.time)


def _moment_plus_days(moment: DateTime, duration: DaysTimeDuration) -> DateTime | None:
    return moment.shifted(duration.nanos)


def _time_plus_days(time: Time, duration: DaysTimeDuration) -> Time:
    return Time((time.nanos + duration.nanos) % NANOS_PER_DAY, time.offset, time.zone)


def _moments_apart(a: DateTime, b: DateTime) -> DaysTimeDuration | None:
    one, two = a.utc_offset, b.utc_offset
    if (one is None) != (two is None):
        return None
    return _days(a.local_nanos - b.local_nanos - ((one or 0) - (two or 0)) * NANOS_PER_SECOND)


def midnight(date: Date) -> DateTime:
    """A date as the date and time of UTC midnight (clause 10.3.2.3.5)."""
    return DateTime(date, Time(0, 0))


def _times_apart(a: Time, b: Time) -> DaysTimeDuration | None:
    one, two = a.utc_offset, b.utc_offset
    if (one is None) != (two is None):
        return None
    return DaysTimeDuration(a.nanos - b.nanos - ((one or 0) - (two or 0)) * NANOS_PER_SECOND)


def _negated_days(duration: DaysTimeDuration) -> DaysTimeDuration:
    return DaysTimeDuration(-duration.nanos)


def _negated_months(duration: YearsMonthsDuration) -> YearsMonthsDuration:
    return YearsMonthsDuration(-duration.months)


ADDITIONS: Table = {
    (Decimal, Decimal): DECIMAL128.add,
    (DaysTimeDuration, DaysTimeDuration): lambda a, b: _days(a.nanos + b.nanos),
    (YearsMonthsDuration, YearsMonthsDuration): lambda a, b: _months(a.months + b.months),
    (Date, YearsMonthsDuration): _date_plus_months,
    (YearsMonthsDuration, Date): lambda a, b: _date_plus_months(b, a),
    (Date, DaysTimeDuration): _date_plus_days,
    (DaysTimeDuration, Date): lambda a, b: _date_plus_days(b, a),
    (DateTime, YearsMonthsDuration): _moment_plus_months,
    (YearsMonthsDuration, DateTime): lambda a, b: _moment_plus_months(b, a),
    (DateTime, DaysTimeDuration): _moment_plus_days,
    (DaysTimeDuration, DateTime): lambda a, b: _moment_plus_days(b, a),
    (Time, DaysTimeDuration): _time_plus_days,
    (DaysTimeDuration, Time): lambda a, b: _time_plus_days(b, a),
}

SUBTRACTIONS: Table = {
    (Decimal, Decimal): DECIMAL128.subtract,
    (DaysTimeDuration, DaysTimeDuration): lambda a, b: _days(a.nanos - b.nanos),
    (YearsMonthsDuration, YearsMonthsDuration): lambda a, b: _months(a.months - b.months),
    (Date, YearsMonthsDuration): lambda a, b: _date_plus_months(a, _negated_months(b)),
    (Date, DaysTimeDuration): lambda a, b: _date_plus_days(a, _negated_days(b)),
    (DateTime, YearsMonthsDuration): lambda a, b: _moment_plus_months(a, _negated_months(b)),
    (DateTime, DaysTimeDuration): lambda a, b: _moment_plus_days(a, _negated_days(b)),
    (Time, DaysTimeDuration): lambda a, b: _time_plus_days(a, _negated_days(b)),
    (Date, Date): lambda a, b: _moments_apart(midnight(a), midnight(b)),
    (DateTime, DateTime): _moments_apart,
    (Date, DateTime): lambda a, b: _moments_apart(midnight(a), b),
    (DateTime, Date): lambda a, b: _moments_apart(a, midnight(b)),
    (Time, Time): _times_apart,
}

MULTIPLICATIONS: Table = {
    (Decimal, Decimal): DECIMAL128.multiply,
    (DaysTimeDuration, Decimal): _scaled_days,
    (Decimal, DaysTimeDuration): lambda a, b: _scaled_days(b, a),
    (YearsMonthsDuration, Decimal): _scaled_months,
    (Decimal, YearsMonthsDuration): lambda a, b: _scaled_months(b, a),
}

DIVISIONS: Table = {
    (Decimal, Decimal): DECIMAL128.divide,
    (DaysTimeDuration, Decimal): _divided_days,
    (YearsMonthsDuration, Decimal): _divided_months,
    (DaysTimeDuration, DaysTimeDuration): lambda a, b: DECIMAL128.divide(Decimal(a.nanos), Decimal(b.nanos)),
    (YearsMonthsDuration, YearsMonthsDuration): lambda a, b: DECIMAL128.divide(
        Decimal(a.months), Decimal(b.months)
    ),
}


def _power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """Anything to the power of zero is one, zero included; zero to a negative power is nothing."""
    if not exponent:
        return Decimal(1)
    return DECIMAL128.power(base, exponent) if base or exponent > 0 else None


POWERS: Table = {(Decimal, Decimal): _power}

OPERATIONS: dict[str, Table] = {
    "+": ADDITIONS,
    "-": SUBTRACTIONS,
    "*": MULTIPLICATIONS,
    "/": DIVISIONS,
    "**": POWERS,
}


def negated(value: Value) -> Value:
    """``-value`` (Table 62); KeyError-free: None where there is no negation."""
    if isinstance(value, Decimal):
        return value.copy_negate() if value else Decimal(0)
    if isinstance(value, DaysTimeDuration):
        return _negated_days(value)
    if isinstance(value, YearsMonthsDuration):
        return _negated_months(value)
    return None

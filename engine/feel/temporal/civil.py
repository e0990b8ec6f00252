"""The proleptic Gregorian calendar on plain integers, for years far outside ``datetime``.

Day numbers count from 1970-01-01. The era arithmetic (400-year cycles of 146,097 days) is the usual
one for civil calendars.
"""

from __future__ import annotations

MAX_YEAR = 999_999_999
DAYS_PER_ERA = 146_097
_LONG_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether the proleptic Gregorian ``year`` has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    return 29 if month == 2 and is_leap(year) else _LONG_MONTHS[month - 1]  # noqa: PLR2004 (February)


def is_civil(year: int, month: int, day: int) -> bool:
    """Whether such a day exists within the years of FEEL."""
    return -MAX_YEAR <= year <= MAX_YEAR and 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)  # noqa: PLR2004


def day_number(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to the given day, negative before."""
    shifted = year - (month <= 2)  # noqa: PLR2004 (the computational year begins in March)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1  # noqa: PLR2004
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * DAYS_PER_ERA + day_of_era - 719_468


def from_day_number(number: int) -> tuple[int, int, int]:
    """Year, month and day of a day number."""
    era, day_of_era = divmod(number + 719_468, DAYS_PER_ERA)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9  # noqa: PLR2004
    return year_of_era + era * 400 + (month <= 2), month, day  # noqa: PLR2004


def weekday(number: int) -> int:
    """1 for Monday to 7 for Sunday (ISO 8601); 1970-01-01 was a Thursday."""
    return (number + 3) % 7 + 1


def iso_week(year: int, month: int, day: int) -> int:
    """The week of the year by ISO 8601: week 1 is the one with the first Thursday."""
    number = day_number(year, month, day)
    thursday = number - weekday(number) + 4
    thursday_year = from_day_number(thursday)[0]
    return (thursday - day_number(thursday_year, 1, 1)) // 7 + 1

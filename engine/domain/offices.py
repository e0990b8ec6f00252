"""Offices 办理机构: a region and a department, or a unit below it with its own code.

``530326-public-security`` is the public security of Huize County, ``530326-public-security-traffic-police``
its traffic police. The code says all that routing needs; names and the credit code stand beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import InvalidInputError

REGION_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class Office:
    """An office as people read it. ``credit_code`` is its USCC (GB 32100), ``level`` that of its region."""

    code: str
    region: str
    department: str
    unit: str | None
    name_zh: str
    name_en: str
    credit_code: str
    level: str


def office_code(*, region: str, department: str, unit: str | None = None) -> str:
    """The code of an office, or of a unit below it."""
    return f"{region}-{department}" if unit is None else f"{region}-{department}-{unit}"


def region_of_office(code: str) -> str:
    """The region code (GB/T 2260, six digits) that an office code begins with.

    Raises:
        InvalidInputError: where it does not.
    """
    region = code[:REGION_DIGITS]
    if (
        len(region) != REGION_DIGITS
        or not region.isdecimal()
        or code[REGION_DIGITS : REGION_DIGITS + 1] != "-"
    ):
        raise InvalidInputError(
            f"'{code}' is no office code: it begins with a six-digit region code and '-'.",
            f"“{code}”不是机构代码：应以六位行政区划代码和“-”开头。",
        )
    return region

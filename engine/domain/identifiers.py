"""Numbers that carry a check: ID numbers, credit codes, phones, case numbers.

GB 11643-1999 (resident ID, ISO 7064 MOD 11-2), GB 32100-2015 (unified social credit code, MOD 31),
GB 11714 (organisation code inside it). The checksum decides; region and birth year are not held
against today's lists, as people born in a county that was renamed keep their number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from engine.domain.beijing import beijing_day
from engine.errors import InvalidInputError

_ID_NUMBER = re.compile(r"[1-9]\d{5}(\d{8})\d{3}[\dX]", re.ASCII)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC = re.compile(rf"[{_USCC_ALPHABET}]{{2}}\d{{6}}[{_USCC_ALPHABET}]{{10}}", re.ASCII)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_CASE_NUMBER = re.compile(r"[0-9A-Z]{31}\d{8}\d{4}", re.ASCII)

NUMBERS_A_DAY = 9_999


def is_id_number(text: str) -> bool:
    """Whether this is a resident ID number: 18 characters, a real birth date, the right check character."""
    match = _ID_NUMBER.fullmatch(text)
    return match is not None and _real_day(match[1]) and id_check_character(text[:17]) == text[17]


def id_check_character(first_17: str) -> str:
    """The last character of an ID number (``X`` stands for ten)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11]


def birth_date(id_number: str) -> date:
    """The birth date inside a valid ID number."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def is_credit_code(text: str) -> bool:
    """Whether this is a unified social credit code 统一社会信用代码."""
    return _USCC.fullmatch(text) is not None and credit_check_character(text[:17]) == text[17]


def credit_check_character(first_17: str) -> str:
    """The last character of a credit code: (31 - sum mod 31) mod 31."""
    total = sum(
        _USCC_ALPHABET.index(character) * weight
        for character, weight in zip(first_17, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_check_character(first_8: str) -> str:
    """The ninth character of an organisation code (GB 11714), ``X`` for ten."""
    total = sum(
        _organisation_value(character) * weight
        for character, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True)
    )
    check = 11 - total % 11
    return "X" if check == 10 else "0" if check == 11 else str(check)  # noqa: PLR2004 - the standard's ten and eleven


def _organisation_value(character: str) -> int:
    return int(character) if character.isdecimal() else ord(character) - ord("A") + 10


def is_phone(text: str) -> bool:
    """Whether this is a mobile number of mainland China."""
    return _PHONE.fullmatch(text) is not None


def implementation_code(*, credit_code: str, level: str, basic_code: str) -> str:
    """31 characters: who (USCC 18), at which level (1), which item (12).

    Raises:
        InvalidInputError: where one of the parts has another length.
    """
    code = f"{credit_code}{level}{basic_code}"
    if (len(credit_code), len(level), len(basic_code)) != (18, 1, 12):
        raise InvalidInputError(
            f"'{code}' is no implementation code: it has a credit code (18), a level (1), a basic code (12).",
            f"“{code}”不是实施编码：应为信用代码（18）＋级别（1）＋基本编码（12）。",
        )
    return code


def case_number(*, implementation: str, at: datetime, sequence: int) -> str:
    """办件编号: implementation code, Beijing day, four digits."""
    return f"{implementation}{beijing_day(at):%Y%m%d}{sequence:04d}"


@dataclass(frozen=True, kw_only=True)
class CaseNumberParts:
    """A case number taken apart."""

    implementation: str
    day: date
    sequence: int


def read_case_number(text: str) -> CaseNumberParts | None:
    """The parts of a case number, or None where this is none."""
    if _CASE_NUMBER.fullmatch(text) is None or not _real_day(text[31:39]):
        return None
    day = text[31:39]
    return CaseNumberParts(
        implementation=text[:31], day=date(int(day[:4]), int(day[4:6]), int(day[6:])), sequence=int(text[39:])
    )


def _real_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True

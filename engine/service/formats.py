"""Formats that forms may ask for (``format`` in JSON Schema), and what people read when one is missed.

``format`` does nothing without a FormatChecker: this is it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jsonschema import FormatChecker

from engine.domain.identifiers import is_credit_code, is_id_number, is_phone
from engine.domain.names import is_name

if TYPE_CHECKING:
    from engine.domain.regions import Regions

FORMAT_MESSAGES: dict[str, tuple[str, str]] = {
    "cn-id": (
        "This is no valid resident ID number: 18 characters, the last one may be a capital X.",
        "身份证号码有误：应为18位，末位可为大写X。",
    ),
    "uscc": (
        "This is no valid unified social credit code (18 characters).",
        "统一社会信用代码有误：应为18位。",
    ),
    "cn-phone": (
        "This is no mobile number: 11 digits, beginning with 1.",
        "手机号码有误：应为以1开头的11位数字。",
    ),
    "region": ("This is no region of the five provinces.", "行政区划代码有误：应为西南五省六位代码。"),
    "date": ("This is no date: write it as 2026-11-25.", "日期有误：应为 2026-11-25 的格式。"),
    "person-name": (
        "This cannot be a name: 1 to 100 characters, without control characters.",
        "姓名有误：应为1至100个字符，且不含控制字符。",
    ),
}
"""English and Chinese, by format."""


def form_formats(regions: Regions) -> FormatChecker:
    """The checker for all forms; a value that is no string is another rule's business."""
    checker = FormatChecker(formats=())
    checks = {
        "cn-id": is_id_number,
        "uscc": is_credit_code,
        "cn-phone": is_phone,
        "region": regions.__contains__,
        "date": _is_date,
        "person-name": is_name,
    }
    for name, check in checks.items():
        checker.checks(name)(lambda value, check=check: not isinstance(value, str) or check(value))
    return checker


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

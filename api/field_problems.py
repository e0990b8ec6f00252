"""What Pydantic says about a request, as problems per field in both languages; values are never repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.plain_values import pointer
from engine.errors import FieldProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_SENTENCES: Mapping[str, tuple[str, str]] = {
    "missing": ("This field is required.", "此项必填。"),
    "extra_forbidden": ("There is no such field.", "没有此字段。"),
    "string_type": ("This must be a text.", "此项应为文本。"),
    "string_too_long": ("At most {max_length} characters.", "最多 {max_length} 个字符。"),
    "string_too_short": ("At least {min_length} character(s).", "至少 {min_length} 个字符。"),
    "string_pattern_mismatch": ("This must match {pattern}.", "格式应符合 {pattern}。"),
    "int_type": ("This must be a whole number.", "此项应为整数。"),
    "int_parsing": ("This must be a whole number.", "此项应为整数。"),
    "int_from_float": ("This must be a whole number.", "此项应为整数。"),
    "int_parsing_size": ("The number is too large.", "数字过大。"),
    "greater_than_equal": ("At least {ge}.", "不小于 {ge}。"),
    "less_than_equal": ("At most {le}.", "不大于 {le}。"),
    "bool_type": ("This must be true or false.", "此项应为 true 或 false。"),
    "bool_parsing": ("This must be true or false.", "此项应为 true 或 false。"),
    "dict_type": ("This must be an object.", "此项应为对象。"),
    "model_type": ("This must be an object.", "此项应为对象。"),
    "model_attributes_type": ("This must be an object.", "此项应为对象。"),
    "list_type": ("This must be a list.", "此项应为列表。"),
    "tuple_type": ("This must be a list.", "此项应为列表。"),
    "too_long": ("At most {max_length} entries.", "最多 {max_length} 项。"),
    "too_short": ("At least {min_length} entries.", "至少 {min_length} 项。"),
    "literal_error": ("This must be one of {expected}.", "此项应为以下之一：{expected}。"),
    "enum": ("This must be one of {expected}.", "此项应为以下之一：{expected}。"),
    "date_type": ("This must be a date such as 2026-01-31.", "此项应为日期，如 2026-01-31。"),
    "date_parsing": ("This must be a date such as 2026-01-31.", "此项应为日期，如 2026-01-31。"),
    "date_from_datetime_parsing": (
        "This must be a date such as 2026-01-31.",
        "此项应为日期，如 2026-01-31。",
    ),
    "date_from_datetime_inexact": (
        "This must be a date such as 2026-01-31.",
        "此项应为日期，如 2026-01-31。",
    ),
    "datetime_type": (
        "This must be a time such as 2026-01-31T08:00:00Z.",
        "此项应为时间，如 2026-01-31T08:00:00Z。",
    ),
    "datetime_parsing": (
        "This must be a time such as 2026-01-31T08:00:00Z.",
        "此项应为时间，如 2026-01-31T08:00:00Z。",
    ),
    "datetime_from_date_parsing": (
        "This must be a time such as 2026-01-31T08:00:00Z.",
        "此项应为时间，如 2026-01-31T08:00:00Z。",
    ),
    "timezone_aware": ("The time needs a zone, such as Z.", "时间须带时区，如 Z。"),
}
_OTHERWISE = ("This value is not accepted.", "此值不被接受。")


def problems_of(error: ValidationError) -> tuple[FieldProblem, ...]:
    """One problem for each field, in the order in which they were found."""
    details = error.errors(include_url=False, include_input=False)
    return tuple(_problem(detail) for detail in details)


def _problem(detail: ErrorDetails) -> FieldProblem:
    known: dict[str, Any] = dict(detail.get("ctx", {}))
    english, chinese = _SENTENCES.get(detail["type"], _OTHERWISE)
    return FieldProblem(
        path=pointer(detail["loc"]),
        rule=detail["type"],
        message=english.format_map(known),
        message_zh=chinese.format_map(known),
    )

"""The arguments of one operation, read with names and types checked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from simulators.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping


class Arguments:
    """What the caller sent. Each reader raises ``Refusal`` with code ``invalid_arguments``."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        """``values`` is the JSON object of the request."""
        self.values = values

    def text(self, name: str) -> str:
        """A text that is there and not empty."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise _bad(name, "a text", "文本")
        return value

    def text_or_none(self, name: str) -> str | None:
        """A text, or None where it is absent, null or empty."""
        return None if self.values.get(name) in (None, "") else self.text(name)

    def money(self, name: str) -> Decimal:
        """An amount in yuan, zero or more."""
        value = self.values.get(name)
        if isinstance(value, (int, float, str)) and not isinstance(value, bool):
            try:
                amount = Decimal(str(value))
            except InvalidOperation:
                amount = Decimal(-1)
            if amount.is_finite() and amount >= 0:
                return amount
        raise _bad(name, "an amount of zero or more", "不小于零的金额")

    def day(self, name: str) -> date:
        """A date in ISO 8601."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise _bad(name, "a date such as 2026-01-31", "日期（如 2026-01-31）") from error

    def day_or_none(self, name: str) -> date | None:
        """A date, or None where it is absent, null or empty."""
        return None if self.values.get(name) in (None, "") else self.day(name)


def _bad(name: str, wanted: str, wanted_zh: str) -> Refusal:
    return Refusal(
        "invalid_arguments",
        f"The argument '{name}' must be {wanted}.",
        f"参数“{name}”应为{wanted_zh}。",
        status=400,
    )

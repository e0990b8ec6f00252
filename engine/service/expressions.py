"""FEEL on the service floor: lanes of a card, conditions of materials, values of notices.

Compiled once per text; evaluated over case data and facts, with the clock of the command.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.domain.beijing import BEIJING
from engine.errors import InvalidInputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.feel import WorkingCalendar


class Expressions:
    """Evaluates expressions at one moment over one set of names."""

    def __init__(self, names: Mapping[str, Any], *, at: datetime, calendar: WorkingCalendar) -> None:
        """``names`` are case data and facts; ``now`` and ``today`` are added."""
        local = at.astimezone(BEIJING)
        self._names = {**names, "now": local, "today": local.date()}
        self._environment = feel.Environment(now=local, calendar=calendar)

    def value(self, text: str) -> Any:
        """The value as plain JSON; null where it cannot be known."""
        try:
            found = compiled(text).evaluate(self._names, environment=self._environment)
            return feel.to_json(found.value)
        except LimitError:
            return None

    def holds(self, text: str) -> bool:
        """Whether the expression is true."""
        return self.value(text) is True


@lru_cache(maxsize=4_096)
def compiled(text: str) -> Any:
    """The expression, read once.

    Raises:
        FeelSyntaxError: where it cannot be read.
    """
    return feel.compile(text, functions=feel.GOVERNMENT_FUNCTIONS)


def problem_of(text: str) -> tuple[str, str] | None:
    """Why an expression cannot be read (English, Chinese), or None where it can."""
    try:
        compiled(text)
    except (InvalidInputError, LimitError) as error:
        return error.message, error.message_zh
    return None

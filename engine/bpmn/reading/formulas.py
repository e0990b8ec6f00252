"""FEEL texts of a diagram, read with the functions that cases may call; each text once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine import feel
from engine.errors import InvalidInputError, LimitError
from engine.feel.types import ANY, BOOLEAN, SIMPLE_TYPES

if TYPE_CHECKING:
    from engine.feel import Expression, Problem


_GIVEN = {"today": SIMPLE_TYPES["date"], "now": SIMPLE_TYPES["date and time"]}
"""What every expression sees besides case data."""


@lru_cache(maxsize=4_096)
def read_formula(source: str) -> Expression | InvalidInputError | LimitError:
    """The expression, or why it cannot be read. A leading ``=`` is allowed."""
    try:
        return feel.compile(bare(source), functions=feel.GOVERNMENT_FUNCTIONS)
    except (InvalidInputError, LimitError) as error:
        return error


def formula(source: str) -> Expression | None:
    """The expression, or None if the text is no FEEL."""
    found = read_formula(source)
    return None if isinstance(found, InvalidInputError | LimitError) else found


def problems(source: str, *, condition: bool = False) -> list[Problem]:
    """What is wrong with a readable expression whatever its variables are: calls, types, conditions."""
    found = formula(source)
    if found is None:
        return []
    names = {*found.names, *found.possible_names}
    try:
        return feel.check(
            bare(source),
            {**dict.fromkeys(names, ANY), **_GIVEN},
            functions=feel.GOVERNMENT_FUNCTIONS,
            expected=BOOLEAN if condition else None,
        )
    except LimitError:
        return []


def bare(source: str) -> str:
    """Without the leading ``=`` and outer space."""
    return source.strip().removeprefix("=").strip()

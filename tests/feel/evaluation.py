"""How the tests of this folder evaluate: one line in, FEEL text out."""

from __future__ import annotations

from typing import Any

from engine import feel
from engine.feel import FeelFunction, Functions, Run
from engine.feel.library import STANDARD_FUNCTIONS
from engine.feel.writing import write_literal

Table = list[tuple[str, str]]
"""Expressions and what they give, as FEEL text."""


def shown(text: str, functions: Functions = STANDARD_FUNCTIONS, **context: Any) -> str:
    """The value of an expression as FEEL text."""
    return shown_in(context, text, functions)


def shown_in(context: dict[str, Any], text: str, functions: Functions = STANDARD_FUNCTIONS) -> str:
    """The same for a context whose names are no Python names."""
    value = feel.compile(text, names=tuple(context), functions=functions)(context)
    assert not isinstance(value, FeelFunction)
    return write_literal(value, Run())


def reason(text: str, functions: Functions = STANDARD_FUNCTIONS, **context: Any) -> str:
    """Why the value is null: the first recorded reason."""
    outcome = feel.compile(text, names=tuple(context), functions=functions).evaluate(context)
    assert outcome.value is None
    return outcome.problems[0].message

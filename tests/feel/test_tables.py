"""What the standard's tables of operators and built-ins say, one expression a line (clauses 10.3.2 and 10.3.4).

``tables/*.txt`` holds lines ``expression => expected``; the expected value is an expression, too, of the plainest
kind. ``null`` also stands for what cannot be read: a model with such a text gives null.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine import feel
from engine.feel import Run
from engine.feel.writing import write_literal

TABLES = sorted(Path(__file__).with_name("tables").glob("*.txt"))
NOON = feel.Environment(now=datetime(2025, 1, 31, 12, tzinfo=UTC))
LEAST = 900
"""Lines that there are at least, so that an empty folder does not pass for a success."""


def lines() -> list[tuple[str, str]]:
    """Expression and expected value of each line."""
    found: list[tuple[str, str]] = []
    for path in TABLES:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("# "):
                expression, _, expected = line.rpartition(" => ")
                found.append((expression, expected))
    return found


def value_of(text: str) -> str:
    """The value of an expression as FEEL text."""
    try:
        value = feel.compile(text).evaluate({}, environment=NOON).value
    except feel.FeelSyntaxError:
        return "null"
    return write_literal(value, Run())


@pytest.mark.parametrize(("expression", "expected"), lines())
def test_an_expression_gives_what_the_standard_says(expression: str, expected: str) -> None:
    if expected != "null":
        assert value_of(expected) != "null"

    assert value_of(f"({expression}) = ({expected})") == "true" or value_of(expression) == value_of(expected)


def test_the_tables_are_all_there() -> None:
    assert len(lines()) >= LEAST

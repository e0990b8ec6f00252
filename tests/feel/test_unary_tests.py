"""The tests of input cells (grammar rule 15, clause 10.3.2.10)."""

from __future__ import annotations

from typing import Any

import pytest

from engine import feel

CELLS: list[tuple[str, Any, bool | None]] = [
    ("-", 1, True),
    ("", 1, True),
    ("18", 18, True),
    ("18", 19, False),
    ('"a", "b"', "b", True),
    ("< 18", 17, True),
    (">= 18, null", None, True),
    ("[18..65)", 65, False),
    ("(18..65]", 65, True),
    ("not(1, 2)", 3, True),
    ("not(1, 2)", 2, False),
    ("not(< 3)", 2, False),
    ('not("a") ', "a", False),
    ("? > 2 and ? < 5", 3, True),
    ("count(?) > 1", [1, 2], True),
    ("not(?) or limit = 3", False, True),
    ("limit", 3, True),
    ("< limit", 2, True),
    ("limit > 2", 99, True),
    ("true", True, True),
    ("false", True, False),
    ("choices", "x", True),
    ("null", None, True),
    ("18", "x", None),
    ("< 18", "x", None),
    ('contains(?, "b"), "z"', "abc", True),
    ('date("2025-01-01")', feel.Date(2025, 1, 1), True),
]


@pytest.mark.parametrize(("cell", "value", "expected"), CELLS)
def test_a_cell_passes_what_it_says(cell: str, value: Any, expected: bool | None) -> None:  # noqa: FBT001
    tests = feel.compile_unary_tests(cell, names=["limit", "choices"])

    assert tests(value, {"limit": 3, "choices": ["x", "y"]}) is expected


def test_an_undecided_cell_gives_the_reason() -> None:
    outcome = feel.compile_unary_tests("< 18").evaluate("x")

    assert outcome.value is None
    assert outcome.problems[0].message == "'<' does not work on string and number, so the result is null"


def test_the_free_names_of_a_cell_leave_out_the_input() -> None:
    assert set(feel.compile_unary_tests("? > limit, other").names) == {"limit", "other"}

"""10,000 random expressions: never an exception but ours, never a hang (issue 3, point 4)."""

from __future__ import annotations

import contextlib
from typing import Any

from hypothesis import HealthCheck, given, settings

from engine import feel
from engine.feel import GOVERNMENT_FUNCTIONS
from tests.feel.random_expressions import expressions, noise
from tests.feel.timing import seconds_of

CONTEXT: dict[str, Any] = {
    "a": 3,
    "b": [1, {"a": 2, "first name": "x"}],
    "first name": "张三",
    "a-b": {"a": [1, 2]},
}
LONGEST_SECONDS = 0.5
"""For all doors together, in processor time: far above what budgets promise, far below a hang."""

budgets = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], derandomize=True
)


def try_all_doors(text: str) -> None:
    """Compile, evaluate, check, test and write out ``text``; only our own errors may come."""
    try:
        outcome = feel.compile(text, names=CONTEXT).evaluate(CONTEXT)
        feel.to_json(outcome.value)
    except (feel.FeelSyntaxError, feel.FeelBudgetError, feel.FeelValueError):
        pass
    try:
        answer = feel.compile_unary_tests(text, names=CONTEXT)(3, CONTEXT)
        assert answer in (True, False, None)
    except (feel.FeelSyntaxError, feel.FeelBudgetError):
        pass
    with contextlib.suppress(feel.FeelBudgetError):
        feel.check(text, {})
    feel.explain(text, CONTEXT, functions=GOVERNMENT_FUNCTIONS)


def assert_ends_soon(text: str) -> None:
    """All doors together, within the bound."""
    assert seconds_of(lambda: try_all_doors(text), LONGEST_SECONDS) < LONGEST_SECONDS


@settings(budgets, max_examples=7_000)
@given(expressions)
def test_expressions_by_the_grammar_never_fail_otherwise_than_by_our_errors(text: str) -> None:
    assert_ends_soon(text)


@settings(budgets, max_examples=3_000)
@given(noise)
def test_texts_that_are_no_expressions_never_fail_otherwise_than_by_our_errors(text: str) -> None:
    assert_ends_soon(text)

"""Check an expression or the tests of a cell against the types of its variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.budget import DEFAULT_BUDGET, Budget
from engine.feel.checking.checker import Checker
from engine.feel.checking.operators import check_test
from engine.feel.checking.scope import TypeScope
from engine.feel.errors import FeelBudgetError, FeelSyntaxError
from engine.feel.library import STANDARD_FUNCTIONS, Functions
from engine.feel.parsing import Vocabulary, parse_expression, parse_unary_tests
from engine.feel.problems import Problem
from engine.feel.types import ANY, FeelType

if TYPE_CHECKING:
    from collections.abc import Mapping


def check(
    text: str,
    types: Mapping[str, FeelType],
    *,
    functions: Functions = STANDARD_FUNCTIONS,
    named_types: Mapping[str, FeelType] | None = None,
    expected: FeelType | None = None,
    budget: Budget = DEFAULT_BUDGET,
) -> list[Problem]:
    """Everything that is wrong with an expression before it runs; an unreadable one has one problem.

    ``types`` names every variable; a name that is not there is reported. ``expected`` is the type that
    the place of the expression wants, such as boolean for a condition.
    """
    vocabulary = Vocabulary(functions.known_names, (), types, named_types)
    try:
        tree = parse_expression(text, vocabulary, budget)
        checker = Checker(functions.by_name, set(types))
        found = checker.infer(tree, TypeScope(types))
    except FeelSyntaxError as error:
        return [_unreadable(error)]
    except RecursionError as error:
        raise FeelBudgetError("depth", budget.depth) from error
    if expected is not None and not _suits(found, expected):
        checker.findings.expected(tree, "This place", "此处", str(expected), found)
    return checker.findings.problems


def check_unary_tests(
    text: str,
    input_type: FeelType,
    types: Mapping[str, FeelType],
    *,
    functions: Functions = STANDARD_FUNCTIONS,
    named_types: Mapping[str, FeelType] | None = None,
    budget: Budget = DEFAULT_BUDGET,
) -> list[Problem]:
    """Everything that is wrong with the tests of a cell whose input has that type."""
    vocabulary = Vocabulary(functions.known_names, (), types, named_types)
    try:
        tree = parse_unary_tests(text, vocabulary, budget)
    except FeelSyntaxError as error:
        return [_unreadable(error)]
    checker = Checker(functions.by_name, set(types))
    scope = TypeScope({**types, "?": input_type})
    try:
        for test in tree.tests:
            if _is_condition(checker, test, scope):
                continue
            check_test(checker, test, input_type, scope)
    except RecursionError as error:
        raise FeelBudgetError("depth", budget.depth) from error
    return checker.findings.problems


def _is_condition(checker: Checker, test: s.Node, scope: TypeScope) -> bool:
    """A cell that is a condition of its own, such as ``count(?) > 1`` or ``age > 3``."""
    conditions = (s.Comparison, s.Between, s.In, s.Conjunction, s.Disjunction, s.InstanceOf, s.Quantified)
    return isinstance(test, conditions) and checker.infer(test, scope) is not ANY


def _suits(found: FeelType, expected: FeelType) -> bool:
    """Whether the value may be of the expected type; what is not known may be."""
    if found.kind in ("Any", "Null") or expected.kind in ("Any", found.kind):
        return True
    return expected.kind == "list" or (found.kind == "list" and _suits(found.element or ANY, expected))


def _unreadable(error: FeelSyntaxError) -> Problem:
    return Problem(
        rule="syntax",
        position=error.position,
        end=min(len(error.text), error.position + 1),
        message=error.message,
        message_zh=error.message_zh,
    )

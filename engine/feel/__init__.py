"""FEEL, the expression language of DMN 1.5 (clause 10): parse once, evaluate many times, safely.

    >>> from engine.feel import compile
    >>> rule = compile('age >= 18 and licenceClass in ["C1", "C2"]')
    >>> rule({"age": 20, "licenceClass": "C1"})
    True

What does not work out is null, as the standard has it; ``rule.evaluate(context).problems`` says why.
Nothing here runs Python out of a text, reads an attribute of a foreign object, a clock or a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.budget import DEFAULT_BUDGET, Budget
from engine.feel.check import check, check_unary_tests
from engine.feel.conformance import coerce, fit, is_instance
from engine.feel.convert import FeelValueError, from_json, to_feel, to_json
from engine.feel.errors import FeelBudgetError, FeelSyntaxError
from engine.feel.explain import Explanation, explain
from engine.feel.expression import Expression, FeelContext, UnaryTests, make_expression
from engine.feel.external import external_function
from engine.feel.functions import FeelFunction, FormalParameter, HostFunction
from engine.feel.government import GOVERNMENT_FUNCTIONS
from engine.feel.library import STANDARD_FUNCTIONS, Functions
from engine.feel.parsing import Vocabulary, parse_expression, parse_unary_tests
from engine.feel.problems import Problem
from engine.feel.run import Environment, Evaluation, Run, Undefined, WorkingCalendar
from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.types import FeelType
from engine.feel.values import Range, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.feel.syntax import Node, UnaryTestsNode


def compile(  # noqa: A001 (the word for it)
    text: str,
    *,
    names: Collection[str] = (),
    functions: Functions | None = None,
    budget: Budget | None = None,
    types: Mapping[str, FeelType] | None = None,
    named_types: Mapping[str, FeelType] | None = None,
) -> Expression:
    """An expression, ready to be called with a context.

    ``names`` are the variables in scope; those with spaces or operators in them can only be read when
    they are given. ``types`` gives variables with their types instead. ``named_types`` are the item
    definitions that ``instance of`` and parameters may refer to.

    Raises:
        FeelSyntaxError: the text is no FEEL. FeelBudgetError: it is too long or too deeply nested.
    """
    chosen = functions or STANDARD_FUNCTIONS
    return make_expression(text, Vocabulary(chosen.known_names, names, types, named_types), chosen, budget)


def compile_unary_tests(
    text: str,
    *,
    names: Collection[str] = (),
    functions: Functions | None = None,
    budget: Budget | None = None,
    types: Mapping[str, FeelType] | None = None,
    named_types: Mapping[str, FeelType] | None = None,
) -> UnaryTests:
    """The tests of an input cell (grammar rule 15), ready to be called with a value and a context.

    Raises:
        FeelSyntaxError, FeelBudgetError: as for :func:`compile`.
    """
    chosen = functions or STANDARD_FUNCTIONS
    vocabulary = Vocabulary(chosen.known_names, names, types, named_types)
    return UnaryTests(text, vocabulary, chosen, budget or DEFAULT_BUDGET)


def parse(text: str, *, names: Collection[str] = (), functions: Functions | None = None) -> Node:
    """The typed syntax tree of an expression."""
    chosen = functions or STANDARD_FUNCTIONS
    return parse_expression(text, Vocabulary(chosen.known_names, names))


def parse_tests(
    text: str, *, names: Collection[str] = (), functions: Functions | None = None
) -> UnaryTestsNode:
    """The typed syntax tree of an input cell."""
    chosen = functions or STANDARD_FUNCTIONS
    return parse_unary_tests(text, Vocabulary(chosen.known_names, names))


__all__ = [
    "DEFAULT_BUDGET",
    "GOVERNMENT_FUNCTIONS",
    "STANDARD_FUNCTIONS",
    "Budget",
    "Date",
    "DateTime",
    "DaysTimeDuration",
    "Environment",
    "Evaluation",
    "Explanation",
    "Expression",
    "FeelBudgetError",
    "FeelContext",
    "FeelFunction",
    "FeelSyntaxError",
    "FeelType",
    "FeelValueError",
    "FormalParameter",
    "Functions",
    "HostFunction",
    "Problem",
    "Range",
    "Run",
    "Time",
    "UnaryTests",
    "Undefined",
    "Value",
    "WorkingCalendar",
    "YearsMonthsDuration",
    "check",
    "check_unary_tests",
    "coerce",
    "compile",
    "compile_unary_tests",
    "explain",
    "external_function",
    "fit",
    "from_json",
    "is_instance",
    "parse",
    "parse_tests",
    "to_feel",
    "to_json",
]

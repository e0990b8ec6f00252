"""FEEL texts: literal expressions, cells and unary tests, checked against the names and types in scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.compiling.core import Code, Compiled, Desk, Text
from engine.feel import (
    Expression,
    FeelBudgetError,
    FeelContext,
    FeelSyntaxError,
    UnaryTests,
    check_unary_tests,
)
from engine.feel.checking.checker import Checker
from engine.feel.checking.scope import TypeScope
from engine.feel.types import ANY, FeelType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.dmn.scope import Names
    from engine.dmn.session import Place, Session
    from engine.feel import Problem
    from engine.feel.values import Value

_LONGEST_QUOTE = 60


def compile_text(desk: Desk, text: Text, names: Names) -> Compiled:
    """The closure of a FEEL text. One that cannot be read is reported and gives null."""
    place = desk.place(text.element_id, text.text)
    try:
        expression = Expression(text.text, names.vocabulary, names.functions, desk.budget)
    except (FeelSyntaxError, FeelBudgetError) as error:
        _unreadable(desk, text, error)
        return Compiled(_broken(place, error))
    return Compiled(_running(expression, place), _check(desk, text, expression, names))


def _running(expression: Expression, place: Place) -> Code:
    value_in = expression.value_in

    def run(scope: FeelContext, session: Session) -> Value:
        session.place = place
        return value_in(scope, session)

    return run


def _broken(place: Place, error: FeelSyntaxError | FeelBudgetError) -> Code:
    def give_null(_scope: FeelContext, session: Session) -> None:
        session.trouble(place, "syntax", error.message, error.message_zh)

    return give_null


def _unreadable(desk: Desk, text: Text, error: FeelSyntaxError | FeelBudgetError) -> None:
    desk.report("dmn-expression", text.element_id, text.line, error.message, error.message_zh)


def _check(desk: Desk, text: Text, expression: Expression, names: Names) -> FeelType:
    """Report names and kinds that do not go together; the shape of the value."""
    checker = Checker(names.functions.by_name, set(names.types))
    try:
        shape = checker.infer(expression.tree, TypeScope(names.types, open_ended=names.open_ended))
    except RecursionError:
        return ANY
    _report_all(desk, text, checker.findings.problems)
    return shape


def _report_all(desk: Desk, text: Text, problems: Iterable[Problem]) -> None:
    for problem in problems:
        near = " ".join(text.text[problem.position : problem.end].split())[:_LONGEST_QUOTE]
        desk.report(
            f"dmn-{problem.rule}",
            text.element_id,
            text.line,
            f"{problem.message} (in '{near}')",
            f"{problem.message_zh}（见“{near}”）",
            severity=problem.severity,
        )


def compile_tests(desk: Desk, text: Text, input_type: FeelType, names: Names) -> UnaryTests | None:
    """The tests of a cell; None where they cannot be read, which is reported."""
    try:
        tests = UnaryTests(text.text, names.vocabulary, names.functions, desk.budget)
    except (FeelSyntaxError, FeelBudgetError) as error:
        _unreadable(desk, text, error)
        return None
    problems = check_unary_tests(
        text.text, input_type, names.types, functions=names.functions, named_types=names.named_types
    )
    _report_all(desk, text, problems)
    return tests

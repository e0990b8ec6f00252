"""FEEL texts: literal expressions, cells and unary tests, checked against the names and types in scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.compiling.core import NOTHING, Code, Compiled, Desk
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


def compile_text(desk: Desk, text: str, names: Names, element_id: str | None, line: int | None) -> Compiled:
    """The closure of a FEEL text. One that cannot be read is reported and gives null."""
    place = desk.place(element_id, text)
    try:
        expression = Expression(text, names.vocabulary, names.functions, desk.budget)
    except (FeelSyntaxError, FeelBudgetError) as error:
        _unreadable(desk, error, element_id, line)
        return Compiled(_broken(place, error))
    shape = _check(desk, expression, names, element_id, line)
    return Compiled(_running(expression, place), shape)


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


def _unreadable(
    desk: Desk, error: FeelSyntaxError | FeelBudgetError, element_id: str | None, line: int | None
) -> None:
    desk.report("dmn-expression", element_id, line, error.message, error.message_zh)


def _check(
    desk: Desk, expression: Expression, names: Names, element_id: str | None, line: int | None
) -> FeelType:
    """Report names and kinds that do not go together; the shape of the value."""
    checker = Checker(names.functions.by_name, set(names.types))
    try:
        shape = checker.infer(expression.tree, TypeScope(names.types, open_ended=names.open_ended))
    except RecursionError:
        return ANY
    _report_all(desk, checker.findings.problems, element_id, line, expression.text)
    return shape


def _report_all(
    desk: Desk, problems: Iterable[Problem], element_id: str | None, line: int | None, text: str
) -> None:
    for problem in problems:
        near = " ".join(text[problem.position : problem.end].split())[:60]
        desk.report(
            f"dmn-{problem.rule}",
            element_id,
            line,
            f"{problem.message} (in '{near}')",
            f"{problem.message_zh}（见“{near}”）",
            severity=problem.severity,
        )


def compile_tests(
    desk: Desk, text: str, input_type: FeelType, names: Names, element_id: str | None, line: int | None
) -> UnaryTests | None:
    """The tests of a cell; None where the cell accepts anything or cannot be read, which is reported."""
    try:
        tests = UnaryTests(text, names.vocabulary, names.functions, desk.budget)
    except (FeelSyntaxError, FeelBudgetError) as error:
        _unreadable(desk, error, element_id, line)
        return None
    problems = check_unary_tests(
        text, input_type, names.types, functions=names.functions, named_types=names.named_types
    )
    _report_all(desk, problems, element_id, line, text)
    return tests


__all__ = ["NOTHING", "compile_tests", "compile_text"]

"""Try an expression on data and tell everything about it: for the command line and the rule editor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.feel.budget import DEFAULT_BUDGET, Budget
from engine.feel.checking.suggestions import MOST_SUGGESTIONS, did_you_mean
from engine.feel.errors import FeelBudgetError, FeelSyntaxError
from engine.feel.expression import make_expression
from engine.feel.government import GOVERNMENT_FUNCTIONS
from engine.feel.parsing import Vocabulary
from engine.feel.problems import Problem
from engine.feel.run import NOWHERE, Environment, Run
from engine.feel.values import kind_of
from engine.feel.writing import write_literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.library import Functions

_SHOWN = Budget(string=10_000_000, steps=1_000_000)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What became of an expression. ``is_valid`` is false where it could not be read or cost too much."""

    text: str
    is_valid: bool
    value: Any
    shown: str
    """The value as FEEL text."""
    kind: str
    names: tuple[str, ...]
    """Names that the expression takes from the data."""
    missing: tuple[str, ...]
    """Those of them that the data does not have."""
    problems: tuple[Problem, ...]


def explain(
    text: str,
    context: Mapping[str, Any],
    *,
    functions: Functions = GOVERNMENT_FUNCTIONS,
    environment: Environment = NOWHERE,
    budget: Budget = DEFAULT_BUDGET,
) -> Explanation:
    """Evaluate ``text`` on ``context``; never raises for a bad expression, the problems say what is wrong."""
    try:
        expression = make_expression(
            text, Vocabulary(functions.known_names, tuple(context)), functions, budget
        )
        outcome = expression.evaluate(context, environment=environment)
    except FeelSyntaxError as error:
        return _failed(text, "syntax", error.position, error)
    except FeelBudgetError as error:
        return _failed(text, f"budget-{error.limit}", 0, error)
    names = tuple(expression.names)
    return Explanation(
        text=text,
        is_valid=True,
        value=outcome.value,
        shown=write_literal(outcome.value, Run(_SHOWN)),
        kind=kind_of(outcome.value),
        names=names,
        missing=tuple(name for name in names if name not in context),
        problems=_with_suggestions(outcome.problems, text, (*context, *functions.by_name)),
    )


def _with_suggestions(
    problems: tuple[Problem, ...], text: str, known: tuple[str, ...]
) -> tuple[Problem, ...]:
    hinted = [_with_suggestion(problem, text, known) for problem in problems[:MOST_SUGGESTIONS]]
    return (*hinted, *problems[MOST_SUGGESTIONS:])


def _with_suggestion(problem: Problem, text: str, known: tuple[str, ...]) -> Problem:
    """An unknown name together with the one that was probably meant."""
    if problem.rule != "name":
        return problem
    hint, hint_zh = did_you_mean(text[problem.position : problem.end], known)
    return replace(
        problem, message=f"{problem.message}.{hint}", message_zh=f"{problem.message_zh}。{hint_zh}"
    )


def _failed(text: str, rule: str, position: int, error: FeelSyntaxError | FeelBudgetError) -> Explanation:
    problem = Problem(
        rule=rule, position=position, end=len(text), message=error.message, message_zh=error.message_zh
    )
    return Explanation(
        text=text,
        is_valid=False,
        value=None,
        shown="null",
        kind="null",
        names=(),
        missing=(),
        problems=(problem,),
    )

"""One evaluation of a model: the run that FEEL shares, where it stands, which rules matched, what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel import Budget, Environment, Run

if TYPE_CHECKING:
    from engine.dmn.table_syntax import DecisionTable
    from engine.feel.syntax import Node
    from engine.feel.values import Value

_MAX_PROBLEMS = 100
DECISIONS_PER_RUN = 20
"""A whole graph may take this many times the steps of one expression."""


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a model that messages can point at: the decision or function, the element, its text."""

    owner: str
    element_id: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionProblem:
    """Why a value became null, or what else an analyst should know about an evaluation.

    ``owner`` is the id of the decision or business knowledge model, ``element_id`` the expression or cell in it,
    ``text`` its FEEL, ``position`` and ``end`` count characters of that text from 0.
    """

    rule: str
    owner: str
    element_id: str
    message: str
    message_zh: str
    text: str = ""
    position: int = 0
    end: int = 0
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class MatchedValue:
    """One cell of a matched rule: its column, what the rule says there, the value it met or gave."""

    column: str
    text: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRule:
    """A rule that matched. ``counted`` is false where the hit policy then chose another one."""

    decision_id: str
    table_id: str
    rule_id: str
    number: int
    inputs: tuple[MatchedValue, ...]
    outputs: tuple[MatchedValue, ...]
    annotations: tuple[str, ...]
    counted: bool = True

    @property
    def key(self) -> str:
        """``decisionId:ruleId``, as histories have it."""
        return f"{self.decision_id}:{self.rule_id}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvaluatedTable:
    """A decision table that was evaluated: what it looked at and which rules matched.

    ``decision`` is the name of the decision or knowledge model, ``inputs`` the values of its input columns.
    """

    source: DecisionTable
    decision_id: str
    decision: str
    inputs: tuple[MatchedValue, ...]
    matched: tuple[MatchedRule, ...]


NOWHERE_PLACE = Place("", "")


class Session(Run):
    """A FEEL run that knows where in the model it is."""

    __slots__ = ("place", "pool", "tables", "troubles")

    def __init__(self, budget: Budget, environment: Environment) -> None:
        """Starts with the whole budget of an expression; the pool refills it for each decision."""
        super().__init__(budget, environment)
        self.place = NOWHERE_PLACE
        self.pool = budget.steps * DECISIONS_PER_RUN
        self.tables: list[EvaluatedTable] = []
        self.troubles: list[DecisionProblem] = []

    def refill(self) -> None:
        """Give the next decision the steps of one expression, as long as the pool lasts."""
        wanted = self.budget.steps - self.steps
        given = min(wanted, self.pool)
        self.pool -= given
        self.steps += given

    def problem(self, node: Node, rule: str, message: str, message_zh: str) -> None:
        """Record why a part of an expression is null; always returns None, which is that value."""
        self._add(
            DecisionProblem(
                rule=rule,
                owner=self.place.owner,
                element_id=self.place.element_id,
                text=self.place.text,
                position=node.start,
                end=node.end,
                message=message,
                message_zh=message_zh,
            )
        )

    def trouble(
        self, place: Place, rule: str, message: str, message_zh: str, *, severity: str = "error"
    ) -> None:
        """Record what is wrong at a place of the model; always returns None."""
        self._add(
            DecisionProblem(
                rule=rule,
                owner=place.owner,
                element_id=place.element_id,
                text=place.text,
                message=message,
                message_zh=message_zh,
                severity=severity,
            )
        )

    def _add(self, problem: DecisionProblem) -> None:
        if len(self.troubles) < _MAX_PROBLEMS:
            self.troubles.append(problem)


def session_of(run: Run) -> Session:
    """The session that a run is; a plain one gets a session of its own, where its function is called from outside."""
    return run if isinstance(run, Session) else Session(run.budget, run.environment)

"""A decision table at work: test the rules, choose by the hit policy, remember which matched (clause 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.compiling.hit_policies import Choice, Hit
from engine.dmn.session import EvaluatedTable, MatchedRule, MatchedValue
from engine.feel import FeelBudgetError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from engine.dmn.compiling.core import Code
    from engine.dmn.session import Place, Session
    from engine.dmn.table_syntax import DecisionTable, TableRule
    from engine.feel import FeelContext, FeelType, UnaryTests
    from engine.feel.values import Value

_REFUSED = object()
"""An input value that its column does not allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An input column."""

    title: str
    code: Code
    allowed: UnaryTests | None
    place: Place
    shape: FeelType

    def value(self, scope: FeelContext, session: Session) -> Value:
        """The input value, or the mark of a value that is not allowed."""
        value = self.code(scope, session)
        if self.allowed is None or value is None or self.allowed(value, scope, run=session) is True:
            return value
        session.trouble(
            self.place,
            "input-values",
            f"The value of '{self.title}' is none of those that the table allows, so no rule is tried",
            f"“{self.title}”的值不在决策表允许的范围内，未匹配任何规则",
        )
        return _REFUSED


@dataclass(frozen=True, slots=True)
class Test:
    """A cell that tests the value of the column ``index``; one that cannot be read never holds."""

    index: int
    holds: Callable[[list[Value], Value], bool | None]
    place: Place


def never(_frame: list[Value], _value: Value) -> None:
    """The test of a cell that cannot be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """A rule: only the cells that test something, and the closures of its outputs."""

    rule: TableRule
    tests: tuple[Test, ...]
    outputs: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A compiled table; calling it evaluates it."""

    source: DecisionTable
    owner: str
    owner_name: str
    place: Place
    slots: int
    """How much room the tests need in their frame."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    titles: tuple[str, ...]
    choose: Choice
    defaults: tuple[Code, ...] | None

    def __call__(self, scope: FeelContext, session: Session) -> Value:
        """The value of the table; its matching rules go into the session."""
        values = [column.value(scope, session) for column in self.columns]
        if any(value is _REFUSED for value in values):
            return None
        matching = self._matching(values, scope, session)
        session.charge(len(matching))
        hits = [Hit(row.rule, tuple([code(scope, session) for code in row.outputs])) for row in matching]
        if not hits and self.defaults is not None:
            self._remember(session, values, ())
            return self.choose.default([code(scope, session) for code in self.defaults])
        value, counted = self.choose(session, self.place, hits)
        self._remember(session, values, tuple(self._matched(hits, counted, values)))
        return value

    def _remember(self, session: Session, values: list[Value], matched: tuple[MatchedRule, ...]) -> None:
        inputs = tuple(
            MatchedValue(column.title, column.place.text, value)
            for column, value in zip(self.columns, values, strict=True)
        )
        session.tables.append(
            EvaluatedTable(
                source=self.source,
                decision_id=self.owner,
                decision=self.owner_name,
                inputs=inputs,
                matched=matched,
            )
        )

    def _matching(self, values: list[Value], scope: FeelContext, session: Session) -> list[Row]:
        """The rules whose tests all hold; only as many as the hit policy looks at."""
        session.charge(1 + (len(self.rows) >> 4))
        found: list[Row] = []
        only_first = self.choose.only_first
        frame: list[Value] = [scope, session, *([None] * self.slots)]
        try:
            for row in self.rows:
                for test in row.tests:
                    session.place = test.place
                    if test.holds(frame, values[test.index]) is not True:
                        break
                else:
                    found.append(row)
                    if only_first:
                        break
        except RecursionError as error:
            raise FeelBudgetError("depth", session.budget.depth) from error
        return found

    def _matched(
        self, hits: list[Hit], counted: Collection[Hit], values: list[Value]
    ) -> Iterator[MatchedRule]:
        counts = set(counted)
        for hit in hits:
            rule = hit.rule
            yield MatchedRule(
                decision_id=self.owner,
                table_id=self.source.id or self.owner,
                rule_id=rule.id,
                number=rule.number,
                inputs=tuple(
                    MatchedValue(column.title, cell.text.strip(), value)
                    for column, cell, value in zip(self.columns, rule.inputs, values, strict=False)
                ),
                outputs=tuple(
                    MatchedValue(title, cell.text.strip(), value)
                    for title, cell, value in zip(self.titles, rule.outputs, hit.values, strict=False)
                ),
                annotations=rule.annotations,
                counted=hit in counts,
            )

"""A decision table at work: test the rules, choose by the hit policy, remember which matched (clause 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.compiling.hit_policies import Choice, Hit
from engine.dmn.session import MatchedRule, MatchedValue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

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
    tests: UnaryTests | None
    place: Place


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
    place: Place
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
        hits = [
            Hit(row.rule, tuple([code(scope, session) for code in row.outputs]))
            for row in self._matching(values, scope, session)
        ]
        if not hits and self.defaults is not None:
            return self.choose.default([code(scope, session) for code in self.defaults])
        value, counted = self.choose(session, self.place, hits)
        session.matched.extend(self._matched(hits, counted, values))
        return value

    def _matching(self, values: list[Value], scope: FeelContext, session: Session) -> list[Row]:
        """The rules whose tests all hold; only as many as the hit policy looks at."""
        session.charge(1 + (len(self.rows) >> 4))
        found: list[Row] = []
        only_first = self.choose.only_first
        for row in self.rows:
            for test in row.tests:
                session.place = test.place
                tests = test.tests
                if tests is None or tests(values[test.index], scope, run=session) is not True:
                    break
            else:
                found.append(row)
                if only_first:
                    break
        return found

    def _matched(
        self, hits: list[Hit], counted: Collection[Hit], values: list[Value]
    ) -> Iterator[MatchedRule]:
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
                counted=hit in counted,
            )

"""Hit policies: which of the matching rules count and what becomes of their outputs (clause 8.2.10)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.dmn.table_syntax import Aggregation, DecisionTable, HitPolicy
from engine.feel import STANDARD_FUNCTIONS, FeelContext, Undefined
from engine.feel.comparison import equal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.dmn.compiling.core import Code
    from engine.dmn.session import Place, Session
    from engine.dmn.table_syntax import TableRule
    from engine.feel.values import Value


_SIMPLE = (str, bool, Decimal)
"""Values that are equal in FEEL where they are in Python, kinds being the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Hit:
    """A matching rule with its output values."""

    rule: TableRule
    values: tuple[Value, ...]


class _Order:
    """The values that an output lists, from the highest priority to the lowest."""

    def __init__(self, listed: Value, session: Session) -> None:
        """Simple values are found by themselves, others by comparing them, for which the session pays."""
        self._session = session
        self._ranks: dict[tuple[type, Value], int] = {}
        self._others: list[tuple[int, Value]] = []
        self._last = len(listed) if isinstance(listed, list) else 0
        session.charge(self._last >> 4)
        for rank, value in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(value, _SIMPLE):
                self._ranks.setdefault((type(value), value), rank)
            else:
                self._others.append((rank, value))

    def rank(self, value: Value) -> int:
        """Where a value stands among the listed ones; one that is not listed comes last."""
        if isinstance(value, _SIMPLE):
            return self._ranks.get((type(value), value), self._last)
        self._session.charge(1 + (len(self._others) >> 4))
        for rank, listed in self._others:
            if equal(listed, value, self._session):
                return rank
        return self._last


class Choice:
    """A hit policy at work."""

    def __init__(
        self, table: DecisionTable, keys: tuple[str, ...], rankings: tuple[Code | None, ...]
    ) -> None:
        """``keys`` name the outputs of a compound result, ``rankings`` give the order of their values."""
        self._table = table
        self._keys = keys
        self._rankings = rankings
        self._apply = _POLICIES[table.hit_policy]
        self.only_first = table.hit_policy is HitPolicy.FIRST

    def __call__(self, session: Session, place: Place, hits: list[Hit]) -> tuple[Value, Sequence[Hit]]:
        """The value of the table and the hits that it is made of."""
        return self._apply(self, session, place, hits)

    def default(self, values: list[Value]) -> Value:
        """The value where no rule matched: the defaults, as a list where the policy gives one."""
        value = self.shaped(tuple(values))
        return [value] if self._table.hit_policy.gives_list and self._table.aggregation is None else value

    def shaped(self, values: tuple[Value, ...]) -> Value:
        """One output as it is, several as a context."""
        return values[0] if len(self._keys) == 1 and values else dict(zip(self._keys, values, strict=False))

    def unique(self, session: Session, place: Place, hits: list[Hit]) -> tuple[Value, Sequence[Hit]]:
        """U: one rule at most."""
        if len(hits) > 1:
            session.trouble(
                place,
                "hit-policy-unique",
                f"Rules {_numbers(hits)} match together, but only one may, so the result is null",
                f"规则 {_numbers(hits)} 同时命中，但策略 UNIQUE 只允许一条，结果为 null",
            )
            return None, ()
        return (self.shaped(hits[0].values), hits) if hits else (None, ())

    def any(self, session: Session, place: Place, hits: list[Hit]) -> tuple[Value, Sequence[Hit]]:
        """A: several rules with the same outputs."""
        if not hits:
            return None, ()
        first = hits[0].values
        if any(not _same(first, each.values, session) for each in hits[1:]):
            session.trouble(
                place,
                "hit-policy-any",
                f"Rules {_numbers(hits)} match with different outputs, so the result is null",
                f"规则 {_numbers(hits)} 同时命中但输出不同，结果为 null",
            )
            return None, ()
        return self.shaped(first), hits

    def first(self, _session: Session, _place: Place, hits: list[Hit]) -> tuple[Value, Sequence[Hit]]:
        """F: the first in the order of the rules."""
        return (self.shaped(hits[0].values), hits[:1]) if hits else (None, ())

    def priority(self, session: Session, place: Place, hits: list[Hit]) -> tuple[Value, Sequence[Hit]]:
        """P: the one with the highest output value."""
        ordered = self._by_priority(session, place, hits)
        return (self.shaped(ordered[0].values), ordered[:1]) if ordered else (None, ())

    def output_order(self, session: Session, place: Place, hits: list[Hit]) -> tuple[Value, Sequence[Hit]]:
        """O: all, the highest output value first."""
        ordered = self._by_priority(session, place, hits)
        return [self.shaped(each.values) for each in ordered], ordered

    def rule_order(self, session: Session, _place: Place, hits: list[Hit]) -> tuple[Value, Sequence[Hit]]:
        """R: all, in the order of the rules."""
        return session.sized([self.shaped(each.values) for each in hits]), hits

    def collect(self, session: Session, place: Place, hits: list[Hit]) -> tuple[Value, Sequence[Hit]]:
        """C: all, or one number made of them."""
        aggregation = self._table.aggregation
        if aggregation is None:
            return self.rule_order(session, place, hits)
        if aggregation is Aggregation.COUNT:
            return Decimal(len(hits)), hits
        if not hits:
            return None, ()
        columns = zip(*(each.values for each in hits), strict=True)
        totals = tuple(_aggregate(session, place, aggregation, list(column)) for column in columns)
        return self.shaped(totals), hits

    def _by_priority(self, session: Session, place: Place, hits: list[Hit]) -> list[Hit]:
        """The hits by the rank of their outputs, from the first column to the last; equal ones as they stand."""
        if len(hits) < 2:  # noqa: PLR2004 (nothing to order)
            return hits
        nowhere = FeelContext()
        orders = [
            None if code is None else _Order(code(nowhere, session), session) for code in self._rankings
        ]
        if all(order is None for order in orders):
            session.trouble(
                place,
                "hit-policy-priority",
                "The table orders by priority but lists no output values; the order of the rules counts",
                "决策表按优先级选择但未列出输出值，改按规则顺序",
                severity="warning",
            )
        return sorted(
            hits,
            key=lambda hit: [
                0 if order is None else order.rank(value)
                for order, value in zip(orders, hit.values, strict=False)
            ],
        )


_POLICIES: dict[HitPolicy, Callable[[Choice, Session, Place, list[Hit]], tuple[Value, Sequence[Hit]]]] = {
    HitPolicy.UNIQUE: Choice.unique,
    HitPolicy.ANY: Choice.any,
    HitPolicy.FIRST: Choice.first,
    HitPolicy.PRIORITY: Choice.priority,
    HitPolicy.OUTPUT_ORDER: Choice.output_order,
    HitPolicy.RULE_ORDER: Choice.rule_order,
    HitPolicy.COLLECT: Choice.collect,
}


def _numbers(hits: list[Hit]) -> str:
    return ", ".join(str(each.rule.number) for each in hits)


def _same(one: tuple[Value, ...], two: tuple[Value, ...], session: Session) -> bool:
    return all(equal(a, b, session) for a, b in zip(one, two, strict=True))


def _aggregate(session: Session, place: Place, aggregation: Aggregation, values: list[Value]) -> Value:
    function = STANDARD_FUNCTIONS.by_name[aggregation.value.lower()]
    try:
        return function.invoke(session, [values])
    except (Undefined, ArithmeticError):
        return session.trouble(
            place,
            "aggregation",
            f"{aggregation.value} does not work on these outputs, so the result is null",
            f"{aggregation.value} 不能用于这些输出，结果为 null",
        )

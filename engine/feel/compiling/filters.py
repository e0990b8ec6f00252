"""Closures for filters: by position and by condition."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel import syntax as s
from engine.feel.compiling.core import Closure, CompilerCore, Frame, constant_value, is_constant

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.run import Run
    from engine.feel.scope import Scope
    from engine.feel.values import Value

Step: TypeAlias = "Callable[[Frame, Value, Value], Value]"


_CONDITIONS = (s.Comparison, s.Between, s.In, s.Conjunction, s.Disjunction, s.Quantified, s.InstanceOf)


def filtered(compiler: CompilerCore, node: s.Filter, scope: Scope) -> Closure:
    """``e[condition]``: an item by position, or all items for which the condition is true."""
    source = compiler.compile(node.source, scope)
    if isinstance(node.condition, s.NumberLiteral):
        return _indexed(source, node, node.condition.value)
    if is_constant(node.condition) and not isinstance(constant_value(node.condition), (bool, type(None))):
        return _refused(source, node)
    slot = compiler.new_slot()
    condition = compiler.compile(node.condition, scope.filtered(slot))
    return _Filtering(node, source, condition, slot, compiler.weight(node.condition))


class _Filtering:
    """A filter whose condition decides per item, or turns out to be a position."""

    __slots__ = ("_condition", "_decides", "_node", "_slot", "_source", "_weight")

    def __init__(self, node: s.Filter, source: Closure, condition: Closure, slot: int, weight: int) -> None:
        self._node, self._source, self._condition = node, source, condition
        self._slot, self._weight = slot, weight
        self._decides = isinstance(node.condition, _CONDITIONS)

    def __call__(self, frame: Frame) -> Value:
        value = self._source(frame)
        if value is None:
            return frame[1].problem(self._node, "null", "null cannot be filtered", "null 不能筛选")
        items = value if isinstance(value, list) else [value]
        if items:
            return self._selected(frame, items)
        return [] if self._decides else self._of_nothing(frame)

    def _of_nothing(self, frame: Frame) -> Value:
        """No item to tell a position from a condition: its value alone does, and its problems are moot."""
        frame[self._slot] = None
        run: Run = frame[1]
        before, run.problems = run.problems, []
        is_position = isinstance(self._condition(frame), Decimal)
        run.problems = before
        return None if is_position else []

    def _selected(self, frame: Frame, items: list[Value]) -> Value:
        run: Run = frame[1]
        kept: list[Value] = []
        for place, item in enumerate(items):
            run.charge(self._weight)
            frame[self._slot] = item
            held = self._condition(frame)
            if held is True:
                kept.append(item)
            elif place == 0 and isinstance(held, Decimal):
                return pick(run, self._node, items, held)
        return kept


def _indexed(source: Closure, node: s.Filter, index: Decimal) -> Closure:
    def evaluate(frame: Frame) -> Value:
        value = source(frame)
        if value is None:
            return frame[1].problem(node, "null", "null has no items", "null 没有元素")
        return pick(frame[1], node, value if isinstance(value, list) else [value], index)

    return evaluate


def _refused(source: Closure, node: s.Filter) -> Closure:
    def evaluate(frame: Frame) -> Value:
        source(frame)
        return frame[1].problem(node, "filter", "A filter is a position or a condition", "筛选应为位置或条件")

    return evaluate


def pick(run: Run, node: s.Filter, items: list[Value], index: Decimal) -> Value:
    """The item at a position, from the end where it is negative; null outside the list."""
    if index == index.to_integral_value() and 1 <= abs(index) <= len(items):
        place = int(index)
        return items[place - 1 if place > 0 else place]
    return run.problem(
        node,
        "position",
        f"There is no position {index} in a list of {len(items)}",
        f"列表共 {len(items)} 项，没有第 {index} 项",
    )

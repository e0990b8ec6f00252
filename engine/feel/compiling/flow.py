"""Closures for arithmetic, ``if``, loops, quantifiers and filters."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel import syntax as s
from engine.feel.arithmetic import OPERATIONS, negated
from engine.feel.compiling.core import Closure, CompilerCore, Frame, constant_value, is_constant, unlike
from engine.feel.errors import FeelBudgetError
from engine.feel.temporal.values import Date
from engine.feel.values import Range, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.feel.run import Run
    from engine.feel.scope import Scope
    from engine.feel.values import Value

Step: TypeAlias = "Callable[[Frame, Value, Value], Value]"

_NUMERIC = (Decimal, Decimal)
_READERS = frozenset(("sum", "count", "mean", "product"))
"""Built-ins that look into a list and keep nothing of it."""


def arithmetic(compiler: CompilerCore, node: s.Arithmetic, scope: Scope) -> Closure:
    """``+ - * / **``; a long chain is computed in a loop so that it does not nest."""
    chain: list[s.Arithmetic] = []
    first: s.Node = node
    while isinstance(first, s.Arithmetic):
        chain.append(first)
        first = first.left
    start = compiler.compile(first, scope)
    steps = [(_step(each), compiler.compile(each.right, scope)) for each in reversed(chain)]
    if len(steps) == 1:
        return _single(start, *steps[0])

    def evaluate(frame: Frame) -> Value:
        value = start(frame)
        for step, right in steps:
            value = step(frame, value, right(frame))
        return value

    return evaluate


def _single(left: Closure, step: Step, right: Closure) -> Closure:
    return lambda frame: step(frame, left(frame), right(frame))


def _step(node: s.Arithmetic) -> Step:
    table = OPERATIONS[node.operator]
    numeric = table[_NUMERIC]
    joins_strings = node.operator == "+"

    def step(frame: Frame, a: Value, b: Value) -> Value:
        try:
            if type(a) is Decimal and type(b) is Decimal:
                return numeric(a, b)
            operation = table.get((type(a), type(b)))
            if operation is not None:
                value = operation(a, b)
                return value if value is not None else _no_result(frame[1], node)
        except (ArithmeticError, ValueError):
            return _no_result(frame[1], node)
        if joins_strings and type(a) is str and type(b) is str:
            return frame[1].text(a + b)
        return unlike(frame[1], node, node.operator, a, b)

    return step


def _no_result(run: Run, node: s.Arithmetic) -> None:
    run.problem(
        node,
        "arithmetic",
        f"'{node.operator}' has no result for these values",
        f"“{node.operator}”对这些值没有结果",
    )


def negation(compiler: CompilerCore, node: s.Negation, scope: Scope) -> Closure:
    """``-e`` for numbers and durations."""
    operand = compiler.compile(node.operand, scope)

    def evaluate(frame: Frame) -> Value:
        value = operand(frame)
        result = negated(value)
        if result is None:
            kind = kind_of(value)
            return frame[1].problem(node, "kinds", f"There is no negative of a {kind}", f"{kind} 不能取负")
        return result

    return evaluate


def conditional(compiler: CompilerCore, node: s.If, scope: Scope) -> Closure:
    """``if``: anything but true leads to the else part."""
    branches = [
        (compiler.compile(b.condition, scope), compiler.compile(b.result, scope)) for b in node.branches
    ]
    otherwise = compiler.compile(node.otherwise, scope)

    def evaluate(frame: Frame) -> Value:
        for condition, result in branches:
            if condition(frame) is True:
                return result(frame)
        return otherwise(frame)

    return evaluate


# --- loops

Source: TypeAlias = "Callable[[Frame], Iterable[Value] | None]"


def _sources(
    compiler: CompilerCore, iterations: tuple[s.Iteration, ...], scope: Scope
) -> tuple[list[tuple[int, Source]], Scope]:
    """Slot and source of each loop variable; a source sees the variables before it."""
    found: list[tuple[int, Source]] = []
    for iteration in iterations:
        source = _source(compiler, iteration, scope)
        slot = compiler.new_slot()
        scope = scope.inner({iteration.name: slot})
        found.append((slot, source))
    return found, scope


def _source(compiler: CompilerCore, node: s.Iteration, scope: Scope) -> Source:
    first = compiler.compile(node.source, scope)
    until = None if node.until is None else compiler.compile(node.until, scope)

    def items(frame: Frame) -> Iterable[Value] | None:
        value = first(frame)
        if until is not None:
            return _steps(frame[1], node, value, until(frame))
        if isinstance(value, list):
            return value
        if isinstance(value, Range):
            return _range_items(frame[1], node, value)
        return None if value is None else [value]

    return items


def _range_items(run: Run, node: s.Iteration, value: Range) -> Iterable[Value] | None:
    found = _steps(run, node, value.start, value.end)
    if found is None:
        return None
    return (
        item
        for item in found
        if (value.start_included or item != value.start) and (value.end_included or item != value.end)
    )


def _steps(run: Run, node: s.Iteration, low: Value, high: Value) -> Iterable[Value] | None:
    """The whole numbers or days from one to the other, upwards or downwards."""
    if isinstance(low, Decimal) and isinstance(high, Decimal) and _is_count(low) and _is_count(high):
        start, end = int(low), int(high)
        step = 1 if start <= end else -1
        return map(Decimal, range(start, end + step, step))
    if isinstance(low, Date) and isinstance(high, Date):
        start, end = low.number, high.number
        step = 1 if start <= end else -1
        return (Date.of_number(number) for number in range(start, end + step, step))
    one, two = kind_of(low), kind_of(high)
    return run.problem(
        node, "iteration", f"A loop cannot run from {one} to {two}", f"循环不能从 {one} 到 {two}"
    )


def _is_count(number: Decimal) -> bool:
    return number.adjusted() < 40 and number == number.to_integral_value()  # noqa: PLR2004 (beyond any budget)


def loop(compiler: CompilerCore, node: s.For, scope: Scope) -> Closure:
    """``for … return …`` with ``partial``, the results so far."""
    sources, inner = _sources(compiler, node.iterations, scope)
    partial = compiler.new_slot()
    result = compiler.compile(node.result, inner.inner({"partial": partial}))
    weight = compiler.weight(node.result)
    escapes = _partial_escapes(node.result)
    last = len(sources) - 1

    def evaluate(frame: Frame) -> Value:
        run: Run = frame[1]
        results: list[Value] = []
        limit = run.budget.items

        def turn(depth: int) -> bool:
            slot, source = sources[depth]
            items = source(frame)
            if items is None:
                return False
            for item in items:
                run.charge(weight)
                frame[slot] = item
                if depth < last:
                    if not turn(depth + 1):
                        return False
                    continue
                frame[partial] = _snapshot(run, results) if escapes else results
                results.append(result(frame))
                if len(results) > limit:
                    raise FeelBudgetError("list", limit)
            return True

        return results if turn(0) else None

    return evaluate


def _snapshot(run: Run, results: list[Value]) -> list[Value]:
    run.charge(len(results) >> 3)
    return results.copy()


def _partial_escapes(body: s.Node) -> bool:
    """Whether ``partial`` is used other than by filters, indexes and counting: then it must be copied."""
    harmless = {
        id(each.source)
        for each in s.walk(body)
        if isinstance(each, s.Filter) and isinstance(each.source, s.Name)
    }
    for each in s.walk(body):
        if (
            isinstance(each, s.Invocation)
            and isinstance(each.function, s.Name)
            and each.function.name in _READERS
        ):
            harmless.update(id(argument) for argument in each.positional)
    return any(
        isinstance(each, s.Name) and each.name == "partial" and id(each) not in harmless
        for each in s.walk(body)
    )


def quantified(compiler: CompilerCore, node: s.Quantified, scope: Scope) -> Closure:
    """``some`` and ``every``: a disjunction or conjunction over all combinations."""
    sources, inner = _sources(compiler, node.iterations, scope)
    condition = compiler.compile(node.condition, inner)
    weight = compiler.weight(node.condition)
    decisive = not node.every
    last = len(sources) - 1

    def evaluate(frame: Frame) -> Value:
        run: Run = frame[1]

        def turn(depth: int) -> bool | None:
            slot, source = sources[depth]
            items = source(frame)
            if items is None:
                return None
            outcome: bool | None = not decisive
            for item in items:
                run.charge(weight)
                frame[slot] = item
                held = condition(frame) if depth == last else turn(depth + 1)
                if held is decisive:
                    return decisive
                if held is not (not decisive):
                    outcome = None
            return outcome

        return turn(0)

    return evaluate


# --- filters


def filtered(compiler: CompilerCore, node: s.Filter, scope: Scope) -> Closure:
    """``e[condition]``: an item by position, or all items for which the condition is true."""
    source = compiler.compile(node.source, scope)
    if isinstance(node.condition, s.NumberLiteral):
        return _indexed(source, node, node.condition.value)
    if is_constant(node.condition) and not isinstance(constant_value(node.condition), (bool, type(None))):
        return _refused(source, node)
    slot = compiler.new_slot()
    condition = compiler.compile(node.condition, scope.filtered(slot))
    weight = compiler.weight(node.condition)

    def evaluate(frame: Frame) -> Value:
        value = source(frame)
        run: Run = frame[1]
        if value is None:
            return run.problem(node, "null", "null cannot be filtered", "null 不能筛选")
        items = value if isinstance(value, list) else [value]
        if not items:
            frame[slot] = None
            return None if isinstance(condition(frame), Decimal) else []
        return _selected(frame, items)

    def _selected(frame: Frame, items: list[Value]) -> Value:
        run: Run = frame[1]
        kept: list[Value] = []
        for place, item in enumerate(items):
            run.charge(weight)
            frame[slot] = item
            held = condition(frame)
            if held is True:
                kept.append(item)
            elif place == 0 and isinstance(held, Decimal):
                return pick(run, node, items, held)
        return kept

    return evaluate


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

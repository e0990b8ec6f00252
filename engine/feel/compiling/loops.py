"""Closures for ``for``, ``some`` and ``every``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel import syntax as s
from engine.feel.errors import FeelBudgetError
from engine.feel.temporal.values import Date
from engine.feel.values import Range, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.feel.compiling.core import Closure, CompilerCore, Frame
    from engine.feel.run import Run
    from engine.feel.scope import Scope
    from engine.feel.values import Value

Step: TypeAlias = "Callable[[Frame, Value, Value], Value]"

_READERS = frozenset(("sum", "count", "mean", "product"))
"""Built-ins that look into a list and keep nothing of it."""


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
    run.problem(node, "iteration", f"A loop cannot run from {one} to {two}", f"循环不能从 {one} 到 {two}")
    return None


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

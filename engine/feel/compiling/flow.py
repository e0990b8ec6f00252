"""Closures for arithmetic and ``if``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel import syntax as s
from engine.feel.arithmetic import OPERATIONS, negated
from engine.feel.compiling.core import Closure, CompilerCore, Frame, unlike
from engine.feel.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.run import Run
    from engine.feel.scope import Scope
    from engine.feel.values import Value

Step: TypeAlias = "Callable[[Frame, Value, Value], Value]"

_FRACTIONAL_POWER = 15
"""Steps that 34 digits of a root are worth."""
_NUMERIC = (Decimal, Decimal)


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
    is_power = node.operator == "**"

    def step(frame: Frame, a: Value, b: Value) -> Value:
        try:
            if type(a) is Decimal and type(b) is Decimal:
                if is_power:
                    frame[1].charge(_FRACTIONAL_POWER if b != b.to_integral_value() else 1)
                    power = numeric(a, b)
                    return power if power is not None else _no_result(frame[1], node)
                return numeric(a, b)
            operation = table.get((type(a), type(b)))
            if operation is not None:
                frame[1].charge(1)
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

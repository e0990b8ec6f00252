"""Closures for ``and``, ``or``, comparisons, ``between`` and ``instance of``."""

from __future__ import annotations

import operator as python
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from engine.feel.comparison import equal, order
from engine.feel.compiling.core import (
    Closure,
    CompilerCore,
    Frame,
    constant_value,
    is_constant,
    unlike,
)
from engine.feel.conformance import is_instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel import syntax as s
    from engine.feel.scope import Scope
    from engine.feel.values import Value

Test: TypeAlias = "Callable[[Frame, Value], bool | None]"

_PYTHON = {"<": python.lt, "<=": python.le, ">": python.gt, ">=": python.ge}
SIGNS: dict[str, Callable[[int], bool]] = {
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
}


def conjunction(compiler: CompilerCore, node: s.Conjunction, scope: Scope) -> Closure:
    """``and``: false if any is false, null if any is neither, else true (Table 50)."""
    operands = tuple(compiler.compile(operand, scope) for operand in node.operands)

    def evaluate(frame: Frame) -> Value:
        result: bool | None = True
        for operand in operands:
            value = operand(frame)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return evaluate


def disjunction(compiler: CompilerCore, node: s.Disjunction, scope: Scope) -> Closure:
    """``or``: true if any is true, null if any is neither, else false (Table 50)."""
    operands = tuple(compiler.compile(operand, scope) for operand in node.operands)

    def evaluate(frame: Frame) -> Value:
        result: bool | None = False
        for operand in operands:
            value = operand(frame)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return evaluate


def comparison(compiler: CompilerCore, node: s.Comparison, scope: Scope) -> Closure:
    """The six comparison operators."""
    left, right = compiler.compile(node.left, scope), compiler.compile(node.right, scope)
    fixed = constant_value(node.right) if is_constant(node.right) else None
    if node.operator in ("=", "!="):
        return _equality(node, left, right, fixed)
    return _ordering(node, left, right, fixed)


def _equality(node: s.Comparison, left: Closure, right: Closure, fixed: Value) -> Closure:
    negated = node.operator == "!="

    def evaluate(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        result = equal(a, b, frame[1])
        if result is None:
            return unlike(frame[1], node, node.operator, a, b)
        return result is not negated

    if type(fixed) not in (str, bool, Decimal):
        return evaluate
    kind = type(fixed)

    def quickly(frame: Frame) -> Value:
        a = left(frame)
        if type(a) is kind:
            return (a == fixed) is not negated
        return negated if a is None else unlike(frame[1], node, node.operator, a, fixed)

    return quickly


def _ordering(node: s.Comparison, left: Closure, right: Closure, fixed: Value) -> Closure:
    sign_suits, compare = SIGNS[node.operator], _PYTHON[node.operator]

    def evaluate(frame: Frame) -> Value:
        a, b = left(frame), right(frame)
        sign = order(a, b)
        return unlike(frame[1], node, node.operator, a, b) if sign is None else sign_suits(sign)

    if type(fixed) is not Decimal:
        return evaluate

    def quickly(frame: Frame) -> Value:
        a = left(frame)
        if type(a) is Decimal:
            return compare(a, fixed)
        return unlike(frame[1], node, node.operator, a, fixed)

    return quickly


def between(compiler: CompilerCore, node: s.Between, scope: Scope) -> Closure:
    """``e between low and high``, which is ``e >= low and e <= high``."""
    value, low, high = (compiler.compile(each, scope) for each in (node.value, node.low, node.high))

    def evaluate(frame: Frame) -> Value:
        point, start, end = value(frame), low(frame), high(frame)
        after, before = order(point, start), order(point, end)
        if (after is not None and after < 0) or (before is not None and before > 0):
            return False
        if after is None or before is None:
            return unlike(frame[1], node, "between", point, start if after is None else end)
        return True

    return evaluate


def instance_of(compiler: CompilerCore, node: s.InstanceOf, scope: Scope) -> Closure:
    """``e instance of type`` (Table 61)."""
    value = compiler.compile(node.value, scope)
    expected = node.type

    def evaluate(frame: Frame) -> Value:
        if expected is None:
            return frame[1].problem(
                node, "type", f"There is no type '{node.type_text}'", f"没有类型“{node.type_text}”"
            )
        found = value(frame)
        if found is None:
            return expected.kind == "Null"
        return expected.kind != "Null" and is_instance(found, expected, frame[1])

    return evaluate

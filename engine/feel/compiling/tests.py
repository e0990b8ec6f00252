"""Closures for ``in`` and for the tests of input cells (rules 7, 13 to 15, 49.c; Table 55)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from engine.feel import syntax as s
from engine.feel.comparison import equal, includes, order
from engine.feel.compiling.core import (
    Closure,
    CompilerCore,
    Frame,
    mentions,
    unlike,
)
from engine.feel.compiling.logic import SIGNS
from engine.feel.values import Range

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.scope import Scope
    from engine.feel.values import Value

Test: TypeAlias = "Callable[[Frame, Value], bool | None]"


def membership(compiler: CompilerCore, node: s.In, scope: Scope) -> Closure:
    """``e in tests``: true if any test holds, null if one cannot be decided, else false."""
    value = compiler.compile(node.value, scope)
    if len(node.tests) == 1 and (choices := _string_choices(node.tests[0])) is not None:
        return _choice(value, choices, any_test(compiler, node.tests, scope))
    test = any_test(compiler, node.tests, scope)
    return lambda frame: test(frame, value(frame))


def _string_choices(node: s.Node) -> frozenset[str] | None:
    if isinstance(node, s.ListLiteral) and node.items:
        strings = [item.value for item in node.items if isinstance(item, s.StringLiteral)]
        return frozenset(strings) if len(strings) == len(node.items) else None
    return None


def _choice(value: Closure, choices: frozenset[str], test: Test) -> Closure:
    def evaluate(frame: Frame) -> Value:
        item = value(frame)
        return item in choices if type(item) is str else test(frame, item)

    return evaluate


def any_test(compiler: CompilerCore, nodes: tuple[s.Node, ...], scope: Scope) -> Test:
    """Several tests of one value, joined by or."""
    tests = tuple(single_test(compiler, node, scope) for node in nodes)
    if len(tests) == 1:
        return tests[0]

    def evaluate(frame: Frame, value: Value) -> bool | None:
        result: bool | None = False
        for test in tests:
            held = test(frame, value)
            if held is True:
                return True
            if held is None:
                result = None
        return result

    return evaluate


def single_test(compiler: CompilerCore, node: s.Node, scope: Scope) -> Test:
    """One positive unary test (rules 7 and 13)."""
    if isinstance(node, s.ComparisonRange):
        return _comparison_test(compiler, node, scope)
    if isinstance(node, s.RangeLiteral):
        return _interval_test(compiler, node, scope)
    if mentions(node, "?"):
        return _predicate_test(compiler, node, scope)
    expression = compiler.compile(node, scope)

    def evaluate(frame: Frame, value: Value) -> bool | None:
        expected = expression(frame)
        result = belongs(frame, value, expected)
        return unlike(frame[1], node, "in", value, expected) if result is None else result

    return evaluate


def _comparison_test(compiler: CompilerCore, node: s.ComparisonRange, scope: Scope) -> Test:
    endpoint = compiler.compile(node.endpoint, scope)
    symbol = node.operator
    sign_suits = SIGNS.get(symbol)

    def evaluate(frame: Frame, value: Value) -> bool | None:
        limit = endpoint(frame)
        if sign_suits is None:
            same = equal(value, limit, frame[1])
            return unlike(frame[1], node, symbol, value, limit) if same is None else same is (symbol == "=")
        sign = order(value, limit)
        return unlike(frame[1], node, symbol, value, limit) if sign is None else sign_suits(sign)

    return evaluate


def _interval_test(compiler: CompilerCore, node: s.RangeLiteral, scope: Scope) -> Test:
    low, high = compiler.compile(node.low, scope), compiler.compile(node.high, scope)

    def evaluate(frame: Frame, value: Value) -> bool | None:
        start, end = low(frame), high(frame)
        if isinstance(value, Range):
            return equal(value, Range(start, end, node.low_included, node.high_included), frame[1])
        after, before = order(value, start), order(value, end)
        if after is None or before is None:
            unlike(frame[1], node, "in", value, start if after is None else end)
            return None
        return (after > 0 or (after == 0 and node.low_included)) and (
            before < 0 or (before == 0 and node.high_included)
        )

    return evaluate


def _predicate_test(compiler: CompilerCore, node: s.Node, scope: Scope) -> Test:
    """A test that uses ``?``: its own value decides where that is a boolean."""
    slot = compiler.new_slot()
    expression = compiler.compile(node, scope.inner({"?": slot}))

    def evaluate(frame: Frame, value: Value) -> bool | None:
        frame[slot] = value
        result = expression(frame)
        if isinstance(result, bool) or result is None:
            return result
        return belongs(frame, value, result)

    return evaluate


def belongs(frame: Frame, value: Value, expected: Value) -> bool | None:
    """``value in expected`` for a list, a range or a single value (Table 55)."""
    if isinstance(expected, list):
        return _in_list(frame, value, expected)
    if isinstance(expected, Range) and not isinstance(value, Range):
        return includes(expected, value)
    return equal(value, expected, frame[1])


def _in_list(frame: Frame, value: Value, items: list[Value]) -> bool | None:
    run = frame[1]
    run.charge(1 + (len(items) >> 4))
    if isinstance(value, list) and equal(value, items, run):
        return True
    for item in items:
        if isinstance(item, Range) and not isinstance(value, Range):
            held = includes(item, value)
        elif isinstance(item, list) and not isinstance(value, list):
            held = _in_list(frame, value, item)
        else:
            held = equal(value, item, run)
        if held:
            return True
    return False


def unary_tests(compiler: CompilerCore, node: s.UnaryTestsNode, scope: Scope) -> Test:
    """The content of an input cell (rule 15) as a test of the input value."""
    if node.anything:
        return lambda _frame, _value: True
    cells = tuple(_cell(compiler, test, scope) for test in node.tests)

    def evaluate(frame: Frame, value: Value) -> bool | None:
        result: bool | None = False
        for cell in cells:
            held = cell(frame, value)
            if held is True:
                result = True
                break
            if held is None:
                result = None
        if node.negated:
            return None if result is None else not result
        return result

    return evaluate


def _cell(compiler: CompilerCore, node: s.Node, scope: Scope) -> Test:
    """One test of a cell; a condition (no plain true or false) that gives a boolean for another input decides itself."""
    if isinstance(node, (s.ComparisonRange, s.RangeLiteral, s.BooleanLiteral)) or mentions(node, "?"):
        return single_test(compiler, node, scope)
    expression = compiler.compile(node, scope)

    def evaluate(frame: Frame, value: Value) -> bool | None:
        expected = expression(frame)
        if isinstance(expected, bool) and not isinstance(value, bool):
            return expected
        result = belongs(frame, value, expected)
        return unlike(frame[1], node, "in", value, expected) if result is None else result

    return evaluate

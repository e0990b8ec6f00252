"""Closures for literals, names, lists, contexts, ranges, paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.builtins.library import STANDARD
from engine.feel.comparison import order
from engine.feel.compiling.core import Closure, CompilerCore, Frame, constant, constant_value, is_constant
from engine.feel.functions import UserFunction
from engine.feel.properties import PROPERTIES
from engine.feel.scope import Scope, resolve
from engine.feel.values import Range, kind_of

if TYPE_CHECKING:
    from engine.feel.run import Run
    from engine.feel.values import Value


def literal(_compiler: CompilerCore, node: s.Node, _scope: Scope) -> Closure:
    """null, booleans, numbers, strings."""
    return constant(constant_value(node))


def temporal(_compiler: CompilerCore, node: s.TemporalLiteral, _scope: Scope) -> Closure:
    """``@"…"``; a string that is no temporal value is null."""
    if node.value is not None:
        return constant(node.value)

    def unreadable(frame: Frame) -> Value:
        return frame[1].problem(
            node,
            "literal",
            f'@"{node.text}" is no date, time or duration',
            f"@“{node.text}”不是日期、时间或时长",
        )

    return unreadable


def name(compiler: CompilerCore, node: s.Name, scope: Scope) -> Closure:
    """A variable: local, from the outer context, a built-in function, or a key of the filtered item."""
    found = resolve(node.name, scope)
    if found.slot is not None:
        slot = found.slot
        closure = _local(slot)
    else:
        closure = _outer(compiler, node, filtered=bool(found.items))
    for item_slot in reversed(found.items):
        closure = _item_key(item_slot, node.name, closure)
    return closure


def _local(slot: int) -> Closure:
    return lambda frame: frame[slot]


def _item_key(slot: int, key: str, otherwise: Closure) -> Closure:
    def read(frame: Frame) -> Value:
        item = frame[slot]
        if type(item) is dict and key in item:
            return item[key]
        return otherwise(frame)

    return read


def _outer(compiler: CompilerCore, node: s.Name, *, filtered: bool) -> Closure:
    key = node.name
    function = None if key in compiler.declared else compiler.functions.get(key)
    if key not in STANDARD.functions or key in compiler.declared:
        seen = compiler.possible if filtered else compiler.free
        seen.setdefault(key, node.start)

    def read(frame: Frame) -> Value:
        try:
            return frame[0][key]
        except KeyError:
            if function is not None:
                return function
            return frame[1].problem(node, "name", f"There is no '{key}' here", f"此处没有“{key}”")

    return read


def list_literal(compiler: CompilerCore, node: s.ListLiteral, scope: Scope) -> Closure:
    """``[e1, e2]``."""
    if all(map(is_constant, node.items)):
        values = [constant_value(item) for item in node.items]
        return lambda frame: frame[1].sized(values.copy())
    items = [compiler.compile(item, scope) for item in node.items]
    return lambda frame: frame[1].sized([item(frame) for item in items])


def context_literal(compiler: CompilerCore, node: s.ContextLiteral, scope: Scope) -> Closure:
    """``{key: e}``: entries see the entries before them, a function also itself."""
    slots: dict[str, int] = {}
    inner = scope.inner(slots)
    entries: list[tuple[str, int, Closure]] = []
    for entry in node.entries:
        slot = compiler.new_slot()
        if isinstance(entry.value, s.FunctionLiteral):
            slots[entry.key] = slot
        closure = compiler.compile(entry.value, inner)
        slots[entry.key] = slot
        entries.append((entry.key, slot, closure))
    cost = len(entries) >> 3

    def build(frame: Frame) -> Value:
        frame[1].charge(cost)
        built: dict[str, Value] = {}
        for key, slot, closure in entries:
            value = frame[slot] = built[key] = closure(frame)
            if type(value) is UserFunction:
                value.bind(slot, value)
        return built

    return build


def range_literal(compiler: CompilerCore, node: s.RangeLiteral, scope: Scope) -> Closure:
    """``[a..b]``: endpoints of one comparable kind in order, else null."""
    low, high = compiler.compile(node.low, scope), compiler.compile(node.high, scope)

    def build(frame: Frame) -> Value:
        return make_range(frame[1], node, low(frame), high(frame))

    return build


def make_range(run: Run, node: s.RangeLiteral, low: Value, high: Value) -> Range | None:
    """The range between two endpoints; null with a reason where there is none.

    An endpoint may be null where its bracket is open: ``(null..10]`` is ``<= 10``.
    """
    sign = order(low, high)
    if (low is None and high is not None and not node.low_included) or (
        high is None and low is not None and not node.high_included
    ):
        sign = -1
    if sign is None:
        one, two = kind_of(low), kind_of(high)
        run.problem(
            node, "range", f"A range cannot lie between {one} and {two}", f"区间两端不能是 {one} 与 {two}"
        )
        return None
    if sign > 0:
        run.problem(
            node, "range", "The start of a range must not lie after its end", "区间的起点不得大于终点"
        )
        return None
    return Range(low, high, node.low_included, node.high_included)


def comparison_range(compiler: CompilerCore, node: s.ComparisonRange, scope: Scope) -> Closure:
    """``< 10`` as a value: a range with one open side."""
    endpoint = compiler.compile(node.endpoint, scope)
    operator = node.operator
    included = operator in ("<=", ">=", "=")

    def build(frame: Frame) -> Value:
        value = endpoint(frame)
        if operator == "!=":
            return frame[1].problem(node, "range", "'!=' makes no range", "“!=”不构成区间")
        if operator == "=":
            return Range(value, value, True, True)  # noqa: FBT003 (start and end included)
        if operator[0] == "<":
            return Range(None, value, False, included)  # noqa: FBT003
        return Range(value, None, included, False)  # noqa: FBT003

    return build


def path(compiler: CompilerCore, node: s.Path, scope: Scope) -> Closure:
    """``e.name``: an entry, a property, or one of each item of a list."""
    source = compiler.compile(node.source, scope)
    key = node.name

    def read(frame: Frame) -> Value:
        value = source(frame)
        if type(value) is dict and key in value:
            return value[key]
        return _select(frame[1], node, value)

    return read


def _select(run: Run, node: s.Path, value: Value) -> Value:
    key = node.name
    if isinstance(value, list):
        run.charge(1 + (len(value) >> 4))
        return [_select(run, node, item) if type(item) is not dict else item.get(key) for item in value]
    if isinstance(value, dict):
        if key in value:
            return value[key]
        return run.problem(node, "entry", f"The context has no entry '{key}'", f"上下文没有条目“{key}”")
    properties = PROPERTIES.get(type(value))
    if properties is not None and key in properties:
        return properties[key](value)
    if value is None:
        return run.problem(node, "null", f"There is no '{key}' of null", f"null 没有“{key}”")
    kind = kind_of(value)
    return run.problem(node, "property", f"A {kind} has no '{key}'", f"{kind} 没有“{key}”")

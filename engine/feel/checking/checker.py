"""The static type checker: kinds of all parts of an expression, from the types of its variables.

It never rejects what it cannot know: ``Any`` goes with everything. What it reports would be null
whenever it runs (issue: a comparison of unlike types is a silent null in FEEL).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from engine.feel import syntax as s
from engine.feel.checking import calls, operators
from engine.feel.checking.findings import Findings
from engine.feel.checking.scope import TypeScope
from engine.feel.conformance import type_of
from engine.feel.properties import PROPERTIES
from engine.feel.types import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    FeelType,
    context_of,
    function_of,
    list_of,
    range_of,
)
from engine.feel.values import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.feel.values import Function

_PROPERTY_TYPES = {
    "timezone": STRING,
    "time offset": FeelType("days and time duration"),
    "start included": BOOLEAN,
    "end included": BOOLEAN,
}
_PROPERTIES_BY_KIND = {KINDS[kind]: frozenset(names) for kind, names in PROPERTIES.items()}


class Checker:
    """Infers the type of each node and collects findings on the way."""

    def __init__(self, functions: Mapping[str, Function], known: set[str]) -> None:
        """``known`` are all names of the outer context, for suggestions."""
        self.functions = functions
        self.known = known
        self.findings = Findings()

    def infer(self, node: s.Node, scope: TypeScope) -> FeelType:
        """The type of a node."""
        handler = _HANDLERS.get(type(node))
        return ANY if handler is None else handler(self, node, scope)

    def condition(self, node: s.Node, scope: TypeScope, place: str, place_zh: str) -> None:
        """A part that must be true or false."""
        found = self.infer(node, scope)
        if found.kind not in ("boolean", "Any", "Null"):
            self.findings.expected(node, place, place_zh, "true or false", found)


def _literal(_checker: Checker, node: s.Node, _scope: TypeScope) -> FeelType:
    return NULL if isinstance(node, s.NullLiteral) else type_of(cast("Any", node).value)


def _temporal(checker: Checker, node: s.TemporalLiteral, _scope: TypeScope) -> FeelType:
    if node.value is None:
        checker.findings.add(
            node,
            "literal",
            f'@"{node.text}" is no date, time or duration. Write @"2025-01-31" or @"P1D".',
            f'@“{node.text}”不是日期、时间或时长。请写 @"2025-01-31" 或 @"P1D"。',
        )
        return NULL
    return type_of(node.value)


def _name(checker: Checker, node: s.Name, scope: TypeScope) -> FeelType:
    found = scope.find(node.name)
    if found is not None:
        return found
    if scope.open_ended:  # a key of an item may have the name of a function
        return ANY
    function = checker.functions.get(node.name)
    if function is not None:
        return cast("FeelType", getattr(function, "type", ANY))
    checker.findings.unknown_name(node, node.name, {*scope.names(), *checker.known, *checker.functions})
    return ANY


def _list(checker: Checker, node: s.ListLiteral, scope: TypeScope) -> FeelType:
    return list_of(operators.common([checker.infer(item, scope) for item in node.items]))


def _context(checker: Checker, node: s.ContextLiteral, scope: TypeScope) -> FeelType:
    entries: dict[str, FeelType] = {}
    for entry in node.entries:
        inner = scope.inner(entries)
        if isinstance(entry.value, s.FunctionLiteral):
            inner = inner.inner({entry.key: FeelType("function")})
        entries[entry.key] = checker.infer(entry.value, inner)
    return context_of(entries)


def _range(checker: Checker, node: s.RangeLiteral, scope: TypeScope) -> FeelType:
    low, high = checker.infer(node.low, scope), checker.infer(node.high, scope)
    operators.check_order(checker.findings, node, "..", low, high)
    return range_of(operators.common([low, high]))


def _comparison_range(checker: Checker, node: s.ComparisonRange, scope: TypeScope) -> FeelType:
    return range_of(checker.infer(node.endpoint, scope))


def _path(checker: Checker, node: s.Path, scope: TypeScope) -> FeelType:
    return _selected(checker, node, checker.infer(node.source, scope))


def _selected(checker: Checker, node: s.Path, source: FeelType) -> FeelType:
    if source.kind == "list":
        return list_of(_selected(checker, node, source.element or ANY))
    return _entry(checker, node, source) if source.kind == "context" else _property(checker, node, source)


def _entry(checker: Checker, node: s.Path, source: FeelType) -> FeelType:
    if source.entries is None:
        return ANY
    found = source.entry(node.name)
    if found is None:
        checker.findings.unknown_entry(node, node.name, [key for key, _ in source.entries])
    return found or ANY


def _property(checker: Checker, node: s.Path, source: FeelType) -> FeelType:
    properties = _PROPERTIES_BY_KIND.get(source.kind)
    if properties is None:
        if source.kind not in ("Any", "Null"):
            checker.findings.unknown_entry(node, node.name, ())
        return ANY
    if node.name not in properties:
        checker.findings.unknown_entry(node, node.name, properties)
        return ANY
    if source.kind == "range" and node.name in ("start", "end"):
        return source.element or ANY
    return _PROPERTY_TYPES.get(node.name, NUMBER)


def _filter(checker: Checker, node: s.Filter, scope: TypeScope) -> FeelType:
    source = checker.infer(node.source, scope)
    element = source.element or ANY if source.kind == "list" else source
    is_open = element.kind in ("Any", "Null") or (element.kind == "context" and element.entries is None)
    inner = scope.inner({"item": element, **dict(element.entries or ())}, open_ended=is_open)
    condition = checker.infer(node.condition, inner)
    if condition.kind == "number":
        return element
    if condition.kind not in ("boolean", "Any", "Null"):
        checker.findings.expected(
            node.condition, "A filter", "筛选条件", "a position or a condition", condition
        )
    return ANY if condition.kind == "Any" else list_of(element)


def _if(checker: Checker, node: s.If, scope: TypeScope) -> FeelType:
    results: list[FeelType] = []
    for branch in node.branches:
        checker.condition(branch.condition, scope, "The condition of 'if'", "if 的条件")
        results.append(checker.infer(branch.result, scope))
    return operators.common([*results, checker.infer(node.otherwise, scope)])


def _iterations(checker: Checker, nodes: tuple[s.Iteration, ...], scope: TypeScope) -> TypeScope:
    for node in nodes:
        source = checker.infer(node.source, scope)
        if node.until is not None:
            operators.check_order(checker.findings, node, "..", source, checker.infer(node.until, scope))
        element = source.element or ANY if source.kind in ("list", "range") else source
        scope = scope.inner({node.name: element})
    return scope


def _for(checker: Checker, node: s.For, scope: TypeScope) -> FeelType:
    inner = _iterations(checker, node.iterations, scope)
    return list_of(checker.infer(node.result, inner.inner({"partial": list_of(ANY)})))


def _quantified(checker: Checker, node: s.Quantified, scope: TypeScope) -> FeelType:
    inner = _iterations(checker, node.iterations, scope)
    checker.condition(node.condition, inner, "The condition after 'satisfies'", "satisfies 之后的条件")
    return BOOLEAN


def _function(checker: Checker, node: s.FunctionLiteral, scope: TypeScope) -> FeelType:
    parameters = {each.name: each.type or ANY for each in node.parameters}
    if node.external:
        return function_of(tuple(parameters.values()), ANY)
    return function_of(tuple(parameters.values()), checker.infer(node.body, scope.inner(parameters)))


def _instance_of(checker: Checker, node: s.InstanceOf, scope: TypeScope) -> FeelType:
    checker.infer(node.value, scope)
    if node.type is None:
        checker.findings.add(
            node,
            "unknown-type",
            f"There is no type '{node.type_text}' (list, context, function and range need <…>).",
            f"没有类型“{node.type_text}”（list、context、function、range 需带 <…>）。",
        )
    return BOOLEAN


def body_type(node: s.FunctionLiteral, functions: Mapping[str, Function]) -> FeelType:
    """The type that a function's body gives, as far as it shows without knowing what is around it."""
    parameters = {each.name: each.type or ANY for each in node.parameters}
    return Checker(functions, set()).infer(node.body, TypeScope(parameters, open_ended=True))


_HANDLERS: dict[type[s.Node], Callable[[Checker, Any, TypeScope], FeelType]] = {
    s.NullLiteral: _literal,
    s.BooleanLiteral: _literal,
    s.NumberLiteral: _literal,
    s.StringLiteral: _literal,
    s.TemporalLiteral: _temporal,
    s.Name: _name,
    s.ListLiteral: _list,
    s.ContextLiteral: _context,
    s.RangeLiteral: _range,
    s.ComparisonRange: _comparison_range,
    s.Path: _path,
    s.Filter: _filter,
    s.If: _if,
    s.For: _for,
    s.Quantified: _quantified,
    s.FunctionLiteral: _function,
    s.InstanceOf: _instance_of,
    s.Arithmetic: operators.arithmetic,
    s.Negation: operators.negation,
    s.Comparison: operators.comparison,
    s.Between: operators.between,
    s.In: operators.membership,
    s.Conjunction: operators.logical,
    s.Disjunction: operators.logical,
    s.Invocation: calls.invocation,
}

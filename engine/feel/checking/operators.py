"""Types of operators: which kinds they join (Tables 42, 52 to 62)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.arithmetic import OPERATIONS
from engine.feel.types import ANY, BOOLEAN, FeelType
from engine.feel.values import KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.feel.checking.checker import Checker
    from engine.feel.checking.findings import Findings
    from engine.feel.checking.scope import TypeScope

_OPEN = ("Any", "Null")
_ORDERED = frozenset(
    (
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    )
)
_DATES = frozenset(("date", "date and time"))
_NEGATED = frozenset(("number", "days and time duration", "years and months duration"))
_RESULTS: dict[str, dict[tuple[str, str], str]] = {
    operator: {(KINDS[a], KINDS[b]): "" for a, b in table} for operator, table in OPERATIONS.items()
}


def common(types: Sequence[FeelType]) -> FeelType:
    """The one type that all of them have; Any where they differ. Null goes with everything."""
    found: FeelType | None = None
    for each in types:
        if each.kind == "Null":
            continue
        if found is None or found == each:
            found = each
        elif found.kind == each.kind:
            found = FeelType(found.kind)
        else:
            return ANY
    return found or ANY


def is_open(kind: FeelType) -> bool:
    """Whether nothing can be said about values of this type."""
    return kind.kind in _OPEN


def check_equal(findings: Findings, node: s.Node, operator: str, left: FeelType, right: FeelType) -> None:
    """Equality wants one kind on both sides; null goes with everything."""
    if is_open(left) or is_open(right) or left.kind == right.kind:
        return
    findings.unlike(node, operator, left, right)


def check_order(findings: Findings, node: s.Node, operator: str, left: FeelType, right: FeelType) -> None:
    """Order wants one ordered kind on both sides."""
    for side in (left, right):
        if not is_open(side) and side.kind not in _ORDERED:
            findings.unlike(node, operator, left, right)
            return
    check_equal(findings, node, operator, left, right)


def comparison(checker: Checker, node: s.Comparison, scope: TypeScope) -> FeelType:
    """``=`` and ``<`` and their like."""
    left, right = checker.infer(node.left, scope), checker.infer(node.right, scope)
    check = check_equal if node.operator in ("=", "!=") else check_order
    check(checker.findings, node, node.operator, left, right)
    return BOOLEAN


def between(checker: Checker, node: s.Between, scope: TypeScope) -> FeelType:
    """``e between low and high``."""
    value = checker.infer(node.value, scope)
    for bound in (node.low, node.high):
        check_order(checker.findings, node, "between", value, checker.infer(bound, scope))
    return BOOLEAN


def membership(checker: Checker, node: s.In, scope: TypeScope) -> FeelType:
    """``e in tests``."""
    value = checker.infer(node.value, scope)
    for test in node.tests:
        check_test(checker, test, value, scope)
    return BOOLEAN


def check_test(checker: Checker, test: s.Node, value: FeelType, scope: TypeScope) -> None:
    """One positive unary test of a value of that type."""
    inner = scope.inner({"?": value})
    if isinstance(test, s.ComparisonRange):
        limit = checker.infer(test.endpoint, inner)
        check = check_equal if test.operator in ("=", "!=") else check_order
        check(checker.findings, test, test.operator, value, limit)
        return
    expected = checker.infer(test, inner)
    if any(isinstance(each, s.Name) and each.name == "?" for each in s.walk(test)):
        return
    _check_member(checker.findings, test, value, expected)


def _check_member(findings: Findings, node: s.Node, value: FeelType, expected: FeelType) -> None:
    if expected.kind == "range" and value.kind != "range":
        check_equal(findings, node, "in", value, expected.element or ANY)
    elif expected.kind == "list" and value.kind != "list":
        _check_member(findings, node, value, expected.element or ANY)
    elif expected.kind != "list":
        check_equal(findings, node, "in", value, expected)


def logical(checker: Checker, node: s.Conjunction | s.Disjunction, scope: TypeScope) -> FeelType:
    """``and`` and ``or`` want conditions."""
    word = "and" if isinstance(node, s.Conjunction) else "or"
    for operand in node.operands:
        checker.condition(operand, scope, f"Each side of '{word}'", f"“{word}”的每一边")
    return BOOLEAN


def arithmetic(checker: Checker, node: s.Arithmetic, scope: TypeScope) -> FeelType:
    """Numbers, strings for ``+``, dates and durations; long chains are walked, not nested."""
    chain: list[s.Arithmetic] = []
    first: s.Node = node
    while isinstance(first, s.Arithmetic):
        chain.append(first)
        first = first.left
    left = checker.infer(first, scope)
    for link in reversed(chain):
        left = _result(checker.findings, link, left, checker.infer(link.right, scope))
    return left


def _result(findings: Findings, node: s.Arithmetic, left: FeelType, right: FeelType) -> FeelType:
    if is_open(left) or is_open(right):
        return ANY
    pair = (left.kind, right.kind)
    if pair == ("string", "string") and node.operator == "+":
        return left
    if pair not in _RESULTS[node.operator]:
        findings.unlike(node, node.operator, left, right)
        return ANY
    return _kind_of_result(node.operator, left, right)


def _kind_of_result(operator: str, left: FeelType, right: FeelType) -> FeelType:
    if operator == "-" and (left.kind in _DATES or left.kind == "time") and right.kind in (*_DATES, "time"):
        return FeelType("days and time duration")
    if operator == "/" and left.kind == right.kind:
        return FeelType("number")
    if operator in "+-" and right.kind in (*_DATES, "time"):
        return right
    return right if operator == "*" and left.kind == "number" else left


def negation(checker: Checker, node: s.Negation, scope: TypeScope) -> FeelType:
    """``-e``."""
    found = checker.infer(node.operand, scope)
    if not is_open(found) and found.kind not in _NEGATED:
        checker.findings.expected(node, "'-'", "“-”", "a number or duration", found)
        return ANY
    return found

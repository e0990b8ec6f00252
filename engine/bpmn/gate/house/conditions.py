"""Choices that always find a way: conditions on all flows but the default, and a default where one is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import child, label, text
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.formulas import formula
from engine.feel.syntax import BooleanLiteral, Comparison, Invocation, Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding
    from engine.feel.syntax import Node

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SEVERAL = 2


def choices_are_complete(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """An exclusive or inclusive gateway has a condition on each flow but the default, and always a way."""
    for gateway in diagram.every("exclusiveGateway", "inclusiveGateway"):
        flows = diagram.outgoing.get(gateway.get("id", ""), [])
        default = gateway.get("default")
        if len(flows) < _SEVERAL:
            continue
        others = [flow for flow in flows if flow.get("id") != default]
        missing = [flow for flow in others if not text(child(flow, "conditionExpression"))]
        for flow in missing:
            yield problem(
                "flow-without-condition",
                flow,
                f"The flow '{flow.get('id')}' out of {label(gateway)} has no condition and is not the default. "
                "Write its condition, or make it the default flow.",
                f"网关 {label(gateway)} 的出口“{flow.get('id')}”既无条件也不是默认流。请填写条件或设为默认流。",
            )
        if default is None and not missing and not _exhausts(others):
            yield problem(
                "no-default",
                gateway,
                f"{label(gateway)} has no default flow, and its conditions may all be false: then the case stops "
                "there. Make one flow the default.",
                f"网关 {label(gateway)} 没有默认流，条件可能全部不成立而使办件停滞。请指定默认流。",
            )


def _exhausts(flows: list[_Element]) -> bool:
    """Two conditions of which one is the opposite of the other; or one that is always true."""
    trees = [_tree(text(child(flow, "conditionExpression"))) for flow in flows]
    if any(isinstance(tree, BooleanLiteral) and tree.value for tree in trees):
        return True
    return any(
        one is not None and other is not None and _are_opposite(one, other)
        for index, one in enumerate(trees)
        for other in trees[index + 1 :]
    )


def _tree(source: str) -> Node | None:
    read = formula(source)
    return None if read is None else read.tree


def _are_opposite(one: Node, other: Node) -> bool:
    if _same(_negated(one), other) or _same(_negated(other), one):
        return True
    if isinstance(one, Comparison) and isinstance(other, Comparison):
        return (
            _OPPOSITE.get(one.operator) == other.operator
            and _same(one.left, other.left)
            and _same(one.right, other.right)
        ) or _are_true_and_false(one, other)
    return False


def _are_true_and_false(one: Comparison, other: Comparison) -> bool:
    """``x = true`` and ``x = false``."""
    return (
        one.operator == other.operator == "="
        and _same(one.left, other.left)
        and isinstance(one.right, BooleanLiteral)
        and isinstance(other.right, BooleanLiteral)
        and one.right.value != other.right.value
    )


def _negated(tree: Node) -> Node | None:
    """What ``not(…)`` is about, ``x`` for ``x = false``."""
    if isinstance(tree, Invocation) and len(tree.positional) == 1:
        function = tree.function
        return tree.positional[0] if isinstance(function, Name) and function.name == "not" else None
    if isinstance(tree, Comparison) and tree.operator == "=" and isinstance(tree.right, BooleanLiteral):
        return None if tree.right.value else tree.left
    return None


def _same(one: object, other: object) -> bool:
    """The same tree wherever it stands in its text."""
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(
            _same(left, right) for left, right in zip(one, other, strict=True)
        )
    names = getattr(one, "__dataclass_fields__", None)
    if names is None:
        return one == other
    return all(
        _same(getattr(one, name), getattr(other, name)) for name in names if name not in {"start", "end"}
    )


RULES = (choices_are_complete,)

"""Types of names from the way expressions use them: what ``count > 3`` says about ``count``.

A fact whose type nobody wrote down still has one wherever it is compared, tested or given to a function. The first
use decides; the checker then finds the uses that contradict it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.builtins.signature import Builtin
from engine.feel.checking.checker import Checker
from engine.feel.checking.scope import TypeScope
from engine.feel.types import BOOLEAN, NUMBER, SIMPLE_TYPES, FeelType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.feel.library import Functions

_OPEN = ("Any", "Null")
_ROUNDS = 3
"""A type found in one round may settle others in the next."""


def types_by_use(
    trees: Iterable[s.Node], types: Mapping[str, FeelType], functions: Functions
) -> dict[str, FeelType]:
    """All types, those of open names filled in where an expression says what they are."""
    found = dict(types)
    listed = list(trees)
    for _ in range(_ROUNDS):
        before = dict(found)
        for tree in listed:
            for name, kind in _Reader(found, functions).uses(tree):
                if found.get(name, kind).kind in _OPEN and name in found and kind.kind not in _OPEN:
                    found[name] = kind
        if found == before:
            break
    return found


class _Reader:
    """Walks a tree with the types known so far."""

    def __init__(self, types: Mapping[str, FeelType], functions: Functions) -> None:
        self._scope = TypeScope(types)
        self._functions = functions
        self._types = types

    def _kind(self, node: s.Node) -> FeelType:
        return Checker(self._functions.by_name, set(self._types)).infer(node, self._scope)

    def uses(self, tree: s.Node) -> Iterator[tuple[str, FeelType]]:
        """Names with the types that their place wants."""
        for node in s.walk(tree):
            match node:
                case s.Comparison():
                    yield from self._pair(node.left, node.right)
                case s.Between():
                    yield from self._pair(node.value, node.low)
                    yield from self._pair(node.value, node.high)
                case s.Conjunction() | s.Disjunction():
                    yield from _each(node.operands, BOOLEAN)
                case s.If():
                    yield from _each([branch.condition for branch in node.branches], BOOLEAN)
                case s.In():
                    for test in node.tests:
                        yield from self._member(node.value, test)
                case s.Arithmetic():
                    yield from self._operands(node)
                case s.Invocation():
                    yield from self._arguments(node)
        yield from _each([tree], BOOLEAN)

    def _pair(self, left: s.Node, right: s.Node) -> Iterator[tuple[str, FeelType]]:
        for one, two in ((left, right), (right, left)):
            if isinstance(one, s.Name):
                yield one.name, self._kind(two)

    def _member(self, value: s.Node, test: s.Node) -> Iterator[tuple[str, FeelType]]:
        kind = self._kind(test)
        if kind.kind in ("list", "range") and kind.element is not None:
            kind = kind.element
        if isinstance(value, s.Name):
            yield value.name, kind

    def _operands(self, node: s.Arithmetic) -> Iterator[tuple[str, FeelType]]:
        """A number on one side means one on the other; dates only go with durations."""
        for one, two in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, s.Name) and self._kind(two) == NUMBER:
                yield one.name, NUMBER

    def _arguments(self, node: s.Invocation) -> Iterator[tuple[str, FeelType]]:
        if not isinstance(node.function, s.Name):
            return
        function = self._functions.by_name.get(node.function.name)
        for signature in function.signatures if isinstance(function, Builtin) else ():
            if not signature.takes(len(node.positional)) or signature.variadic:
                continue
            for parameter, argument in zip(signature.parameters, node.positional, strict=False):
                if isinstance(argument, s.Name) and len(parameter.domain) == 1:
                    kind = SIMPLE_TYPES.get(parameter.domain[0])
                    if kind is not None:
                        yield argument.name, kind


def _each(nodes: Iterable[s.Node], kind: FeelType) -> Iterator[tuple[str, FeelType]]:
    for node in nodes:
        if isinstance(node, s.Name):
            yield node.name, kind

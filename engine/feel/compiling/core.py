"""The compiler's core: dispatch by node class, slots, and what all parts share.

A closure takes the frame and gives a value. Frame slot 0 is the outer context, slot 1 the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

from engine.feel import syntax as s
from engine.feel.errors import FeelSyntaxError
from engine.feel.scope import Scope, resolve
from engine.feel.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from engine.feel.run import Run
    from engine.feel.values import Function, Value

Frame: TypeAlias = "list[Any]"
Closure: TypeAlias = "Callable[[Frame], Value]"
FIRST_SLOT = 2
_NODES_PER_STEP = 16


class CompilerCore:
    """State of one compilation."""

    handlers: dict[type[s.Node], Callable[[Any, Any, Scope], Closure]]

    def __init__(self, text: str, functions: Mapping[str, Function], declared: Collection[str]) -> None:
        """``declared`` names of the outer context go before built-in functions of the same name."""
        self.text = text
        self.functions = functions
        self.declared = frozenset(declared)
        self.frame_size = FIRST_SLOT
        self.free: dict[str, int] = {}
        self.possible: dict[str, int] = {}

    def compile(self, node: s.Node, scope: Scope) -> Closure:
        """The closure of a node in a scope."""
        handler = self.handlers.get(type(node))
        if handler is None:
            raise FeelSyntaxError(
                self.text,
                node.start,
                reason="several tests in brackets stand only after 'in'; a list is written with [ ]",
                reason_zh="括号内的多个条件只能写在 in 之后；列表请用 [ ]",
            )
        return handler(self, node, scope)

    def new_slot(self) -> int:
        """A place in the frame for one more local variable."""
        self.frame_size += 1
        return self.frame_size - 1

    def weight(self, *nodes: s.Node) -> int:
        """Steps that one turn of a loop over these nodes costs."""
        return 1 + sum(1 for node in nodes for _ in s.walk(node)) // _NODES_PER_STEP


def constant(value: Value) -> Closure:
    """A closure that always gives ``value``."""
    return lambda _frame: value


def is_constant(node: s.Node) -> bool:
    """Whether the node is a literal with a value of its own."""
    return isinstance(node, (s.NullLiteral, s.BooleanLiteral, s.NumberLiteral, s.StringLiteral)) or (
        isinstance(node, s.TemporalLiteral) and node.value is not None
    )


def constant_value(node: s.Node) -> Value:
    """The value of a constant node."""
    return None if isinstance(node, s.NullLiteral) else cast("Any", node).value


def unlike(run: Run, node: s.Node, operator: str, a: Value, b: Value) -> Value:
    """Record that two kinds do not go together; the value is null."""
    one, two = kind_of(a), kind_of(b)
    return run.problem(
        node,
        "kinds",
        f"'{operator}' does not work on {one} and {two}, so the result is null",
        f"“{operator}”不能用于 {one} 与 {two}，结果为 null",
    )


def mentions(node: s.Node, name: str) -> bool:
    """Whether a name occurs anywhere in the node."""
    return any(isinstance(each, s.Name) and each.name == name for each in s.walk(node))


__all__ = ["Closure", "CompilerCore", "Frame", "Scope", "constant", "is_constant", "resolve"]

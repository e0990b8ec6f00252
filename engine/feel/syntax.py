"""The typed syntax tree of FEEL, one frozen class per construct of the grammar (clause 10.3.1.2).

Every node knows where it stands: ``start`` and ``end`` count characters of the text from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from engine.feel.temporal.text import Temporal
    from engine.feel.types import FeelType


@dataclass(frozen=True, slots=True)
class Node:
    """Any piece of an expression."""

    start: int = field(compare=False)
    end: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class NullLiteral(Node):
    """``null``."""


@dataclass(frozen=True, slots=True)
class BooleanLiteral(Node):
    """``true`` or ``false`` (rule 34)."""

    value: bool


@dataclass(frozen=True, slots=True)
class NumberLiteral(Node):
    """``12.5`` (rule 35)."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class StringLiteral(Node):
    """``"text"`` with its escapes resolved (rule 33)."""

    value: str


@dataclass(frozen=True, slots=True)
class TemporalLiteral(Node):
    """``@"2025-01-31"`` (rule 65); ``value`` is None where the string is no temporal value."""

    text: str
    value: Temporal | None


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A reference to a variable, parameter or function (rule 25); white space normalised."""

    name: str


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """``[e1, e2]`` (rule 54)."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextEntry(Node):
    """``key: expression`` (rule 58)."""

    key: str
    value: Node


@dataclass(frozen=True, slots=True)
class ContextLiteral(Node):
    """``{key: e, …}`` (rule 57)."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, slots=True)
class RangeLiteral(Node):
    """``[a..b]`` with its brackets (rule 8)."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(frozen=True, slots=True)
class ComparisonRange(Node):
    """``< 10`` and its like (rule 7.a); ``= 10`` and ``!= 10`` stand only where a test may."""

    operator: str
    endpoint: Node


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """``-e`` (rule 24)."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """``e1 + e2`` and the other four operators (rules 19 to 23)."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``e1 < e2`` and the other five (rule 49.a)."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``e between low and high`` (rule 49.b)."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``e in tests`` (rules 49.c and 49.d)."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conjunction(Node):
    """``e1 and e2 and …`` (rule 48)."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction(Node):
    """``e1 or e2 or …`` (rule 47)."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``e instance of type`` (rule 51); ``type`` is None where no such type is known."""

    value: Node
    type_text: str
    type: FeelType | None


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """One ``if condition then result``; a chain of ``else if`` is a sequence of them."""

    condition: Node
    result: Node


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if … then … else …`` (rule 45), ``else if`` chains flattened."""

    branches: tuple[Branch, ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """``name in source`` or ``name in source..until`` of a loop or quantifier (rules 44, 46, 63)."""

    name: str
    source: Node
    until: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for … return …`` (rule 44)."""

    iterations: tuple[Iteration, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some``/``every`` ``… satisfies …`` (rule 46)."""

    every: bool
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``e.name`` (rule 43)."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``e[condition]`` (rule 50)."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class NamedArgument(Node):
    """``parameter: expression`` of an invocation (rule 40)."""

    name: str
    value: Node


@dataclass(frozen=True, slots=True)
class Invocation(Node):
    """``f(…)`` (rule 38); only one of ``positional`` and ``named`` has members."""

    function: Node
    positional: tuple[Node, ...]
    named: tuple[NamedArgument, ...]


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    """A formal parameter (rule 56)."""

    name: str
    type: FeelType | None


@dataclass(frozen=True, slots=True)
class FunctionLiteral(Node):
    """``function(…) body`` (rule 55); with ``external`` the body is the mapping information."""

    parameters: tuple[Parameter, ...]
    body: Node
    external: bool


@dataclass(frozen=True, slots=True)
class TestList(Node):
    """``(test, test)`` after ``in``; nowhere else."""

    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class UnaryTestsNode(Node):
    """The content of an input cell (rule 15): tests, their negation, or ``-`` for any value."""

    tests: tuple[Node, ...]
    negated: bool
    anything: bool


def children(node: Node) -> Iterator[Node]:
    """The direct parts of a node, in the order of the text."""
    for each in fields(node):
        part = getattr(node, each.name)
        if isinstance(part, Node):
            yield part
        elif isinstance(part, tuple):
            yield from (item for item in part if isinstance(item, Node))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, without recursion."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(children(current))

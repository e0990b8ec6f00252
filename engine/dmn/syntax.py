"""What stands in a DMN file, as frozen classes: the elements of clauses 6 and 7, before anything is resolved.

Types and references are still texts here; :mod:`engine.dmn.linking` and :mod:`engine.dmn.item_types` resolve them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class InformationItem:
    """A named and perhaps typed thing: a variable, a parameter, a column (clause 7.3.4)."""

    name: str
    type_ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class Expression:
    """Any boxed expression (clause 7.3.1); ``type_ref`` is what its value must be."""

    id: str | None
    line: int | None
    type_ref: str | None


@dataclass(frozen=True, kw_only=True)
class LiteralExpression(Expression):
    """FEEL text (clause 7.3.5)."""

    text: str


@dataclass(frozen=True, kw_only=True)
class ContextEntry:
    """One line of a boxed context; the one without a variable is the context's result."""

    variable: InformationItem | None
    expression: Expression | None


@dataclass(frozen=True, kw_only=True)
class BoxedContext(Expression):
    """Named values, each of which sees the ones above it (clause 10.2.1.4)."""

    entries: tuple[ContextEntry, ...]


@dataclass(frozen=True, kw_only=True)
class BoxedList(Expression):
    """A column of expressions (clause 10.2.1.5)."""

    items: tuple[Expression | None, ...]


@dataclass(frozen=True, kw_only=True)
class Relation(Expression):
    """A list of contexts, written as a grid (clause 10.2.1.6)."""

    columns: tuple[InformationItem, ...]
    rows: tuple[tuple[Expression | None, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Binding:
    """The value of one parameter of an invocation."""

    name: str
    expression: Expression | None


@dataclass(frozen=True, kw_only=True)
class Invocation(Expression):
    """A call with named parameters (clause 10.2.1.3)."""

    function: Expression | None
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, kw_only=True)
class FunctionDefinition(Expression):
    """A function (clause 10.2.1.7). ``kind`` is FEEL, Java or PMML."""

    kind: str
    parameters: tuple[InformationItem, ...]
    body: Expression | None


@dataclass(frozen=True, kw_only=True)
class Conditional(Expression):
    """``if``, ``then``, ``else`` in boxes (clause 10.2.1.8)."""

    condition: Expression | None
    then: Expression | None
    otherwise: Expression | None


@dataclass(frozen=True, kw_only=True)
class BoxedFilter(Expression):
    """The items of ``source`` for which ``condition`` holds (clause 10.2.1.9)."""

    source: Expression | None
    condition: Expression | None


@dataclass(frozen=True, kw_only=True)
class BoxedIterator(Expression):
    """A loop or quantifier in boxes (clause 10.2.1.10)."""

    kind: Literal["for", "some", "every"]
    variable: str
    source: Expression | None
    body: Expression | None


@dataclass(frozen=True, kw_only=True)
class Element:
    """Anything with an id and a name in the requirements graph."""

    id: str
    name: str
    line: int | None


@dataclass(frozen=True, kw_only=True)
class InputData(Element):
    """What comes in from outside (clause 6.3.11)."""

    type_ref: str | None


@dataclass(frozen=True, kw_only=True)
class Decision(Element):
    """A decision with what it requires (clause 6.3.7); ``requires`` holds references to any element."""

    type_ref: str | None
    requires: tuple[str, ...]
    expression: Expression | None


@dataclass(frozen=True, kw_only=True)
class KnowledgeModel(Element):
    """A business knowledge model: a function that decisions call (clause 6.3.9)."""

    type_ref: str | None
    requires: tuple[str, ...]
    logic: FunctionDefinition | None


@dataclass(frozen=True, kw_only=True)
class DecisionService(Element):
    """A part of the graph with a face of its own (clause 6.3.10); all members are references."""

    type_ref: str | None
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    input_data: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FunctionItem:
    """The signature of a function type (clause 7.3.3)."""

    parameters: tuple[InformationItem, ...]
    result: str | None


@dataclass(frozen=True, kw_only=True)
class ItemDefinition:
    """A type of the model or a component of one (clause 7.3.2).

    ``allowed`` restricts each item of a collection, ``constraint`` (DMN 1.5) the value as a whole; both are unary tests.
    """

    id: str | None
    name: str
    line: int | None
    type_ref: str | None
    is_collection: bool
    allowed: str | None
    constraint: str | None
    components: tuple[ItemDefinition, ...]
    function: FunctionItem | None


@dataclass(frozen=True, kw_only=True)
class Import:
    """Another model whose elements are used under ``name`` (clause 6.3.3); without a name they come in as they are."""

    name: str
    namespace: str
    line: int | None


Node = InputData | Decision | KnowledgeModel | DecisionService


@dataclass(frozen=True, kw_only=True)
class Definitions:
    """One DMN file."""

    file: str
    namespace: str
    name: str
    prefixes: Mapping[str, str]
    imports: tuple[Import, ...]
    types: tuple[ItemDefinition, ...]
    nodes: tuple[Node, ...]

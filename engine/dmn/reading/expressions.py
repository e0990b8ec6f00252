"""Reading boxed expressions (clause 10.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.dmn import syntax as s
from engine.dmn.reading.source import check_language, child, children, line_of, local_name, text_in, text_of
from engine.dmn.reading.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from engine.dmn.reading.source import Source


def type_of(element: _Element) -> str | None:
    """The type of an element: an attribute, in the first versions also a child."""
    return element.get("typeRef") or text_of(child(element, "typeRef"))


def information_item(element: _Element) -> s.InformationItem:
    """A variable, parameter or column."""
    return s.InformationItem(name=(element.get("name") or "").strip(), type_ref=type_of(element))


def expression_in(source: Source, element: _Element | None) -> s.Expression | None:
    """The first expression among the children of an element."""
    for each in () if element is None else element:
        if local_name(each) in _READERS:
            return read_expression(source, each)
    return None


def read_expression(source: Source, element: _Element) -> s.Expression:
    """The expression that an element is; its name is one of the known ones."""
    return _READERS[local_name(element) or ""](source, element)


def _literal(source: Source, element: _Element) -> s.Expression:
    if child(element, "importedValues") is not None:
        source.report(
            "dmn-imported-values",
            element,
            "Imported values are not read. Write the value as an expression.",
            "不支持导入值（importedValues），请直接写成表达式。",
        )
    check_language(source, element)
    return s.LiteralExpression(
        id=element.get("id"), line=line_of(element), type_ref=type_of(element), text=text_in(element) or ""
    )


def _context(source: Source, element: _Element) -> s.Expression:
    entries = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        entries.append(
            s.ContextEntry(
                variable=None if variable is None else information_item(variable),
                expression=expression_in(source, entry),
            )
        )
    return s.BoxedContext(
        id=element.get("id"), line=line_of(element), type_ref=type_of(element), entries=tuple(entries)
    )


def _items(source: Source, element: _Element) -> tuple[s.Expression | None, ...]:
    return tuple(read_expression(source, each) for each in element if local_name(each) in _READERS)


def _list(source: Source, element: _Element) -> s.Expression:
    return s.BoxedList(
        id=element.get("id"),
        line=line_of(element),
        type_ref=type_of(element),
        items=_items(source, element),
    )


def _relation(source: Source, element: _Element) -> s.Expression:
    columns = tuple(information_item(each) for each in children(element, "column"))
    rows = tuple(_items(source, each) for each in children(element, "row", "list"))
    for row in rows:
        if len(row) != len(columns):
            source.report(
                "dmn-cells",
                element,
                f"A row of the relation has {len(row)} cells for {len(columns)} columns. Give each column one.",
                f"关系表有一行为 {len(row)} 格，与 {len(columns)} 列不符，请补齐。",
            )
    return s.Relation(
        id=element.get("id"), line=line_of(element), type_ref=type_of(element), columns=columns, rows=rows
    )


def _invocation(source: Source, element: _Element) -> s.Expression:
    bindings = []
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        bindings.append(
            s.Binding(
                name="" if parameter is None else (parameter.get("name") or "").strip(),
                expression=expression_in(source, binding),
            )
        )
    return s.Invocation(
        id=element.get("id"),
        line=line_of(element),
        type_ref=type_of(element),
        function=expression_in(source, element),
        bindings=tuple(bindings),
    )


def read_function(source: Source, element: _Element) -> s.FunctionDefinition:
    """A boxed function or the logic of a business knowledge model."""
    return s.FunctionDefinition(
        id=element.get("id"),
        line=line_of(element),
        type_ref=type_of(element),
        kind=element.get("kind") or "FEEL",
        parameters=tuple(information_item(each) for each in children(element, "formalParameter")),
        body=expression_in(source, element),
    )


def _conditional(source: Source, element: _Element) -> s.Expression:
    return s.Conditional(
        id=element.get("id"),
        line=line_of(element),
        type_ref=type_of(element),
        condition=expression_in(source, child(element, "if")),
        then=expression_in(source, child(element, "then")),
        otherwise=expression_in(source, child(element, "else")),
    )


def _filter(source: Source, element: _Element) -> s.Expression:
    return s.BoxedFilter(
        id=element.get("id"),
        line=line_of(element),
        type_ref=type_of(element),
        source=expression_in(source, child(element, "in")),
        condition=expression_in(source, child(element, "match")),
    )


def _iterator(kind: Literal["for", "some", "every"]) -> Callable[[Source, _Element], s.Expression]:
    def read(source: Source, element: _Element) -> s.Expression:
        return s.BoxedIterator(
            id=element.get("id"),
            line=line_of(element),
            type_ref=type_of(element),
            kind=kind,
            variable=(element.get("iteratorVariable") or "").strip(),
            source=expression_in(source, child(element, "in")),
            body=expression_in(source, child(element, "return" if kind == "for" else "satisfies")),
        )

    return read


_READERS: dict[str | None, Callable[[Source, _Element], s.Expression]] = {
    "literalExpression": _literal,
    "context": _context,
    "list": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": read_function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator("for"),
    "some": _iterator("some"),
    "every": _iterator("every"),
    "decisionTable": read_table,
}

"""Data in and out of nodes: BPMN's data associations, scripts around, and vendors' mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.specs.nodes import InputOutput
from engine.bpmn.specs.xml import (
    child,
    child_text,
    children,
    extension,
    extension_text,
    extensions,
    local,
    properties,
    reference,
    text_of,
    vendor,
)

if TYPE_CHECKING:
    from engine.bpmn.specs.catalogue import Catalogue
    from engine.bpmn.specs.xml import Xml


def read_io(catalogue: Catalogue, scope: Any, node: Xml) -> InputOutput:
    """All mappings of one node; ``scope`` is the ``ScopeParser``, which knows data objects by id."""
    io = InputOutput()
    io.before = catalogue.expression(extension_text(node, "preScript"), node, "preScript")
    io.after = catalogue.expression(extension_text(node, "postScript"), node, "postScript")
    operator = extension(node, "serviceTaskOperator")
    io.result = (
        (None if operator is None else operator.get("resultVariable"))
        or properties(node).get("resultVariable")
        or vendor(node, "resultVariable")
    )
    _associations(catalogue, scope, node, io)
    _vendor_mappings(catalogue, node, io)
    if local(node) == "callActivity":
        _call_mappings(catalogue, node, io)
    return io


def _associations(catalogue: Catalogue, scope: Any, node: Xml, io: InputOutput) -> None:
    """``dataInputAssociation`` and ``dataOutputAssociation`` (BPMN 10.4.2).

    A data input or output is known by its name, and only inside the activity; one whose name is no FEEL name
    simply stands for the data object of the other end.
    """
    inner = {each.get("id") or "": each.get("name") or each.get("id") or "" for each in _io_items(node)}
    for each in children(node, "dataInputAssociation"):
        source, target = _ends(catalogue, scope, each, inner)
        io.inputs += _association(catalogue, each, node, source, target)
    for each in children(node, "dataOutputAssociation"):
        source, target = _ends(catalogue, scope, each, inner)
        if source is not None and target is not None and _is_name(source) and _is_name(target):
            source = source if source == target else f"if {source} != null then {source} else {target}"
        io.outputs += _association(catalogue, each, node, source, target)


def _ends(
    catalogue: Catalogue, scope: Any, each: Xml, inner: dict[str, str]
) -> tuple[str | None, str | None]:
    """The names that an association leads from and to."""
    names = []
    for end in ("sourceRef", "targetRef"):
        ref = reference(child_text(each, end))
        names.append(None if ref is None else inner.get(ref) or catalogue.data_name(scope.data_names, ref))
    return names[0], names[1]


def _io_items(node: Xml) -> list[Xml]:
    holder = child(node, "ioSpecification")
    found = list(children(node, "dataInput", "dataOutput", "property"))
    return found if holder is None else [*found, *children(holder, "dataInput", "dataOutput")]


def _association(
    catalogue: Catalogue, each: Xml, node: Xml, source: str | None, target: str | None
) -> list[tuple[str, Any]]:
    """What one association copies: a transformation, assignments, or simply source to target."""
    wanted: list[tuple[str | None, str | None]] = []
    transformation = child_text(each, "transformation")
    if transformation:
        wanted.append((target, transformation))
    for assignment in children(each, "assignment"):
        to = child_text(assignment, "to")
        wanted.append((to.strip("${}# ") if to else target, child_text(assignment, "from")))
    plain = source is not None and target is not None and _is_name(target) and source != target
    if not wanted and plain and source is not None and (_is_name(source) or source.startswith("if ")):
        wanted.append((target, source))
    pairs = []
    for name, text in wanted:
        expression = catalogue.expression(text, node, "data association")
        if name and expression is not None:
            pairs.append((name, expression))
    return pairs


def _is_name(text: str) -> bool:
    return text.replace("_", "a").isalnum() and not text[:1].isdigit()


def _vendor_mappings(catalogue: Catalogue, node: Xml, io: InputOutput) -> None:
    """Camunda's ``inputParameter``/``outputParameter``, Zeebe's ``input``/``output``."""
    for each in extensions(node, "inputParameter", "outputParameter"):
        if len(each) == 0:
            _pair(
                catalogue,
                node,
                io.inputs if local(each) == "inputParameter" else io.outputs,
                each.get("name"),
                text_of(each),
            )
    mapping = extension(node, "ioMapping")
    for each in mapping if mapping is not None else ():
        if local(each) in ("input", "output"):
            _pair(
                catalogue,
                node,
                io.inputs if local(each) == "input" else io.outputs,
                each.get("target"),
                each.get("source"),
            )


def _call_mappings(catalogue: Catalogue, node: Xml, io: InputOutput) -> None:
    """``camunda:in``/``out`` and ``ioMapping`` of a call: the called process then sees only what goes in."""
    mapped = bool(io.inputs)
    for each in extensions(node, "in", "out"):
        pairs = io.inputs if local(each) == "in" else io.outputs
        if each.get("variables") == "all":
            mapped = False
            continue
        _pair(catalogue, node, pairs, each.get("target"), each.get("sourceExpression") or each.get("source"))
        mapped = mapped or local(each) == "in"
    called = extension(node, "calledElement")
    if called is not None and called.get("propagateAllParentVariables") == "true":
        mapped = False
    io.isolated = mapped


def _pair(
    catalogue: Catalogue, node: Xml, pairs: list[tuple[str, Any]], target: str | None, source: str | None
) -> None:
    expression = catalogue.expression(source, node, f"mapping to '{target}'")
    if target and expression is not None:
        pairs.append((target, expression))

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

    A data input or output is known by its name, and only inside the activity; one without counterpart in a
    script simply stands for the data object of the other end.
    """
    inner = {each.get("id") or "": each.get("name") or each.get("id") or "" for each in _io_items(node)}
    for each in children(node, "dataInputAssociation"):
        target = inner.get(reference(child_text(each, "targetRef")) or "")
        _association(catalogue, scope, each, node, io.inputs, target)
    for each in children(node, "dataOutputAssociation"):
        ref = reference(child_text(each, "targetRef"))
        target = None if ref is None else catalogue.data_name(scope.data_names, ref)
        _association(catalogue, scope, each, node, io.outputs, target, inner)


def _io_items(node: Xml) -> list[Xml]:
    holder = child(node, "ioSpecification")
    found = list(children(node, "dataInput", "dataOutput", "property"))
    return found if holder is None else [*found, *children(holder, "dataInput", "dataOutput")]


def _association(
    catalogue: Catalogue,
    scope: Any,
    each: Xml,
    node: Xml,
    pairs: list[tuple[str, Any]],
    target: str | None,
    inner: dict[str, str] | None = None,
) -> None:
    transformation = child_text(each, "transformation")
    assignments = list(children(each, "assignment"))
    if transformation and target:
        expression = catalogue.expression(transformation, node, "transformation")
        if expression is not None:
            pairs.append((target, expression))
    for assignment in assignments:
        source, to = child_text(assignment, "from"), child_text(assignment, "to")
        expression = catalogue.expression(source, node, "assignment")
        name = to.strip().strip("${}#") if to else target
        if expression is not None and name:
            pairs.append((name, expression))
    ref = reference(text_of(child(each, "sourceRef")))
    if transformation or assignments or ref is None or target is None:
        return
    source = (inner or {}).get(ref) or catalogue.data_name(scope.data_names, ref)
    if source != target and _is_name(source) and _is_name(target) and inner is None:
        expression = catalogue.expression(source, node, "data association")
        if expression is not None:
            pairs.append((target, expression))


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

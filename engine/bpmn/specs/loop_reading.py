"""Loop characteristics from XML, standard and as vendors write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.specs.activities import Loop
from engine.bpmn.specs.event_reading import EventReader
from engine.bpmn.specs.xml import (
    child,
    child_text,
    children,
    extension,
    extension_text,
    flag,
    reference,
    text_of,
    vendor,
)

if TYPE_CHECKING:
    from engine.bpmn.specs.catalogue import Catalogue
    from engine.bpmn.specs.nodes import InputOutput
    from engine.bpmn.specs.xml import Xml


def read_loop(catalogue: Catalogue, scope: Any, node: Xml, io: InputOutput) -> Loop | None:
    """The loop of an activity; None where it runs once."""
    standard = child(node, "standardLoopCharacteristics")
    if standard is not None:
        return _standard(catalogue, node, standard)
    multi = child(node, "multiInstanceLoopCharacteristics")
    return None if multi is None else _multi(catalogue, scope, node, multi, io)


def _standard(catalogue: Catalogue, node: Xml, xml: Xml) -> Loop:
    maximum = xml.get("loopMaximum") or child_text(xml, "loopMaximum")
    if maximum is not None and maximum.strip().lstrip("-+").isdigit() and int(maximum) < 0:
        catalogue.problem(node, "loop-maximum", f"loopMaximum is {maximum}; it must not be negative.")
    condition = child_text(xml, "loopCondition")
    if condition is None and maximum is None:
        catalogue.problem(node, "loop-condition", "The loop has neither condition nor maximum.")
    return Loop(
        test_before=flag(xml, "testBefore"),
        maximum=catalogue.expression(maximum, node, "loopMaximum"),
        condition=catalogue.expression(condition, node, "loop condition"),
    )


def _multi(catalogue: Catalogue, scope: Any, node: Xml, xml: Xml, io: InputOutput) -> Loop:
    zeebe = extension(xml, "loopCharacteristics")
    mapped = {} if zeebe is None else dict(zeebe.attrib)
    inner = {
        each.get("id") or "": each.get("name") or each.get("id") or ""
        for holder in children(node, "ioSpecification")
        for each in children(holder, "dataInput", "dataOutput")
    }
    source = _source(catalogue, scope, node, child_text(xml, "loopDataInputRef"), inner)
    collection = (
        source
        or vendor(xml, "collection")
        or mapped.get("inputCollection")
        or extension_text(xml, "collection")
    )
    cardinality = child_text(xml, "loopCardinality")
    if collection is None and cardinality is None:
        catalogue.problem(
            node, "multi-instance", "The multi-instance says neither how many nor over which list."
        )
    output_ref = child_text(xml, "loopDataOutputRef")
    loop = Loop(
        multi=True,
        sequential=flag(xml, "isSequential"),
        cardinality=catalogue.expression(cardinality, node, "loopCardinality"),
        collection=catalogue.expression(collection, node, "list"),
        item=_item(child(xml, "inputDataItem"))
        or vendor(xml, "elementVariable")
        or mapped.get("inputElement"),
        output=_target(catalogue, scope, node, output_ref, inner) or mapped.get("outputCollection"),
        output_item=_item(child(xml, "outputDataItem")),
        output_element=catalogue.expression(mapped.get("outputElement"), node, "output element"),
        condition=catalogue.expression(child_text(xml, "completionCondition"), node, "completion condition"),
        behaviour=xml.get("behavior") or "All",
    )
    io.inputs = [
        pair
        for pair in io.inputs
        if pair[0] != inner.get(reference(child_text(xml, "loopDataInputRef")) or "")
    ]
    _behaviour(catalogue, node, xml, loop)
    return loop


def _item(xml: Xml | None) -> str | None:
    return None if xml is None else xml.get("name") or xml.get("id")


def _source(
    catalogue: Catalogue, scope: Any, node: Xml, ref: str | None, inner: dict[str, str]
) -> str | None:
    """``loopDataInputRef`` names a data input, fed by an association, or (SpiffWorkflow) simply a name."""
    if ref is None:
        return None
    for each in children(node, "dataInputAssociation"):
        if reference(child_text(each, "targetRef")) == reference(ref):
            found = reference(text_of(child(each, "sourceRef")))
            if found is not None:
                return catalogue.data_name(scope.data_names, found)
    return inner.get(ref) or catalogue.data_name(scope.data_names, ref)


def _target(
    catalogue: Catalogue, scope: Any, node: Xml, ref: str | None, inner: dict[str, str]
) -> str | None:
    if ref is None:
        return None
    for each in children(node, "dataOutputAssociation"):
        if reference(child_text(each, "sourceRef")) == reference(ref):
            found = reference(child_text(each, "targetRef"))
            if found is not None:
                return catalogue.data_name(scope.data_names, found)
    return inner.get(ref) or catalogue.data_name(scope.data_names, ref)


def _behaviour(catalogue: Catalogue, node: Xml, xml: Xml, loop: Loop) -> None:
    reader = EventReader(catalogue, node)
    loop.one = reader.behaviour_event(None, xml.get("oneBehaviorEventRef"))
    loop.each = reader.behaviour_event(None, xml.get("noneBehaviorEventRef"))
    for each in children(xml, "complexBehaviorDefinition"):
        trigger = reader.behaviour_event(child(each, "event"), None)
        if trigger is not None:
            condition = catalogue.expression(child_text(each, "condition"), node, "behaviour condition")
            loop.complex.append((condition, trigger))

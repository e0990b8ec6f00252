"""Which case data each step writes, and which names exist only inside it.

``EVERYTHING`` stands for a step whose writes nobody can know from the files: a form without known fields,
an answer that is merged entry by entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import child, children, kind, plain, text, triggers
from engine.bpmn.gate.properties import extension_text, operation_of, properties
from engine.bpmn.reading.formulas import formula
from engine.bpmn.reading.vocabulary import descendants
from engine.feel.syntax import ContextLiteral

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings

EVERYTHING = "*"


def writes(
    diagram: Diagram, node: _Element, around: Surroundings, calling: frozenset[str] = frozenset()
) -> frozenset[str]:
    """Names that are case data once the step is done."""
    found: set[str] = set()
    for script in (extension_text(node, "preScript"), extension_text(node, "postScript")):
        found |= _keys(script)
    found |= _outputs(diagram, node)
    found |= _BY_KIND.get(kind(node), _of_event)(diagram, node, around, calling)
    return frozenset(found)


def locals_of(node: _Element) -> frozenset[str]:
    """Names of a loop and of mapped inputs, known only within the step."""
    found = {"loopCounter", "result"}
    for loop in children(node, "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"):
        for item in children(loop, "inputDataItem", "outputDataItem"):
            found |= {item.get("name") or "", item.get("id") or ""}
        for key, value in loop.attrib.items():
            if str(key).endswith(("}elementVariable", "}elementIndexVariable")):
                found.add(str(value))
    for association in children(node, "dataInputAssociation"):
        found.add(plain(text(child(association, "targetRef"))))
    specification = child(node, "ioSpecification")
    if specification is not None:
        for data in children(specification, "dataInput", "dataOutput"):
            found |= {data.get("name") or "", data.get("id") or ""}
    return frozenset(found - {""})


def _keys(script: str) -> set[str]:
    """The entries of a FEEL context; everything for an expression that gives one in another way."""
    if not script.strip():
        return set()
    read = formula(script)
    tree = None if read is None else read.tree
    return {entry.key for entry in tree.entries} if isinstance(tree, ContextLiteral) else {EVERYTHING}


def _outputs(diagram: Diagram, node: _Element) -> set[str]:
    """Data objects and properties that output associations fill, and the list of a multi-instance."""
    found: set[str] = set()
    for association in children(node, "dataOutputAssociation"):
        target = diagram.resolve(text(child(association, "targetRef")))
        if target is not None and kind(target) == "dataObjectReference":
            shown = diagram.resolve(target.get("dataObjectRef"))
            target = target if shown is None else shown
        if target is not None:
            found |= {target.get("name") or "", target.get("id") or ""}
        for assignment in children(association, "assignment"):
            found.add(text(child(assignment, "to")))
    for loop in children(node, "multiInstanceLoopCharacteristics"):
        found.add(plain(text(child(loop, "loopDataOutputRef"))))
    return found - {""}


def _script(diagram: Diagram, node: _Element, around: Surroundings, calling: frozenset[str]) -> set[str]:  # noqa: ARG001
    return _keys(text(child(node, "script")))


def _user(diagram: Diagram, node: _Element, around: Surroundings, calling: frozenset[str]) -> set[str]:  # noqa: ARG001
    fields = around.fields(properties(node).get("formKey", ""))
    return {EVERYTHING} if fields is None else set(fields)


def _service(diagram: Diagram, node: _Element, around: Surroundings, calling: frozenset[str]) -> set[str]:  # noqa: ARG001
    operation, variable = operation_of(node)
    variable = variable or properties(node).get("resultVariable")
    return {variable} if variable else ({EVERYTHING} if operation else set())


def _rule(diagram: Diagram, node: _Element, around: Surroundings, calling: frozenset[str]) -> set[str]:  # noqa: ARG001
    variable = properties(node).get("resultVariable")
    return {variable} if variable else {EVERYTHING}


def _call(diagram: Diagram, node: _Element, around: Surroundings, calling: frozenset[str]) -> set[str]:  # noqa: ARG001
    """All that the called process writes; one that is being gathered already adds nothing."""
    called = plain(node.get("calledElement"))
    found = around.processes.get(called)
    if found is None:
        return {EVERYTHING}
    if called in calling:
        return set()
    if called not in around.written:
        inner, process = found
        names: set[str] = set()
        for each in descendants(process):
            if kind(each) in _BY_KIND or kind(each).endswith("Event"):
                names |= writes(inner, each, around, calling | {called})
        if calling:
            return names
        around.written[called] = frozenset(names)
    return set(around.written[called])


def _of_event(diagram: Diagram, node: _Element, around: Surroundings, calling: frozenset[str]) -> set[str]:  # noqa: ARG001
    """What a message, signal or error brings."""
    names: set[str] = set()
    if kind(node) not in {"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"}:
        return names
    for trigger in triggers(diagram, node):
        names |= _brought(diagram, node, trigger)
    if kind(node) == "receiveTask":
        variable = extension_text(node, "messageVariable") or properties(node).get("resultVariable")
        names.add(variable or EVERYTHING)
    return names


def _brought(diagram: Diagram, node: _Element, trigger: _Element) -> set[str]:
    name = kind(trigger).removesuffix("EventDefinition")
    if name in {"error", "escalation"}:
        found = {extension_text(trigger, "variableName")}
        found |= {
            str(value)
            for key, value in trigger.attrib.items()
            if str(key).endswith(("CodeVariable", "MessageVariable"))
        }
        return found - {""}
    if name not in {"message", "signal"}:
        return set()
    holders: Iterator[_Element | None] = iter((node, trigger, diagram.resolve(trigger.get(f"{name}Ref"))))
    for holder in holders:
        if holder is not None:
            variable = extension_text(holder, f"{name}Variable")
            if variable:
                return {variable}
    result = properties(node).get("resultVariable")
    return {result} if result else {EVERYTHING}


_BY_KIND = {
    "scriptTask": _script,
    "userTask": _user,
    "manualTask": _user,
    "serviceTask": _service,
    "businessRuleTask": _rule,
    "callActivity": _call,
}

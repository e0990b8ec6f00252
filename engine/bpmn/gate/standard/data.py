"""Data: inputs, outputs and their sets, objects, associations and their types.

Sources: clause 10.4 and tables 10.50 (ItemAwareElement), 10.52 (DataObject), 10.53 (DataObjectReference),
10.57 (Property), 10.59-10.63 (InputOutputSpecification, DataInput, DataOutput, InputSet, OutputSet),
10.64 (DataAssociation); 10.5.1 (data of events).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import child, children, is_true, kind, label, text
from engine.bpmn.gate.finding import name_of, problem
from engine.bpmn.reading.vocabulary import CATCH_EVENTS, SUBPROCESSES, THROW_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_SETS = (
    ("inputSet", "dataInput", "dataInputRefs", "optionalInputRefs", "whileExecutingInputRefs"),
    ("outputSet", "dataOutput", "dataOutputRefs", "optionalOutputRefs", "whileExecutingOutputRefs"),
)


def data_objects_and_references(diagram: Diagram) -> Iterator[Finding]:
    """A reference has no type of its own, an object no state, a reference needs its object (10.52-53)."""
    for reference in diagram.every("dataObjectReference"):
        if reference.get("itemSubjectRef"):
            yield problem(
                "data-reference-with-type",
                reference,
                f"The data object reference {label(reference)} has a type; only its data object has one.",
                f"数据对象引用 {label(reference)} 不能定义类型，请在数据对象上定义。",
            )
        if not reference.get("dataObjectRef"):
            yield problem(
                "data-reference-to-nothing",
                reference,
                f"The data object reference {label(reference)} shows no data object. Set dataObjectRef.",
                f"数据对象引用 {label(reference)} 未指向数据对象，请设置 dataObjectRef。",
            )
    for element in diagram.every("dataObject"):
        if child(element, "dataState") is not None:
            yield problem(
                "data-object-with-state",
                element,
                f"The data object {label(element)} has a state; only its references can.",
                f"数据对象 {label(element)} 不能有状态，状态只能写在其引用上。",
            )


def references_are_called_after_their_object(diagram: Diagram) -> Iterator[Finding]:
    """A reference is called ``object [state]`` (10.4.1, table 10.53); one without name shows it anyway."""
    for reference in diagram.every("dataObjectReference"):
        name = " ".join((reference.get("name") or "").split())
        found = diagram.resolve(reference.get("dataObjectRef"))
        if not name or found is None or kind(found) != "dataObject":
            continue
        own = " ".join((found.get("name") or "").split())
        state = child(reference, "dataState")
        suffix = "" if state is None or not state.get("name") else f" [{state.get('name')}]"
        is_right = name.endswith(suffix) if not own else name == own + suffix
        if not is_right:
            yield problem(
                "data-reference-name",
                reference,
                f"The data object reference {label(reference)} shows '{own or name}'{suffix} under another name. Call "
                f"it '{own or name}{suffix}', or leave its name out.",
                f"数据对象引用 {label(reference)} 的名称应为“{own or name}{suffix}”，请修改或删除名称。",
            )


def collections_agree(diagram: Diagram) -> Iterator[Finding]:
    """``isCollection`` says the same as the type of the item (table 10.50)."""
    for element in diagram.every("dataObject", "dataInput", "dataOutput", "inputDataItem", "outputDataItem"):
        definition = diagram.resolve(element.get("itemSubjectRef"))
        if definition is None or kind(definition) != "itemDefinition":
            continue
        if kind(element) in {"inputDataItem", "outputDataItem"} and element.get("isCollection") is None:
            continue
        if is_true(element.get("isCollection")) != is_true(definition.get("isCollection")):
            yield problem(
                "collection-disagrees",
                element,
                f"{name_of(element)} and its type '{definition.get('id')}' disagree on being a collection. "
                "Set isCollection the same at both.",
                f"{name_of(element)} 与其类型“{definition.get('id')}”的 isCollection 不一致。",
            )


def subprocesses_have_no_specification(diagram: Diagram) -> Iterator[Finding]:
    """Embedded subprocesses have no data inputs and outputs of their own (10.4.1)."""
    for scope in diagram.every(*sorted(SUBPROCESSES)):
        if child(scope, "ioSpecification") is not None:
            yield problem(
                "subprocess-with-data-inputs",
                scope,
                f"The subprocess {label(scope)} has data inputs or outputs; it sees the data around it. Remove "
                "them.",
                f"嵌入式子流程 {label(scope)} 不能定义输入输出，可直接使用外层数据。",
            )


def inputs_and_outputs_are_in_sets(diagram: Diagram) -> Iterator[Finding]:
    """Each data input is in an input set, each output in an output set (tables 10.60, 10.61)."""
    for owner in _owners(diagram):
        for set_name, data_name, *references in _SETS:
            sets = list(children(owner, set_name))
            if kind(owner) != "ioSpecification" and not sets:
                sets = []
            used = {text(reference) for group in sets for reference in children(group, *references)}
            for element in children(owner, data_name):
                if element.get("id") not in used:
                    yield problem(
                        "data-in-no-set",
                        element,
                        f"The {data_name} {label(element)} is in no {set_name}. Add it to one.",
                        f"{data_name} {label(element)} 未列入任何 {set_name}，请加入。",
                    )


def _owners(diagram: Diagram) -> Iterator[_Element]:
    """What has data inputs or outputs with sets: specifications and events."""
    yield from diagram.every("ioSpecification", *sorted(THROW_EVENTS), *sorted(CATCH_EVENTS))


def sets_name_their_own(diagram: Diagram) -> Iterator[Finding]:
    """Optional and while-executing data are in the set, and the set names only its own owner's (10.62)."""
    for owner in _owners(diagram):
        for set_name, data_name, required, optional, executing in _SETS:
            own = {element.get("id") for element in children(owner, data_name)}
            for group in children(owner, set_name):
                members = {text(element) for element in children(group, required)}
                for reference in children(group, required, optional, executing):
                    name = text(reference)
                    if name not in own and diagram.resolve(name) is not None:
                        yield _foreign(group, set_name, name, owner)
                    elif kind(reference) != required and name not in members:
                        yield problem(
                            "set-option-not-in-set",
                            group,
                            f"'{name}' is named by {kind(reference)} but not by {required} of the same "
                            f"{set_name}. Add it there, or remove it.",
                            f"“{name}”出现在 {kind(reference)} 中，但不在同一 {set_name} 的 {required} 中。",
                        )


def _foreign(group: _Element, set_name: str, name: str, owner: _Element) -> Finding:
    return problem(
        "set-names-foreign-data",
        group,
        f"The {set_name} of {name_of(owner)} names '{name}', which belongs to another element.",
        f"{set_name} 引用了不属于该元素的数据“{name}”。",
    )


def sets_refer_to_each_other(diagram: Diagram) -> Iterator[Finding]:
    """An input set that names an output set is named by it, and the other way round (10.62, 10.63)."""
    for first, reference, back in (
        ("inputSet", "outputSetRefs", "inputSetRefs"),
        ("outputSet", "inputSetRefs", "outputSetRefs"),
    ):
        for group in diagram.every(first):
            for element in children(group, reference):
                other = diagram.resolve(text(element))
                if other is None:
                    continue
                if group.get("id") not in {text(found) for found in children(other, back)}:
                    yield problem(
                        "sets-not-mutual",
                        group,
                        f"The {first} '{group.get('id')}' names '{text(element)}', which does not name it back "
                        f"by {back}.",
                        f"{first}“{group.get('id')}”引用了“{text(element)}”，但后者没有用 {back} 反向引用。",
                    )


def data_has_no_strangers(diagram: Diagram) -> Iterator[Finding]:
    """Data stores of a reference exist; properties lie in processes, activities and events (10.57)."""
    for element in diagram.every("property"):
        owner = element.getparent()
        if owner is not None and kind(owner) in {"definitions", "participant", "collaboration", ""}:
            yield problem(
                "property-out-of-place",
                element,
                f"The property {label(element)} is not inside a process, activity or event. Move it.",
                f"属性 {label(element)} 只能放在流程、活动或事件中，请移动。",
            )


RULES = (
    data_objects_and_references,
    references_are_called_after_their_object,
    collections_agree,
    subprocesses_have_no_specification,
    inputs_and_outputs_are_in_sets,
    sets_name_their_own,
    sets_refer_to_each_other,
    data_has_no_strangers,
)

"""Data: inputs, outputs and their sets, objects, associations and their types.

Sources: clause 10.4 and tables 10.50 (ItemAwareElement), 10.52 (DataObject), 10.53 (DataObjectReference),
10.57 (Property), 10.59-10.63 (InputOutputSpecification, DataInput, DataOutput, InputSet, OutputSet),
10.64 (DataAssociation); 10.5.1 (data of events).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import child, children, is_true, kind, label, text, triggers
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


def associations_stay_with_their_owner(diagram: Diagram) -> Iterator[Finding]:
    """An input association ends at an input of its owner, an output association begins at an output.

    A data input of a process is filled by who calls it and is never a target inside; its data output is
    never a source (10.4.1).
    """
    for association in diagram.every("dataInputAssociation", "dataOutputAssociation"):
        owner = association.getparent()
        targets = [diagram.resolve(text(element)) for element in children(association, "targetRef")]
        sources = [diagram.resolve(text(element)) for element in children(association, "sourceRef")]
        if owner is None:
            continue
        yield from _process_data(association, sources, targets)
        into = kind(association) == "dataInputAssociation"
        for element in targets if into else sources:
            wanted = ("dataInput", "property") if into else ("dataOutput", "property")
            if element is None or (owner in element.iterancestors() and kind(element) in wanted):
                continue
            if kind(element) in {"dataInput", "dataOutput", "property"}:
                yield problem(
                    "association-of-another",
                    association,
                    f"The {kind(association)} of {label(owner)} {'fills' if into else 'takes from'} "
                    f"{label(element)}, which is not one of its own {wanted[0]}s.",
                    f"{label(owner)} 的数据关联使用了不属于它的 {label(element)}。",
                )


def _process_data(
    association: _Element, sources: list[_Element | None], targets: list[_Element | None]
) -> Iterator[Finding]:
    for element in targets:
        if element is not None and kind(element) == "dataInput" and _is_of_process(element):
            yield problem(
                "process-input-as-target",
                association,
                f"The data input {label(element)} belongs to the process and is filled by its caller; nothing "
                "inside may write it.",
                f"数据输入 {label(element)} 属于流程，由调用方提供，流程内部不能写入。",
            )
    for element in sources:
        if element is not None and kind(element) == "dataOutput" and _is_of_process(element):
            yield problem(
                "process-output-as-source",
                association,
                f"The data output {label(element)} belongs to the process; nothing inside may read it.",
                f"数据输出 {label(element)} 属于流程，流程内部不能读取。",
            )


def _is_of_process(element: _Element) -> bool:
    owner = element.getparent()
    around = None if owner is None or kind(owner) != "ioSpecification" else owner.getparent()
    return around is not None and kind(around) == "process"


def associations_fit_their_types(diagram: Diagram) -> Iterator[Finding]:
    """One source, of the type of the target; otherwise a transformation or assignments (10.64)."""
    for association in diagram.every("dataInputAssociation", "dataOutputAssociation", "dataAssociation"):
        sources = [text(element) for element in children(association, "sourceRef")]
        target = text(child(association, "targetRef"))
        converts = child(association, "transformation") is not None
        assigns = child(association, "assignment") is not None
        if len(sources) > 1 and not converts:
            yield problem(
                "association-with-two-sources",
                association,
                f"{name_of(association)} has {len(sources)} sources and no transformation that makes one value "
                "of them. Add one, or keep one source.",
                f"数据关联有 {len(sources)} 个来源但没有转换表达式，请添加 transformation 或只保留一个来源。",
            )
        if converts or assigns or len(sources) != 1 or not target:
            continue
        one, other = _item(diagram, sources[0]), _item(diagram, target)
        if one is not None and other is not None and not _same_structure(one, other):
            yield problem(
                "association-types-differ",
                association,
                f"{name_of(association)} connects type '{one.get('id')}' to type '{other.get('id')}' without a "
                "transformation.",
                f"数据关联两端类型不同（“{one.get('id')}”与“{other.get('id')}”），请添加 transformation。",
            )


def _item(diagram: Diagram, reference: str) -> _Element | None:
    element = diagram.resolve(reference)
    if element is not None and kind(element) == "dataObjectReference":
        element = diagram.resolve(element.get("dataObjectRef"))
    elif element is not None and kind(element) == "dataStoreReference":
        element = diagram.resolve(element.get("dataStoreRef"))
    return None if element is None else diagram.resolve(element.get("itemSubjectRef"))


def _same_structure(one: _Element, other: _Element) -> bool:
    """Equivalent: the same definition, or the same structure."""
    if one is other:
        return True
    structure = one.get("structureRef")
    return structure is not None and structure == other.get("structureRef")


def events_carry_the_data_of_their_trigger(diagram: Diagram) -> Iterator[Finding]:
    """Data of an event: one for each trigger with an item, of the same type (10.5.1, tables 10.82-83)."""
    for event in diagram.every(*sorted(CATCH_EVENTS), *sorted(THROW_EVENTS)):
        data = list(children(event, "dataInput", "dataOutput"))
        if not data:
            continue
        items = [_carried(diagram, trigger) for trigger in triggers(diagram, event)]
        carried = [item for item in items if item is not None]
        if items and len(data) > len(items):
            yield _event_data(
                event, f"has {len(data)} data elements for {len(items)} trigger(s)", "数据多于触发器"
            )
        elif len(items) > 1 and len(data) < len(carried):
            yield _event_data(
                event,
                f"has {len(data)} data elements for {len(carried)} triggers that carry data",
                "数据少于触发器携带的数据",
            )
        for element, item in zip(data, carried, strict=False):
            own = diagram.resolve(element.get("itemSubjectRef"))
            if own is None or not _same_structure(own, item):
                yield _event_data(
                    event,
                    f"has data {label(element)} of another type than its trigger's '{item.get('id')}'",
                    f"数据 {label(element)} 与触发器的类型“{item.get('id')}”不一致",
                )


def _event_data(event: _Element, what: str, what_zh: str) -> Finding:
    return problem(
        "event-data",
        event,
        f"The event {label(event)} {what}. Give one data element for each trigger, of its type.",
        f"事件 {label(event)}：{what_zh}。请为每个触发器提供一个同类型数据。",
    )


def _carried(diagram: Diagram, trigger: _Element) -> _Element | None:
    """The item definition of what a trigger carries."""
    name = kind(trigger).removesuffix("EventDefinition")
    if name not in {"message", "signal", "error", "escalation"}:
        return None
    thing = diagram.resolve(trigger.get(f"{name}Ref"))
    return None if thing is None else diagram.resolve(thing.get("itemRef") or thing.get("structureRef"))


def call_data_fits_the_called(diagram: Diagram) -> Iterator[Finding]:
    """A call activity's data are those of the element it calls (10.3.6)."""
    for activity in diagram.every("callActivity"):
        called, own = diagram.resolve(activity.get("calledElement")), child(activity, "ioSpecification")
        if called is None or kind(called) not in {"process", *_GLOBAL}:
            continue
        theirs = child(called, "ioSpecification")
        for name in ("dataInput", "dataOutput"):
            mine = [] if own is None else [_typed(diagram, element) for element in children(own, name)]
            wanted = (
                [] if theirs is None else [_typed(diagram, element) for element in children(theirs, name)]
            )
            if (own is not None or theirs is not None) and sorted(mine) != sorted(wanted):
                yield problem(
                    "call-data-differs",
                    activity,
                    f"{label(activity)} has {len(mine)} {name}(s) that do not match the {len(wanted)} of the "
                    f"called {label(called)}. Give it the same, with the same types.",
                    f"{label(activity)} 的 {name} 与被调用的 {label(called)} 不一致，请保持数量和类型相同。",
                )


_GLOBAL = ("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask")


def _typed(diagram: Diagram, element: _Element) -> str:
    definition = diagram.resolve(element.get("itemSubjectRef"))
    return "" if definition is None else (definition.get("structureRef") or definition.get("id") or "")


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
    collections_agree,
    subprocesses_have_no_specification,
    inputs_and_outputs_are_in_sets,
    sets_name_their_own,
    sets_refer_to_each_other,
    associations_stay_with_their_owner,
    associations_fit_their_types,
    events_carry_the_data_of_their_trigger,
    call_data_fits_the_called,
    data_has_no_strangers,
)

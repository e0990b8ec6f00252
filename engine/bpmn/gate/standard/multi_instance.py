"""Loops: one marker, a number or a collection, and behaviours that are complete.

Sources: clause 10.3.8 and tables 10.28 to 10.31.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    children,
    is_true,
    kind,
    label,
    text,
    triggers,
)
from engine.bpmn.gate.finding import name_of, problem
from engine.bpmn.reading.vocabulary import ACTIVITIES, DATA_CONTAINERS, LOOPS, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding


def loops_are_single(diagram: Diagram) -> Iterator[Finding]:
    """An activity loops or is multi-instance, not both (table 10.3: loopCharacteristics 0..1)."""
    for activity in diagram.every(*sorted(ACTIVITIES)):
        loops = list(children(activity, *sorted(LOOPS)))
        if len(loops) > 1:
            yield problem(
                "two-loops",
                activity,
                f"{label(activity)} has two loop markers; keep the standard loop or the multi-instance.",
                f"{label(activity)} 同时有循环和多实例标记，只能保留一种。",
            )


def multi_instances_know_their_number(diagram: Diagram) -> Iterator[Finding]:
    """Either a cardinality or a collection (table 10.30)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        if not diagram.is_executable(loop):
            continue
        cardinality, collection = child(loop, "loopCardinality"), child(loop, "loopDataInputRef")
        if cardinality is None and collection is None:
            yield problem(
                "multi-instance-without-number",
                loop,
                f"The multi-instance of {name_of(loop)} has neither a number nor a collection. Give "
                "loopCardinality or loopDataInputRef.",
                "多实例没有数量也没有集合，请设置 loopCardinality 或 loopDataInputRef。",
            )
        elif cardinality is not None and collection is not None:
            yield problem(
                "multi-instance-with-two-numbers",
                loop,
                f"The multi-instance of {name_of(loop)} has a number and a collection; keep one of them.",
                "多实例同时设置了数量和集合，请保留一种。",
            )


def multi_instance_data_is_its_own(diagram: Diagram) -> Iterator[Finding]:
    """The collection of a task is one of its data inputs; of a subprocess, data around it (10.30)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        activity = loop.getparent()
        if activity is None:
            continue
        for name, kinds in (("loopDataInputRef", "dataInput"), ("loopDataOutputRef", "dataOutput")):
            reference = child(loop, name)
            found = diagram.resolve(text(reference)) if reference is not None else None
            if reference is None or found is None:
                continue
            embedded = kind(activity) in {"subProcess", "transaction", "adHocSubProcess"}
            if embedded:
                right = kind(found) in {
                    "dataObject",
                    "dataObjectReference",
                    "property",
                    "dataInput",
                    "dataOutput",
                }
            else:
                right = kind(found) in {kinds, "dataObject", "dataObjectReference", "property"} and (
                    kind(found) != kinds or activity in found.iterancestors()
                )
            if not right:
                yield problem(
                    "multi-instance-data",
                    loop,
                    f"{name} of {label(activity)} names '{text(reference)}', which is not "
                    f"{'data around the subprocess' if embedded else f'a {kinds} of this activity'}.",
                    f"{label(activity)} 的 {name}“{text(reference)}”不是该活动可用的数据。",
                )


def multi_instance_data_is_a_collection(diagram: Diagram) -> Iterator[Finding]:
    """What a multi-instance goes through is a collection (table 10.30, loopDataInputRef and -OutputRef)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        for name in ("loopDataInputRef", "loopDataOutputRef"):
            found = diagram.resolve(text(child(loop, name)) or None)
            if found is None or kind(found) not in DATA_CONTAINERS or _is_collection(diagram, found):
                continue
            yield problem(
                "multi-instance-not-a-collection",
                loop,
                f"{name} of {name_of(loop)} names {label(found)}, which is no collection. Set isCollection there.",
                f"{name} 指向的 {label(found)} 不是集合，请在该处设置 isCollection。",
            )


def _is_collection(diagram: Diagram, element: _Element) -> bool:
    """By its own attribute, its data object's or its type's; data that says nothing may be one."""
    if kind(element) == "dataObjectReference":
        shown = diagram.resolve(element.get("dataObjectRef"))
        element = element if shown is None else shown
    definition = diagram.resolve(element.get("itemSubjectRef"))
    if element.get("isCollection") is None and (definition is None or definition.get("isCollection") is None):
        return definition is None
    return is_true(element.get("isCollection")) or (
        definition is not None and is_true(definition.get("isCollection"))
    )


def multi_instance_items_fit(diagram: Diagram) -> Iterator[Finding]:
    """``inputDataItem`` and outputDataItem come with their collection, and are single items (10.30)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        for item_name, reference_name in (
            ("inputDataItem", "loopDataInputRef"),
            ("outputDataItem", "loopDataOutputRef"),
        ):
            item, reference = child(loop, item_name), child(loop, reference_name)
            if item is None:
                continue
            if reference is None and item.get("itemSubjectRef"):
                yield problem(
                    "multi-instance-item-without-collection",
                    loop,
                    f"The multi-instance of {name_of(loop)} has {item_name} but no {reference_name}.",
                    f"多实例有 {item_name} 但没有 {reference_name}。",
                )
            found = diagram.resolve(text(reference)) if reference is not None else None
            wanted = None if found is None else _structure(diagram, found)
            actual = _structure(diagram, item)
            if wanted is not None and actual is not None and wanted != actual:
                yield problem(
                    "multi-instance-item-type",
                    loop,
                    f"{item_name} of {name_of(loop)} is of type {actual}, the collection's items of {wanted}.",
                    f"{item_name} 的类型 {actual} 与集合元素类型 {wanted} 不一致。",
                )


def _structure(diagram: Diagram, element: _Element) -> str | None:
    definition = diagram.resolve(element.get("itemSubjectRef"))
    if definition is None and element.get("dataObjectRef"):
        target = diagram.resolve(element.get("dataObjectRef"))
        definition = None if target is None else diagram.resolve(target.get("itemSubjectRef"))
    return None if definition is None else definition.get("structureRef") or definition.get("id")


def multi_instance_behaviour_is_complete(diagram: Diagram) -> Iterator[Finding]:
    """``behavior`` and what it needs agree (table 10.30, 10.31)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        behaviour = loop.get("behavior", "All")
        complex_parts = list(children(loop, "complexBehaviorDefinition"))
        wrong = _disagreement(loop, behaviour, has_complex=bool(complex_parts))
        if wrong:
            yield problem(
                "multi-instance-behaviour", loop, f"{name_of(loop)}: {wrong[0]}.", f"多实例：{wrong[1]}。"
            )
        for part in complex_parts:
            condition = text(child(part, "condition"))
            if not condition or _is_literal_other_than_boolean(condition):
                yield problem(
                    "multi-instance-behaviour",
                    loop,
                    f"{name_of(loop)}: the condition '{condition}' of complexBehaviorDefinition is no yes or no.",
                    f"多实例 complexBehaviorDefinition 的条件“{condition}”不是布尔表达式。",
                )
            event = child(part, "event")
            if event is not None and not triggers(diagram, event):
                yield problem(
                    "multi-instance-behaviour",
                    loop,
                    f"{name_of(loop)}: the event of complexBehaviorDefinition throws nothing.",
                    "多实例 complexBehaviorDefinition 的事件没有定义。",
                )


_NEEDED = {
    "One": "oneBehaviorEventRef",
    "None": "noneBehaviorEventRef",
    "Complex": "complexBehaviorDefinition",
}


def _disagreement(loop: _Element, behaviour: str, *, has_complex: bool) -> tuple[str, str] | None:
    """What a behaviour needs and has not, or has and does not use, in both languages."""
    for wanted, name in _NEEDED.items():
        is_there = has_complex if wanted == "Complex" else bool(loop.get(name))
        if behaviour == wanted and not is_there:
            return f"behavior is {behaviour}, but {name} is missing", f"behavior 为 {behaviour} 但缺少 {name}"
        if behaviour != wanted and is_there:
            return (
                f"behavior is {behaviour}, so {name} is never used",
                f"behavior 为 {behaviour}，{name} 不会生效",
            )
    return None


def _is_literal_other_than_boolean(condition: str) -> bool:
    """A number or a quoted text, which is never true or false."""
    return condition.replace(".", "", 1).lstrip("-").isdigit() or (
        len(condition) > 1 and condition[0] == condition[-1] == '"' and '"' not in condition[1:-1]
    )


RULES = (
    loops_are_single,
    multi_instances_know_their_number,
    multi_instance_data_is_its_own,
    multi_instance_data_is_a_collection,
    multi_instance_items_fit,
    multi_instance_behaviour_is_complete,
)

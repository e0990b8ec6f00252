"""Data associations, and the data that events and calls exchange: ends and types fit.

Sources: clause 10.4.2 and table 10.64 (DataAssociation), 10.5.1 (data of events), 10.3.6 (calls).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import child, children, kind, label, text, triggers
from engine.bpmn.gate.finding import name_of, problem
from engine.bpmn.reading.vocabulary import CATCH_EVENTS, THROW_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding


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


RULES = (
    associations_stay_with_their_owner,
    associations_fit_their_types,
    events_carry_the_data_of_their_trigger,
    call_data_fits_the_called,
)

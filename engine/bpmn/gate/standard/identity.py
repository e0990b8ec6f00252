"""Ids are unique, and whatever refers to something by id finds it, of the right kind.

Sources: BPMN 2.0.2 clause 8.3.1 (BaseElement.id), the ``IDREF`` and ``QName`` attributes and elements of
the schema's ``Semantic.xsd`` and ``BPMNDI.xsd``, and the tables of clauses 8 to 11 that say their types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import children, is_true, plain, text
from engine.bpmn.gate.finding import name_of, problem
from engine.bpmn.reading.vocabulary import (
    ACTIVITIES,
    BPMNDI,
    CHOREOGRAPHIES,
    CHOREOGRAPHY_ACTIVITIES,
    COLLABORATIONS,
    CONVERSATION_NODES,
    DATA_CONTAINERS,
    EVENT_DEFINITIONS,
    EVENTS,
    FLOW_NODES,
    GLOBAL_TASKS,
    SUBPROCESSES,
    kind,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_ANY: frozenset[str] = frozenset()
_INTERACTION = FLOW_NODES | {"participant"}
_ITEMS = DATA_CONTAINERS | {"dataStore"}

# attribute → (elements that carry it; empty: all, kinds it may name; empty: any)
ATTRIBUTES: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("attachedToRef", _ANY, ACTIVITIES),
    ("messageRef", _ANY, frozenset({"message"})),
    ("signalRef", _ANY, frozenset({"signal"})),
    ("errorRef", _ANY, frozenset({"error"})),
    ("escalationRef", _ANY, frozenset({"escalation"})),
    ("operationRef", _ANY, frozenset({"operation"})),
    ("activityRef", frozenset({"compensateEventDefinition"}), ACTIVITIES),
    ("itemSubjectRef", _ANY, frozenset({"itemDefinition"})),
    ("itemRef", _ANY, frozenset({"itemDefinition"})),
    ("structureRef", frozenset({"signal", "error", "escalation"}), frozenset({"itemDefinition"})),
    ("processRef", frozenset({"participant"}), frozenset({"process"})),
    ("dataObjectRef", _ANY, frozenset({"dataObject"})),
    ("dataStoreRef", _ANY, frozenset({"dataStore"})),
    ("default", _ANY, frozenset({"sequenceFlow"})),
    ("oneBehaviorEventRef", _ANY, EVENT_DEFINITIONS),
    ("noneBehaviorEventRef", _ANY, EVENT_DEFINITIONS),
    ("correlationKeyRef", _ANY, frozenset({"correlationKey"})),
    ("correlationPropertyRef", _ANY, frozenset({"correlationProperty"})),
    ("parameterRef", _ANY, frozenset({"resourceParameter"})),
    ("initiatingParticipantRef", _ANY, frozenset({"participant"})),
    ("calledCollaborationRef", _ANY, COLLABORATIONS),
    ("calledChoreographyRef", _ANY, CHOREOGRAPHIES),
    ("definitionalCollaborationRef", _ANY, COLLABORATIONS),
    ("categoryValueRef", _ANY, frozenset({"categoryValue"})),
    ("partitionElementRef", _ANY, _ANY),
    ("inputDataRef", _ANY, frozenset({"inputSet", "dataInput"})),
    ("outputDataRef", _ANY, frozenset({"outputSet", "dataOutput"})),
    ("innerConversationNodeRef", _ANY, CONVERSATION_NODES),
    ("outerConversationNodeRef", _ANY, CONVERSATION_NODES),
    ("evaluatesToTypeRef", _ANY, frozenset({"itemDefinition"})),
)
# child element whose text is a reference → the same two sets
ELEMENTS: tuple[tuple[str, frozenset[str], frozenset[str]], ...] = (
    ("incoming", FLOW_NODES, frozenset({"sequenceFlow"})),
    ("outgoing", FLOW_NODES, frozenset({"sequenceFlow"})),
    ("inMessageRef", _ANY, frozenset({"message"})),
    ("outMessageRef", _ANY, frozenset({"message"})),
    ("errorRef", _ANY, frozenset({"error"})),
    ("operationRef", _ANY, frozenset({"operation"})),
    ("eventDefinitionRef", _ANY, EVENT_DEFINITIONS),
    ("resourceRef", _ANY, frozenset({"resource"})),
    ("flowNodeRef", _ANY, FLOW_NODES),
    ("participantRef", _ANY, frozenset({"participant"})),
    ("innerParticipantRef", _ANY, frozenset({"participant"})),
    ("outerParticipantRef", _ANY, frozenset({"participant"})),
    ("messageFlowRef", _ANY, frozenset({"messageFlow"})),
    ("innerMessageFlowRef", _ANY, frozenset({"messageFlow"})),
    ("outerMessageFlowRef", _ANY, frozenset({"messageFlow"})),
    ("choreographyRef", _ANY, CHOREOGRAPHIES),
    ("dataInputRefs", _ANY, frozenset({"dataInput"})),
    ("optionalInputRefs", _ANY, frozenset({"dataInput"})),
    ("whileExecutingInputRefs", _ANY, frozenset({"dataInput"})),
    ("outputSetRefs", _ANY, frozenset({"outputSet"})),
    ("dataOutputRefs", _ANY, frozenset({"dataOutput"})),
    ("optionalOutputRefs", _ANY, frozenset({"dataOutput"})),
    ("whileExecutingOutputRefs", _ANY, frozenset({"dataOutput"})),
    ("inputSetRefs", _ANY, frozenset({"inputSet"})),
    ("loopDataInputRef", _ANY, _ITEMS),
    ("loopDataOutputRef", _ANY, _ITEMS),
    ("supportedInterfaceRef", _ANY, frozenset({"interface"})),
    ("interfaceRef", _ANY, frozenset({"interface"})),
    ("endPointRef", _ANY, frozenset({"endPoint"})),
    ("correlationPropertyRef", _ANY, frozenset({"correlationProperty"})),
    ("categoryValueRef", _ANY, frozenset({"categoryValue"})),
    ("supports", frozenset({"process"}), frozenset({"process"})),
    ("source", frozenset({"linkEventDefinition"}), frozenset({"linkEventDefinition"})),
    ("target", frozenset({"linkEventDefinition"}), frozenset({"linkEventDefinition"})),
    ("sourceRef", frozenset({"dataInputAssociation", "dataOutputAssociation", "dataAssociation"}), _ITEMS),
    ("targetRef", frozenset({"dataInputAssociation", "dataOutputAssociation", "dataAssociation"}), _ITEMS),
)  # fmt: skip
# elements with sourceRef and targetRef attributes → what may stand at their ends
ENDS: dict[str, frozenset[str]] = {
    "sequenceFlow": FLOW_NODES,
    "messageFlow": _INTERACTION,
    "association": _ANY,
    "conversationLink": _INTERACTION | CONVERSATION_NODES,
}
_CALLABLE = GLOBAL_TASKS | {"process"}
_PLANES = SUBPROCESSES | CHOREOGRAPHY_ACTIVITIES | COLLABORATIONS | {"process"}
_SHAPED = (
    EVENTS
    | FLOW_NODES
    | DATA_CONTAINERS
    | CONVERSATION_NODES
    | {"participant", "lane", "textAnnotation", "group", "message", "dataStore"}
)
_EDGES = frozenset(
    {"sequenceFlow", "messageFlow", "association", "conversationLink", "dataInputAssociation",
     "dataOutputAssociation", "dataAssociation"}
)  # fmt: skip


_REFERABLE = (
    FLOW_NODES
    | DATA_CONTAINERS
    | GLOBAL_TASKS
    | CONVERSATION_NODES
    | COLLABORATIONS
    | {
        "process", "sequenceFlow", "messageFlow", "participant", "lane", "message", "signal", "error",
        "escalation", "itemDefinition", "interface", "operation", "dataStore", "resource", "textAnnotation",
        "group", "correlationKey", "correlationProperty",
    }
) - {"implicitThrowEvent"}  # fmt: skip


def ids_are_given(diagram: Diagram) -> Iterator[Finding]:
    """What others may refer to has an id (8.3.1: required where an element is or may be referred to)."""
    for element in diagram.every(*sorted(_REFERABLE)):
        if not element.get("id"):
            yield problem(
                "missing-id",
                element,
                f"A {kind(element)} has no id, so that nothing can refer to it. Give it one.",
                f"有 {kind(element)} 缺少标识，无法被引用，请设置 id。",
            )


def ids_are_unique(diagram: Diagram) -> Iterator[Finding]:
    """Every id stands for one element (8.3.1: id is unique within its scope; the schema's xsd:ID)."""
    for element in diagram.repeated:
        first = diagram.ids[element.get("id", "")]
        yield problem(
            "duplicate-id",
            element,
            f"The id '{element.get('id')}' is used twice: by {kind(first)} in line {first.sourceline} and by "
            f"{kind(element)} in line {element.sourceline}. Give one of them another id.",
            f"标识“{element.get('id')}”重复：第 {first.sourceline} 行与第 {element.sourceline} 行。请修改其中一个。",
        )


def references_resolve(diagram: Diagram) -> Iterator[Finding]:
    """Every reference finds an element, and of a kind that its table allows."""
    for element in diagram.root.iter():
        name = kind(element)
        if not name:
            continue
        for attribute, holders, targets in ATTRIBUTES:
            value = element.get(attribute)
            if value is not None and (not holders or name in holders):
                yield from _check(diagram, element, attribute, value, targets)
        if name in ENDS:
            for attribute in ("sourceRef", "targetRef"):
                yield from _check(diagram, element, attribute, element.get(attribute, ""), ENDS[name])
        parent = element.getparent()
        for reference, holders, targets in ELEMENTS:
            if name == reference and parent is not None and (not holders or kind(parent) in holders):
                yield from _check(diagram, element, name, text(element), targets)


def _check(
    diagram: Diagram, element: _Element, reference: str, value: str, targets: frozenset[str]
) -> Iterator[Finding]:
    if diagram.is_foreign(value, element):
        return
    found = diagram.resolve(value)
    if found is None:
        yield problem(
            "unresolved-reference",
            element,
            f"{reference} of {name_of(element)} points to '{value}', which does not exist in this file. "
            "Choose an existing element or remove the reference.",
            f"“{value}”在文件中不存在（{reference}）。请改指向已有元素，或删除该引用。",
        )
    elif targets and kind(found) not in targets:
        yield problem(
            "reference-of-wrong-kind",
            element,
            f"{reference} of {name_of(element)} points to {kind(found)} '{value}'; only "
            f"{', '.join(sorted(targets))} can stand there. Choose one of these.",
            f"{reference} 指向了 {kind(found)}“{value}”，此处只能是 {'、'.join(sorted(targets))}。",
        )


def called_elements_are_callable(diagram: Diagram) -> Iterator[Finding]:
    """``calledElement`` names a process or a global task, here or in a file beside (table 10.20)."""
    beside = {
        each.get("id") for root in diagram.beside.values() for each in children(root, *sorted(_CALLABLE))
    }
    for element in diagram.every("callActivity"):
        reference = element.get("calledElement")
        called = diagram.resolve(reference)
        if called is None and reference and plain(reference) not in beside:
            yield problem(
                "unknown-process",
                element,
                f"The process '{reference}' that '{element.get('id')}' calls is in none of the files. Add its "
                "diagram, or correct calledElement.",
                f"“{element.get('id')}”调用的流程“{reference}”不在任何文件中。请添加其流程图或更正 calledElement。",
            )
        if called is not None and kind(called) not in _CALLABLE:
            yield problem(
                "called-element-not-callable",
                element,
                f"The call activity calls {kind(called)} '{element.get('calledElement')}'; only a process or "
                "a global task can be called.",
                f"调用活动引用了 {kind(called)}，只能调用流程或全局任务。",
            )


def shapes_show_elements(diagram: Diagram) -> Iterator[Finding]:
    """Each shape, edge and plane shows an element that can be drawn that way (12.2.3)."""
    for element in diagram.root.iter(
        f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge", f"{{{BPMNDI}}}BPMNPlane"
    ):
        shape = element.tag.rpartition("}")[2]
        reference = element.get("bpmnElement")
        if reference is None:
            found, wanted = None, None
        else:
            found = diagram.resolve(reference)
            wanted = {"BPMNShape": _SHAPED, "BPMNEdge": _EDGES, "BPMNPlane": _PLANES}[shape]
        if found is not None and wanted is not None and kind(found) in wanted:
            continue
        if reference is not None and diagram.is_foreign(reference, element):
            continue
        what = f"'{plain(reference)}'" if reference else "nothing"
        yield problem(
            "shape-without-element",
            element,
            f"The {shape} '{element.get('id')}' shows {what}, which cannot be drawn as one. Delete it in the "
            "modeler.",
            f"图形 {shape}“{element.get('id')}”没有对应的流程元素，请在建模器中删除。",
        )


def imports_are_here(diagram: Diagram) -> Iterator[Finding]:
    """What a file imports comes with it; nothing is fetched from elsewhere (table 8.2)."""
    for element in children(diagram.root, "import"):
        location = (element.get("location") or "").rpartition("/")[2]
        if location not in {name.rpartition("/")[2] for name in diagram.beside}:
            yield problem(
                "import-missing",
                element,
                f"The file imports '{element.get('location')}', which does not come with it. Add that file, or "
                "remove the import.",
                f"文件引入了“{element.get('location')}”，但未一并提供。请添加该文件或删除引入。",
            )


def extensions_are_understood(diagram: Diagram) -> Iterator[Finding]:
    """An extension that must be understood is one that we know: none is (8.2.3, table 8.4)."""
    for element in children(diagram.root, "extension"):
        if is_true(element.get("mustUnderstand")):
            yield problem(
                "extension-not-understood",
                element,
                f"The extension '{element.get('definition')}' must be understood, and is not known here. Remove it, "
                "or set mustUnderstand to false.",
                f"扩展“{element.get('definition')}”要求必须理解，但此处不支持。请删除或将 mustUnderstand 设为 false。",
            )


RULES = (
    imports_are_here,
    extensions_are_understood,
    ids_are_given,
    ids_are_unique,
    references_resolve,
    called_elements_are_callable,
    shapes_show_elements,
)

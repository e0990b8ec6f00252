"""Words of BPMN 2.0.2: namespaces and the element names that rules speak about, by kind.

Element names are local names of the MODEL namespace, as in the XML schema (``Semantic.xsd``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

M = f"{{{MODEL}}}"
S = f"{{{SPIFF}}}"

TASKS = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask",
        "businessRuleTask",
    }
)  # fmt: skip
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"}
)
CATCH_EVENTS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROW_EVENTS = frozenset({"endEvent", "intermediateThrowEvent", "implicitThrowEvent"})
EVENTS = CATCH_EVENTS | THROW_EVENTS
CHOREOGRAPHY_ACTIVITIES = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY_ACTIVITIES
GLOBAL_TASKS = frozenset(
    {
        "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask",
    }
)  # fmt: skip
CHOREOGRAPHIES = frozenset({"choreography", "globalChoreographyTask"})
CONVERSATION_NODES = frozenset({"conversation", "subConversation", "callConversation"})
COLLABORATIONS = frozenset({"collaboration", "globalConversation"}) | CHOREOGRAPHIES
CONTAINERS = SUBPROCESSES | {"process", "choreography", "subChoreography"}
EVENT_DEFINITIONS = frozenset(
    {
        "cancelEventDefinition", "compensateEventDefinition", "conditionalEventDefinition",
        "errorEventDefinition", "escalationEventDefinition", "linkEventDefinition",
        "messageEventDefinition", "signalEventDefinition", "terminateEventDefinition",
        "timerEventDefinition",
    }
)  # fmt: skip
START_TRIGGERS = frozenset({"message", "timer", "conditional", "signal"})
EVENT_START_TRIGGERS = START_TRIGGERS | {"escalation", "error", "compensate"}
CATCH_TRIGGERS = START_TRIGGERS | {"link"}
BOUNDARY_TRIGGERS = EVENT_START_TRIGGERS | {"cancel"}
THROW_TRIGGERS = frozenset({"message", "escalation", "compensate", "link", "signal"})
END_TRIGGERS = frozenset({"message", "escalation", "error", "cancel", "compensate", "signal", "terminate"})
DATA_CONTAINERS = frozenset(
    {"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "property"}
)
LOOPS = frozenset({"standardLoopCharacteristics", "multiInstanceLoopCharacteristics"})
EXPRESSIONS = frozenset(
    {
        "conditionExpression", "condition", "loopCondition", "loopCardinality", "completionCondition",
        "activationCondition", "timeDate", "timeDuration", "timeCycle", "messagePath", "dataPath",
        "transformation", "from", "to", "expression", "formalExpression",
    }
)  # fmt: skip


def kind(element: _Element) -> str:
    """The local name of an element of the MODEL namespace, ``""`` for any other node."""
    tag = element.tag
    return tag[len(M) :] if isinstance(tag, str) and tag.startswith(M) else ""


def local(element: _Element) -> str:
    """The local name in whatever namespace; ``""`` for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def line(element: _Element) -> int | None:
    """The line of the file on which an element begins; None for one that was made here."""
    return cast("int | None", element.sourceline)


def children(element: _Element, *names: str) -> Iterator[_Element]:
    """The child elements of the MODEL namespace with one of these names (any, if none is given)."""
    for child in element:
        name = kind(child)
        if name and (not names or name in names):
            yield child


def child(element: _Element, name: str) -> _Element | None:
    """The first child of this name in the MODEL namespace."""
    return element.find(M + name)


def text(element: _Element | None) -> str:
    """All text within, without the space around it; ``""`` where there is no element."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()


def descendants(element: _Element, *names: str) -> Iterator[_Element]:
    """All descendants of the MODEL namespace with one of these names, in document order."""
    return element.iterdescendants(*(M + name for name in names))

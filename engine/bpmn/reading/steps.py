"""Steps of a kind that no process runs: an abstract ``event``, a choreography task, a vendor's own element.

They stay steps, of the nearest kind, so that the way through the diagram stays whole; each is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import (
    CHOREOGRAPHY_ACTIVITIES,
    FLOW_NODES,
    SUBPROCESSES,
    M,
    children,
    descendants,
    kind,
    local,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.bpmn.reading.ledger import Ledger

_NEAREST = {
    "implicitThrowEvent": "intermediateThrowEvent",
    "throwEvent": "intermediateThrowEvent",
    "intermediateEvent": "intermediateThrowEvent",
    "event": "intermediateThrowEvent",
    "catchEvent": "intermediateCatchEvent",
    "gateway": "exclusiveGateway",
    "subChoreography": "subProcess",
    "callChoreography": "task",
    "choreographyTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
_RUN = FLOW_NODES - CHOREOGRAPHY_ACTIVITIES - {"implicitThrowEvent"}
_NO_STEPS = frozenset(
    {
        "sequenceFlow", "association", "textAnnotation", "group", "laneSet", "lane", "dataObject",
        "dataObjectReference", "dataStoreReference", "property", "ioSpecification", "extensionElements",
        "documentation",
    }
)  # fmt: skip


def settle_steps(root: _Element, ledger: Ledger) -> None:
    """Give every step of a process a kind that runs; tell of calls by name which process they mean."""
    ends = {
        (flow.get(end) or "").strip().rpartition(":")[2]
        for flow in descendants(root, "sequenceFlow")
        for end in ("sourceRef", "targetRef")
    }
    for scope in [*children(root, "process"), *_inside(root)]:
        for element in list(scope):
            name = local(element)
            if not name or kind(element) in _RUN | _NO_STEPS:
                continue
            if kind(element) in _NEAREST or (element.get("id") or "") in ends - {""}:
                _become(element, _NEAREST.get(name, "task"), ledger)
    _settle_calls(root, ledger)


def _inside(root: _Element) -> list[_Element]:
    """The subprocesses of all processes; what stands in a choreography stays there."""
    return [
        scope
        for process in children(root, "process")
        for scope in descendants(process, *sorted(SUBPROCESSES), "subChoreography")
    ]


def _become(element: _Element, name: str, ledger: Ledger) -> None:
    was = local(element)
    element.tag = M + name
    ledger.repair(
        "unknown-step",
        element,
        f"'{element.get('id')}' is a {was}, which no process runs; it was read as a {name}. Draw what is meant.",
        f"“{element.get('id')}”是 {was}，流程无法执行，已按 {name} 读取。请改画为所需的步骤。",
    )


def _settle_calls(root: _Element, ledger: Ledger) -> None:
    """A call by name (jBPM) becomes a call by id."""
    by_name = {process.get("name"): process.get("id") for process in children(root, "process")}
    for call in descendants(root, "callActivity"):
        name = next(
            (str(value) for key, value in call.attrib.items() if str(key).endswith("}calledElementByName")),
            None,
        )
        if not name or call.get("calledElement"):
            continue
        call.set("calledElement", by_name.get(name) or name)
        ledger.repair(
            "call-by-name",
            call,
            f"'{call.get('id')}' calls the process named '{name}'; it was read as '{call.get('calledElement')}'.",
            f"“{call.get('id')}”按名称“{name}”调用流程，已读作“{call.get('calledElement')}”。",
        )

"""What is missing in a draft and how it is read all the same: the execution core supplies the rest.

A missing condition is false, a missing timer never fires, a message without name goes by its id; nobody
should have to guess that, so each of them is a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import FLOW_NODES, child, children, descendants, kind, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.reading.ledger import Ledger

_REFERENCES = {
    "messageRef": "message",
    "signalRef": "signal",
    "errorRef": "error",
    "escalationRef": "escalation",
    "dataObjectRef": "dataObject",
    "dataStoreRef": "dataStore",
}
_SEVERAL = 2


def note_placeholders(root: _Element, ledger: Ledger) -> None:
    """Say what is missing; nothing is changed."""
    ids = {element.get("id", ""): element for element in root.iter("*") if kind(element)}
    _conditions(root, ledger)
    _times(root, ledger)
    _names(root, ledger)
    _references(root, ids, ledger)
    _activities(root, ids, ledger)
    _processes(root, ledger)


def _conditions(root: _Element, ledger: Ledger) -> None:
    flows: dict[str, list[_Element]] = {}
    for flow in descendants(root, "sequenceFlow"):
        flows.setdefault(flow.get("sourceRef", ""), []).append(flow)
    for gateway in descendants(root, "exclusiveGateway", "inclusiveGateway"):
        outgoing = flows.get(gateway.get("id", ""), [])
        for flow in outgoing if len(outgoing) >= _SEVERAL else ():
            if flow.get("id") == gateway.get("default") or text(child(flow, "conditionExpression")):
                continue
            ledger.repair(
                "condition-missing",
                flow,
                f"The flow '{flow.get('id')}' out of '{gateway.get('id')}' has no condition and is never taken. "
                "Write one, or make it the default flow.",
                f"“{gateway.get('id')}”的出口“{flow.get('id')}”没有条件，不会被选中。请填写条件或设为默认流。",
            )


def _times(root: _Element, ledger: Ledger) -> None:
    for timer in descendants(root, "timerEventDefinition"):
        if not any(text(each) for each in children(timer, "timeDate", "timeDuration", "timeCycle")):
            ledger.repair(
                "timer-missing",
                timer,
                f"The timer of '{_around(timer)}' has no time and never fires. Give it a date or duration.",
                f"“{_around(timer)}”的定时器没有时间，不会触发。请设置日期或时长。",
            )
    for condition in descendants(root, "conditionalEventDefinition"):
        if not text(child(condition, "condition")):
            ledger.repair(
                "condition-missing",
                condition,
                f"The conditional event '{_around(condition)}' has no condition and never happens.",
                f"条件事件“{_around(condition)}”没有条件，不会触发。",
            )


def _names(root: _Element, ledger: Ledger) -> None:
    for thing in descendants(root, "message", "signal"):
        if not (thing.get("name") or "").strip():
            ledger.repair(
                "no-name",
                thing,
                f"The {kind(thing)} '{thing.get('id')}' has no name and goes by its id. Name it.",
                f"{kind(thing)}“{thing.get('id')}”没有名称，以标识代替。请命名。",
            )


def _references(root: _Element, ids: dict[str, _Element], ledger: Ledger) -> None:
    for element in root.iter("*"):
        if not kind(element):
            continue
        for attribute, wanted in _REFERENCES.items():
            value = element.get(attribute)
            if value and (value not in ids or kind(ids[value]) != wanted):
                ledger.warn(
                    "reference-to-nothing",
                    element,
                    f"{attribute} of '{_around(element)}' names '{value}', which is no {wanted} of this file; it "
                    "is taken as a name.",
                    f"“{_around(element)}”的 {attribute} 指向“{value}”，文件中没有这个 {wanted}，按名称处理。",
                )


def _activities(root: _Element, ids: dict[str, _Element], ledger: Ledger) -> None:
    for call in descendants(root, "callActivity"):
        called = call.get("calledElement")
        if not called and next(_extension(call, "calledElement"), None) is None:
            ledger.warn(
                "call-without-target",
                call,
                f"The call activity '{call.get('id')}' calls nothing and passes on. Set calledElement.",
                f"调用活动“{call.get('id')}”未指定被调用的流程，将直接通过。请设置 calledElement。",
            )
        elif called and called not in ids:
            ledger.warn(
                "call-of-another-file",
                call,
                f"The call activity '{call.get('id')}' calls '{called}', which is not in this file.",
                f"调用活动“{call.get('id')}”调用的“{called}”不在本文件中。",
            )


def _extension(element: _Element, name: str) -> Iterator[_Element]:
    return (each for each in element.iter("*") if not kind(each) and each.tag.endswith("}" + name))


def _processes(root: _Element, ledger: Ledger) -> None:
    for process in children(root, "process"):
        if not any(kind(each) in FLOW_NODES for each in process):
            ledger.repair(
                "empty-process",
                process,
                f"The process '{process.get('id')}' has no steps; it is kept as a pool whose inside is not drawn.",
                f"流程“{process.get('id')}”没有步骤，按未画出内部的泳池保留。",
            )


def _around(element: _Element) -> str:
    current: _Element | None = element
    while current is not None:
        if current.get("id") and kind(current) in FLOW_NODES:
            return current.get("id") or ""
        current = current.getparent()
    return element.get("id") or kind(element)

"""What is drawn and will not happen, or not as drawn: said for each, so that nothing is lost in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import (
    BOUNDARY_TRIGGERS,
    CATCH_TRIGGERS,
    CONTAINERS,
    END_TRIGGERS,
    EVENT_START_TRIGGERS,
    EVENTS,
    FLOW_NODES,
    START_TRIGGERS,
    SUBPROCESSES,
    THROW_TRIGGERS,
    child,
    children,
    descendants,
    kind,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.reading.ledger import Ledger

_PLACES = {
    "intermediateCatchEvent": CATCH_TRIGGERS,
    "boundaryEvent": BOUNDARY_TRIGGERS,
    "intermediateThrowEvent": THROW_TRIGGERS,
    "endEvent": END_TRIGGERS,
}
_WAITS = frozenset({"receiveTask", "intermediateCatchEvent"})


def note_idle(root: _Element, ledger: Ledger) -> None:
    """Say what has no effect; nothing is changed."""
    ids = {element.get("id", ""): element for element in root.iter("*") if kind(element)}
    for event in descendants(root, *sorted(EVENTS)):
        _event(event, ids, ledger)
    for scope in descendants(root, *sorted(CONTAINERS)):
        _links(scope, ledger)
        _event_subprocess(scope, ledger)
    _gateways(root, ids, ledger)
    _tasks(root, ledger)
    _files(root, ids, ledger)


def _triggers(event: _Element, ids: dict[str, _Element]) -> Iterator[str]:
    for each in event:
        found = ids.get(text(each)) if kind(each) == "eventDefinitionRef" else each
        if found is not None and kind(found).endswith("EventDefinition"):
            yield kind(found).removesuffix("EventDefinition")


def _is_event_subprocess(scope: _Element | None) -> bool:
    return scope is not None and (scope.get("triggeredByEvent") or "").lower() in {"true", "1"}


def _event(event: _Element, ids: dict[str, _Element], ledger: Ledger) -> None:
    scope, name, identity = event.getparent(), kind(event), event.get("id")
    allowed = _PLACES.get(name)
    if name == "startEvent":
        allowed = EVENT_START_TRIGGERS if _is_event_subprocess(scope) else START_TRIGGERS
    found = list(_triggers(event, ids))
    for trigger in sorted(set(found) - (allowed or set(found))):
        ledger.warn(
            "trigger-out-of-place",
            event,
            f"'{identity}' is a {name} with a {trigger} trigger, which BPMN does not have there; it may do nothing. "
            "Choose another event.",
            f"“{identity}”（{name}）不能使用 {trigger} 触发器，可能不起作用。请改用其他事件。",
        )
    if not found and name in {"intermediateCatchEvent", "boundaryEvent"}:
        what, what_zh = (
            ("never happens", "不会发生") if name == "boundaryEvent" else ("waits for nothing", "不会等待")
        )
        ledger.warn(
            "event-without-trigger",
            event,
            f"The event '{identity}' has no trigger and {what}. Choose a message, timer, signal or condition.",
            f"事件“{identity}”没有触发器，{what_zh}。请选择消息、定时、信号或条件。",
        )
    if name == "boundaryEvent" and "cancel" in found:
        activity = ids.get(event.get("attachedToRef") or "")
        if activity is not None and kind(activity) != "transaction":
            ledger.warn(
                "cancel-without-transaction",
                event,
                f"'{identity}' waits for a cancel, but '{activity.get('id')}' is no transaction; it never happens.",
                f"“{identity}”等待取消，但“{activity.get('id')}”不是事务，不会发生。",
            )


def _links(scope: _Element, ledger: Ledger) -> None:
    sides: dict[str, dict[str, _Element]] = {"intermediateThrowEvent": {}, "intermediateCatchEvent": {}}
    for event in children(scope, *sides):
        for link in children(event, "linkEventDefinition"):
            sides[kind(event)].setdefault(link.get("name") or "", event)
    throws, catches = sides.values()
    for name in sorted(set(throws) ^ set(catches)):
        thrown = throws.get(name)
        lost, lost_zh = (
            ("is caught nowhere", "没有捕获事件")
            if thrown is not None
            else ("is thrown nowhere", "没有抛出事件")
        )
        ledger.warn(
            "link-without-partner",
            thrown if thrown is not None else catches[name],
            f"The link '{name}' {lost} in the same scope. Give both link events the same name.",
            f"链接“{name}”在同一范围内{lost_zh}。请让两个链接事件同名。",
        )


def _event_subprocess(scope: _Element, ledger: Ledger) -> None:
    if kind(scope) not in SUBPROCESSES or not _is_event_subprocess(scope):
        return
    starts = list(children(scope, "startEvent"))
    if not any(
        kind(each).endswith(("EventDefinition", "DefinitionRef")) for start in starts for each in start
    ):
        ledger.warn(
            "event-subprocess-never-starts",
            scope,
            f"The event subprocess '{scope.get('id')}' has no start event with a trigger and never starts. Give it one.",
            f"事件子流程“{scope.get('id')}”没有带触发器的开始事件，不会启动。请添加。",
        )


def _gateways(root: _Element, ids: dict[str, _Element], ledger: Ledger) -> None:
    for flow in descendants(root, "sequenceFlow"):
        source, target = (ids.get(flow.get(end) or "") for end in ("sourceRef", "targetRef"))
        if source is None or target is None or kind(source) != "eventBasedGateway" or kind(target) in _WAITS:
            continue
        ledger.warn(
            "event-gateway-target",
            flow,
            f"'{target.get('id')}' follows the event-based gateway '{source.get('id')}' but waits for no event. Draw "
            "the event that leads to it.",
            f"“{target.get('id')}”位于事件网关“{source.get('id')}”之后，但不等待任何事件。请画出对应事件。",
        )


def _tasks(root: _Element, ledger: Ledger) -> None:
    for task in descendants(root, "scriptTask"):
        scripts = list(children(task, "script"))
        extensions = child(task, "extensionElements")
        is_elsewhere = extensions is not None and any(
            isinstance(each.tag, str) and each.tag.endswith("}script") for each in extensions
        )
        if len(scripts) > 1 or (not any(text(each) for each in scripts) and not is_elsewhere):
            what, what_zh = (
                ("several scripts; the first counts", "多个脚本，以第一个为准")
                if scripts[1:]
                else ("no script and does nothing", "没有脚本，不做任何事")
            )
            ledger.warn(
                "script-count",
                task,
                f"The script task '{task.get('id')}' has {what}.",
                f"脚本任务“{task.get('id')}”{what_zh}。",
            )
    for task in descendants(root, *sorted(FLOW_NODES)):
        loops = list(children(task, "standardLoopCharacteristics", "multiInstanceLoopCharacteristics"))
        if len(loops) > 1:
            ledger.warn(
                "two-loops",
                task,
                f"'{task.get('id')}' has {len(loops)} loop markers; the standard loop counts. Keep one of them.",
                f"“{task.get('id')}”有 {len(loops)} 个循环标记，以标准循环为准。请只保留一个。",
            )


def _files(root: _Element, ids: dict[str, _Element], ledger: Ledger) -> None:
    for name, what, what_zh in (
        ("import", "is not fetched; add what it brings", "不会被引入，请一并提供所需内容"),
        ("choreography", "is kept but not run: only processes run", "予以保留但不执行，只有流程可以执行"),
    ):
        for element in children(root, name):
            shown = element.get("location") or element.get("id") or ""
            ledger.warn(
                f"{name}-without-effect",
                element,
                f"The {name} '{shown}' {what}.",
                f"{name}“{shown}”{what_zh}。",
            )
    for flow in descendants(root, "messageFlow"):
        lost = [end for end in ("sourceRef", "targetRef") if (flow.get(end) or "") not in ids]
        if lost:
            ledger.warn(
                "message-flow-to-nothing",
                flow,
                f"The message flow '{flow.get('id')}' has no {' and no '.join(lost)} in this file; it carries nothing.",
                f"消息流“{flow.get('id')}”的 {'、'.join(lost)} 不在本文件中，不起作用。",
            )

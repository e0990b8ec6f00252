"""Which triggers an event may have where it stands, and how it is connected.

Sources: clause 10.5.2 and table 10.84 (start), 10.85-86 (event subprocess start), 10.5.3 and 10.88 (end),
10.5.4 and 10.89-10.90 (intermediate, boundary), 10.5.5 (event definitions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    event_references,
    is_event_subprocess,
    is_true,
    kind,
    label,
    nodes,
    scope_of,
    triggers,
)
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import EVENT_DEFINITIONS, EVENTS, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_START = frozenset({"message", "timer", "conditional", "signal"})
_EVENT_START = frozenset({"message", "timer", "escalation", "error", "compensate", "conditional", "signal"})
_CATCH = frozenset({"message", "timer", "conditional", "link", "signal"})
_BOUNDARY = frozenset(
    {"message", "timer", "escalation", "error", "cancel", "compensate", "conditional", "signal"}
)
_THROW = frozenset({"message", "escalation", "compensate", "link", "signal"})
_END = frozenset({"message", "escalation", "error", "cancel", "compensate", "signal", "terminate"})
_SINGLE = frozenset({"link", "cancel", "terminate"})
_ZH = {
    "message": "消息", "timer": "定时", "conditional": "条件", "signal": "信号", "escalation": "升级",
    "error": "错误", "compensate": "补偿", "link": "链接", "cancel": "取消", "terminate": "终止",
}  # fmt: skip


def _names(diagram: Diagram, event: _Element) -> list[str]:
    return [kind(trigger).removesuffix("EventDefinition") for trigger in triggers(diagram, event)]


def _position(event: _Element) -> tuple[str, str, frozenset[str], bool]:
    """What an event is called here, in both languages; its triggers; whether it must have one."""
    name = kind(event)
    if name == "startEvent":
        scope = scope_of(event)
        if scope is not None and is_event_subprocess(scope):
            return "start event of an event subprocess", "事件子流程的开始事件", _EVENT_START, True
        if scope is not None and kind(scope) != "process" and kind(scope) != "choreography":
            return "start event of a subprocess", "子流程的开始事件", frozenset(), False
        return "start event", "开始事件", _START, False
    return {
        "intermediateCatchEvent": ("intermediate catch event", "中间捕获事件", _CATCH, True),
        "boundaryEvent": ("boundary event", "边界事件", _BOUNDARY, True),
        "intermediateThrowEvent": ("intermediate throw event", "中间抛出事件", _THROW, False),
        "implicitThrowEvent": ("event of a multi-instance", "多实例事件", _THROW, True),
        "endEvent": ("end event", "结束事件", _END, False),
    }[name]


def triggers_fit_the_position(diagram: Diagram) -> Iterator[Finding]:
    """Only the triggers that the standard allows at this place (tables 10.84 to 10.90)."""
    for event in diagram.every(*sorted(EVENTS)):
        where, where_zh, allowed, needed = _position(event)
        names = _names(diagram, event)
        if needed and not names and not event_references(event):
            yield problem(
                "event-without-trigger",
                event,
                f"The {where} {label(event)} waits for nothing. Choose a trigger: {', '.join(sorted(allowed))}.",
                f"{where_zh} {label(event)} 没有触发器，请选择：{'、'.join(_ZH[name] for name in sorted(allowed))}。",
            )
        for name in sorted(set(names) - allowed):
            wanted = f"none or {', '.join(sorted(allowed))}" if allowed else "none"
            yield problem(
                "trigger-not-allowed",
                event,
                f"The {where} {label(event)} has a {name} trigger; allowed there: {wanted}.",
                f"{where_zh} {label(event)} 不能使用{_ZH[name]}触发器。",
            )


def single_triggers_stay_single(diagram: Diagram) -> Iterator[Finding]:
    """Link, cancel and terminate stand alone: a multiple event cannot contain them (table 10.92)."""
    for event in diagram.every(*sorted(EVENTS)):
        names = _names(diagram, event)
        for name in sorted(_SINGLE & set(names)):
            if len(names) > 1:
                yield problem(
                    "trigger-must-be-alone",
                    event,
                    f"{label(event)} has a {name} trigger beside others; it must be the only one.",
                    f"{label(event)} 的{_ZH[name]}触发器必须单独使用。",
                )


def referred_definitions_are_reusable(diagram: Diagram) -> Iterator[Finding]:
    """``eventDefinitionRef`` names a definition at the top of the file, not one inside an event (10.5.1)."""
    for event in diagram.every(*sorted(EVENTS)):
        for reference in event_references(event):
            found = diagram.resolve(reference)
            if (
                found is not None
                and kind(found) in EVENT_DEFINITIONS
                and found.getparent() is not diagram.root
            ):
                yield problem(
                    "event-definition-not-reusable",
                    event,
                    f"{label(event)} refers to '{reference}', which belongs to another event. Move the "
                    "definition to the top of the file or write it here.",
                    f"{label(event)} 引用了属于另一事件的定义“{reference}”，请移至文件顶层或在此处重写。",
                )


def start_events_start(diagram: Diagram) -> Iterator[Finding]:
    """No flow goes into a start event and at least one goes out, without condition (10.5.2)."""
    for event in diagram.every("startEvent"):
        identity = event.get("id", "")
        for flow in diagram.incoming.get(identity, []):
            yield problem(
                "flow-into-start",
                flow,
                f"The flow goes back into the start event {label(event)}. Lead it to the first activity.",
                f"顺序流不能进入开始事件 {label(event)}，请连到其后的活动。",
            )
        if not diagram.outgoing.get(identity):
            yield problem(
                "start-goes-nowhere",
                event,
                f"The start event {label(event)} has no flow out. Connect it to the first activity.",
                f"开始事件 {label(event)} 没有出口，请连接到第一步。",
            )


def end_events_end(diagram: Diagram) -> Iterator[Finding]:
    """No flow leaves an end event and at least one reaches it (10.5.3)."""
    for event in diagram.every("endEvent"):
        identity = event.get("id", "")
        for flow in diagram.outgoing.get(identity, []):
            yield problem(
                "flow-out-of-end",
                flow,
                f"A flow leaves the end event {label(event)}. Use an intermediate event instead, or delete it.",
                f"结束事件 {label(event)} 不能有出口，请改用中间事件或删除该流。",
            )
        if not diagram.incoming.get(identity):
            yield problem(
                "end-never-reached",
                event,
                f"No flow reaches the end event {label(event)}. Connect or delete it.",
                f"结束事件 {label(event)} 没有入口，请连接或删除。",
            )


def intermediate_events_are_in_the_flow(diagram: Diagram) -> Iterator[Finding]:
    """Flows in and out as the standard has them; link events have one side only (10.5.4)."""
    for event in diagram.every("intermediateCatchEvent", "intermediateThrowEvent"):
        identity = event.get("id", "")
        is_link = "link" in _names(diagram, event)
        is_catch = kind(event) == "intermediateCatchEvent"
        has_in, has_out = bool(diagram.incoming.get(identity)), bool(diagram.outgoing.get(identity))
        if is_link:
            if is_catch and has_in:
                yield _link(event, "a catching link event has no flow in", "捕获链接事件不能有入口")
            if not is_catch and has_out:
                yield _link(event, "a throwing link event has no flow out", "抛出链接事件不能有出口")
        if not has_in and not (is_link and is_catch) and not _is_in_ad_hoc(event):
            yield problem(
                "intermediate-without-incoming",
                event,
                f"The intermediate event {label(event)} has no flow in. Connect or delete it.",
                f"中间事件 {label(event)} 没有入口，请连接或删除。",
            )
        if not has_out and not (is_link and not is_catch) and not _is_in_ad_hoc(event):
            yield problem(
                "intermediate-without-outgoing",
                event,
                f"The intermediate event {label(event)} has no flow out. Connect it, or make it an end event.",
                f"中间事件 {label(event)} 没有出口，请连接或改为结束事件。",
            )


def _is_in_ad_hoc(event: _Element) -> bool:
    scope = scope_of(event)
    return scope is not None and kind(scope) == "adHocSubProcess"


def _link(event: _Element, rule: str, rule_zh: str) -> Finding:
    return problem("link-connected", event, f"{label(event)}: {rule}.", f"{label(event)}：{rule_zh}。")


def boundary_events_are_attached_rightly(diagram: Diagram) -> Iterator[Finding]:
    """Flows, scope and kinds of boundary events (10.5.4, table 10.90)."""
    for event in diagram.every("boundaryEvent"):
        identity, names = event.get("id", ""), _names(diagram, event)
        activity = diagram.resolve(event.get("attachedToRef"))
        for flow in diagram.incoming.get(identity, []):
            yield problem(
                "flow-into-boundary",
                flow,
                f"A flow goes into the boundary event {label(event)}. It starts by itself; delete the flow.",
                f"边界事件 {label(event)} 不能有入口，请删除该流。",
            )
        outgoing = diagram.outgoing.get(identity, [])
        if "compensate" in names and outgoing:
            yield problem(
                "compensation-boundary-with-flow",
                event,
                f"The compensation event {label(event)} is connected by a sequence flow; use an association "
                "to a compensation activity.",
                f"补偿边界事件 {label(event)} 应以关联线连接补偿活动，不能用顺序流。",
            )
        if "compensate" not in names and not outgoing:
            yield problem(
                "boundary-goes-nowhere",
                event,
                f"The boundary event {label(event)} has no flow out. Say what happens then.",
                f"边界事件 {label(event)} 没有出口，请画出后续步骤。",
            )
        if activity is not None:
            yield from _attachment(event, activity, names)


def _attachment(event: _Element, activity: _Element, names: list[str]) -> Iterator[Finding]:
    if scope_of(event) is not scope_of(activity):
        yield problem(
            "boundary-in-other-scope",
            event,
            f"The boundary event {label(event)} lies in another scope than {label(activity)}.",
            f"边界事件 {label(event)} 与 {label(activity)} 不在同一范围。",
        )
    if "cancel" in names and kind(activity) != "transaction":
        yield problem(
            "cancel-needs-transaction",
            event,
            f"The cancel event {label(event)} is attached to {kind(activity)} {label(activity)}; only a "
            "transaction can be cancelled. Use an error event, or make it a transaction.",
            f"取消边界事件 {label(event)} 只能附在事务子流程上。",
        )
    interrupting = event.get("cancelActivity", "true") in {"true", "1"}
    for name in sorted({"error", "cancel"} & set(names)):
        if not interrupting:
            yield problem(
                "must-interrupt",
                event,
                f"The {name} event {label(event)} always interrupts. Set cancelActivity to true.",
                f"{_ZH[name]}边界事件 {label(event)} 必须是中断型。",
            )


def cancel_ends_stay_in_transactions(diagram: Diagram) -> Iterator[Finding]:
    """A cancel end event stands in a transaction, at any depth (10.5.3)."""
    for event in diagram.every("endEvent"):
        if "cancel" not in _names(diagram, event):
            continue
        scope = scope_of(event)
        while scope is not None and kind(scope) != "transaction":
            scope = scope_of(scope)
        if scope is None:
            yield problem(
                "cancel-needs-transaction",
                event,
                f"The cancel end event {label(event)} is not inside a transaction. Use an error end event.",
                f"取消结束事件 {label(event)} 不在事务子流程内，请改用错误结束事件。",
            )


def event_subprocesses_have_one_start(diagram: Diagram) -> Iterator[Finding]:
    """Exactly one start event, no flows in or out; error and compensation interrupt (10.3.5)."""
    for scope in diagram.every("subProcess", "transaction", "adHocSubProcess"):
        if not is_true(scope.get("triggeredByEvent")):
            continue
        identity = scope.get("id", "")
        for flow in [*diagram.incoming.get(identity, []), *diagram.outgoing.get(identity, [])]:
            yield problem(
                "event-subprocess-connected",
                flow,
                f"The event subprocess {label(scope)} is started by its event and has no sequence flows.",
                f"事件子流程 {label(scope)} 由事件启动，不能连接顺序流。",
            )
        starts = [node for node in nodes(scope) if kind(node) == "startEvent"]
        if len(starts) != 1:
            yield problem(
                "event-subprocess-starts",
                scope,
                f"The event subprocess {label(scope)} has {len(starts)} start events; it needs exactly one.",
                f"事件子流程 {label(scope)} 有 {len(starts)} 个开始事件，必须恰好一个。",
            )
        for start in starts:
            interrupting = start.get("isInterrupting", "true") in {"true", "1"}
            for name in sorted({"error", "compensate"} & set(_names(diagram, start))):
                if not interrupting:
                    yield problem(
                        "must-interrupt",
                        start,
                        f"The {name} start event {label(start)} always interrupts. Set isInterrupting to true.",
                        f"{_ZH[name]}开始事件 {label(start)} 必须是中断型。",
                    )
        if diagram.boundary.get(identity):
            yield problem(
                "event-subprocess-with-boundary",
                scope,
                f"The event subprocess {label(scope)} has boundary events; it cannot have any.",
                f"事件子流程 {label(scope)} 不能带边界事件。",
            )


def codes_are_given(diagram: Diagram) -> Iterator[Finding]:
    """Throwing an error or escalation says which one, with its code (tables 8.42 and 10.96-10.98)."""
    for event in diagram.every("endEvent", "intermediateThrowEvent"):
        if not diagram.is_executable(event):
            continue
        for trigger in triggers(diagram, event):
            name = kind(trigger).removesuffix("EventDefinition")
            if name not in {"error", "escalation"}:
                continue
            thrown = diagram.resolve(trigger.get(f"{name}Ref"))
            if thrown is None or not thrown.get(f"{name}Code"):
                yield problem(
                    "code-missing",
                    event,
                    f"{label(event)} throws an {name} without a code, so that nothing can catch it by name. "
                    f"Choose an {name} with a code.",
                    f"{label(event)} 抛出的{_ZH[name]}没有代码，请选择带代码的{_ZH[name]}。",
                )


def messages_and_signals_are_named(diagram: Diagram) -> Iterator[Finding]:
    """In a process that runs a message or signal event says which one (tables 10.99, 10.100)."""
    for event in diagram.every(*sorted(EVENTS)):
        if not diagram.is_executable(event):
            continue
        for trigger in triggers(diagram, event):
            name = kind(trigger).removesuffix("EventDefinition")
            if name in {"message", "signal"} and not trigger.get(f"{name}Ref"):
                yield problem(
                    f"{name}-missing",
                    event,
                    f"The {name} event {label(event)} does not say which {name}. Choose or create one.",
                    f"{_ZH[name]}事件 {label(event)} 未指定{_ZH[name]}，请选择或新建。",
                )


def links_are_paired(diagram: Diagram) -> Iterator[Finding]:
    """Each link thrown is caught once, by the same name and in the same scope (10.5.5)."""
    for scope in diagram.scopes():
        sources, targets = _links(diagram, scope)
        for name, events in sources.items():
            if name not in targets:
                yield problem(
                    "link-without-target",
                    events[0],
                    f"The link '{name}' thrown by {label(events[0])} is caught nowhere in the same scope. Add "
                    "a catching link event with this name.",
                    f"链接“{name}”在同一范围内没有捕获事件，请添加同名捕获链接事件。",
                )
        for name, events in targets.items():
            if name not in sources:
                yield problem(
                    "link-without-source",
                    events[0],
                    f"The link '{name}' caught by {label(events[0])} is thrown nowhere in the same scope.",
                    f"链接“{name}”在同一范围内没有抛出事件。",
                )
            if len(events) > 1:
                yield problem(
                    "link-with-two-targets",
                    events[1],
                    f"The link '{name}' is caught by {label(events[0])} and {label(events[1])}; one link has "
                    "one target.",
                    f"链接“{name}”有多个捕获事件，只能有一个。",
                )


def _links(diagram: Diagram, scope: _Element) -> tuple[dict[str, list[_Element]], dict[str, list[_Element]]]:
    sources: dict[str, list[_Element]] = {}
    targets: dict[str, list[_Element]] = {}
    for event in nodes(scope):
        for trigger in triggers(diagram, event):
            if kind(trigger) == "linkEventDefinition":
                side = targets if kind(event) == "intermediateCatchEvent" else sources
                side.setdefault(trigger.get("name") or "", []).append(event)
    return sources, targets


def link_references_are_mutual(diagram: Diagram) -> Iterator[Finding]:
    """``source`` and target of link definitions name each other (table 10.99)."""
    for event in diagram.every("intermediateCatchEvent", "intermediateThrowEvent"):
        for trigger in triggers(diagram, event):
            if kind(trigger) != "linkEventDefinition":
                continue
            wrong = "source" if kind(event) == "intermediateThrowEvent" else "target"
            if child(trigger, wrong) is not None:
                yield problem(
                    "link-reference",
                    event,
                    f"{label(event)} has a {wrong} of its own side. Remove it.",
                    f"{label(event)} 的 {wrong} 引用方向错误，请删除。",
                )


RULES = (
    triggers_fit_the_position,
    single_triggers_stay_single,
    referred_definitions_are_reusable,
    start_events_start,
    end_events_end,
    intermediate_events_are_in_the_flow,
    boundary_events_are_attached_rightly,
    cancel_ends_stay_in_transactions,
    event_subprocesses_have_one_start,
    codes_are_given,
    messages_and_signals_are_named,
    links_are_paired,
    link_references_are_mutual,
)

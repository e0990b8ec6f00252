"""How events are connected: flows in and out, what they are attached to, where they may stand.

Sources: clause 10.5.2 (start), 10.5.3 (end), 10.5.4 and table 10.90 (intermediate, boundary), 10.3.5 (event
subprocesses).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    is_true,
    kind,
    label,
    nodes,
    scope_of,
)
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.standard.events import TRIGGERS_ZH, trigger_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding


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
        is_link = "link" in trigger_names(diagram, event)
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
        identity, names = event.get("id", ""), trigger_names(diagram, event)
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
                f"{TRIGGERS_ZH[name]}边界事件 {label(event)} 必须是中断型。",
            )


def cancel_ends_stay_in_transactions(diagram: Diagram) -> Iterator[Finding]:
    """A cancel end event stands in a transaction, at any depth (10.5.3)."""
    for event in diagram.every("endEvent"):
        if "cancel" not in trigger_names(diagram, event):
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
            for name in sorted({"error", "compensate"} & set(trigger_names(diagram, start))):
                if not interrupting:
                    yield problem(
                        "must-interrupt",
                        start,
                        f"The {name} start event {label(start)} always interrupts. Set isInterrupting to true.",
                        f"{TRIGGERS_ZH[name]}开始事件 {label(start)} 必须是中断型。",
                    )
        if diagram.boundary.get(identity):
            yield problem(
                "event-subprocess-with-boundary",
                scope,
                f"The event subprocess {label(scope)} has boundary events; it cannot have any.",
                f"事件子流程 {label(scope)} 不能带边界事件。",
            )


RULES = (
    start_events_start,
    end_events_end,
    intermediate_events_are_in_the_flow,
    boundary_events_are_attached_rightly,
    cancel_ends_stay_in_transactions,
    event_subprocesses_have_one_start,
)

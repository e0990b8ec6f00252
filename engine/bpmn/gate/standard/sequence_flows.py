"""Sequence flows: where they may start and end, and which of them may carry a condition.

Sources: clause 7.6.1 (connection rules), 8.3.13 and table 8.61 (SequenceFlow), 10.3.1 (default flows).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    children,
    is_compensation,
    is_event_subprocess,
    kind,
    label,
    nodes,
    plain,
    scope_of,
    text,
    triggers,
)
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import ACTIVITIES, FLOW_NODES, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_MAY_CHOOSE = ACTIVITIES | {"exclusiveGateway", "inclusiveGateway", "complexGateway"}


def flows_stay_in_their_scope(diagram: Diagram) -> Iterator[Finding]:
    """A flow crosses neither a pool nor the border of a subprocess (7.6.1)."""
    for flow in diagram.every("sequenceFlow"):
        source, target = diagram.resolve(flow.get("sourceRef")), diagram.resolve(flow.get("targetRef"))
        if source is None or target is None:
            continue
        if kind(source) not in FLOW_NODES or kind(target) not in FLOW_NODES:
            continue
        if scope_of(source) is not scope_of(target):
            pools = diagram.process_of(source) is not diagram.process_of(target)
            yield problem(
                "flow-crosses-pool" if pools else "flow-crosses-subprocess",
                flow,
                f"The sequence flow from {label(source)} to {label(target)} leaves its "
                f"{'pool: use a message flow between pools' if pools else 'subprocess: end it inside'}.",
                f"顺序流从 {label(source)} 到 {label(target)} 越过了"
                f"{'泳池边界，泳池之间请用消息流' if pools else '子流程边界，请在子流程内结束'}。",
            )
        elif scope_of(flow) is not scope_of(source):
            yield problem(
                "flow-outside-its-scope",
                flow,
                f"The sequence flow from {label(source)} to {label(target)} is stored in another scope than "
                "the elements it connects. Draw it again.",
                f"顺序流存放的位置与其连接的 {label(source)}、{label(target)} 不在同一范围，请重新绘制。",
            )


def conditions_are_where_choices_are(diagram: Diagram) -> Iterator[Finding]:
    """Only activities and exclusive, inclusive and complex gateways may have conditional flows (8.61)."""
    for flow in diagram.every("sequenceFlow"):
        source = diagram.resolve(flow.get("sourceRef"))
        if source is None or child(flow, "conditionExpression") is None:
            continue
        if kind(source) in FLOW_NODES and kind(source) not in _MAY_CHOOSE:
            yield problem(
                "condition-not-allowed",
                flow,
                f"The flow leaves {kind(source)} {label(source)}, which takes no conditions. Remove the "
                "condition, or put an exclusive gateway in between.",
                f"{label(source)} 的出口不允许带条件，请删除条件或在其后加排他网关。",
            )


def conditional_flows_have_company(diagram: Diagram) -> Iterator[Finding]:
    """An activity with one conditional flow has at least one other flow (8.3.13, 7.6.1)."""
    for activity in diagram.every(*sorted(ACTIVITIES)):
        flows = diagram.outgoing.get(activity.get("id", ""), [])
        if len(flows) == 1 and child(flows[0], "conditionExpression") is not None:
            yield problem(
                "lonely-conditional-flow",
                flows[0],
                f"The only flow out of {label(activity)} has a condition; when it is false the case is stuck. "
                "Remove the condition or add a second flow.",
                f"{label(activity)} 唯一的出口带条件，条件不满足时办件将停滞。请删除条件或再加一条出口。",
            )


def default_flows_are_right(diagram: Diagram) -> Iterator[Finding]:
    """A default flow leaves the element that names it, and has no condition itself (8.3.13)."""
    for node in diagram.every(*sorted(FLOW_NODES)):
        reference = node.get("default")
        flow = diagram.resolve(reference)
        if reference is None or flow is None or kind(flow) != "sequenceFlow":
            continue
        if plain(flow.get("sourceRef")) != node.get("id"):
            yield problem(
                "default-flow-of-another",
                node,
                f"The default flow '{reference}' of {label(node)} leaves another element. Choose one of its "
                "own outgoing flows.",
                f"{label(node)} 的默认流“{reference}”不是从它出发的，请选择它自己的出口。",
            )
        elif child(flow, "conditionExpression") is not None:
            yield problem(
                "default-flow-with-condition",
                flow,
                f"The default flow of {label(node)} has a condition; it is taken when all others are false. "
                "Remove the condition.",
                f"{label(node)} 的默认流不应带条件（其余条件均不满足时才走），请删除条件。",
            )


def lists_agree_with_flows(diagram: Diagram) -> Iterator[Finding]:
    """Where a file lists ``incoming`` and ``outgoing`` at its nodes, the lists are those of the flows.

    They say the same thing twice (8.3.9); a tool that trusts the list would run another process than one
    that trusts the flow. Files that list nothing at all are fine.
    """
    if next(diagram.every("incoming", "outgoing"), None) is None:
        return
    for node in diagram.every(*sorted(FLOW_NODES)):
        identity = node.get("id", "")
        for name, flows in (("incoming", diagram.incoming), ("outgoing", diagram.outgoing)):
            listed = {plain(text(element)) for element in children(node, name)}
            drawn = {flow.get("id", "") for flow in flows.get(identity, [])}
            if listed != drawn:
                missing = ", ".join(sorted(drawn - listed)) or "none"
                extra = ", ".join(sorted(listed - drawn)) or "none"
                yield problem(
                    "flow-lists-disagree",
                    node,
                    f"{label(node)} lists other {name} flows than are drawn (not listed: {missing}; only "
                    f"listed: {extra}). Save it again in the modeler.",
                    f"{label(node)} 的 {name} 列表与图中顺序流不一致（未列出：{missing}；多列：{extra}）。"
                    "请在建模器中重新保存。",
                )


def nodes_are_connected(diagram: Diagram) -> Iterator[Finding]:
    """With a start event every node has a way in; with an end event every node has a way out.

    Sources: 10.5.2 (start event) and 10.5.3 (end event); exempt are what is never reached by a flow:
    boundary events, link events, event subprocesses, compensation handlers, parts of ad hoc subprocesses.
    """
    for scope in diagram.scopes():
        if kind(scope) == "adHocSubProcess":
            continue
        members = list(nodes(scope))
        starts = [node for node in members if kind(node) == "startEvent"]
        ends = [node for node in members if kind(node) == "endEvent"]
        yield from _starts_and_ends(scope, starts, ends)
        for node in members:
            if kind(node) in {"startEvent", "endEvent", "boundaryEvent"} or _stands_alone(node):
                continue
            identity = node.get("id", "")
            is_link = any(kind(trigger) == "linkEventDefinition" for trigger in triggers(diagram, node))
            begins = _instantiates(node)
            if starts and not diagram.incoming.get(identity) and not is_link and not begins:
                yield problem(
                    "no-incoming-flow",
                    node,
                    f"{label(node)} has no incoming flow, and its process has a start event: it is never "
                    "reached. Connect or delete it.",
                    f"{label(node)} 没有入口，永远不会执行。请连接或删除。",
                )
            if ends and not diagram.outgoing.get(identity) and not is_link:
                yield problem(
                    "no-outgoing-flow",
                    node,
                    f"{label(node)} has no outgoing flow, and its process has an end event. Connect it to the "
                    "next step or to an end event.",
                    f"{label(node)} 没有出口。请连接到下一步或结束事件。",
                )


def _starts_and_ends(scope: _Element, starts: list[_Element], ends: list[_Element]) -> Iterator[Finding]:
    if bool(starts) == bool(ends):
        return
    missing, missing_zh = ("end", "结束") if starts else ("start", "开始")
    yield problem(
        f"no-{missing}-event",
        scope,
        f"{label(scope)} has {'a start' if starts else 'an end'} event but no {missing} event. Add one.",
        f"{label(scope)} 缺少{missing_zh}事件，请补上。",
    )


def _stands_alone(node: _Element) -> bool:
    return is_event_subprocess(node) or is_compensation(node)


def _instantiates(node: _Element) -> bool:
    """Receive tasks and event gateways that start a process, and what follows such a gateway."""
    return kind(node) in {"receiveTask", "eventBasedGateway"} and node.get("instantiate") in {"true", "1"}


def executable_flows_are_immediate(diagram: Diagram) -> Iterator[Finding]:
    """In a process that runs nothing happens between two steps but what is drawn (table 8.61, isImmediate)."""
    for flow in diagram.every("sequenceFlow"):
        if flow.get("isImmediate") in {"false", "0"} and diagram.is_executable(flow):
            yield problem(
                "flow-not-immediate",
                flow,
                f"The flow '{flow.get('id')}' says that steps which are not drawn may happen in between; a process "
                "that runs cannot. Remove isImmediate.",
                f"顺序流“{flow.get('id')}”声明中间可有未画出的步骤，可执行流程不允许。请删除 isImmediate。",
            )


def public_processes_do_not_run(diagram: Diagram) -> Iterator[Finding]:
    """An executable process is a private one (10.1, table 10.1)."""
    for process in diagram.every("process"):
        if process.get("processType") == "Public" and process.get("isExecutable") in {"true", "1"}:
            yield problem(
                "public-process-executable",
                process,
                f"The process {label(process)} is public and executable; a public process only shows what others "
                "see. Set processType to Private.",
                f"流程 {label(process)} 不能既是公开流程又可执行，请将 processType 设为 Private。",
            )


RULES = (
    executable_flows_are_immediate,
    public_processes_do_not_run,
    flows_stay_in_their_scope,
    conditions_are_where_choices_are,
    conditional_flows_have_company,
    default_flows_are_right,
    lists_agree_with_flows,
    nodes_are_connected,
)

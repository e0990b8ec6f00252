"""Pools, lanes, message flows, conversations.

Sources: clause 7.6.2 and 9.3 (message flow connection rules), 9.2 and table 9.4-9.5 (participants),
9.4 (conversations), 10.8 (lanes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import children, event_references, is_true, kind, label, plain, text, triggers
from engine.bpmn.gate.finding import name_of, problem
from engine.bpmn.reading.vocabulary import (
    CHOREOGRAPHY_ACTIVITIES,
    CONVERSATION_NODES,
    FLOW_NODES,
    GATEWAYS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_PAIR = 2
_NOT_GLOBAL = frozenset(
    {
        "participantAssociation", "messageFlowAssociation", "conversationAssociation", "conversationLink",
        "association", "group", "textAnnotation",
    }
)  # fmt: skip
_THROWS = frozenset({"endEvent", "intermediateThrowEvent"})
_CATCHES = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
_SENDS_NOTHING = GATEWAYS | {"receiveTask", "manualTask", "scriptTask", "businessRuleTask"}
_TAKES_NOTHING = GATEWAYS | {"sendTask", "manualTask", "scriptTask", "businessRuleTask"}


def message_flows_connect_pools(diagram: Diagram) -> Iterator[Finding]:
    """A message flow goes from one pool to another one (9.3)."""
    for flow in _message_flows(diagram):
        source, target = diagram.resolve(flow.get("sourceRef")), diagram.resolve(flow.get("targetRef"))
        if source is None or target is None:
            continue
        one, other = _pool(diagram, source), _pool(diagram, target)
        if one is not None and one is other:
            yield problem(
                "message-flow-within-pool",
                flow,
                f"The message flow from {label(source)} to {label(target)} stays in one pool. Use a sequence "
                "flow.",
                f"消息流从 {label(source)} 到 {label(target)} 在同一泳池内，请改用顺序流。",
            )


def _message_flows(diagram: Diagram) -> Iterator[_Element]:
    """Message flows of collaborations; those of a choreography connect its participants (11.5)."""
    for flow in diagram.every("messageFlow"):
        parent = flow.getparent()
        if parent is not None and kind(parent) in {"collaboration", "globalConversation"}:
            yield flow


def _pool(diagram: Diagram, element: _Element) -> _Element | None:
    """The process in whose pool an element stands; a pool without process stands for itself."""
    if kind(element) == "participant":
        process = diagram.resolve(element.get("processRef"))
        return element if process is None else process
    return diagram.process_of(element)


def message_flow_ends_send_and_receive(diagram: Diagram) -> Iterator[Finding]:
    """What sends can send, what receives can receive; events have a message trigger (9.3)."""
    for flow in _message_flows(diagram):
        source, target = diagram.resolve(flow.get("sourceRef")), diagram.resolve(flow.get("targetRef"))
        if source is not None:
            yield from _end(diagram, flow, source, sends=True)
        if target is not None:
            yield from _end(diagram, flow, target, sends=False)


def _end(diagram: Diagram, flow: _Element, node: _Element, *, sends: bool) -> Iterator[Finding]:
    name = kind(node)
    verb, verb_zh = ("send", "发送") if sends else ("receive", "接收")
    if name in CHOREOGRAPHY_ACTIVITIES:
        yield problem(
            "message-flow-to-choreography",
            flow,
            f"The message flow ends at the choreography activity {label(node)}; it may only connect pools and "
            "what is in them.",
            f"消息流不能连接编排活动 {label(node)}，只能连接泳池及其中的元素。",
        )
        return
    cannot = name in (_CATCHES if sends else _THROWS) or name in (_SENDS_NOTHING if sends else _TAKES_NOTHING)
    if cannot:
        yield problem(
            "message-flow-end",
            flow,
            f"{name} {label(node)} cannot {verb} a message. Connect the message flow to "
            f"{'a send task, message event' if sends else 'a receive task, message event'} or pool.",
            f"{name} {label(node)} 不能{verb_zh}消息，请把消息流连到消息事件、{'发送' if sends else '接收'}任务或泳池。",
        )
    elif name in _CATCHES | _THROWS:
        kinds = {kind(trigger) for trigger in triggers(diagram, node)}
        if "messageEventDefinition" not in kinds and not (event_references(node) and not kinds):
            yield problem(
                "message-flow-without-message-event",
                flow,
                f"A message flow is connected to {label(node)}, which has no message trigger. Add one.",
                f"消息流连到了 {label(node)}，但它没有消息触发器，请添加。",
            )


def participants_can_be_many(diagram: Diagram) -> Iterator[Finding]:
    """``minimum`` ≤ maximum, and maximum at least 1 (table 9.5)."""
    for element in diagram.every("participantMultiplicity"):
        low, high = _number(element.get("minimum"), 0), _number(element.get("maximum"), 1)
        if low < 0 or high < 1 or low > high:
            yield problem(
                "participant-multiplicity",
                element,
                f"The pool {name_of(element)} has a minimum of {low} and a maximum of {high} participants.",
                f"参与者数量下限 {low}、上限 {high} 不合理。",
            )


def _number(value: str | None, otherwise: int) -> int:
    try:
        return otherwise if value is None else int(value)
    except ValueError:
        return -1


def processes_are_in_one_pool(diagram: Diagram) -> Iterator[Finding]:
    """Within one collaboration a process is shown by one pool (9.2)."""
    for collaboration in diagram.every("collaboration"):
        seen: dict[str, _Element] = {}
        for participant in children(collaboration, "participant"):
            process = plain(participant.get("processRef"))
            if process and process in seen:
                yield problem(
                    "process-in-two-pools",
                    participant,
                    f"The pools {label(seen[process])} and {label(participant)} show the same process "
                    f"'{process}'. Give each its own.",
                    f"泳池 {label(seen[process])} 和 {label(participant)} 引用了同一流程“{process}”。",
                )
            elif process:
                seen[process] = participant


def lanes_hold_their_own(diagram: Diagram) -> Iterator[Finding]:
    """A lane names nodes of its own process, and a node is in one lane of a lane set (10.8)."""
    for lanes in diagram.every("laneSet", "childLaneSet"):
        process = diagram.process_of(lanes)
        seen: dict[str, _Element] = {}
        for lane in children(lanes, "lane"):
            for reference in children(lane, "flowNodeRef"):
                name, node = plain(text(reference)), diagram.resolve(text(reference))
                if node is None or kind(node) not in FLOW_NODES:
                    continue
                if diagram.process_of(node) is not process:
                    yield problem(
                        "lane-names-foreign-node",
                        lane,
                        f"The lane {label(lane)} names {label(node)} of another process.",
                        f"泳道 {label(lane)} 引用了其他流程的元素 {label(node)}。",
                    )
                if name in seen and seen[name] is not lane:
                    yield problem(
                        "node-in-two-lanes",
                        node,
                        f"{label(node)} is in the lanes {label(seen[name])} and {label(lane)}. Leave it in one.",
                        f"{label(node)} 同时在泳道 {label(seen[name])} 和 {label(lane)} 中，请只保留一个。",
                    )
                seen[name] = lane


def conversations_have_participants(diagram: Diagram) -> Iterator[Finding]:
    """A conversation has at least two participants; links connect one conversation node (9.4)."""
    for node in diagram.every(*sorted(CONVERSATION_NODES)):
        count = len({text(element) for element in children(node, "participantRef")})
        if count < _PAIR:
            yield problem(
                "conversation-participants",
                node,
                f"The conversation {label(node)} has {count} participant(s); it needs at least two.",
                f"会话 {label(node)} 只有 {count} 个参与者，至少需要两个。",
            )
    for link in diagram.every("conversationLink"):
        ends = [diagram.resolve(link.get("sourceRef")), diagram.resolve(link.get("targetRef"))]
        kinds = [kind(end) for end in ends if end is not None]
        if len(kinds) == _PAIR and sum(name in CONVERSATION_NODES for name in kinds) != 1:
            yield problem(
                "conversation-link-ends",
                link,
                f"The conversation link {label(link)} connects {' and '.join(kinds)}; exactly one end must be a "
                "conversation.",
                f"会话连线 {label(link)} 必须恰好有一端是会话。",
            )
    for conversation in diagram.every("callConversation"):
        called = diagram.resolve(conversation.get("calledCollaborationRef"))
        if called is not None and kind(called) not in {"collaboration", "globalConversation"}:
            yield problem(
                "called-conversation",
                conversation,
                f"The call conversation {label(conversation)} calls {kind(called)}; only a collaboration or "
                "global conversation can be called.",
                f"调用会话 {label(conversation)} 只能调用协作或全局会话。",
            )
    for conversation in diagram.every("globalConversation"):
        for element in children(conversation, *sorted(CONVERSATION_NODES | _NOT_GLOBAL)):
            yield problem(
                "global-conversation-contents",
                element,
                f"The global conversation {label(conversation)} contains {name_of(element)}; it may contain only "
                "participants and message flows.",
                f"全局会话 {label(conversation)} 只能包含参与者和消息流，不能包含 {kind(element)}。",
            )


def choreographies_are_shown_rightly(diagram: Diagram) -> Iterator[Finding]:
    """A collaboration is as closed as the choreographies it refers to; others refer to none (9.2, 9.4.3, 11)."""
    for reference in diagram.every("choreographyRef"):
        owner, choreography = reference.getparent(), diagram.resolve(text(reference))
        if owner is None:
            continue
        if kind(owner) in {"choreography", "globalConversation", "globalChoreographyTask"}:
            yield problem(
                "choreography-of-choreography",
                owner,
                f"{name_of(owner)} refers to a choreography; only a collaboration can. Remove choreographyRef.",
                f"{name_of(owner)} 不能引用编排图，请删除 choreographyRef。",
            )
        elif choreography is not None and is_true(owner.get("isClosed")) != is_true(
            choreography.get("isClosed")
        ):
            yield problem(
                "closed-disagrees",
                owner,
                f"{name_of(owner)} and its choreography {label(choreography)} disagree on isClosed. Set it the same at "
                "both.",
                f"{name_of(owner)} 与其编排图 {label(choreography)} 的 isClosed 不一致，请统一。",
            )


def associations_are_for_artifacts(diagram: Diagram) -> Iterator[Finding]:
    """An association connects an artifact, data or a compensation, not two steps of a flow (7.6, 8.3.1)."""
    for flow in diagram.every("association"):
        ends = [diagram.resolve(flow.get("sourceRef")), diagram.resolve(flow.get("targetRef"))]
        if any(end is not None and kind(end) == "association" for end in ends):
            yield problem(
                "association-of-association",
                flow,
                f"The association {label(flow)} connects another association.",
                f"关联线 {label(flow)} 不能连接另一关联线。",
            )


RULES = (
    message_flows_connect_pools,
    message_flow_ends_send_and_receive,
    participants_can_be_many,
    processes_are_in_one_pool,
    lanes_hold_their_own,
    conversations_have_participants,
    choreographies_are_shown_rightly,
    associations_are_for_artifacts,
)

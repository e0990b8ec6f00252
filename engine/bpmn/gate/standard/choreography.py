"""Choreographies: who takes part in each activity, what messages, and which events.

Sources: clause 11.5 (activities), tables 11.1-11.5, 11.6 and table 11.6-11.8 (events), 11.7 (gateways).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import children, kind, label, nodes, plain, text, triggers
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import ACTIVITIES, CHOREOGRAPHY_ACTIVITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_START = frozenset({"timer", "signal", "conditional"})
_CATCH = frozenset({"timer", "conditional", "signal", "message", "link", "cancel", "compensate"})
_THROW = frozenset({"link", "signal"})
_END = frozenset({"terminate"})
_PAIR = 2
_ALLOWED = {
    "startEvent": _START, "intermediateCatchEvent": _CATCH, "boundaryEvent": _CATCH,
    "intermediateThrowEvent": _THROW, "endEvent": _END,
}  # fmt: skip


def activities_have_their_participants(diagram: Diagram) -> Iterator[Finding]:
    """A task has two participants, others at least two, and one of them begins (tables 11.1, 11.2)."""
    for activity in diagram.every(*sorted(CHOREOGRAPHY_ACTIVITIES)):
        listed = [plain(text(element)) for element in children(activity, "participantRef")]
        names = set(listed)
        wrong = len(names) != _PAIR if kind(activity) == "choreographyTask" else len(names) < _PAIR
        if wrong or len(listed) != len(names):
            wanted = "exactly two" if kind(activity) == "choreographyTask" else "at least two"
            yield problem(
                "choreography-participants",
                activity,
                f"The {kind(activity)} {label(activity)} has {len(names)} participants; it needs {wanted}.",
                f"编排活动 {label(activity)} 有 {len(names)} 个参与者，数量不符。",
            )
        first = plain(activity.get("initiatingParticipantRef"))
        if first not in names:
            yield problem(
                "choreography-initiator",
                activity,
                f"The initiating participant '{first}' of {label(activity)} is not one of its participants.",
                f"编排活动 {label(activity)} 的发起方“{first}”不在其参与者中。",
            )


def tasks_exchange_one_or_two_messages(diagram: Diagram) -> Iterator[Finding]:
    """One message flow, or two in opposite directions, between the two participants (table 11.2)."""
    for task in diagram.every("choreographyTask"):
        names = {plain(text(element)) for element in children(task, "participantRef")}
        flows = [diagram.resolve(text(element)) for element in children(task, "messageFlowRef")]
        found = [flow for flow in flows if flow is not None]
        directions = [(plain(flow.get("sourceRef")), plain(flow.get("targetRef"))) for flow in found]
        if len(flows) > _PAIR or not flows:
            yield _messages(
                task,
                f"has {len(flows)} message flows; it needs one or two",
                f"有 {len(flows)} 条消息流，应为一至两条",
            )
        elif len(found) == len(flows) and not _begins(diagram, task, directions):
            yield _messages(task, "has no message from its initiating participant", "没有由发起方发送的消息")
        elif len(directions) == _PAIR and directions[0] != directions[1][::-1]:
            yield _messages(
                task, "has two message flows that are not there and back", "的两条消息流应方向相反"
            )
        for flow, (source, target) in zip(found, directions, strict=True):
            ends = {_participant(diagram, source), _participant(diagram, target)}
            if not ends <= names:
                yield _messages(
                    task,
                    f"refers to message flow {label(flow)} between others than its participants",
                    f"引用的消息流 {label(flow)} 不在其参与者之间",
                )


def _begins(diagram: Diagram, task: _Element, directions: list[tuple[str, str]]) -> bool:
    first = plain(task.get("initiatingParticipantRef"))
    return any(_participant(diagram, source) == first for source, _ in directions)


def initiators_know_of_the_step_before(diagram: Diagram) -> Iterator[Finding]:
    """Who begins an activity took part in the one right before it (11.5.6)."""
    for flow in diagram.every("sequenceFlow"):
        before, after = diagram.resolve(flow.get("sourceRef")), diagram.resolve(flow.get("targetRef"))
        if before is None or after is None or {kind(before), kind(after)} - CHOREOGRAPHY_ACTIVITIES:
            continue
        first = plain(after.get("initiatingParticipantRef"))
        if first not in {plain(text(element)) for element in children(before, "participantRef")}:
            yield problem(
                "choreography-order",
                after,
                f"'{first}' begins {label(after)} but takes no part in {label(before)} right before it, and cannot "
                "know when its turn is.",
                f"“{first}”发起 {label(after)}，却未参与紧邻其前的 {label(before)}，无法得知何时轮到自己。",
            )


def _participant(diagram: Diagram, reference: str) -> str:
    """The participant at the end of a message flow: itself, or the one whose process holds the node."""
    element = diagram.resolve(reference)
    if element is None or kind(element) == "participant":
        return reference
    process = diagram.process_of(element)
    for participant in diagram.every("participant"):
        if process is not None and plain(participant.get("processRef")) == process.get("id"):
            return participant.get("id", "")
    return reference


def _messages(task: _Element, what: str, what_zh: str) -> Finding:
    return problem(
        "choreography-messages", task, f"{label(task)} {what}.", f"编排任务 {label(task)} {what_zh}。"
    )


def no_process_elements(diagram: Diagram) -> Iterator[Finding]:
    """Tasks, data and lanes are not part of a choreography (11.1, table 11.9)."""
    for scope in diagram.every("choreography", "subChoreography"):
        for element in children(scope):
            if kind(element) in ACTIVITIES | {
                "dataObject",
                "dataObjectReference",
                "dataStoreReference",
                "laneSet",
            }:
                yield problem(
                    "not-in-choreography",
                    element,
                    f"{kind(element)} {label(element)} cannot stand in the choreography {label(scope)}.",
                    f"编排图 {label(scope)} 中不能有 {kind(element)} {label(element)}。",
                )


def events_fit_choreographies(diagram: Diagram) -> Iterator[Finding]:
    """Only the events of tables 11.6 to 11.8."""
    for scope in diagram.every("choreography", "subChoreography"):
        for event in nodes(scope):
            allowed = _ALLOWED.get(kind(event))
            if allowed is None:
                continue
            for trigger in triggers(diagram, event):
                name = kind(trigger).removesuffix("EventDefinition")
                if name not in allowed:
                    yield problem(
                        "event-not-in-choreography",
                        event,
                        f"The event {label(event)} has a {name} trigger, which a choreography does not know.",
                        f"编排图中的事件 {label(event)} 不能使用 {name} 触发器。",
                    )


def global_tasks_have_two(diagram: Diagram) -> Iterator[Finding]:
    """A global choreography task has two participants and an initiator among them (table 11.5)."""
    for task in diagram.every("globalChoreographyTask"):
        names = {element.get("id") for element in children(task, "participant")}
        if len(names) != _PAIR or plain(task.get("initiatingParticipantRef")) not in names:
            yield problem(
                "choreography-participants",
                task,
                f"The global choreography task {label(task)} needs two participants, one of them initiating.",
                f"全局编排任务 {label(task)} 需要两个参与者，其中一个为发起方。",
            )


RULES = (
    activities_have_their_participants,
    tasks_exchange_one_or_two_messages,
    initiators_know_of_the_step_before,
    no_process_elements,
    events_fit_choreographies,
    global_tasks_have_two,
)

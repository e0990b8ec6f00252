"""Messages that nobody sends or nobody takes: missing partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import is_event_subprocess, kind, label, plain, scope_of, triggers
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.soundness.graph import build
from engine.bpmn.gate.soundness.loops import path_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

_CATCHES = ("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask")
_THROWS = ("endEvent", "intermediateThrowEvent", "sendTask")


def messages_have_partners(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """Each message that a step waits for is sent by somebody; each that is sent is taken by somebody."""
    diagrams = list({id(each): each for each, _ in around.processes.values()}.values()) or [diagram]
    thrown = {name for each in diagrams for _, name in _messages(each, _THROWS)}
    caught = {name for each in diagrams for _, name in _messages(each, _CATCHES)}
    known = None if around.messages is None else frozenset(around.messages)
    for node, name in _messages(diagram, _CATCHES):
        if name in thrown or _begins_a_process(node) or diagram.message_flows_to.get(node.get("id", "")):
            continue
        if known is not None and name in known:
            continue
        yield problem(
            "no-message-partner",
            node,
            f"{label(node)} waits for the message '{name}', which no process of these files sends. Draw who sends "
            "it (a pool with a message flow), or correct its name.",
            f"{label(node)} 等待消息“{name}”，但这些文件中没有流程发送它。请画出发送方（泳池与消息流）或更正名称。",
            severity="warning" if known is None else "error",
            path=_path(diagram, node),
        )
    for node, name in _messages(diagram, _THROWS):
        if name in caught or diagram.message_flows_from.get(node.get("id", "")) or (known and name in known):
            continue
        yield problem(
            "no-message-partner",
            node,
            f"{label(node)} sends the message '{name}', which no process of these files waits for. Draw who takes "
            "it, or correct its name.",
            f"{label(node)} 发送消息“{name}”，但这些文件中没有流程接收它。请画出接收方或更正名称。",
            severity="warning",
            path=_path(diagram, node),
        )


def _messages(diagram: Diagram, kinds: tuple[str, ...]) -> Iterator[tuple[_Element, str]]:
    """Steps with the name of each message that they send or wait for."""
    for node in diagram.every(*kinds):
        references = [node.get("messageRef")] if node.get("messageRef") else []
        references += [
            trigger.get("messageRef")
            for trigger in triggers(diagram, node)
            if kind(trigger) == "messageEventDefinition"
        ]
        for reference in references:
            message = diagram.resolve(reference)
            if message is not None:
                yield node, message.get("name") or plain(reference)


def _begins_a_process(node: _Element) -> bool:
    """A message that opens a case comes from outside."""
    scope = scope_of(node)
    begins = kind(node) == "startEvent" or node.get("instantiate") in {"true", "1"}
    return begins and scope is not None and not is_event_subprocess(scope) and kind(scope) == "process"


def _path(diagram: Diagram, node: _Element) -> tuple[str, ...]:
    scope = scope_of(node)
    return () if scope is None else path_to(build(diagram, scope), node.get("id", ""))

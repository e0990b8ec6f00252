"""Event definitions: codes, messages and signals that are named, links that are paired.

Sources: clause 10.5.5 and tables 10.95 to 10.101, 8.42 (Error).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import children, is_true, kind, label, nodes, plain, text, triggers
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.standard.events import TRIGGERS_ZH
from engine.bpmn.reading.vocabulary import EVENTS, S, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding


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
                    f"{label(event)} 抛出的{TRIGGERS_ZH[name]}没有代码，请选择带代码的{TRIGGERS_ZH[name]}。",
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
                    f"{TRIGGERS_ZH[name]}事件 {label(event)} 未指定{TRIGGERS_ZH[name]}，请选择或新建。",
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
            yield from _not_mutual(diagram, event, trigger)


def _not_mutual(diagram: Diagram, event: _Element, trigger: _Element) -> Iterator[Finding]:
    """The links that this one names and that do not name it back."""
    forward, back = ("target", "source") if kind(event) == "intermediateThrowEvent" else ("source", "target")
    for reference in children(trigger, forward):
        other = diagram.resolve(text(reference))
        if other is None or kind(other) != "linkEventDefinition":
            continue
        if other is trigger or trigger.get("id") not in {plain(text(each)) for each in children(other, back)}:
            yield problem(
                "link-not-mutual",
                event,
                f"The link of {label(event)} names '{text(reference)}' as its {forward}, which does not name it "
                f"back by {back}. Add it there, or leave both out: links of one name belong together.",
                f"{label(event)} 的链接以 {forward} 引用“{text(reference)}”，但后者没有用 {back} 反向引用。请补上，或两边都删除。",
            )


def message_events_say_how(diagram: Diagram) -> Iterator[Finding]:
    """A message event of a process that runs names its operation (table 10.99).

    Files in our vocabulary need none: there the platform itself carries messages, by name and correlationKey.
    """
    if any(isinstance(each.tag, str) and each.tag.startswith(S) for each in diagram.root.iter()):
        return
    for event in diagram.every(*sorted(EVENTS)):
        process = diagram.process_of(event)
        if process is None or not is_true(process.get("isExecutable")):
            continue
        for trigger in triggers(diagram, event):
            if kind(trigger) != "messageEventDefinition" or not trigger.get("messageRef"):
                continue
            if not text(child(trigger, "operationRef")):
                yield problem(
                    "operation-missing",
                    event,
                    f"The message event {label(event)} does not say how its message travels. Set the property "
                    "correlationKey (the platform carries it then), or name an operation by operationRef.",
                    f"消息事件 {label(event)} 未说明消息如何传递，请设置属性 correlationKey（由平台传递），或用 operationRef 指定操作。",
                )


RULES = (
    codes_are_given,
    messages_and_signals_are_named,
    message_events_say_how,
    links_are_paired,
    link_references_are_mutual,
)

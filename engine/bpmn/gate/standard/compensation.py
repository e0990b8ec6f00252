"""Compensation: handlers, their associations, and what may be compensated from where.

Sources: clause 10.7 and table 10.95.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    is_compensation,
    is_event_subprocess,
    kind,
    label,
    plain,
    triggers,
)
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import ACTIVITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding


def compensation_is_complete(diagram: Diagram) -> Iterator[Finding]:
    """Compensation events lead, by one association, to an activity that is for compensation (10.7.3)."""
    for event in diagram.every("boundaryEvent"):
        if "compensateEventDefinition" not in {kind(trigger) for trigger in triggers(diagram, event)}:
            continue
        identity = event.get("id", "")
        handlers = _handlers(diagram, identity)
        if len(handlers) != 1:
            yield problem(
                "compensation-without-handler",
                event,
                f"The compensation event {label(event)} has {len(handlers)} handlers; it needs one, connected by "
                "an association.",
                f"补偿事件 {label(event)} 需要以关联线连接恰好一个补偿活动，现有 {len(handlers)} 个。",
            )
        for handler in handlers:
            if not is_compensation(handler):
                yield problem(
                    "handler-not-for-compensation",
                    handler,
                    f"{label(handler)} compensates {label(event)} but isForCompensation is not set. Set it.",
                    f"{label(handler)} 是补偿活动，请设置 isForCompensation。",
                )
    for activity in diagram.every(*sorted(ACTIVITIES)):
        if not is_compensation(activity):
            continue
        identity = activity.get("id", "")
        if diagram.incoming.get(identity) or diagram.outgoing.get(identity):
            yield problem(
                "compensation-handler-in-flow",
                activity,
                f"{label(activity)} is for compensation and must have no sequence flows. Connect it only by an "
                "association.",
                f"补偿活动 {label(activity)} 不能连接顺序流，只能用关联线。",
            )


def _handlers(diagram: Diagram, event_id: str) -> list[_Element]:
    """The activities that a compensation event leads to."""
    return [
        found
        for association in diagram.every("association")
        if plain(association.get("sourceRef")) == event_id
        and (found := diagram.resolve(association.get("targetRef"))) is not None
        and kind(found) in ACTIVITIES
    ]


def handlers_are_reached(diagram: Diagram) -> Iterator[Finding]:
    """An activity for compensation belongs to a compensation event, by a directed association (10.7.3)."""
    events = {
        event.get("id", "")
        for event in diagram.every("boundaryEvent")
        if any(kind(trigger) == "compensateEventDefinition" for trigger in triggers(diagram, event))
    }
    reached = {handler.get("id") for event in events for handler in _handlers(diagram, event)}
    for activity in diagram.every(*sorted(ACTIVITIES)):
        if is_compensation(activity) and activity.get("id") not in reached:
            yield problem(
                "handler-without-event",
                activity,
                f"{label(activity)} is for compensation, but no compensation event leads to it: it never happens. "
                "Connect one by an association.",
                f"补偿活动 {label(activity)} 没有补偿事件指向它，永远不会执行。请用关联线连接。",
            )
    for association in diagram.every("association"):
        if plain(association.get("sourceRef")) not in events:
            continue
        if association.get("associationDirection", "None") == "None":
            yield problem(
                "compensation-association-undirected",
                association,
                f"The association '{association.get('id')}' from a compensation event to its handler has no "
                "direction. Set associationDirection to One.",
                f"补偿事件到补偿活动的关联线“{association.get('id')}”没有方向，请设为 One。",
            )


def compensated_activities_can_be(diagram: Diagram) -> Iterator[Finding]:
    """``activityRef`` names an activity of the same scope or of the one around an event subprocess (10.95)."""
    for definition in diagram.every("compensateEventDefinition"):
        event, activity = definition.getparent(), diagram.resolve(definition.get("activityRef"))
        if event is None or activity is None or kind(event) not in {"endEvent", "intermediateThrowEvent"}:
            continue
        scopes = []
        scope = event.getparent()
        while scope is not None:
            scopes.append(scope)
            if not is_event_subprocess(scope):
                break
            scope = scope.getparent()
        if activity.getparent() not in scopes:
            yield problem(
                "compensation-of-another-scope",
                event,
                f"{label(event)} compensates {label(activity)}, which lies in another scope.",
                f"{label(event)} 要补偿的 {label(activity)} 不在同一范围。",
            )


def catching_compensation_names_nothing(diagram: Diagram) -> Iterator[Finding]:
    """What a compensation event catches is given by where it stands; only throwing ones name an activity (10.95)."""
    for event in diagram.every("startEvent", "boundaryEvent"):
        for trigger in triggers(diagram, event):
            if kind(trigger) == "compensateEventDefinition" and trigger.get("activityRef"):
                yield problem(
                    "compensation-caught-by-name",
                    event,
                    f"{label(event)} catches compensation and names '{trigger.get('activityRef')}'; it can only mean "
                    "what it stands at. Remove activityRef.",
                    f"{label(event)} 捕获补偿，不能用 activityRef 指定“{trigger.get('activityRef')}”，请删除。",
                )


RULES = (
    catching_compensation_names_nothing,
    compensation_is_complete,
    handlers_are_reached,
    compensated_activities_can_be,
)

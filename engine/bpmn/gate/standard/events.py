"""Which triggers an event may have where it stands, and how it is connected.

Sources: clause 10.5.2 and table 10.84 (start), 10.85-86 (event subprocess start), 10.5.3 and 10.88 (end),
10.5.4 and 10.89-10.90 (intermediate, boundary), 10.5.5 (event definitions).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    event_references,
    is_event_subprocess,
    kind,
    label,
    scope_of,
    triggers,
)
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import (
    BOUNDARY_TRIGGERS,
    CATCH_TRIGGERS,
    END_TRIGGERS,
    EVENT_DEFINITIONS,
    EVENT_START_TRIGGERS,
    EVENTS,
    START_TRIGGERS,
    THROW_TRIGGERS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_SINGLE = frozenset({"link", "cancel", "terminate"})
TRIGGERS_ZH = {
    "message": "消息", "timer": "定时", "conditional": "条件", "signal": "信号", "escalation": "升级",
    "error": "错误", "compensate": "补偿", "link": "链接", "cancel": "取消", "terminate": "终止",
}  # fmt: skip


def trigger_names(diagram: Diagram, event: _Element) -> list[str]:
    """What an event waits for or throws, in the standard's words: ``message``, ``timer`` …."""
    return [kind(trigger).removesuffix("EventDefinition") for trigger in triggers(diagram, event)]


def _position(event: _Element) -> tuple[str, str, frozenset[str], bool]:
    """What an event is called here, in both languages; its triggers; whether it must have one."""
    name = kind(event)
    if name == "startEvent":
        scope = scope_of(event)
        if scope is not None and is_event_subprocess(scope):
            return "start event of an event subprocess", "事件子流程的开始事件", EVENT_START_TRIGGERS, True
        if scope is not None and kind(scope) != "process" and kind(scope) != "choreography":
            return "start event of a subprocess", "子流程的开始事件", frozenset(), False
        return "start event", "开始事件", START_TRIGGERS, False
    return {
        "intermediateCatchEvent": ("intermediate catch event", "中间捕获事件", CATCH_TRIGGERS, True),
        "boundaryEvent": ("boundary event", "边界事件", BOUNDARY_TRIGGERS, True),
        "intermediateThrowEvent": ("intermediate throw event", "中间抛出事件", THROW_TRIGGERS, False),
        "implicitThrowEvent": ("event of a multi-instance", "多实例事件", THROW_TRIGGERS, True),
        "endEvent": ("end event", "结束事件", END_TRIGGERS, False),
    }[name]


def triggers_fit_the_position(diagram: Diagram) -> Iterator[Finding]:
    """Only the triggers that the standard allows at this place (tables 10.84 to 10.90)."""
    for event in diagram.every(*sorted(EVENTS)):
        where, where_zh, allowed, needed = _position(event)
        names = trigger_names(diagram, event)
        if needed and not names and not event_references(event):
            yield problem(
                "event-without-trigger",
                event,
                f"The {where} {label(event)} waits for nothing. Choose a trigger: {', '.join(sorted(allowed))}.",
                f"{where_zh} {label(event)} 没有触发器，请选择：{'、'.join(TRIGGERS_ZH[name] for name in sorted(allowed))}。",
            )
        for name in sorted(set(names) - allowed):
            wanted = f"none or {', '.join(sorted(allowed))}" if allowed else "none"
            yield problem(
                "trigger-not-allowed",
                event,
                f"The {where} {label(event)} has a {name} trigger; allowed there: {wanted}.",
                f"{where_zh} {label(event)} 不能使用{TRIGGERS_ZH[name]}触发器。",
            )


def single_triggers_stay_single(diagram: Diagram) -> Iterator[Finding]:
    """Link, cancel and terminate stand alone: a multiple event cannot contain them (table 10.92)."""
    for event in diagram.every(*sorted(EVENTS)):
        names = trigger_names(diagram, event)
        for name in sorted(_SINGLE & set(names)):
            if len(names) > 1:
                yield problem(
                    "trigger-must-be-alone",
                    event,
                    f"{label(event)} has a {name} trigger beside others; it must be the only one.",
                    f"{label(event)} 的{TRIGGERS_ZH[name]}触发器必须单独使用。",
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


RULES = (
    triggers_fit_the_position,
    single_triggers_stay_single,
    referred_definitions_are_reusable,
)

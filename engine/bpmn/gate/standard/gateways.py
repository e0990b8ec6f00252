"""Gateways: how many flows they join and split, and what may follow an event-based one.

Sources: clause 8.3.9 and table 8.46 (gatewayDirection), 10.6.2 to 10.6.6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import is_true, kind, label, triggers
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import GATEWAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_CHOICES = 2
_AFTER_EVENT_GATEWAY = frozenset(
    {"messageEventDefinition", "signalEventDefinition", "timerEventDefinition", "conditionalEventDefinition"}
)


def _counts(diagram: Diagram, gateway: _Element) -> tuple[int, int]:
    identity = gateway.get("id", "")
    return len(diagram.incoming.get(identity, [])), len(diagram.outgoing.get(identity, []))


def gateways_join_or_split(diagram: Diagram) -> Iterator[Finding]:
    """A gateway has several flows in or several flows out (8.3.9)."""
    for gateway in diagram.every(*sorted(GATEWAYS - {"eventBasedGateway"})):
        incoming, outgoing = _counts(diagram, gateway)
        if incoming <= 1 and outgoing <= 1:
            yield problem(
                "gateway-without-purpose",
                gateway,
                f"The gateway {label(gateway)} has {incoming} flow(s) in and {outgoing} out: it neither joins "
                "nor splits. Delete it or connect it.",
                f"网关 {label(gateway)} 入口 {incoming} 条、出口 {outgoing} 条，既不汇聚也不分支。请删除或补全连线。",
            )


def directions_are_kept(diagram: Diagram) -> Iterator[Finding]:
    """``gatewayDirection`` agrees with the flows (table 8.46)."""
    for gateway in diagram.every(*sorted(GATEWAYS)):
        incoming, outgoing = _counts(diagram, gateway)
        direction = gateway.get("gatewayDirection", "Unspecified")
        right = {
            "Converging": incoming > 1 and outgoing <= 1,
            "Diverging": incoming <= 1 and outgoing > 1,
            "Mixed": incoming > 1 and outgoing > 1,
        }.get(direction, True)
        if not right:
            yield problem(
                "gateway-direction",
                gateway,
                f"The gateway {label(gateway)} says it is {direction} but has {incoming} flow(s) in and "
                f"{outgoing} out. Set gatewayDirection to what is drawn, or leave it out.",
                f"网关 {label(gateway)} 声明为 {direction}，但实际入口 {incoming} 条、出口 {outgoing} 条。",
            )


def event_gateways_split(diagram: Diagram) -> Iterator[Finding]:
    """An event-based gateway has at least two ways out (10.6.6)."""
    for gateway in diagram.every("eventBasedGateway"):
        outgoing = _counts(diagram, gateway)[1]
        if outgoing < _CHOICES:
            yield problem(
                "event-gateway-without-choice",
                gateway,
                f"The event-based gateway {label(gateway)} has {outgoing} way(s) out; it needs at least two.",
                f"事件网关 {label(gateway)} 只有 {outgoing} 条出口，至少需要两条。",
            )


def event_gateways_are_followed_by_events(diagram: Diagram) -> Iterator[Finding]:
    """What follows an event-based gateway waits for something outside (10.6.6)."""
    for gateway in diagram.every("eventBasedGateway"):
        targets = [
            target
            for flow in diagram.outgoing.get(gateway.get("id", ""), [])
            if (target := diagram.resolve(flow.get("targetRef"))) is not None
        ]
        for target in targets:
            yield from _target(diagram, gateway, target)
        yield from _mixed_messages(diagram, gateway, targets)


def _target(diagram: Diagram, gateway: _Element, target: _Element) -> Iterator[Finding]:
    kinds = {kind(trigger) for trigger in triggers(diagram, target)}
    waits = kind(target) == "intermediateCatchEvent" and bool(kinds) and kinds <= _AFTER_EVENT_GATEWAY
    if not waits and kind(target) != "receiveTask":
        yield problem(
            "event-gateway-target",
            target,
            f"{label(target)} follows the event-based gateway {label(gateway)}; only receive tasks and "
            "message, signal, timer and conditional catch events can.",
            f"{label(target)} 不能跟在事件网关 {label(gateway)} 之后，只能是接收任务或消息、信号、定时、条件捕获事件。",
        )
    if kind(target) == "receiveTask" and diagram.boundary.get(target.get("id", "")):
        yield problem(
            "event-gateway-target-with-boundary",
            target,
            f"The receive task {label(target)} follows an event-based gateway and must not have boundary "
            "events. Put them on the gateway's other branches.",
            f"事件网关之后的接收任务 {label(target)} 不能带边界事件。",
        )
    if len(diagram.incoming.get(target.get("id", ""), [])) > 1:
        yield problem(
            "event-gateway-target-shared",
            target,
            f"{label(target)} follows the event-based gateway {label(gateway)} and must have no other way in.",
            f"{label(target)} 跟在事件网关 {label(gateway)} 之后，不能再有其他入口。",
        )
    if is_true(gateway.get("instantiate")) and gateway.get("eventGatewayType") == "Parallel":
        is_message = kind(target) == "receiveTask" or kinds == {"messageEventDefinition"}
        if not is_message:
            yield problem(
                "parallel-event-gateway-target",
                target,
                f"A parallel event-based gateway that starts a process waits for messages only; {label(target)} "
                "does not.",
                f"启动流程的并行事件网关之后只能等待消息，{label(target)} 不符合。",
            )


def _mixed_messages(diagram: Diagram, gateway: _Element, targets: list[_Element]) -> Iterator[Finding]:
    """Message catch events and receive tasks do not follow the same gateway (10.6.6)."""
    receives = [target for target in targets if kind(target) == "receiveTask"]
    catches = [
        target
        for target in targets
        if any(kind(trigger) == "messageEventDefinition" for trigger in triggers(diagram, target))
    ]
    if receives and catches:
        yield problem(
            "event-gateway-mixes-messages",
            gateway,
            f"The event-based gateway {label(gateway)} is followed by receive tasks and by message events. "
            "Use one of the two.",
            f"事件网关 {label(gateway)} 之后同时有接收任务和消息事件，请统一为其中一种。",
        )


def instantiating_event_gateways_start(diagram: Diagram) -> Iterator[Finding]:
    """An instantiating gateway has no way in; only such a one may be parallel (10.6.6)."""
    for gateway in diagram.every("eventBasedGateway"):
        instantiates = is_true(gateway.get("instantiate"))
        if instantiates and _counts(diagram, gateway)[0]:
            yield problem(
                "instantiating-gateway-has-incoming",
                gateway,
                f"The event-based gateway {label(gateway)} starts the process and must have no flow in.",
                f"事件网关 {label(gateway)} 用于启动流程，不能有入口。",
            )
        if not instantiates and gateway.get("eventGatewayType") == "Parallel":
            yield problem(
                "parallel-event-gateway-inside",
                gateway,
                f"The event-based gateway {label(gateway)} is parallel but does not start the process. Set "
                "eventGatewayType to Exclusive.",
                f"并行事件网关 {label(gateway)} 只能用于启动流程，请将类型改为 Exclusive。",
            )


RULES = (
    gateways_join_or_split,
    directions_are_kept,
    event_gateways_split,
    event_gateways_are_followed_by_events,
    instantiating_event_gateways_start,
)

"""Activities: quantities, loops, subprocess kinds, resources.

Sources: clause 10.3 and tables 10.3 (Activity), 10.5 (ResourceRole), 10.20 (CallActivity), 10.23
(Transaction), 10.24 (AdHocSubProcess), 10.28-10.30 (loops).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    children,
    is_true,
    kind,
    label,
    nodes,
    text,
    triggers,
)
from engine.bpmn.gate.finding import name_of, problem
from engine.bpmn.reading.vocabulary import ACTIVITIES, CHOREOGRAPHY_ACTIVITIES, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

_IN_PROCESSES = ("process", "subProcess", "transaction", "adHocSubProcess")
_ROLES = ("performer", "humanPerformer", "potentialOwner", "resourceRole")


def quantities_are_positive(diagram: Diagram) -> Iterator[Finding]:
    """startQuantity, completionQuantity and loopMaximum are at least 1 (tables 10.3, 10.29)."""
    for element in diagram.every(*sorted(ACTIVITIES), "standardLoopCharacteristics"):
        for attribute in ("startQuantity", "completionQuantity", "loopMaximum"):
            value = element.get(attribute)
            if value is not None and not (value.strip().isdigit() and int(value) >= 1):
                yield problem(
                    "quantity-below-one",
                    element,
                    f"{attribute} of {name_of(element)} is {value}; it must be 1 or more.",
                    f"{attribute} 的值 {value} 无效，必须至少为 1。",
                )


def ad_hoc_contents(diagram: Diagram) -> Iterator[Finding]:
    """An ad hoc subprocess holds activities, and no start or end events or choreography (10.3.5)."""
    for scope in diagram.every("adHocSubProcess"):
        members = list(nodes(scope))
        for node in members:
            if kind(node) in {"startEvent", "endEvent"} | CHOREOGRAPHY_ACTIVITIES:
                yield problem(
                    "not-in-ad-hoc",
                    node,
                    f"{kind(node)} {label(node)} cannot stand in the ad hoc subprocess {label(scope)}. Remove it.",
                    f"即席子流程 {label(scope)} 中不能有 {kind(node)} {label(node)}，请删除。",
                )
        for element in children(
            scope, "conversation", "subConversation", "callConversation", "conversationLink"
        ):
            yield problem(
                "not-in-ad-hoc",
                element,
                f"A conversation cannot stand in the ad hoc subprocess {label(scope)}. Remove it.",
                f"即席子流程 {label(scope)} 中不能有会话元素，请删除。",
            )
        if not any(kind(node) in ACTIVITIES for node in members):
            yield problem(
                "ad-hoc-empty",
                scope,
                f"The ad hoc subprocess {label(scope)} has no activity to choose. Add one.",
                f"即席子流程 {label(scope)} 没有可选的活动，请添加。",
            )


def subprocesses_start_without_trigger(diagram: Diagram) -> Iterator[Finding]:
    """A called process can be started without an event (10.3.6, 10.5.2)."""
    for element in diagram.every("callActivity"):
        called = diagram.resolve(element.get("calledElement"))
        if called is None or kind(called) != "process":
            continue
        starts = [node for node in nodes(called) if kind(node) == "startEvent"]
        if starts and not any(not triggers(diagram, start) for start in starts):
            yield problem(
                "called-process-needs-none-start",
                element,
                f"{label(element)} calls {label(called)}, all of whose start events wait for something. Give "
                "that process a start event without trigger.",
                f"{label(element)} 调用的流程 {label(called)} 没有空开始事件，无法被调用，请添加。",
            )


def choreography_stays_in_choreographies(diagram: Diagram) -> Iterator[Finding]:
    """Choreography activities belong into choreographies, not processes (11.1)."""
    for node in diagram.every(*sorted(CHOREOGRAPHY_ACTIVITIES)):
        parent = node.getparent()
        if parent is not None and kind(parent) in _IN_PROCESSES:
            yield problem(
                "choreography-in-process",
                node,
                f"The {kind(node)} {label(node)} stands in a process; it belongs into a choreography.",
                f"{kind(node)} {label(node)} 不能放在流程中，只能放在编排图中。",
            )


def resources_are_said_once(diagram: Diagram) -> Iterator[Finding]:
    """A resource or an expression that finds one; bindings only for a resource (table 10.5)."""
    for role in diagram.every(*_ROLES):
        resource, expression = child(role, "resourceRef"), child(role, "resourceAssignmentExpression")
        bindings = list(children(role, "resourceParameterBinding"))
        if resource is not None and expression is not None:
            yield problem(
                "resource-said-twice",
                role,
                f"{name_of(role)} names a resource and an expression; keep one of them.",
                f"{kind(role)} 同时指定了资源和表达式，请保留一种。",
            )
        if bindings and resource is None:
            yield problem(
                "resource-bindings-without-resource",
                role,
                f"{name_of(role)} binds parameters but names no resource. Add resourceRef or remove them.",
                f"{kind(role)} 绑定了参数但未指定资源，请添加 resourceRef 或删除绑定。",
            )
        found = diagram.resolve(text(resource)) if resource is not None else None
        for binding in bindings:
            parameter = diagram.resolve(binding.get("parameterRef"))
            if found is not None and parameter is not None and parameter.getparent() is not found:
                yield problem(
                    "resource-parameter-of-another",
                    binding,
                    f"The parameter '{binding.get('parameterRef')}' does not belong to resource {label(found)}.",
                    f"参数“{binding.get('parameterRef')}”不属于资源 {label(found)}。",
                )


def instantiating_receive_tasks_start(diagram: Diagram) -> Iterator[Finding]:
    """A receive task that starts a process has no flow in (table 10.16)."""
    for task in diagram.every("receiveTask"):
        if is_true(task.get("instantiate")) and diagram.incoming.get(task.get("id", "")):
            yield problem(
                "instantiating-receive-has-incoming",
                task,
                f"The receive task {label(task)} starts the process and must have no flow in.",
                f"接收任务 {label(task)} 用于启动流程，不能有入口。",
            )


def executable_tasks_say_what(diagram: Diagram) -> Iterator[Finding]:
    """In a process that runs: call activities call something, receive tasks wait for something."""
    for task in diagram.every("callActivity"):
        if diagram.is_executable(task) and not task.get("calledElement"):
            yield problem(
                "call-without-target",
                task,
                f"The call activity {label(task)} calls nothing. Set calledElement.",
                f"调用活动 {label(task)} 未指定被调用的流程，请设置 calledElement。",
            )


RULES = (
    quantities_are_positive,
    ad_hoc_contents,
    subprocesses_start_without_trigger,
    choreography_stays_in_choreographies,
    resources_are_said_once,
    instantiating_receive_tasks_start,
    executable_tasks_say_what,
)

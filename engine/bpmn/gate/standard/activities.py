"""Activities: quantities, loops, subprocess kinds, resources.

Sources: clause 10.3 and tables 10.3 (Activity), 10.5 (ResourceRole), 10.20 (CallActivity), 10.23
(Transaction), 10.24 (AdHocSubProcess), 10.28-10.30 (loops).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    children,
    is_compensation,
    is_event_subprocess,
    is_true,
    kind,
    label,
    nodes,
    plain,
    text,
    triggers,
)
from engine.bpmn.gate.finding import name_of, problem
from engine.bpmn.reading.vocabulary import ACTIVITIES, CHOREOGRAPHY_ACTIVITIES, LOOPS, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

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


def loops_are_single(diagram: Diagram) -> Iterator[Finding]:
    """An activity loops or is multi-instance, not both (table 10.3: loopCharacteristics 0..1)."""
    for activity in diagram.every(*sorted(ACTIVITIES)):
        loops = list(children(activity, *sorted(LOOPS)))
        if len(loops) > 1:
            yield problem(
                "two-loops",
                activity,
                f"{label(activity)} has two loop markers; keep the standard loop or the multi-instance.",
                f"{label(activity)} 同时有循环和多实例标记，只能保留一种。",
            )


def multi_instances_know_their_number(diagram: Diagram) -> Iterator[Finding]:
    """Either a cardinality or a collection (table 10.30)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        if not diagram.is_executable(loop):
            continue
        cardinality, collection = child(loop, "loopCardinality"), child(loop, "loopDataInputRef")
        if cardinality is None and collection is None:
            yield problem(
                "multi-instance-without-number",
                loop,
                f"The multi-instance of {name_of(loop)} has neither a number nor a collection. Give "
                "loopCardinality or loopDataInputRef.",
                "多实例没有数量也没有集合，请设置 loopCardinality 或 loopDataInputRef。",
            )
        elif cardinality is not None and collection is not None:
            yield problem(
                "multi-instance-with-two-numbers",
                loop,
                f"The multi-instance of {name_of(loop)} has a number and a collection; keep one of them.",
                "多实例同时设置了数量和集合，请保留一种。",
            )


def multi_instance_data_is_its_own(diagram: Diagram) -> Iterator[Finding]:
    """The collection of a task is one of its data inputs; of a subprocess, data around it (10.30)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        activity = loop.getparent()
        if activity is None:
            continue
        for name, kinds in (("loopDataInputRef", "dataInput"), ("loopDataOutputRef", "dataOutput")):
            reference = child(loop, name)
            found = diagram.resolve(text(reference)) if reference is not None else None
            if reference is None or found is None:
                continue
            embedded = kind(activity) in {"subProcess", "transaction", "adHocSubProcess"}
            if embedded:
                right = kind(found) in {
                    "dataObject",
                    "dataObjectReference",
                    "property",
                    "dataInput",
                    "dataOutput",
                }
            else:
                right = kind(found) in {kinds, "dataObject", "dataObjectReference", "property"} and (
                    kind(found) != kinds or activity in found.iterancestors()
                )
            if not right:
                yield problem(
                    "multi-instance-data",
                    loop,
                    f"{name} of {label(activity)} names '{text(reference)}', which is not "
                    f"{'data around the subprocess' if embedded else f'a {kinds} of this activity'}.",
                    f"{label(activity)} 的 {name}“{text(reference)}”不是该活动可用的数据。",
                )


def multi_instance_items_fit(diagram: Diagram) -> Iterator[Finding]:
    """``inputDataItem`` and outputDataItem come with their collection, and are single items (10.30)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        for item_name, reference_name in (
            ("inputDataItem", "loopDataInputRef"),
            ("outputDataItem", "loopDataOutputRef"),
        ):
            item, reference = child(loop, item_name), child(loop, reference_name)
            if item is None:
                continue
            if reference is None and item.get("itemSubjectRef"):
                yield problem(
                    "multi-instance-item-without-collection",
                    loop,
                    f"The multi-instance of {name_of(loop)} has {item_name} but no {reference_name}.",
                    f"多实例有 {item_name} 但没有 {reference_name}。",
                )
            found = diagram.resolve(text(reference)) if reference is not None else None
            wanted = None if found is None else _structure(diagram, found)
            actual = _structure(diagram, item)
            if wanted is not None and actual is not None and wanted != actual:
                yield problem(
                    "multi-instance-item-type",
                    loop,
                    f"{item_name} of {name_of(loop)} is of type {actual}, the collection's items of {wanted}.",
                    f"{item_name} 的类型 {actual} 与集合元素类型 {wanted} 不一致。",
                )


def _structure(diagram: Diagram, element: _Element) -> str | None:
    definition = diagram.resolve(element.get("itemSubjectRef"))
    if definition is None and element.get("dataObjectRef"):
        target = diagram.resolve(element.get("dataObjectRef"))
        definition = None if target is None else diagram.resolve(target.get("itemSubjectRef"))
    return None if definition is None else definition.get("structureRef") or definition.get("id")


def multi_instance_behaviour_is_complete(diagram: Diagram) -> Iterator[Finding]:
    """``behavior`` and what it needs agree (table 10.30, 10.31)."""
    for loop in diagram.every("multiInstanceLoopCharacteristics"):
        behaviour = loop.get("behavior", "All")
        complex_parts = list(children(loop, "complexBehaviorDefinition"))
        wrong = None
        if behaviour == "One" and not loop.get("oneBehaviorEventRef"):
            wrong = (
                "behavior is One, but oneBehaviorEventRef is missing",
                "behavior 为 One 但缺少 oneBehaviorEventRef",
            )
        elif behaviour == "None" and not loop.get("noneBehaviorEventRef"):
            wrong = (
                "behavior is None, but noneBehaviorEventRef is missing",
                "behavior 为 None 但缺少 noneBehaviorEventRef",
            )
        elif behaviour == "Complex" and not complex_parts:
            wrong = (
                "behavior is Complex, but no complexBehaviorDefinition",
                "behavior 为 Complex 但缺少 complexBehaviorDefinition",
            )
        elif behaviour != "Complex" and complex_parts:
            wrong = (
                f"behavior is {behaviour}, so complexBehaviorDefinition is never used",
                f"behavior 为 {behaviour}，complexBehaviorDefinition 不会生效",
            )
        if wrong:
            yield problem(
                "multi-instance-behaviour", loop, f"{name_of(loop)}: {wrong[0]}.", f"多实例：{wrong[1]}。"
            )
        for part in complex_parts:
            condition = text(child(part, "condition"))
            if not condition or _is_literal_other_than_boolean(condition):
                yield problem(
                    "multi-instance-behaviour",
                    loop,
                    f"{name_of(loop)}: the condition '{condition}' of complexBehaviorDefinition is no yes or no.",
                    f"多实例 complexBehaviorDefinition 的条件“{condition}”不是布尔表达式。",
                )
            event = child(part, "event")
            if event is not None and not triggers(diagram, event):
                yield problem(
                    "multi-instance-behaviour",
                    loop,
                    f"{name_of(loop)}: the event of complexBehaviorDefinition throws nothing.",
                    "多实例 complexBehaviorDefinition 的事件没有定义。",
                )


def _is_literal_other_than_boolean(condition: str) -> bool:
    """A number or a quoted text, which is never true or false."""
    return condition.replace(".", "", 1).lstrip("-").isdigit() or (
        len(condition) > 1 and condition[0] == condition[-1] == '"' and '"' not in condition[1:-1]
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


def compensation_is_complete(diagram: Diagram) -> Iterator[Finding]:
    """Compensation events lead, by one association, to an activity that is for compensation (10.7.3)."""
    for event in diagram.every("boundaryEvent"):
        if "compensateEventDefinition" not in {kind(trigger) for trigger in triggers(diagram, event)}:
            continue
        identity = event.get("id", "")
        handlers = [
            found
            for association in diagram.every("association")
            if plain(association.get("sourceRef")) == identity
            and (found := diagram.resolve(association.get("targetRef"))) is not None
            and kind(found) in ACTIVITIES
        ]
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


RULES = (
    quantities_are_positive,
    loops_are_single,
    multi_instances_know_their_number,
    multi_instance_data_is_its_own,
    multi_instance_items_fit,
    multi_instance_behaviour_is_complete,
    ad_hoc_contents,
    subprocesses_start_without_trigger,
    choreography_stays_in_choreographies,
    resources_are_said_once,
    instantiating_receive_tasks_start,
    executable_tasks_say_what,
    compensation_is_complete,
    compensated_activities_can_be,
)

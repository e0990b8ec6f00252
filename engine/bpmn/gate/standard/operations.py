"""Services: operations, the messages they exchange, and the data of the tasks that use them.

Sources: clause 8.5 (Interface, Operation), tables 10.14 (ServiceTask), 10.15 (SendTask), 10.16
(ReceiveTask), 10.20 (CallableElement, ioBinding), 8.16-8.19 (correlation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import child, children, kind, label, text
from engine.bpmn.gate.finding import name_of, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding


def _operation(diagram: Diagram, element: _Element) -> _Element | None:
    found = diagram.resolve(element.get("operationRef"))
    return found if found is not None and kind(found) == "operation" else None


def _item_of_message(diagram: Diagram, reference: str | None) -> _Element | None:
    message = diagram.resolve(reference)
    return None if message is None else diagram.resolve(message.get("itemRef"))


def _equivalent(diagram: Diagram, element: _Element, item: _Element) -> bool:
    own = diagram.resolve(element.get("itemSubjectRef"))
    if own is None:
        return False
    structure = item.get("structureRef")
    return own is item or (structure is not None and structure == own.get("structureRef"))


def service_tasks_fit_their_operation(diagram: Diagram) -> Iterator[Finding]:
    """One input set with one input of the in message's type; the same for the answer (table 10.14)."""
    for task in diagram.every("serviceTask"):
        operation = _operation(diagram, task)
        if operation is None:
            continue
        incoming = _item_of_message(diagram, text(child(operation, "inMessageRef")) or None)
        outgoing = _item_of_message(diagram, text(child(operation, "outMessageRef")) or None)
        specification = child(task, "ioSpecification")
        if specification is None:
            yield _data_problem(
                task,
                "uses an operation but has no data inputs or outputs for its messages",
                "使用了操作，但没有与其消息对应的输入输出",
            )
            continue
        yield from _one_set(diagram, task, specification, "dataInput", incoming)
        yield from _one_set(diagram, task, specification, "dataOutput", outgoing)


def send_and_receive_tasks_fit_their_message(diagram: Diagram) -> Iterator[Finding]:
    """At most one set with at most one data element, of the message's type (tables 10.15, 10.16)."""
    for name, side in (("sendTask", "dataInput"), ("receiveTask", "dataOutput")):
        for task in diagram.every(name):
            specification = child(task, "ioSpecification")
            item = _item_of_message(diagram, task.get("messageRef"))
            if specification is not None:
                yield from _one_set(diagram, task, specification, side, item)
            yield from _message_of_operation(diagram, task)


def _message_of_operation(diagram: Diagram, element: _Element) -> Iterator[Finding]:
    """The message of a task or event is the one its operation exchanges."""
    operation = _operation(diagram, element)
    message = diagram.resolve(element.get("messageRef"))
    if operation is None or message is None:
        return
    if diagram.resolve(text(child(operation, "inMessageRef"))) is not message:
        yield problem(
            "message-of-another-operation",
            element,
            f"{name_of(element)} names message '{element.get('messageRef')}', but its operation "
            f"{label(operation)} takes another one.",
            f"消息“{element.get('messageRef')}”与操作 {label(operation)} 的入消息不一致。",
        )


def _one_set(
    diagram: Diagram, task: _Element, specification: _Element, side: str, item: _Element | None
) -> Iterator[Finding]:
    is_told = bool(task.get("messageRef") or task.get("operationRef"))
    group = "inputSet" if side == "dataInput" else "outputSet"
    sets, data = list(children(specification, group)), list(children(specification, side))
    if len(sets) > 1:
        yield _data_problem(
            task, f"has {len(sets)} {group}s; it may have one", f"有 {len(sets)} 个 {group}，只能有一个"
        )
    if len(data) > 1:
        yield _data_problem(
            task, f"has {len(data)} {side}s; it may have one", f"有 {len(data)} 个 {side}，只能有一个"
        )
    for element in data[:1]:
        if not is_told:
            continue
        if item is None or not _equivalent(diagram, element, item):
            wanted = "none" if item is None else item.get("id")
            yield _data_problem(
                task,
                f"has {side} {label(element)} of another type than its message ('{wanted}')",
                f"的 {side} {label(element)} 与消息的类型（“{wanted}”）不一致",
            )
    if item is not None and not data and kind(task) == "serviceTask":
        yield _data_problem(
            task, f"has no {side} for the message of its operation", f"缺少与操作消息对应的 {side}"
        )


def _data_problem(task: _Element, what: str, what_zh: str) -> Finding:
    return problem("task-data-of-operation", task, f"{label(task)} {what}.", f"{label(task)} {what_zh}。")


def interfaces_are_bound(diagram: Diagram) -> Iterator[Finding]:
    """What supports an interface binds its data to an operation of it (table 8.63)."""
    for reference in diagram.every("supportedInterfaceRef"):
        owner = reference.getparent()
        if owner is not None and child(owner, "ioBinding") is None:
            yield problem(
                "interface-not-bound",
                owner,
                f"{label(owner)} is offered as the service '{text(reference)}' but binds no data to an operation. Add "
                "ioBinding, or remove supportedInterfaceRef.",
                f"{label(owner)} 以服务“{text(reference)}”提供，但没有 ioBinding。请添加绑定或删除 supportedInterfaceRef。",
            )


def bindings_fit_their_operation(diagram: Diagram) -> Iterator[Finding]:
    """ioBinding: an operation of a supported interface, and data of its messages' types (table 8.64)."""
    for binding in diagram.every("ioBinding"):
        owner, operation = binding.getparent(), _operation(diagram, binding)
        if owner is None or operation is None:
            continue
        supported = {text(element) for element in children(owner, "supportedInterfaceRef")}
        interface = operation.getparent()
        if interface is not None and interface.get("id") not in {
            name.rpartition(":")[2] for name in supported
        }:
            yield problem(
                "binding-of-unsupported-interface",
                binding,
                f"{label(owner)} binds operation {label(operation)} of an interface that it does not support. "
                "Add supportedInterfaceRef.",
                f"{label(owner)} 绑定的操作 {label(operation)} 不属于其支持的接口，请添加 supportedInterfaceRef。",
            )
        for attribute, side in (("inputDataRef", "inMessageRef"), ("outputDataRef", "outMessageRef")):
            yield from _bound(diagram, binding, attribute, text(child(operation, side)))


def _bound(diagram: Diagram, binding: _Element, attribute: str, message: str) -> Iterator[Finding]:
    bound, item = diagram.resolve(binding.get(attribute)), _item_of_message(diagram, message or None)
    if bound is None:
        return
    data = [bound]
    if kind(bound) in {"inputSet", "outputSet"}:
        found = (
            diagram.resolve(text(element)) for element in children(bound, "dataInputRefs", "dataOutputRefs")
        )
        data = [element for element in found if element is not None]
    for element in data:
        if item is None or not _equivalent(diagram, element, item):
            yield problem(
                "binding-types-differ",
                binding,
                f"{attribute} '{binding.get(attribute)}' is not of the type of the operation's message.",
                f"{attribute}“{binding.get(attribute)}”与操作消息的类型不一致。",
            )


def message_events_fit_their_operation(diagram: Diagram) -> Iterator[Finding]:
    """The message of an event is the one that its operation exchanges (table 10.100)."""
    for definition in diagram.every("messageEventDefinition"):
        operation = diagram.resolve(text(child(definition, "operationRef")) or None)
        message = diagram.resolve(definition.get("messageRef"))
        if operation is None or message is None or kind(operation) != "operation":
            continue
        exchanged = [
            diagram.resolve(text(element)) for element in children(operation, "inMessageRef", "outMessageRef")
        ]
        if message not in exchanged:
            yield problem(
                "message-of-another-operation",
                definition,
                f"{name_of(definition)} names message '{definition.get('messageRef')}', which its operation "
                f"{label(operation)} does not exchange.",
                f"消息“{definition.get('messageRef')}”不是操作 {label(operation)} 的消息。",
            )


def correlations_are_complete(diagram: Diagram) -> Iterator[Finding]:
    """Keys have properties, properties say how they are taken from messages, subscriptions bind them."""
    for key in diagram.every("correlationKey"):
        if child(key, "correlationPropertyRef") is None:
            yield problem(
                "correlation-key-empty",
                key,
                f"{name_of(key)} has no property. Add correlationPropertyRef.",
                "关联键没有属性，请添加 correlationPropertyRef。",
            )
    for subscription in diagram.every("correlationSubscription"):
        bound_key = diagram.resolve(subscription.get("correlationKeyRef"))
        if bound_key is None:
            continue
        wanted = {text(element) for element in children(bound_key, "correlationPropertyRef")}
        bound = {
            element.get("correlationPropertyRef", "")
            for element in children(subscription, "correlationPropertyBinding")
        }
        if wanted != bound:
            yield problem(
                "correlation-not-bound",
                subscription,
                f"{name_of(subscription)} binds {', '.join(sorted(bound)) or 'nothing'}, its key "
                f"{label(bound_key)} has {', '.join(sorted(wanted))}. Bind each property once.",
                f"关联订阅与关联键 {label(bound_key)} 的属性不一致，请逐一绑定。",
            )


RULES = (
    service_tasks_fit_their_operation,
    send_and_receive_tasks_fit_their_message,
    interfaces_are_bound,
    bindings_fit_their_operation,
    message_events_fit_their_operation,
    correlations_are_complete,
)

"""Who does what with which form: lanes are roles, user tasks have forms, systems have operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import is_compensation, label, plain, scope_of, text
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.properties import decision_of, operation_of, properties
from engine.bpmn.reading.vocabulary import FLOW_NODES, children, descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding


def lanes_are_roles(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """A process that a case runs has lanes, and a lane is a role of the case."""
    for process in diagram.every("process"):
        lanes = list(_leaf_lanes(process))
        people = any(True for _ in descendants(process, "userTask", "manualTask"))
        if not lanes and people:
            yield problem(
                "no-lanes",
                process,
                f"The process {label(process)} has tasks for people but no lanes. Draw a lane for each role: "
                f"{', '.join(sorted(around.roles))}.",
                f"流程 {label(process)} 有人工任务但没有泳道。请按角色绘制泳道：{'、'.join(sorted(around.roles))}。",
            )
        for lane in lanes:
            role = _role(lane)
            if role not in around.roles:
                yield problem(
                    "unknown-role",
                    lane,
                    f"The lane {label(lane)} is no role of a case. Use one of {', '.join(sorted(around.roles))} as "
                    "its id (or as its property 'role').",
                    f"泳道 {label(lane)} 不是办件角色。请以 {'、'.join(sorted(around.roles))} 之一作为其标识（或 role 属性）。",
                )


def _leaf_lanes(process: _Element) -> Iterator[_Element]:
    for lane in descendants(process, "lane"):
        if next(descendants(lane, "lane"), None) is None:
            yield lane


def _role(lane: _Element) -> str:
    return properties(lane).get("role") or lane.get("id") or ""


def every_step_is_in_one_lane(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """Each step of a process with lanes is in exactly one; steps in a subprocess may lie in its lane."""
    for process in diagram.every("process"):
        lanes = list(_leaf_lanes(process))
        if not lanes:
            continue
        held: dict[str, list[_Element]] = {}
        for lane in lanes:
            for reference in children(lane, "flowNodeRef"):
                held.setdefault(plain(text(reference)), []).append(lane)
        for node in descendants(process, *sorted(FLOW_NODES)):
            found = held.get(node.get("id", ""), [])
            if not found and scope_of(node) is process and not is_compensation(node):
                yield problem(
                    "in-no-lane",
                    node,
                    f"{label(node)} is in no lane, so that nobody is responsible. Move it into one.",
                    f"{label(node)} 不在任何泳道中，无人负责。请移入泳道。",
                )
            elif len(found) > 1:
                yield problem(
                    "in-two-lanes",
                    node,
                    f"{label(node)} is in {len(found)} lanes. Leave it in one.",
                    f"{label(node)} 同时在 {len(found)} 个泳道中，请只保留一个。",
                )


def user_tasks_have_forms(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """A user task has a form that exists, and lies in the lane of a person."""
    roles = _roles_of_nodes(diagram)
    for task in diagram.every("userTask"):
        form = properties(task).get("formKey", "")
        if not form:
            yield problem(
                "no-form",
                task,
                f"The user task {label(task)} has no form. Set the property formKey.",
                f"用户任务 {label(task)} 没有表单，请设置 formKey 属性。",
            )
        elif around.forms is not None and form not in around.forms:
            yield problem(
                "unknown-form",
                task,
                f"The form '{form}' of {label(task)} does not exist. Add it under forms/, or correct formKey.",
                f"{label(task)} 的表单“{form}”不存在。请在 forms/ 下添加，或更正 formKey。",
            )
        role = _role_of(task, roles)
        if role == "system":
            yield problem(
                "no-role",
                task,
                f"The user task {label(task)} lies in the lane of the system; nobody would see it. Move it into "
                "the lane of a person.",
                f"用户任务 {label(task)} 位于系统泳道，无人可办。请移入人员泳道。",
            )
        elif role is None:
            yield problem(
                "no-role",
                task,
                f"The user task {label(task)} has no role: it lies in no lane. Move it into one.",
                f"用户任务 {label(task)} 不在泳道中，没有办理角色。请移入泳道。",
            )


def _roles_of_nodes(diagram: Diagram) -> dict[str, str]:
    found: dict[str, str] = {}
    for process in diagram.every("process"):
        for lane in _leaf_lanes(process):
            for reference in children(lane, "flowNodeRef"):
                found[plain(text(reference))] = _role(lane)
    return found


def _role_of(node: _Element, roles: dict[str, str]) -> str | None:
    """The role of the lane around a node: its own, or that of the subprocess it lies in."""
    current: _Element | None = node
    while current is not None:
        role = roles.get(current.get("id", ""))
        if role is not None:
            return role
        current = scope_of(current)
    return None


def service_tasks_have_operations(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """A service task says which operation of which system it calls."""
    for task in diagram.every("serviceTask"):
        operation, _ = operation_of(task)
        system, slash, name = operation.partition("/")
        if not (system and slash and name):
            yield problem(
                "no-operation",
                task,
                f"The service task {label(task)} does not say which operation it calls. Set the operator to "
                "'system/operation'.",
                f"服务任务 {label(task)} 未指定调用的操作，请设置为“系统/操作”。",
            )


def decisions_exist(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """A business rule task names a decision of the files."""
    for task in diagram.every("businessRuleTask"):
        decision = decision_of(task)
        if not decision:
            yield problem(
                "no-decision",
                task,
                f"The business rule task {label(task)} names no decision. Set calledDecisionId.",
                f"业务规则任务 {label(task)} 未指定决策，请设置 calledDecisionId。",
            )
        elif not decision.startswith("=") and decision not in around.decisions:
            yield problem(
                "unknown-decision",
                task,
                f"The decision '{decision}' of {label(task)} is in none of the files. Add its .dmn, or correct "
                "calledDecisionId.",
                f"{label(task)} 的决策“{decision}”不在任何文件中。请添加 .dmn 文件或更正 calledDecisionId。",
            )


def tasks_have_a_type(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """A task without type does nothing when it runs."""
    for task in diagram.every("task"):
        yield problem(
            "task-without-type",
            task,
            f"The task {label(task)} has no type and would do nothing. Make it a user task, service task or "
            "whatever it is.",
            f"任务 {label(task)} 没有类型，执行时什么也不做。请改为用户任务、服务任务等。",
        )


RULES = (
    lanes_are_roles,
    every_step_is_in_one_lane,
    user_tasks_have_forms,
    service_tasks_have_operations,
    decisions_exist,
    tasks_have_a_type,
)

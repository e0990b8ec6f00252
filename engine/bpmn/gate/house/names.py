"""Ids that people can read and names that say what happens (style 9)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import kind, label
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import ACTIVITIES, EVENTS, FLOW_NODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

_READABLE = re.compile(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
_GENERATED = re.compile(
    r"(?:Activity|Gateway|Event|Flow|Process|Lane|Participant|StartEvent|EndEvent|Task|UserTask|SubProcess|"
    r"sid|id|_)[_-]?(?:[0-9A-Fa-f]{8}-[0-9A-Fa-f-]+|[0-9][0-9a-z]*)"
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NAMED = ACTIVITIES | EVENTS | {"process", "lane", "participant"}
_LEAST_CHINESE, _LEAST_WORDS, _SEVERAL = 3, 2, 2


def ids_are_readable(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """``check_materials``, not ``Activity_0x1f``."""
    for element in diagram.every(*sorted(FLOW_NODES), "process", "lane"):
        identity = element.get("id", "")
        if not _READABLE.fullmatch(identity) or _GENERATED.fullmatch(identity):
            yield problem(
                "unreadable-id",
                element,
                f"The id '{identity}' of this {kind(element)} does not say what it is. Use small letters, digits "
                "and underscores, such as check_materials.",
                f"{kind(element)} 的标识“{identity}”不可读。请用小写字母、数字和下划线，例如 check_materials。",
            )


def file_is_called_like_its_process(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """A file holds a process of its own name, so that it can be found."""
    stem = PurePosixPath(diagram.file).name.partition(".")[0]
    processes = list(diagram.every("process"))
    if processes and stem not in {process.get("id") for process in processes}:
        yield problem(
            "file-name",
            processes[0],
            f"The file '{diagram.file}' holds no process '{stem}'. Call the file "
            f"'{processes[0].get('id')}.bpmn', or the process '{stem}'.",
            f"文件“{diagram.file}”中没有流程“{stem}”。请将文件命名为“{processes[0].get('id')}.bpmn”，或修改流程标识。",
        )


def elements_are_named(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """What people see has a name; only gateways that do not ask need none."""
    for element in diagram.every(*sorted(_NAMED)):
        if not (element.get("name") or "").strip():
            yield problem(
                "no-name",
                element,
                f"{label(element)} has no name. Say what happens there.",
                f"{label(element)} 没有名称，请填写。",
            )


def tasks_are_verb_and_object(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """A task is called by what is done to what: ``核验材料``, ``Check the materials``."""
    for element in diagram.every(*sorted(ACTIVITIES)):
        name = (element.get("name") or "").strip()
        if not name or _is_verb_and_object(name):
            continue
        yield problem(
            "task-name",
            element,
            f"'{name}' does not say what is done to what. Name the task with a verb and an object, such as "
            "'Check the materials'.",
            f"任务名称“{name}”不是动宾结构，请写明做什么，例如“核验材料”。",
            severity="warning",
        )


def _is_verb_and_object(name: str) -> bool:
    chinese = _CHINESE.findall(name)
    if chinese:
        return len(chinese) >= _LEAST_CHINESE
    return len(name.split()) >= _LEAST_WORDS


def gateways_ask(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """A gateway that chooses is called by its question, and its answers stand at its flows."""
    for gateway in diagram.every("exclusiveGateway", "inclusiveGateway", "complexGateway"):
        flows = diagram.outgoing.get(gateway.get("id", ""), [])
        if len(flows) < _SEVERAL:
            continue
        name = (gateway.get("name") or "").strip()
        if not name.endswith(("?", "？")):
            yield problem(
                "gateway-no-question",
                gateway,
                f"The gateway {label(gateway)} chooses between {len(flows)} ways but asks no question. Name it "
                "with a question, such as 'Are the materials complete?'.",
                f"网关 {label(gateway)} 有 {len(flows)} 个出口，名称应为问句，例如“材料是否齐全？”。",
            )
        yield from _answers(gateway, flows)


def _answers(gateway: _Element, flows: list[_Element]) -> Iterator[Finding]:
    for flow in flows:
        if not (flow.get("name") or "").strip():
            yield problem(
                "flow-without-answer",
                flow,
                f"The flow '{flow.get('id')}' out of {label(gateway)} does not show which answer it stands for. "
                "Name it.",
                f"网关 {label(gateway)} 的出口“{flow.get('id')}”没有标注对应的答案，请命名。",
                severity="warning",
            )


RULES = (
    ids_are_readable,
    file_is_called_like_its_process,
    elements_are_named,
    tasks_are_verb_and_object,
    gateways_ask,
)

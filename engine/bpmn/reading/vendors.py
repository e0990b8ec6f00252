"""What other engines' tools add: kept where it means something here, named where it does not.

The execution core itself reads forms, topics, decisions, mappings and loops of camunda, zeebe, flowable,
activiti and operaton by their local names. Here people's assignments become properties, and everything
that has no effect is said once for each kind of thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import (
    BPMNDI,
    DC,
    DI,
    MODEL,
    SPIFF,
    XSI,
    M,
    S,
    child,
    descendants,
    kind,
    local,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.bpmn.reading.ledger import Ledger

_KNOWN_SPACES = frozenset({MODEL, BPMNDI, DC, DI, XSI, SPIFF})
_READ_ATTRIBUTES = frozenset(
    {
        "formKey", "formRef", "dueDate", "topic", "decisionRef", "resultVariable", "collection",
        "elementVariable", "errorCode", "errorCodeVariable", "errorMessageVariable",
        "escalationCodeVariable", "assignee", "candidateUsers", "candidateGroups",
    }
)  # fmt: skip
_READ_ELEMENTS = frozenset(
    {
        "properties", "property", "formDefinition", "taskSchedule", "script", "taskDefinition",
        "calledDecision", "field", "string", "inputOutput", "inputParameter", "outputParameter",
        "ioMapping", "input", "output", "in", "out", "calledElement", "loopCharacteristics", "collection",
        "subscription", "variableName", "assignmentDefinition",
    }
)  # fmt: skip
_CODE = frozenset(
    {
        "class", "delegateExpression", "expression", "executionListener", "taskListener", "connector",
        "onEntry-script", "onExit-script", "javascript", "eventListener",
    }
)  # fmt: skip
_ASSIGNMENTS = ("assignee", "candidateUsers", "candidateGroups")


def settle_vendors(root: _Element, ledger: Ledger) -> None:
    """Assignments become properties; foreign code and settings without effect are named."""
    for task in list(descendants(root, "userTask", "manualTask")):
        _keep_assignment(task, ledger)
    code: dict[str, list[_Element]] = {}
    idle: dict[str, list[_Element]] = {}
    for element in root.iter("*"):
        for space, name in _foreign_names(element):
            if name in _CODE:
                code.setdefault(name, []).append(element)
            elif name not in _READ_ATTRIBUTES | _READ_ELEMENTS:
                idle.setdefault(f"{_prefix(root, space)}{name}", []).append(element)
    for name, found in code.items():
        for element in found:
            ledger.warn(
                "foreign-code",
                element,
                f"'{_owner(element)}' uses '{name}', code of another engine that does not run here. Draw what it "
                "does as a service task or as FEEL.",
                f"“{_owner(element)}”使用了其他引擎的代码“{name}”，此处不会运行。请改画为服务任务或 FEEL。",
            )
    for name, found in idle.items():
        ledger.warn(
            "setting-without-effect",
            found[0],
            f"'{name}' ({len(found)} ×, first at '{_owner(found[0])}') has no effect here; it stays in the file.",
            f"“{name}”（{len(found)} 处，首见于“{_owner(found[0])}”）在此不起作用，保留在文件中。",
        )


def _foreign_names(element: _Element) -> list[tuple[str, str]]:
    """Namespace and local name of an extension element, and of extension attributes of BPMN elements."""
    space, brace, name = element.tag[1:].rpartition("}")
    if brace and space not in _KNOWN_SPACES:
        return [(space, name)] if _is_outermost(element) else []
    found: list[tuple[str, str]] = []
    for key in element.attrib:
        inner, brace, attribute = str(key)[1:].rpartition("}")
        if brace and inner not in _KNOWN_SPACES and inner != "http://www.w3.org/XML/1998/namespace":
            found.append((inner, attribute))
    return found


def _is_outermost(element: _Element) -> bool:
    parent = element.getparent()
    return parent is None or parent.tag.startswith(M)


def _prefix(root: _Element, space: str) -> str:
    name = next((prefix for prefix, uri in root.nsmap.items() if uri == space and prefix), None)
    return f"{name}:" if name else ""


def _owner(element: _Element) -> str:
    current: _Element | None = element
    while current is not None:
        if kind(current) and current.get("id"):
            return current.get("id") or ""
        current = current.getparent()
    return local(element)


def _keep_assignment(task: _Element, ledger: Ledger) -> None:
    found: dict[str, str] = {}
    for key, value in task.attrib.items():
        name = str(key).rpartition("}")[2]
        if str(key).startswith("{") and name in _ASSIGNMENTS:
            found[name] = str(value)
    for element in task.iter("*"):
        if local(element) == "assignmentDefinition" and not kind(element):
            found |= {name: element.get(name) or "" for name in _ASSIGNMENTS if element.get(name)}
    if not found:
        return
    holder = _properties(task)
    for name, value in found.items():
        each = holder.makeelement(S + "property")
        each.set("name", name)
        each.set("value", value)
        holder.append(each)
    ledger.repair(
        "assignment-kept",
        task,
        f"'{task.get('id')}' is assigned by {', '.join(sorted(found))}; here the lane decides. It was kept as a "
        "property.",
        f"“{task.get('id')}”使用 {'、'.join(sorted(found))} 指派；此处由泳道决定办理机构，原值保留为属性。",
    )


def _properties(task: _Element) -> _Element:
    extensions = child(task, "extensionElements")
    if extensions is None:
        extensions = task.makeelement(M + "extensionElements")
        documentation = len(list(task.iterchildren(M + "documentation")))
        task.insert(documentation, extensions)
    holder = extensions.find(S + "properties")
    if holder is None:
        holder = extensions.makeelement(S + "properties")
        extensions.append(holder)
    return holder

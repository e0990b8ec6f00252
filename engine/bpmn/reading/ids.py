"""Ids: every element that others speak about gets one, each only once, none that a path cannot carry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import (
    DATA_CONTAINERS,
    EVENT_DEFINITIONS,
    FLOW_NODES,
    GLOBAL_TASKS,
    MODEL,
    kind,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lxml.etree import _Element

    from engine.bpmn.reading.ledger import Ledger

_NEEDED = (
    FLOW_NODES
    | DATA_CONTAINERS
    | GLOBAL_TASKS
    | {"process", "sequenceFlow", "message", "signal", "error", "escalation", "lane", "participant"}
)  # fmt: skip
_LOCAL = FLOW_NODES | DATA_CONTAINERS | GLOBAL_TASKS | EVENT_DEFINITIONS | {"sequenceFlow", "dataStore"}
_NAMED = frozenset({"message", "signal", "error", "escalation"})
_REFERENCES = (
    "sourceRef", "targetRef", "attachedToRef", "default", "messageRef", "signalRef", "errorRef",
    "escalationRef", "processRef", "calledElement", "activityRef", "dataObjectRef", "dataStoreRef",
    "operationRef", "itemSubjectRef", "itemRef", "bpmnElement",
)  # fmt: skip
_REFERENCE_ELEMENTS = frozenset(
    {
        "incoming", "outgoing", "flowNodeRef", "eventDefinitionRef", "sourceRef", "targetRef",
        "loopDataInputRef", "loopDataOutputRef", "dataInputRefs", "dataOutputRefs", "source", "target",
    }
)  # fmt: skip


def settle_ids(root: _Element, ledger: Ledger) -> None:
    """Give missing ids, rename repeated ones, replace slashes and outer space, drop QName prefixes."""
    _trim(root, ledger)
    _drop_prefixes(root, ledger)
    taken = _Ids(element.get("id", "") for element in root.iter("*"))
    seen: set[str] = set()
    drawn = 0
    for element in _in_order_of_weight(root):
        identity = element.get("id")
        if not identity:
            if kind(element) in _NEEDED:
                _name(element, taken, ledger)
        elif identity in seen:
            _rename(element, identity, taken, ledger)
            drawn += not kind(element)
        seen.add(element.get("id", ""))
    if drawn:
        ledger.repair(
            "duplicate-id-in-drawing",
            root,
            f"{drawn} shapes, edges or extensions had the id of another element; they got new ones.",
            f"{drawn} 个图形、连线或扩展的标识与其他元素重复，已重新编号。",
        )


def settle_ids_together(root: _Element, taken: set[str], ledger: Ledger) -> None:
    """Rename steps, flows and data whose id another file has; references within this file follow.

    Messages, signals and codes are shared by files: one with the id of another is renamed only where it
    says something else. ``taken`` also holds what they say, in entries that no id can be.
    """
    own = _Ids({element.get("id", "") for element in root.iter("*")} | taken)
    changed: dict[str, str] = {}
    for element in root.iter(f"{{{MODEL}}}*"):
        identity = element.get("id")
        if not identity or not _is_anothers(element, identity, taken):
            continue
        fresh = _free(identity, own)
        changed[identity] = fresh
        element.set("id", fresh)
        ledger.repair(
            "id-of-another-file",
            element,
            f"The id '{identity}' is used in another file that runs with this one; here it is now '{fresh}'.",
            f"标识“{identity}”与一同运行的其他文件重复，此处暂名为“{fresh}”。",
        )
    if changed:
        _rewrite(root, lambda value: changed.get(value, value))
    for element in root.iter(f"{{{MODEL}}}*"):
        identity = element.get("id") or ""
        if kind(element) in _LOCAL:
            taken.add(identity)
        elif kind(element) in _NAMED:
            taken |= {f"\0{identity}", f"\0{identity}\0{_meaning(element)}"}


def _is_anothers(element: _Element, identity: str, taken: set[str]) -> bool:
    if kind(element) in _NAMED:
        return f"\0{identity}" in taken and f"\0{identity}\0{_meaning(element)}" not in taken
    return identity in taken and kind(element) in _LOCAL


def _meaning(element: _Element) -> str:
    """What a message, signal, error or escalation is known by."""
    code = element.get(f"{kind(element)}Code") or element.get("name") or element.get("id") or ""
    return f"{kind(element)} {code}"


def _in_order_of_weight(root: _Element) -> Iterator[_Element]:
    """Flow elements first, so that of two with the same id a shape or a type gives way."""
    model = list(root.iter(f"{{{MODEL}}}*"))
    heavy = [element for element in model if kind(element) in FLOW_NODES | {"process", "sequenceFlow"}]
    chosen = set(heavy)
    yield from heavy
    yield from (element for element in model if element not in chosen)
    yield from (element for element in root.iter("*") if not element.tag.startswith(f"{{{MODEL}}}"))


def _name(element: _Element, taken: _Ids, ledger: Ledger) -> None:
    identity = _free(_slug(element), taken)
    element.set("id", identity)
    ledger.repair(
        "missing-id",
        element,
        f"A {kind(element)} had no id and is now called '{identity}'. Give it a readable id.",
        f"{kind(element)} 缺少标识，暂名为“{identity}”。请改为可读的标识。",
    )


def _slug(element: _Element) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "_", element.get("name") or "").strip("_").lower()
    return words if words and words[0].isalpha() else kind(element)


class _Ids(set[str]):
    """Ids that are taken, with the number that was given last for each: thousands of equal names cost little."""

    def __init__(self, ids: Iterable[str]) -> None:
        super().__init__(ids)
        self.numbers: dict[str, int] = {}


def _free(wanted: str, taken: _Ids) -> str:
    """``wanted`` or the first of ``wanted_2``, ``wanted_3`` … that nobody has; it is taken then."""
    identity, number = wanted, taken.numbers.get(wanted, 1)
    while identity in taken:
        number += 1
        identity = f"{wanted}_{number}"
    taken.numbers[wanted] = number
    taken.add(identity)
    return identity


def _rename(element: _Element, identity: str, taken: _Ids, ledger: Ledger) -> None:
    fresh = _free(identity, taken)
    element.set("id", fresh)
    if not kind(element):
        return
    ledger.repair(
        "duplicate-id",
        element,
        f"The id '{identity}' is used twice; this {kind(element)} is now called '{fresh}', and references "
        f"still mean the other one. Give it an id of its own.",
        f"标识“{identity}”重复，此 {kind(element)} 暂名为“{fresh}”，引用仍指向另一个。请修改标识。",
    )


def _trim(root: _Element, ledger: Ledger) -> None:
    """No outer space and no slash in ids; references follow."""
    changed: dict[str, str] = {}
    for element in root.iter("*"):
        identity = element.get("id")
        if identity is None:
            continue
        fresh = identity.strip().replace("/", "_")
        if fresh == identity:
            continue
        element.set("id", fresh)
        changed[identity] = fresh
        if kind(element):
            ledger.repair(
                "unusable-id",
                element,
                f"The id '{identity}' contains a slash or space around it; it was read as '{fresh}'.",
                f"标识“{identity}”含斜杠或首尾空格，已读作“{fresh}”。",
            )
    if changed:
        _rewrite(root, lambda value: changed.get(value, value))


def _drop_prefixes(root: _Element, ledger: Ledger) -> None:
    """``tns:start`` means ``start``: QName references become plain, where that finds something."""
    ids = {element.get("id", "") for element in root.iter("*")}
    touched = 0

    def shorten(value: str) -> str:
        nonlocal touched
        short = value.strip()
        if short not in ids and ":" in short and short.rpartition(":")[2] in ids:
            short = short.rpartition(":")[2]
        touched += short != value
        return short

    _rewrite(root, shorten)
    if touched:
        ledger.repair(
            "qualified-references",
            root,
            f"{touched} references were written with a prefix or with space around; they were read as plain ids.",
            f"{touched} 处引用带前缀或空格，已按普通标识读取。",
        )


def _rewrite(root: _Element, change: Callable[[str], str]) -> None:
    """Apply ``change`` to every reference attribute and element."""
    for element in root.iter("*"):
        for attribute in _REFERENCES:
            value = element.get(attribute)
            if value is not None:
                fresh = change(value)
                if fresh != value:
                    element.set(attribute, fresh)
        if kind(element) in _REFERENCE_ELEMENTS and element.text and len(element) == 0:
            fresh = change(element.text)
            if fresh != element.text:
                element.text = fresh

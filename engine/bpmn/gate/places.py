"""Every place of a diagram where an expression stands, with what it is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import kind, text
from engine.bpmn.gate.properties import arguments_of, extension_text, properties
from engine.bpmn.reading.vocabulary import FLOW_NODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram

_IN_STANDARD = (
    "conditionExpression", "condition", "loopCondition", "loopCardinality", "completionCondition",
    "activationCondition", "timeDate", "timeDuration", "timeCycle", "transformation", "from",
)  # fmt: skip
_TIMES = frozenset({"timeDate", "timeDuration", "timeCycle"})
_IN_PROPERTIES = ("dueDate", "correlationKey")
_IN_EXTENSIONS = ("preScript", "postScript", "messagePayload", "signalPayload")
_ISO = re.compile(r"(?:R-?\d*/)?(?:-?P[0-9YMWDTHS.]+|\d{4}-\d\d-\d\d(?:[T/].*)?)")
_SCRIPTS = frozenset({"script", "preScript", "postScript"})


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an expression stands.

    ``element`` is the nearest thing with an id, ``node`` the flow node around (or None), ``what`` a word for
    messages, ``source`` the text of the expression.
    """

    element: _Element
    node: _Element | None
    what: str
    source: str

    @property
    def is_script(self) -> bool:
        """Whether its entries become case data."""
        return self.what in _SCRIPTS


def places(diagram: Diagram) -> Iterator[Place]:
    """All of them, in document order; literal ISO times are none."""
    for element in diagram.root.iter():
        name = kind(element)
        if name in _IN_STANDARD:
            yield from _standard(element, name)
        elif name == "script":
            yield from _place(element, "script", text(element))
        elif name in FLOW_NODES or name in {"sequenceFlow", "message"}:
            yield from _extensions(element)


def _standard(element: _Element, name: str) -> Iterator[Place]:
    source = text(element)
    if name in _TIMES and _ISO.fullmatch(source):
        return
    parent = element.getparent()
    if name == "from" and (parent is None or kind(parent) != "assignment"):
        return
    yield from _place(element, name, source)


def _extensions(element: _Element) -> Iterator[Place]:
    own = properties(element)
    for name in _IN_PROPERTIES:
        source = own.get(name, "")
        if source and not _ISO.fullmatch(source):
            yield from _place(element, name, source)
    for name in _IN_EXTENSIONS:
        yield from _place(element, name, extension_text(element, name))
    for name, source in arguments_of(element):
        yield from _place(element, f"argument '{name}'", source)
    decision = extension_text(element, "calledDecisionId")
    if decision.startswith("="):
        yield from _place(element, "decision", decision)


def _place(element: _Element, what: str, source: str) -> Iterator[Place]:
    bare = source.strip().removeprefix("=").strip()
    if bare:
        yield Place(element=_holder(element), node=_node(element), what=what, source=bare)


def _holder(element: _Element) -> _Element:
    """The nearest element around that has an id and is drawn."""
    current: _Element | None = element
    while current is not None:
        if kind(current) in FLOW_NODES or kind(current) in {"sequenceFlow", "message", "process"}:
            return current
        current = current.getparent()
    return element


def _node(element: _Element) -> _Element | None:
    """The flow node whose data an expression sees: around it, or where a flow begins."""
    current: _Element | None = element
    while current is not None and kind(current) != "sequenceFlow":
        if kind(current) in FLOW_NODES:
            return current
        current = current.getparent()
    return None

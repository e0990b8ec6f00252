"""One BPMN file as the rules see it: looked up by id, by scope and by what is connected to what.

Built once per file from the parsed tree, which is never changed here. Everything is an lxml element of
the original, so that a finding can say its line.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import (
    BPMNDI,
    CONTAINERS,
    EVENT_DEFINITIONS,
    FLOW_NODES,
    MODEL,
    child,
    children,
    descendants,
    kind,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element


@dataclass(kw_only=True)
class Diagram:
    """A parsed file with its indexes; ``beside`` are the roots of the files that come with it, by name.

    ``ids`` holds the first element of each id, ``repeated`` the later ones. ``incoming`` and
    ``outgoing`` are sequence flows by the id of the node they touch, in document order.
    """

    file: str
    root: _Element
    beside: Mapping[str, _Element] = field(default_factory=dict)
    ids: dict[str, _Element] = field(default_factory=dict)
    repeated: list[_Element] = field(default_factory=list)
    incoming: dict[str, list[_Element]] = field(default_factory=lambda: defaultdict(list))
    outgoing: dict[str, list[_Element]] = field(default_factory=lambda: defaultdict(list))
    message_flows_to: dict[str, list[_Element]] = field(default_factory=lambda: defaultdict(list))
    message_flows_from: dict[str, list[_Element]] = field(default_factory=lambda: defaultdict(list))
    boundary: dict[str, list[_Element]] = field(default_factory=lambda: defaultdict(list))
    by_kind: dict[str, list[_Element]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Index the tree, in one walk."""
        for element in self.root.iter():
            name = kind(element)
            if name or (isinstance(element.tag, str) and element.tag.startswith("{" + BPMNDI)):
                self._index(element, name)

    def _index(self, element: _Element, name: str) -> None:
        identity = element.get("id")
        if identity:
            if identity in self.ids:
                self.repeated.append(element)
            else:
                self.ids[identity] = element
        if not name:
            return
        self.by_kind[name].append(element)
        if name == "sequenceFlow":
            self.outgoing[element.get("sourceRef", "")].append(element)
            self.incoming[element.get("targetRef", "")].append(element)
        elif name == "messageFlow":
            self.message_flows_from[plain(element.get("sourceRef", ""))].append(element)
            self.message_flows_to[plain(element.get("targetRef", ""))].append(element)
        elif name == "boundaryEvent":
            self.boundary[plain(element.get("attachedToRef", ""))].append(element)

    def every(self, *names: str) -> Iterator[_Element]:
        """All elements with one of these names, name by name in document order."""
        for name in names:
            yield from self.by_kind.get(name, ())

    def resolve(self, reference: str | None) -> _Element | None:
        """The element that a QName or IDREF names in this file, or None."""
        return self.ids.get(plain(reference)) if reference else None

    def is_foreign(self, reference: str, at: _Element) -> bool:
        """Whether a QName points into another namespace that an ``import`` of this file declares."""
        prefix, colon, _ = reference.rpartition(":")
        if not colon:
            return False
        namespace = at.nsmap.get(prefix)
        target = self.root.get("targetNamespace")
        imported = {element.get("namespace") for element in children(self.root, "import")}
        return namespace is not None and namespace != target and namespace in imported

    def scopes(self) -> Iterator[_Element]:
        """Every element that contains flow nodes: processes, subprocesses, choreographies."""
        return self.every(*sorted(CONTAINERS))

    def is_executable(self, element: _Element) -> bool:
        """Whether the process around an element is meant to run (absent means it is)."""
        process = self.process_of(element)
        return process is None or process.get("isExecutable", "true") not in {"false", "0"}

    def process_of(self, element: _Element | None) -> _Element | None:
        """The process (or choreography, or collaboration) in which an element lies."""
        while element is not None and element.getparent() is not self.root:
            element = element.getparent()
        return element


def plain(reference: str | None) -> str:
    """A QName or IDREF without its prefix and space."""
    return (reference or "").strip().rpartition(":")[2]


def nodes(scope: _Element) -> Iterator[_Element]:
    """The flow nodes directly in a scope."""
    return (element for element in scope if kind(element) in FLOW_NODES)


def event_definitions(event: _Element) -> list[_Element]:
    """The event definitions written inside an event, in order."""
    return [element for element in event if kind(element) in EVENT_DEFINITIONS]


def event_references(event: _Element) -> list[str]:
    """What the ``eventDefinitionRef`` children of an event point to."""
    return [text(element) for element in children(event, "eventDefinitionRef")]


def triggers(diagram: Diagram, event: _Element) -> list[_Element]:
    """All event definitions of an event, its own and those it refers to."""
    referred = (diagram.resolve(reference) for reference in event_references(event))
    return event_definitions(event) + [
        element for element in referred if element is not None and kind(element) in EVENT_DEFINITIONS
    ]


def scope_of(element: _Element) -> _Element | None:
    """The nearest container of flow nodes around an element."""
    parent = element.getparent()
    while parent is not None and kind(parent) not in CONTAINERS:
        parent = parent.getparent()
    return parent


def is_event_subprocess(element: _Element) -> bool:
    """Whether this is a subprocess that an event starts."""
    return kind(element) == "subProcess" and is_true(element.get("triggeredByEvent"))


def is_compensation(element: _Element) -> bool:
    """Whether this is an activity that only compensation starts."""
    return is_true(element.get("isForCompensation"))


def is_true(value: str | None) -> bool:
    """``xsd:boolean`` as XML writes it; absent is false."""
    return value is not None and value.strip() in {"true", "1"}


def label(element: _Element) -> str:
    """How a message names an element: its id, and its name where it has one."""
    identity = element.get("id") or f"<{kind(element)}>"
    name = " ".join((element.get("name") or "").split())
    return f"'{identity}' ({name})" if name and name != identity else f"'{identity}'"


__all__ = [
    "MODEL", "Diagram", "child", "children", "descendants", "event_definitions", "event_references",
    "is_compensation", "is_event_subprocess", "is_true", "kind", "label", "nodes", "plain", "scope_of",
    "text", "triggers",
]  # fmt: skip

"""What a definition is, for other floors and for the execution core: plain, frozen, shared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.decisions import Decisions
    from engine.bpmn.specs.nodes import Node
    from engine.bpmn.specs.scope import ScopeSpec
    from engine.errors import Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """A sequence flow; ``condition`` as it is drawn."""

    id: str
    source: str
    target: str
    name: str
    condition: str | None
    is_default: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Element:
    """A flow node as other floors see it.

    ``kind`` is the XML's local name (``userTask``, ``boundaryEvent`` …), ``triggers`` the kinds of its events
    (``timer``, ``message`` …), ``parent`` the subprocess it lies in, ``process`` its process, ``attached_to`` the
    activity of a boundary event, ``incoming`` and ``outgoing`` ids of flows.
    """

    id: str
    kind: str
    name: str
    lane: str | None
    properties: Mapping[str, str]
    incoming: tuple[str, ...]
    outgoing: tuple[str, ...]
    parent: str | None
    process: str
    documentation: str | None = None
    triggers: tuple[str, ...] = ()
    attached_to: str | None = None
    message: str | None = None
    called: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageStart:
    """A message that begins the process, and the start event (or receive task) that it reaches."""

    message: str
    element_id: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """Everything that cases of one version need, immutable and shared by all threads.

    ``scopes`` (SpiffWorkflow spec trees by id) are for ``engine.bpmn`` alone; other floors read
    ``elements``, ``flows``, ``messages``, ``message_starts``, ``forms`` and ``findings`` (repairs of a draft).
    ``calendar`` is the working calendar that FEEL asks (``engine.feel.WorkingCalendar``).
    """

    digest: str
    process_id: str
    name: str
    participants: tuple[str, ...]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    messages: tuple[str, ...]
    message_starts: tuple[MessageStart, ...]
    forms: tuple[str, ...]
    findings: tuple[Finding, ...]
    types: Mapping[str, Any] = field(default_factory=dict)
    decisions: Decisions | None = None
    calendar: Any = None
    scopes: Mapping[str, ScopeSpec] = field(default_factory=dict, repr=False)
    nodes: Mapping[str, Node] = field(default_factory=dict, repr=False)
    message_targets: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

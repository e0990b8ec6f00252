"""A definition: diagrams and decisions, read once, shared by every case that runs on them.

``define(files, process_id=…)`` parses the XML (``engine.domain.xml``), normalises it when
``strict=False`` (``engine.bpmn.reading``), lets SpiffWorkflow's parser with our registered node parsers
build the spec trees, compiles every expression, and returns a ``Definition``. It is immutable,
thread-safe, cached by digest (least recently used, ``CACHE_SIZE`` a process).

What the tree must be like when it comes in here
================================================
Run natively, so that nobody rewrites it: implicit start and end (nodes without incoming or outgoing
flow), several flows out of or into any node, conditional and default flows on activities and events,
``eventDefinitionRef``, link events, signal end, several event definitions in one event (also
``parallelMultiple``), complex gateways, ad hoc subprocesses (with or without condition), compensation
(boundary with association, ``isForCompensation``, throw, end, event subprocess), transactions and
cancel, event subprocesses of every kind, several start events, global tasks as called elements,
instantiating receive tasks and event gateways, ``startQuantity`` / ``completionQuantity``, standard loop
and multi-instance with behaviours, data objects, data stores, properties and data associations, business
rule tasks of every vendor, tasks without implementation, messages, signals and errors without name (the
id serves), references that point nowhere (``strict=False``), collaborations and message flows, lanes
nested in lanes.

Needed: every flow node, sequence flow and process has an id, unique over all files; ``sourceRef`` and
``targetRef`` of a sequence flow name flow nodes of the same scope (``strict=False``: a dangling flow must
be gone); ``attachedToRef`` names an activity of the same scope; ids are strings without ``/``.
Placeholders: with ``strict=False`` a missing condition reads as false (true if it is the only flow), a
missing timer never fires, an expression that cannot be read becomes an incident when it is reached. With
``strict=True`` each of these is an error finding in ``DefinitionRefusedError``.

Vocabulary of our diagrams (``spiffworkflow`` = http://spiffworkflow.org/bpmn/schema/1.0/core; FEEL everywhere)
==============================================================================================================
``spiffworkflow:properties/property@name,@value`` on any element → ``Element.properties`` (all of them). Used
here: ``formKey`` (user tasks), ``dueDate`` (FEEL → ``OpenedTask.due_at``), ``correlationKey`` (FEEL; message
catch and throw), ``resultVariable`` (business rule tasks), ``start`` = ``auto|chosen`` (ad hoc).
``serviceTaskOperator@id="system/operation"@resultVariable`` with ``parameters/parameter@id@type@value``.
``preScript`` / ``postScript``: a FEEL context whose entries become case data. ``calledDecisionId``.
``messagePayload`` (FEEL), ``messageVariable``. Read too: camunda, zeebe, flowable, activiti attributes and
elements of the same meaning. Standard BPMN is preferred where it says the same.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.bpmn.decisions import Decisions
from engine.bpmn.expressions import feel_type
from engine.bpmn.specs.activities import CallActivity, NoneTask
from engine.bpmn.specs.catalogue import Catalogue
from engine.bpmn.specs.parser import DiagramParser
from engine.bpmn.specs.triggers import MessageTrigger
from engine.bpmn.specs.xml import local
from engine.domain.xml import parse_xml
from engine.errors import DefinitionRefusedError, Finding, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bpmn.specs.nodes import Node
    from engine.bpmn.specs.scope import ScopeSpec

CACHE_SIZE = 128
"""Definitions kept per process."""


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


_cache: OrderedDict[tuple[str, str, int], Definition] = OrderedDict()
_lock = threading.Lock()


def define(
    files: Mapping[str, bytes],
    *,
    process_id: str,
    types: Mapping[str, Any] | None = None,
    strict: bool = True,
    participants: Sequence[str] = (),
    calendar: Any = None,
) -> Definition:
    """Reads diagrams and decisions into a definition; the same files give the same object while cached.

    ``types`` are names of case data with FEEL types. ``participants`` are other processes of the collaboration
    that run in the same execution (conformance suites; a deployed item has none). Raises
    ``DefinitionRefusedError`` with every problem where ``strict``; ``XmlError`` for XML that is refused.
    """
    digest = _digest(files)
    options = f"{process_id}|{sorted((types or {}).items(), key=str)}|{strict}|{tuple(participants)}"
    key = digest, options, id(calendar)
    with _lock:
        found = _cache.get(key)
        if found is not None:
            _cache.move_to_end(key)
            return found
    made = _Reading(files, process_id, types or {}, strict=strict).definition(
        digest, tuple(participants), calendar
    )
    with _lock:
        _cache[key] = made
        while len(_cache) > CACHE_SIZE:
            _cache.popitem(last=False)
    return made


def _digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, whatever the order."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return whole.hexdigest()


class _Reading:
    """Reads one set of files."""

    def __init__(
        self, files: Mapping[str, bytes], process_id: str, types: Mapping[str, Any], *, strict: bool
    ) -> None:
        self.process_id = process_id
        self.strict = strict
        self.catalogue = Catalogue(types=types, strict=strict)
        self.parser = DiagramParser(self.catalogue)
        self.decision_files: dict[str, bytes] = {}
        roots = []
        for name in sorted(files):
            root = parse_xml(files[name])
            if local(root) == "definitions" and "/DMN/" in root.tag:
                self.decision_files[name] = files[name]
            else:
                roots.append((name, root if strict else self._normalised(root, name)))
        for name, root in roots:
            self.parser.add_bpmn_xml(root, name)

    def _normalised(self, root: Any, name: str) -> Any:
        from engine.bpmn.reading import read_tree  # noqa: PLC0415 (drafts only)

        reading = read_tree(root, file=name)
        self.catalogue.findings.extend(reading.findings)
        return reading.tree

    def definition(self, digest: str, participants: tuple[str, ...], calendar: Any) -> Definition:
        """Parses all processes and binds what they call."""
        scopes: dict[str, ScopeSpec] = {}
        for each in list(self.parser.get_process_ids_all()):
            scopes[each] = self.parser.process_parsers[each].get_spec()
        for task_id, xml in self.catalogue.global_tasks.items():
            scopes.setdefault(task_id, self.parser.global_task(xml))
        for process_id in (self.process_id, *participants):
            if process_id not in scopes:
                self._refuse_missing(process_id, scopes)
        self._bind(scopes)
        if participants:
            self._wait_for_flows()
        decisions = self._decisions()
        self._check_decisions(decisions)
        if self.strict and self.catalogue.findings:
            raise DefinitionRefusedError(name=self.process_id, findings=self.catalogue.findings)
        nodes = self.parser.all_nodes
        return Definition(
            digest=digest,
            process_id=self.process_id,
            name=scopes[self.process_id].description or self.process_id,
            participants=participants,
            elements={node_id: self._element(node) for node_id, node in nodes.items()},
            flows={flow.id: _flow(flow) for spec in self._all_scopes(scopes) for flow in spec.flows.values()},
            messages=tuple(
                sorted({each.get("name") or each_id for each_id, each in self.catalogue.messages.items()})
            ),
            message_starts=tuple(self._message_starts(scopes[self.process_id])),
            forms=tuple(
                sorted(
                    {node.properties["formKey"] for node in nodes.values() if node.properties.get("formKey")}
                )
            ),
            findings=tuple(self.catalogue.findings),
            types={name: feel_type(kind) for name, kind in self.catalogue.types.items()},
            decisions=decisions,
            calendar=calendar,
            scopes={**{spec.name: spec for spec in self._all_scopes(scopes)}, **scopes},
            nodes=nodes,
            message_targets=self._message_targets(),
        )

    def _refuse_missing(self, process_id: str, scopes: Mapping[str, ScopeSpec]) -> None:
        raise InvalidInputError(
            f"The files hold no process '{process_id}'. They hold: {', '.join(sorted(scopes)) or 'none'}.",
            f"文件中没有流程“{process_id}”，现有：{'、'.join(sorted(scopes)) or '无'}。",
        )

    def _all_scopes(self, scopes: Mapping[str, ScopeSpec]) -> list[ScopeSpec]:
        found = list(scopes.values())
        for spec in found:
            found.extend(
                inner
                for node in spec.nodes.values()
                if (inner := getattr(node, "inner", None)) is not None and inner.host is node
            )
        return found

    def _bind(self, scopes: Mapping[str, ScopeSpec]) -> None:
        for node in self.parser.all_nodes.values():
            if isinstance(node, CallActivity) and node.called:
                node.inner = scopes.get(node.called)
                node.spec = node.called
                if node.inner is None:
                    self.catalogue.problem(
                        self.parser.xml_of[node.name],
                        "called-element",
                        f"'{node.name}' calls the process '{node.called}', which is not among the files.",
                        f"“{node.name}”调用的流程“{node.called}”不在文件中。",
                    )

    def _wait_for_flows(self) -> None:
        """Where pools run together, a task without kind that a message flow reaches waits for it."""
        for _, _, target in self.catalogue.message_flows:
            node = self.parser.all_nodes.get(target)
            if isinstance(node, NoneTask) and not node.triggers:
                node.triggers = [MessageTrigger("")]

    def _check_decisions(self, decisions: Decisions | None) -> None:
        for node in self.parser.all_nodes.values():
            name = getattr(node, "decision", None)
            if isinstance(name, str) and (decisions is None or name not in decisions):
                self.catalogue.problem(
                    self.parser.xml_of[node.name],
                    "decision",
                    f"'{node.name}' asks the decision '{name}', which is not among the files.",
                    f"“{node.name}”引用的决策“{name}”不在文件中。",
                )

    def _decisions(self) -> Decisions | None:
        """Decisions are read only where there are any."""
        return Decisions(self.decision_files, strict=self.strict) if self.decision_files else None

    def _element(self, node: Any) -> Element:
        spec: ScopeSpec = node.scope_spec
        outer = spec
        while outer.host is not None:
            outer = outer.host.scope_spec
        triggers = node.triggers
        return Element(
            id=node.name,
            kind=node.kind,
            name=node.bpmn_name or "",
            lane=node.lane,
            properties=node.properties,
            incoming=tuple(flow.id for flow in node.incoming),
            outgoing=tuple(flow.id for flow in node.outgoing),
            parent=None if spec.host is None else spec.host.name,
            process=outer.name,
            documentation=node.documentation,
            triggers=tuple(trigger.kind for trigger in triggers),
            attached_to=getattr(getattr(node, "attached", None), "name", None),
            message=next((trigger.name for trigger in triggers if trigger.kind == "message"), None),
            called=getattr(node, "called", None) or None,
        )

    def _message_starts(self, spec: ScopeSpec) -> list[MessageStart]:
        starts: list[Any] = [
            *spec.starts,
            *(node for node in spec.implicit_starts if getattr(node, "instantiates", False)),
        ]
        return [
            MessageStart(message=trigger.name, element_id=node.name)
            for node in starts
            for trigger in node.triggers
            if trigger.kind == "message"
        ]

    def _message_targets(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for _, source, target in self.catalogue.message_flows:
            if target in self.parser.all_nodes:
                found[source] = (*found.get(source, ()), target)
        return found


def _flow(flow: Any) -> Flow:
    return Flow(
        id=flow.id,
        source=flow.source.name,
        target=flow.target.name,
        name=flow.name,
        condition=None if flow.condition is None else flow.condition.text,
        is_default=flow.source.default is flow,
    )

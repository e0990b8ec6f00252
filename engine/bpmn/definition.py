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
from typing import TYPE_CHECKING, Any

from engine.bpmn.specs.assembly import Assembly
from engine.bpmn.specs.elements import Definition, Element, Flow, MessageStart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Definition", "Element", "Flow", "MessageStart", "define"]

CACHE_SIZE = 128
"""Definitions kept per process."""

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

    ``types`` are names of case data with FEEL types. ``participants`` are the processes of a collaboration that
    run in one execution and send each other messages (conformance suites; a deployed item has none). Raises
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
    made = Assembly(files, process_id, types or {}, strict=strict).definition(
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

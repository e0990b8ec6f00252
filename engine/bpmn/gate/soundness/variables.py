"""Names that an expression asks for and nobody has written: undefined variables.

A forward analysis of what is certainly written when a step is reached: the union where a parallel gateway
joins, what all ways agree on elsewhere (Nielson, Nielson, Hankin 1999, chapter 2: a must analysis).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    is_compensation,
    is_event_subprocess,
    kind,
    label,
    nodes,
    plain,
    scope_of,
)
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.places import Place, places
from engine.bpmn.gate.properties import decision_of
from engine.bpmn.gate.soundness.graph import NOWHERE, Graph, build
from engine.bpmn.gate.soundness.writes import EVERYTHING, locals_of, writes
from engine.bpmn.reading.formulas import formula
from engine.bpmn.reading.vocabulary import CONTAINERS, descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

_DONE = " done"
_BUILT_IN = frozenset({"now", "today", "caseNumber", "caseId", "itemName", "channel"})


@dataclass(kw_only=True)
class Flow:
    """A process with its subprocesses opened up: where tokens go, and what they have certainly written.

    A subprocess is two points: it is entered at its id, and done at its id plus `` done``.
    """

    after: dict[str, list[str]] = field(default_factory=dict)
    written: dict[str, frozenset[str]] = field(default_factory=dict)
    joins: set[str] = field(default_factory=set)
    starts: list[str] = field(default_factory=list)


def variables_are_defined(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """Each name in an expression is written on the way to it, or comes from outside."""
    called = {
        plain(call.get("calledElement"))
        for other, _ in around.processes.values()
        for call in other.every("callActivity")
    }
    asked = [(place, names) for place in places(diagram) if (names := _asked(place))]
    asked += list(_asked_by_decisions(diagram, around))
    for process in diagram.every("process"):
        own = [(place, names) for place, names in asked if diagram.process_of(place.element) is process]
        if own:
            is_called = process.get("id", "") in called
            yield from _Analysis(diagram, process, around).findings(own, open_world=is_called)


def _asked(place: Place) -> frozenset[str]:
    read = formula(place.source)
    return frozenset() if read is None else frozenset(read.names) - _BUILT_IN


def _asked_by_decisions(diagram: Diagram, around: Surroundings) -> Iterator[tuple[Place, frozenset[str]]]:
    """A business rule task asks for the input data of its decision."""
    for task in diagram.every("businessRuleTask"):
        decision = decision_of(task)
        names = around.decisions.get(decision, frozenset()) - _BUILT_IN
        if names:
            yield Place(element=task, node=task, what=f"decision '{decision}'", source=""), names


class _Analysis:
    """One process."""

    def __init__(self, diagram: Diagram, process: _Element, around: Surroundings) -> None:
        self._diagram = diagram
        self._around = around
        self._flow = Flow()
        self._locals: dict[str, frozenset[str]] = {}
        self._process = process
        self._outside = frozenset(around.variables or ()) | _data_names(process)
        self._open_up(process, None)
        self._anywhere = frozenset().union(*self._flow.written.values())

    def findings(self, asked: list[tuple[Place, frozenset[str]]], *, open_world: bool) -> Iterator[Finding]:
        """``open_world``: the process is called by others, whose data it sees."""
        if open_world and self._around.variables is None:
            return
        universe = frozenset().union(*(names for _, names in asked)) | self._anywhere
        certain = self._certain(universe)
        for place, names in asked:
            point = self._point(place)
            if point is None or certain.get(point) is None:
                continue
            known = certain[point] | self._outside | self._inside(place)
            if self._writes_before(place):
                known |= (
                    self._flow.written.get(place.node.get("id", ""), frozenset())
                    if place.node is not None
                    else frozenset()
                )
            if EVERYTHING in known:
                continue
            for name in sorted(names - known):
                if not (open_world and self._is_written_elsewhere(name)):
                    yield self._finding(place, name, point)

    def _open_up(self, scope: _Element, done: str | None) -> None:
        """Add a scope to the flow; ``done`` is the point that follows its ends."""
        graph = build(self._diagram, scope)
        flow = self._flow
        for step_id, step in graph.steps.items():
            node = graph.nodes[step_id]
            opened = kind(node) in CONTAINERS and not is_compensation(node)
            if step.join == "all":
                flow.joins.add(step_id)
            own = writes(self._diagram, node, self._around)
            if self._around.variables is not None:
                own -= {EVERYTHING}
            out = f"{step_id}{_DONE}" if opened else step_id
            flow.written[out] = own
            flow.after.setdefault(step_id, [])
            flow.after.setdefault(out, [])
            if opened:
                self._open_up(node, out)
                inner = build(self._diagram, node).first_steps()
                flow.after[step_id] += inner or [out]
        self._connect(graph, done)
        if done is None:
            flow.starts += graph.first_steps()
        self._open_event_subprocesses(scope, graph, done)

    def _connect(self, graph: Graph, done: str | None) -> None:
        """Edges of one scope; a boundary event begins before its activity has written anything."""
        flow = self._flow
        leaving: set[str] = set()
        for edge in graph.edges.values():
            if edge.source == NOWHERE:
                continue
            if edge.edge_id.startswith("boundary "):
                flow.after[edge.source].append(edge.target)
                continue
            leaving.add(edge.source)
            out = f"{edge.source}{_DONE}" if f"{edge.source}{_DONE}" in flow.after else edge.source
            flow.after[out].append(edge.target)
        if done is not None:
            for step_id in graph.steps:
                if step_id not in leaving:
                    out = f"{step_id}{_DONE}" if f"{step_id}{_DONE}" in flow.after else step_id
                    flow.after[out].append(done)

    def _open_event_subprocesses(self, scope: _Element, graph: Graph, done: str | None) -> None:
        """They may begin as soon as the scope around has begun."""
        for node in nodes(scope):
            if not is_event_subprocess(node):
                continue
            begins = build(self._diagram, node).first_steps()
            self._flow.after.setdefault(f"{node.get('id')}{_DONE}", [])
            self._open_up(node, f"{node.get('id')}{_DONE}")
            if done is None:
                self._flow.starts += begins
            for first in graph.first_steps():
                self._flow.after[first] += [] if done is None else begins

    def _certain(self, universe: frozenset[str]) -> dict[str, frozenset[str]]:
        """What is certainly written when a point is reached; only reached points are in it."""
        before: dict[str, list[str]] = {}
        for point, following in self._flow.after.items():
            for each in following:
                before.setdefault(each, []).append(point)
        reached = self._reached()
        entry = dict.fromkeys(reached, universe)
        starts = set(self._flow.starts)
        queue = deque(reached)
        waiting = set(reached)
        while queue:
            point = queue.popleft()
            waiting.discard(point)
            ways = [
                entry[each] | self._flow.written.get(each, frozenset())
                for each in before.get(point, ())
                if each in entry
            ]
            if point in starts:
                ways.append(frozenset())
            combine = frozenset.union if point in self._flow.joins else frozenset.intersection
            fresh = combine(*ways) if ways else frozenset()
            if fresh != entry[point]:
                entry[point] = fresh
                for each in self._flow.after.get(point, ()):
                    if each not in waiting and each in entry:
                        waiting.add(each)
                        queue.append(each)
        return entry

    def _reached(self) -> list[str]:
        seen = dict.fromkeys(self._flow.starts)
        stack = list(seen)
        while stack:
            for each in self._flow.after.get(stack.pop(), ()):
                if each not in seen:
                    seen[each] = None
                    stack.append(each)
        return list(seen)

    def _point(self, place: Place) -> str | None:
        """Where a place is evaluated: at its node, or after the node that a flow leaves."""
        if place.node is not None:
            return place.node.get("id", "")
        source = plain(place.element.get("sourceRef"))
        if not source:
            return None
        return f"{source}{_DONE}" if f"{source}{_DONE}" in self._flow.after else source

    @staticmethod
    def _writes_before(place: Place) -> bool:
        return place.what == "postScript"

    def _inside(self, place: Place) -> frozenset[str]:
        """Names of loops and inputs around a place; for a flow also what its source has written."""
        found: frozenset[str] = frozenset()
        current: _Element | None = place.node
        if current is None:
            source = self._diagram.resolve(place.element.get("sourceRef"))
            found |= self._flow.written.get(self._point(place) or "", frozenset())
            current = None if source is None else scope_of(source)
        while current is not None and current is not self._process:
            found |= self._locals_of(current)
            current = scope_of(current)
        return found

    def _locals_of(self, node: _Element) -> frozenset[str]:
        name = node.get("id", "")
        if name not in self._locals:
            self._locals[name] = locals_of(node)
        return self._locals[name]

    def _is_written_elsewhere(self, name: str) -> bool:
        """Whether some other process of the files writes a name that a called process asks for."""
        return any(
            written & {name, EVERYTHING}
            for diagram, process in self._around.processes.values()
            if process is not self._process
            for node in descendants(process)
            if kind(node) and (written := writes(diagram, node, self._around))
        )

    def _finding(self, place: Place, name: str, point: str) -> Finding:
        path = self._path(name, point)
        shown = " → ".join(path)
        never = name not in self._anywhere and EVERYTHING not in self._anywhere
        if never:
            return problem(
                "undefined-variable",
                place.element,
                f"The {place.what} of {label(place.element)} asks for '{name}', which nothing writes ({shown}). "
                "Correct the name, or add the form field, script or answer that writes it.",
                f"{label(place.element)} 的 {place.what} 使用了变量“{name}”，但没有任何步骤写入（{shown}）。"
                "请更正名称，或添加写入它的表单字段、脚本或返回值。",
                path=path,
            )
        return problem(
            "maybe-undefined-variable",
            place.element,
            f"The {place.what} of {label(place.element)} asks for '{name}', which is not written on this way: "
            f"{shown}. Write it before, or ask for it only where it exists.",
            f"{label(place.element)} 的 {place.what} 使用的变量“{name}”在以下路径上尚未写入：{shown}。请提前写入。",
            severity="warning",
            path=path,
        )

    def _path(self, name: str, point: str) -> tuple[str, ...]:
        """A shortest way to a point around all that write the name; around nothing if there is none."""
        for around in (self._writers(name), frozenset()):
            before: dict[str, str | None] = dict.fromkeys(self._flow.starts)
            queue = deque(before)
            while queue and point not in before:
                current = queue.popleft()
                if current in around:
                    continue
                for each in self._flow.after.get(current, ()):
                    if each not in before:
                        before[each] = current
                        queue.append(each)
            if point in before:
                path: list[str] = []
                step: str | None = point
                while step is not None:
                    if not step.endswith(_DONE):
                        path.append(step)
                    step = before[step]
                return tuple(reversed(path))
        return (point.removesuffix(_DONE),)

    def _writers(self, name: str) -> frozenset[str]:
        return frozenset(point for point, names in self._flow.written.items() if names & {name, EVERYTHING})


def _data_names(process: _Element) -> frozenset[str]:
    """Data objects, properties, inputs and stores of a process exist from its beginning."""
    found: set[str] = set()
    for data in descendants(
        process,
        "dataObject",
        "dataObjectReference",
        "property",
        "dataInput",
        "dataOutput",
        "dataStoreReference",
    ):
        found |= {data.get("name") or "", data.get("id") or ""}
    return frozenset(found - {""})

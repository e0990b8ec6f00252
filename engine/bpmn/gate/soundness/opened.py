"""A process with its subprocesses opened up: where tokens go, and what they have certainly written.

A forward must analysis (Nielson, Nielson, Hankin 1999, chapter 2): the union where a parallel gateway joins,
what all ways agree on elsewhere.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import is_compensation, is_event_subprocess, kind, nodes
from engine.bpmn.gate.soundness.graph import NOWHERE, Graph, build
from engine.bpmn.gate.soundness.writes import EVERYTHING, writes
from engine.bpmn.reading.vocabulary import CONTAINERS

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings

DONE = " done"


class OpenedProcess:
    """Points that follow each other. A subprocess is two: entered at its id, done at its id plus `` done``.

    ``after`` are the points that follow a point, ``written`` what is case data once it is done, ``joins`` the
    points that all ways into them lead through, ``starts`` where tokens begin.
    """

    def __init__(self, diagram: Diagram, process: _Element, around: Surroundings) -> None:
        """Open a process up, with everything inside it."""
        self._diagram = diagram
        self._around = around
        self.after: dict[str, list[str]] = {}
        self.written: dict[str, frozenset[str]] = {}
        self.joins: set[str] = set()
        self.starts: list[str] = []
        self._open_up(process, None)

    def exit_of(self, step_id: str) -> str:
        """The point at which a step is done."""
        done = f"{step_id}{DONE}"
        return done if done in self.after else step_id

    def _open_up(self, scope: _Element, done: str | None) -> None:
        """Add a scope to the flow; ``done`` is the point that follows its ends."""
        graph = build(self._diagram, scope)
        for step_id, step in graph.steps.items():
            node = graph.nodes[step_id]
            opened = kind(node) in CONTAINERS and not is_compensation(node)
            if step.join == "all":
                self.joins.add(step_id)
            own = writes(self._diagram, node, self._around)
            if self._around.variables is not None:
                own -= {EVERYTHING}
            out = f"{step_id}{DONE}" if opened else step_id
            self.written[out] = own
            self.after.setdefault(step_id, [])
            self.after.setdefault(out, [])
            if opened:
                self._open_up(node, out)
                inner = build(self._diagram, node).first_steps()
                self.after[step_id] += inner or [out]
        self._connect(graph, done)
        if done is None:
            self.starts += graph.first_steps()
        self._open_event_subprocesses(scope, graph, done)

    def _connect(self, graph: Graph, done: str | None) -> None:
        """Edges of one scope; a boundary event begins before its activity has written anything."""
        leaving: set[str] = set()
        for edge in graph.edges.values():
            if edge.source == NOWHERE:
                continue
            if edge.edge_id.startswith("boundary "):
                self.after[edge.source].append(edge.target)
                continue
            leaving.add(edge.source)
            out = self.exit_of(edge.source)
            self.after[out].append(edge.target)
        if done is not None:
            for step_id in graph.steps:
                if step_id not in leaving:
                    out = self.exit_of(step_id)
                    self.after[out].append(done)

    def _open_event_subprocesses(self, scope: _Element, graph: Graph, done: str | None) -> None:
        """They may begin as soon as the scope around has begun."""
        for node in nodes(scope):
            if not is_event_subprocess(node):
                continue
            begins = build(self._diagram, node).first_steps()
            self.after.setdefault(f"{node.get('id')}{DONE}", [])
            self._open_up(node, f"{node.get('id')}{DONE}")
            if done is None:
                self.starts += begins
            for first in graph.first_steps():
                self.after[first] += [] if done is None else begins

    def certain(self, universe: frozenset[str]) -> dict[str, frozenset[str]]:
        """What is certainly written when a point is reached; only reached points are in it."""
        before: dict[str, list[str]] = {}
        for point, following in self.after.items():
            for each in following:
                before.setdefault(each, []).append(point)
        reached = self._reached()
        entry = dict.fromkeys(reached, universe)
        starts = set(self.starts)
        queue = deque(reached)
        waiting = set(reached)
        while queue:
            point = queue.popleft()
            waiting.discard(point)
            ways = [
                entry[each] | self.written.get(each, frozenset())
                for each in before.get(point, ())
                if each in entry
            ]
            if point in starts:
                ways.append(frozenset())
            combine = frozenset.union if point in self.joins else frozenset.intersection
            fresh = combine(*ways) if ways else frozenset()
            if fresh != entry[point]:
                entry[point] = fresh
                for each in self.after.get(point, ()):
                    if each not in waiting and each in entry:
                        waiting.add(each)
                        queue.append(each)
        return entry

    def _reached(self) -> list[str]:
        seen = dict.fromkeys(self.starts)
        stack = list(seen)
        while stack:
            for each in self.after.get(stack.pop(), ()):
                if each not in seen:
                    seen[each] = None
                    stack.append(each)
        return list(seen)

"""Automatic loops that decide the same for ever: nothing in them changes what their exit asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import child, kind, label, text
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.soundness.graph import build
from engine.bpmn.gate.soundness.loops import SCOPES, components, once_around, path_to, waits
from engine.bpmn.gate.soundness.writes import EVERYTHING, writes
from engine.bpmn.reading.formulas import formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.soundness.graph import Graph
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

_CHOOSES = frozenset({"exclusiveGateway", "inclusiveGateway"})
_CHANGING = ("now", "today")


def loops_make_progress(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """A loop without waiting step changes something that one of its exits depends on."""
    for scope in diagram.every(*SCOPES):
        graph = build(diagram, scope)
        after = graph.successors()
        automatic = {
            step: [each for each in after[step] if not waits(diagram, graph.nodes[each])]
            for step in graph.steps
            if not waits(diagram, graph.nodes[step])
        }
        for component in components(automatic):
            members = set(component)
            if len(component) > 1 or component[0] in automatic[component[0]]:
                asked = _asked_at_exits(diagram, graph, members)
                if asked is not None and not _changes(diagram, graph, members, asked, around):
                    yield _finding(graph, component, asked)


def _asked_at_exits(diagram: Diagram, graph: Graph, members: set[str]) -> set[str] | None:
    """Names in the conditions that decide about leaving; None if something else may end the loop."""
    asked: set[str] = set()
    exits = 0
    for step_id in members:
        edges = [edge for edge in graph.edges.values() if edge.source == step_id]
        if all(edge.target in members for edge in edges):
            continue
        exits += 1
        node = graph.nodes[step_id]
        if kind(node) not in _CHOOSES or not any(edge.target in members for edge in edges):
            return None
        names = _condition_names(diagram, node)
        if names is None:
            return None
        asked |= names
    return asked if exits else None


def _condition_names(diagram: Diagram, gateway: _Element) -> set[str] | None:
    """All names that the gateway's conditions ask for; None if one cannot be read or asks for the time."""
    found: set[str] = set()
    for flow in diagram.outgoing.get(gateway.get("id", ""), []):
        source = text(child(flow, "conditionExpression"))
        if not source:
            continue
        if any(word in source for word in _CHANGING):
            return None
        read = formula(source)
        if read is None:
            return None
        found |= set(read.names)
    return found or None


def _changes(
    diagram: Diagram, graph: Graph, members: set[str], asked: set[str], around: Surroundings
) -> bool:
    """Whether any step of the loop writes one of the names."""
    for step_id in members:
        written = writes(diagram, graph.nodes[step_id], around)
        if EVERYTHING in written or written & asked:
            return True
    return False


def _finding(graph: Graph, component: tuple[str, ...], asked: set[str]) -> Finding:
    first = min(component, key=lambda step: (len(path_to(graph, step)) or len(graph.steps), step))
    node = graph.nodes[first]
    path = (*path_to(graph, first), *once_around(graph, first, set(component)))
    names = ", ".join(sorted(asked))
    return problem(
        "loop-never-changes",
        node,
        f"The loop at {label(node)} ({' → '.join(path)}) waits for nobody and changes none of {names}, on which its "
        "exit depends: once taken it never ends. Change one of them in the loop, or add a step that waits.",
        f"{label(node)} 处的循环（{' → '.join(path)}）不等待任何人，也不改变其出口所依赖的 {names}，一旦进入便不会结束。"
        "请在循环中修改其中之一，或添加等待步骤。",
        path=path,
    )

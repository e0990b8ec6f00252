"""What never ends: loops that nothing interrupts, steps from which no end can be reached, islands."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import is_event_subprocess, kind, label, nodes, scope_of, triggers
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.soundness.graph import NOWHERE, build
from engine.bpmn.reading.vocabulary import CONTAINERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.soundness.graph import Graph
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

SCOPES = ("process", "subProcess", "transaction")
_WAITS = frozenset(
    {
        "userTask", "manualTask", "receiveTask", "serviceTask", "adHocSubProcess", "eventBasedGateway",
        "intermediateCatchEvent", "callActivity",
    }
)  # fmt: skip


def everything_is_reached(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """Each step can be reached from where its scope begins."""
    for scope in diagram.every(*SCOPES):
        graph = build(diagram, scope)
        reached = set(_distances(graph))
        for step_id in graph.steps:
            node = graph.nodes[step_id]
            if step_id in reached or _begins_otherwise(node, reached):
                continue
            yield problem(
                "unreachable",
                node,
                f"{label(node)} is never reached: no way leads from a start event to it. Connect or delete it.",
                f"{label(node)} 永远无法到达：从开始事件没有路径通向它。请连接或删除。",
                path=tuple(_backwards(graph, step_id)),
            )


def _begins_otherwise(node: _Element, reached: set[str]) -> bool:
    """A boundary event of a reached activity (also one for compensation, which has no edge)."""
    return kind(node) == "boundaryEvent" and (node.get("attachedToRef") or "").rpartition(":")[2] in reached


def _distances(graph: Graph) -> dict[str, str | None]:
    """Each step that can be reached, with the step before it on a shortest way."""
    before: dict[str, str | None] = dict.fromkeys(graph.first_steps())
    queue = deque(before)
    after = graph.successors()
    while queue:
        step = queue.popleft()
        for following in after[step]:
            if following not in before:
                before[following] = step
                queue.append(following)
    return before


def _backwards(graph: Graph, step_id: str) -> list[str]:
    """From where the island begins to the step."""
    path, current = [step_id], step_id
    ins = {edge.target: edge.source for edge in graph.edges.values() if edge.source != NOWHERE}
    while current in ins and ins[current] not in path:
        current = ins[current]
        path.append(current)
    return path[::-1]


def path_to(graph: Graph, step_id: str) -> tuple[str, ...]:
    """A shortest way from the beginning of a scope to a step."""
    before = _distances(graph)
    path: list[str] = []
    current: str | None = step_id if step_id in before else None
    while current is not None:
        path.append(current)
        current = before[current]
    return tuple(reversed(path))


def loops_wait_or_end(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """A loop without any step that waits has a way out; every step has a way to an end."""
    for scope in diagram.every(*SCOPES):
        graph = build(diagram, scope)
        endless = _automatic_loops(diagram, graph)
        for loop in endless:
            yield _endless(graph, loop)
        told = {step for loop in endless for step in loop}
        if not _can_be_interrupted(diagram, scope):
            yield from _no_way_to_end(graph, told)


def _automatic_loops(diagram: Diagram, graph: Graph) -> list[tuple[str, ...]]:
    after = graph.successors()
    automatic = {
        step: [following for following in after[step] if not waits(diagram, graph.nodes[following])]
        for step in graph.steps
        if not waits(diagram, graph.nodes[step])
    }
    found = []
    for component in components(automatic):
        members = set(component)
        is_loop = len(component) > 1 or component[0] in automatic[component[0]]
        leaves = any(following not in members for step in component for following in after[step])
        if is_loop and not leaves:
            found.append(component)
    return found


def waits(diagram: Diagram, node: _Element) -> bool:
    """Whether a token rests here until something happens outside."""
    name = kind(node)
    if name == "intermediateCatchEvent":
        return any(kind(trigger) != "linkEventDefinition" for trigger in triggers(diagram, node))
    if name in _WAITS:
        return True
    return name in CONTAINERS and any(waits(diagram, inner) for inner in nodes(node))


def _endless(graph: Graph, loop: tuple[str, ...]) -> Finding:
    first = min(loop, key=lambda step: (len(path_to(graph, step)) or len(graph.steps), step))
    path = (*path_to(graph, first), *once_around(graph, first, set(loop)))
    node = graph.nodes[first]
    return problem(
        "endless-automatic-loop",
        node,
        f"From {label(node)} on the case turns in a circle ({' → '.join(path)}) without waiting for anybody and "
        "without a way out. Add an exit or a step that waits.",
        f"自 {label(node)} 起流程自动循环（{' → '.join(path)}），既不等待也没有出口。请添加出口或等待步骤。",
        path=path,
    )


def once_around(graph: Graph, first: str, members: set[str]) -> list[str]:
    """Once around the loop, back to where it was entered."""
    after = graph.successors()
    before: dict[str, str] = {}
    queue = deque([first])
    while queue:
        step = queue.popleft()
        for following in after[step]:
            if following == first:
                path = [first]
                while step != first:
                    path.append(step)
                    step = before[step]
                return path[::-1]
            if following in members and following not in before:
                before[following] = step
                queue.append(following)
    return []


def components(after: Mapping[str, list[str]]) -> list[tuple[str, ...]]:
    """Strongly connected components (Tarjan 1972), without recursion."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    for root in after:
        if root in index:
            continue
        work = [(root, iter(after[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            step, rest = work[-1]
            for following in rest:
                if following not in index:
                    index[following] = low[following] = len(index)
                    stack.append(following)
                    on_stack.add(following)
                    work.append((following, iter(after.get(following, []))))
                    break
                if following in on_stack:
                    low[step] = min(low[step], index[following])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[step])
                if low[step] == index[step]:
                    found.append(_pop(stack, on_stack, step))
    return found


def _pop(stack: list[str], on_stack: set[str], step: str) -> tuple[str, ...]:
    members: list[str] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == step:
            return tuple(reversed(members))


def _can_be_interrupted(diagram: Diagram, scope: _Element) -> bool:
    """Something outside the flow may end this scope: an event that interrupts it or one around it."""
    current: _Element | None = scope
    while current is not None:
        for inner in nodes(current):
            if is_event_subprocess(inner) and any(
                kind(start) == "startEvent" and start.get("isInterrupting", "true") in {"true", "1"}
                for start in nodes(inner)
            ):
                return True
        if any(
            event.get("cancelActivity", "true") in {"true", "1"}
            for event in diagram.boundary.get(current.get("id", ""), [])
        ):
            return True
        current = scope_of(current)
    return False


def _no_way_to_end(graph: Graph, told: set[str]) -> Iterator[Finding]:
    """Circles with waiting steps that nothing leaves; each is said once, where it is entered."""
    after = graph.successors()
    reached = _distances(graph)
    for component in components(after):
        members = set(component)
        turns = len(component) > 1 or component[0] in after[component[0]]
        leaves = any(following not in members for step in component for following in after[step])
        if not turns or leaves or members & told or not members & set(reached):
            continue
        first = min(component, key=lambda step: (len(path_to(graph, step)), step))
        node = graph.nodes[first]
        path = (*path_to(graph, first), *once_around(graph, first, members))
        yield problem(
            "no-way-to-end",
            node,
            f"From {label(node)} on ({' → '.join(path)}) no end event can be reached: the case can never be "
            "finished. Add a way to an end event.",
            f"自 {label(node)} 起（{' → '.join(path)}）无法到达任何结束事件，办件永远不能办结。请添加通往结束事件的路径。",
            path=path,
        )

"""The flow of one scope as a graph: what each step takes from its ways in and puts on its ways out.

A scope (process, subprocess, event subprocess) is looked at by itself; a subprocess inside it is one
step. Edges are sequence flows, plus one for each pair of link events and for each way in. What a step
may do is a list of options, each a set of edges that get a token: one option that takes all is a parallel
split, single ones are a choice, several sets an inclusive split.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine.bpmn.gate.diagram import (
    child,
    is_compensation,
    is_event_subprocess,
    is_true,
    kind,
    nodes,
    triggers,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram

Join: TypeAlias = Literal["any", "all", "inclusive"]
Options: TypeAlias = tuple[frozenset[str], ...]
_SUBSETS = 4


@dataclass(kw_only=True)
class Edge:
    """From one step to the next; ``via`` are steps that were folded into it, in order."""

    edge_id: str
    source: str
    target: str
    via: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Step:
    """A flow node: how it joins, and what it may put out. ``ends`` is a terminate end event."""

    step_id: str
    join: Join
    options: Options
    ends: bool = False


@dataclass(kw_only=True)
class Graph:
    """Steps and edges of a scope, with the XML ``nodes`` of the steps; ``entries`` are the edges that begin it, alternatives of sets."""

    scope_id: str
    steps: dict[str, Step] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    nodes: dict[str, _Element] = field(default_factory=dict)
    entries: list[frozenset[str]] = field(default_factory=list)

    def successors(self) -> dict[str, list[str]]:
        """Steps by the step before, without the ways in."""
        found: dict[str, list[str]] = {step: [] for step in self.steps}
        for edge in self.edges.values():
            if edge.source in found and edge.target in found:
                found[edge.source].append(edge.target)
        return found

    def first_steps(self) -> list[str]:
        """Where a token can begin."""
        return list(
            dict.fromkeys(self.edges[edge].target for entry in self.entries for edge in sorted(entry))
        )


ENTRY = "start of "
NOWHERE = "\0"


def build(diagram: Diagram, scope: _Element) -> Graph:
    """The graph of a scope; flows that lead nowhere are left out, the constraints report them."""
    graph = Graph(scope_id=scope.get("id", ""))
    members = {
        identity: node for node in nodes(scope) if (identity := node.get("id")) and not _stands_apart(node)
    }
    for flow in scope:
        if kind(flow) == "sequenceFlow":
            source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
            if source in members and target in members:
                edge_id = flow.get("id", "")
                graph.edges[edge_id] = Edge(edge_id=edge_id, source=source, target=target)
    graph.nodes = members
    links = _link_edges(diagram, members, graph)
    for step_id, node in members.items():
        graph.steps[step_id] = _step(diagram, graph, step_id, node, links.get(step_id))
    _enter(graph, members)
    arriving = Counter(edge.target for edge in graph.edges.values())
    for step in graph.steps.values():
        if arriving[step.step_id] <= 1:
            step.join = "any"
    return graph


def _stands_apart(node: _Element) -> bool:
    return is_event_subprocess(node) or is_compensation(node)


def _link_edges(diagram: Diagram, members: dict[str, _Element], graph: Graph) -> dict[str, str]:
    """One edge from each throwing link event to the catching one of its name."""
    targets: dict[str, str] = {}
    sources: list[tuple[str, str]] = []
    for step_id, node in members.items():
        for trigger in triggers(diagram, node):
            if kind(trigger) != "linkEventDefinition":
                continue
            name = trigger.get("name") or ""
            if kind(node) == "intermediateCatchEvent":
                targets[name] = step_id
            else:
                sources.append((step_id, name))
    edges: dict[str, str] = {}
    for step_id, name in sources:
        if name in targets:
            edge_id = f"link {step_id}"
            graph.edges[edge_id] = Edge(edge_id=edge_id, source=step_id, target=targets[name])
            edges[step_id] = edge_id
    return edges


def _step(diagram: Diagram, graph: Graph, step_id: str, node: _Element, link: str | None) -> Step:
    name = kind(node)
    flows = [flow for flow in diagram.outgoing.get(step_id, []) if _leaves(graph, flow, step_id)]
    if link is not None:
        return Step(step_id=step_id, join="any", options=(frozenset({link}),))
    if name == "endEvent":
        ends = any(kind(trigger) == "terminateEventDefinition" for trigger in triggers(diagram, node))
        return Step(step_id=step_id, join="any", options=(frozenset(),), ends=ends)
    outs = [flow.get("id", "") for flow in flows]
    if name in {"exclusiveGateway", "eventBasedGateway"}:
        both = name == "eventBasedGateway" and node.get("eventGatewayType") == "Parallel"
        return Step(step_id=step_id, join="any", options=_all(outs) if both else _each(outs))
    if name == "parallelGateway":
        return Step(step_id=step_id, join="all", options=_all(outs))
    if name in {"inclusiveGateway", "complexGateway"}:
        default = node.get("default") if node.get("default") in outs else None
        chosen = [out for out in outs if out != default]
        options = _subsets(chosen) + ((frozenset({default}),) if default else ())
        return Step(step_id=step_id, join="inclusive", options=options or (frozenset(),))
    options = _activity(node, flows)
    gathers = (node.get("startQuantity") or "1").strip() != "1"
    join: Join = "inclusive" if gathers else "any"
    return Step(step_id=step_id, join=join, options=_with_boundaries(diagram, graph, step_id, options))


def _leaves(graph: Graph, flow: _Element, step_id: str) -> bool:
    """Whether a flow is an edge here; of two with one id only the later is."""
    edge = graph.edges.get(flow.get("id", ""))
    return edge is not None and edge.source == step_id


def _all(outs: Iterable[str]) -> Options:
    return (frozenset(outs),)


def _each(outs: Iterable[str]) -> Options:
    return tuple(frozenset({out}) for out in outs) or (frozenset(),)


def _subsets(outs: list[str]) -> Options:
    """Every choice of one or more; of many ways only single ones, pairs and all together."""
    sizes = range(1, len(outs) + 1) if len(outs) <= _SUBSETS else (1, 2, len(outs))
    return tuple(frozenset(chosen) for size in sizes for chosen in combinations(outs, size))


def _activity(node: _Element, flows: list[_Element]) -> Options:
    """Conditional flows of an activity or event are an inclusive choice beside the others (13.3.1)."""
    default = next((flow.get("id") for flow in flows if flow.get("id") == node.get("default")), None)
    certain: list[str] = []
    chosen: list[str] = []
    for flow in flows:
        if flow.get("id") == default:
            continue
        (certain if child(flow, "conditionExpression") is None else chosen).append(flow.get("id", ""))
    if not chosen:
        return _all([*certain, *([default] if default and not certain else [])])
    always = frozenset(certain)
    options = [always | subset for subset in _subsets(chosen)]
    if default:
        options.append(always | {default})
    elif certain or len(flows) == 1:
        options.append(always)
    return tuple(option for option in options if option) or (frozenset(),)


def _with_boundaries(diagram: Diagram, graph: Graph, step_id: str, options: Options) -> Options:
    """An interrupting boundary event replaces what the activity puts out, another one adds to it."""
    found = list(options)
    added: list[frozenset[str]] = []
    for event in diagram.boundary.get(step_id, []):
        outs = frozenset(
            flow.get("id", "")
            for flow in diagram.outgoing.get(event.get("id", ""), [])
            if _leaves(graph, flow, event.get("id", ""))
        )
        if not outs:
            continue
        edge_id = f"boundary {event.get('id')}"
        graph.edges[edge_id] = Edge(edge_id=edge_id, source=step_id, target=event.get("id", ""))
        if event.get("cancelActivity", "true") in {"true", "1"}:
            found.append(frozenset({edge_id}))
        else:
            added.append(frozenset({edge_id}))
    extra = [option | more for option in options for more in added]
    together = [option.union(*added) for option in options] if len(added) > 1 else []
    return tuple(dict.fromkeys([*found, *extra, *together]))


def _enter(graph: Graph, members: dict[str, _Element]) -> None:
    """Each start event begins alone; without one, everything that nothing leads to begins at once."""
    reached = {edge.target for edge in graph.edges.values()}
    starts = [step_id for step_id, node in members.items() if kind(node) == "startEvent"]
    starters = [
        step_id
        for step_id, node in members.items()
        if kind(node) in {"receiveTask", "eventBasedGateway"}
        and is_true(node.get("instantiate"))
        and step_id not in reached
    ]
    alone = starts + starters
    roots = [
        step_id
        for step_id, node in members.items()
        if step_id not in reached and kind(node) not in {"boundaryEvent", "startEvent"}
    ]
    for step_id in alone:
        graph.entries.append(frozenset({_entry(graph, step_id)}))
    if not alone and roots:
        graph.entries.append(frozenset(_entry(graph, step_id) for step_id in roots))


def _entry(graph: Graph, step_id: str) -> str:
    edge_id = f"{ENTRY}{step_id}"
    graph.edges[edge_id] = Edge(edge_id=edge_id, source=NOWHERE, target=step_id)
    return edge_id

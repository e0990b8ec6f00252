"""Deadlocks and lost synchronisation: what playing the tokens of each scope shows.

Method: workflow graphs with inclusive gateways, reduced (``reduce``) and then explored (``explore``); see
van der Aalst 1998 on soundness of workflow nets and Favre, Fahland, Völzer 2015 on workflow graphs.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import label
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.soundness.explore import Explorer
from engine.bpmn.gate.soundness.graph import build
from engine.bpmn.gate.soundness.reduce import reduce
from engine.bpmn.reading.vocabulary import S

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.soundness.explore import Meeting, Stuck
    from engine.bpmn.gate.soundness.graph import Graph
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

_SCOPES = ("process", "subProcess", "transaction")
MEANT = "severalTokens"


def tokens_flow(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """No token waits for ever, and no two meet where nothing joins them."""
    for scope in diagram.every(*_SCOPES):
        yield from _scope(diagram, scope)


def _scope(diagram: Diagram, scope: _Element) -> Iterator[Finding]:
    graph = build(diagram, scope)
    arriving = Counter(edge.target for edge in graph.edges.values())
    joins = {step.step_id: (step.join, arriving[step.step_id]) for step in graph.steps.values()}
    reduce(graph)
    outcome = Explorer(graph).run()
    for stuck in outcome.stuck.values():
        yield _deadlock(graph, stuck, joins)
    if not outcome.stuck:
        for meeting in outcome.meetings.values():
            yield _meeting(graph, meeting, joins)
    if not outcome.complete:
        yield problem(
            "soundness-not-decided",
            scope,
            f"{label(scope)} branches so much that its soundness could not be checked to the end. Move parts of "
            "it into subprocesses.",
            f"{label(scope)} 分支过多，无法完整检查其健全性。请把部分内容移入子流程。",
            severity="warning",
        )


def _deadlock(graph: Graph, stuck: Stuck, joins: Mapping[str, tuple[str, int]]) -> Finding:
    """The join that waits is the first on the waiting token's way that takes several flows."""
    path = _shown(graph, stuck.path)
    where = next((name for name in stuck.before if _joins_several(joins, name)), stuck.step_id)
    node = graph.nodes[where]
    if where in path:
        path = path[: len(path) - path[::-1].index(where)]
    return problem(
        "deadlock",
        node,
        f"{label(node)} waits for ever: on the way {' → '.join(path)} not every flow into it gets a token. Join "
        "the branches with the same kind of gateway that split them.",
        f"死锁：{label(node)} 会永远等待，经由 {' → '.join(path)} 时并非每条入口都有令牌。请用与分支相同类型的网关汇聚。",
        path=path,
    )


_SEVERAL = 2


def _joins_several(joins: Mapping[str, tuple[str, int]], name: str) -> bool:
    join, count = joins.get(name, ("any", 0))
    return join != "any" and count >= _SEVERAL


def _meeting(graph: Graph, meeting: Meeting, joins: Mapping[str, tuple[str, int]]) -> Finding:
    """The nearest step back that takes tokens from several sides without joining them."""
    where = next(
        (name for name in reversed(meeting.path) if joins.get(name, ("any", 0))[1] >= _SEVERAL),
        meeting.step_id,
    )
    node = graph.nodes[where]
    path = _shown(graph, meeting.path)
    return problem(
        "lack-of-synchronisation",
        node,
        f"{label(node)} goes on once for each parallel branch that reaches it ({' → '.join(path)}), so that "
        "everything after it happens several times. Join the branches with a parallel or inclusive gateway, or "
        f"set the property '{MEANT}' to 'meant' here.",
        f"{label(node)} 会被多个并行分支各触发一次（{' → '.join(path)}），其后步骤将重复执行。"
        f"请用并行或包容网关汇聚；如确属有意，请在此设置属性 {MEANT}=meant。",
        severity="warning" if _is_meant(node) else "error",
        path=path,
    )


def _shown(graph: Graph, path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in path if name in graph.nodes)


def _is_meant(node: _Element) -> bool:
    return any(
        element.get("name") == MEANT and element.get("value") == "meant"
        for element in node.iter(S + "property")
    )

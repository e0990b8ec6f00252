"""Play the tokens of a scope, shortest way first, until one is stuck or two meet.

Inclusive joins wait as the standard says (13.4.3): for every token that can still reach an empty way in
without passing the gateway and can reach no waiting one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from engine.bpmn.reading.vocabulary import GATEWAYS, kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.gate.soundness.graph import Graph, Step

Marking: TypeAlias = frozenset[str]
LIMIT = 30_000


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """Tokens that can never go on: the step they wait for, the folded steps just before it, the way there."""

    step_id: str
    before: tuple[str, ...]
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Two tokens at one place: where they meet, or the step that puts the second one there."""

    step_id: str
    path: tuple[str, ...]


@dataclass(kw_only=True)
class Outcome:
    """What exploring found; ``complete`` is false when the limit of states was reached."""

    stuck: dict[str, Stuck] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    complete: bool = True


class Explorer:
    """Explores one graph; states are sets of edges that hold a token each."""

    def __init__(self, graph: Graph, *, forget_ending: bool = True) -> None:
        """``forget_ending``: a branch that goes straight to its own end may be there several times."""
        self._graph = graph
        self._ins: dict[str, list[str]] = {step: [] for step in graph.steps}
        for edge in graph.edges.values():
            if edge.target in self._ins:
                self._ins[edge.target].append(edge.edge_id)
        self._reach = {
            step.step_id: self._ways_to(step)
            for step in graph.steps.values()
            if step.join == "inclusive" and len(self._ins[step.step_id]) > 1
        }
        self._vanishing = {
            edge.edge_id
            for edge in graph.edges.values()
            if forget_ending and self._only_ends(graph.steps.get(edge.target))
        }
        self._repeatable = _repeatable(graph)
        self._before: dict[Marking, tuple[Marking | None, tuple[str, ...]]] = {}

    @staticmethod
    def _is_plain_end(step: Step | None) -> bool:
        """A token that comes here is gone: nothing waits for it and it ends nothing else."""
        return step is not None and step.join == "any" and not step.ends and step.options == (frozenset(),)

    def _only_ends(self, step: Step | None) -> bool:
        """A token that comes here goes straight to a plain end, whatever others do: it need not be played."""
        seen: set[str] = set()
        while step is not None and not self._is_plain_end(step):
            if step.join != "any" or step.ends or len(step.options) != 1 or len(step.options[0]) != 1:
                return False
            after = self._graph.edges[next(iter(step.options[0]))]
            merges = len(self._ins[step.step_id]) > 1
            if step.step_id in seen or (merges and self._does_something(step.step_id, *after.via)):
                return False
            seen.add(step.step_id)
            step = self._graph.steps.get(after.target)
        return step is not None

    def _does_something(self, *step_ids: str) -> bool:
        """Whether any of these is more than a gateway."""
        return any(kind(self._graph.nodes[each]) not in GATEWAYS for each in step_ids)

    def run(self, limit: int = LIMIT) -> Outcome:
        """Breadth first from every way to begin."""
        outcome = Outcome()
        queue: deque[Marking] = deque()
        for entry in self._graph.entries:
            entry -= self._vanishing  # noqa: PLW2901 (the rest of the entry is what is played)
            if entry not in self._before:
                self._before[entry] = (None, ())
                queue.append(entry)
        while queue:
            if len(self._before) > limit:
                outcome.complete = False
                break
            marking = queue.popleft()
            moved = False
            for step, taken, put in self._moves(marking):
                moved = True
                self._go(marking, step, taken, put, queue=queue, outcome=outcome)
            if not moved and marking:
                self._record_stuck(marking, outcome)
        return outcome

    def _moves(self, marking: Marking) -> Iterator[tuple[Step, frozenset[str], frozenset[str]]]:
        for step_id in sorted({self._graph.edges[edge].target for edge in marking}):
            step = self._graph.steps.get(step_id)
            if step is None:
                continue
            for taken in self._takes(step, marking):
                for option in step.options:
                    yield step, taken, option

    def _takes(self, step: Step, marking: Marking) -> list[frozenset[str]]:
        waiting = [edge for edge in self._ins[step.step_id] if edge in marking]
        if step.join == "any":
            return [frozenset({edge}) for edge in waiting]
        if step.join == "all":
            return [frozenset(waiting)] if len(waiting) == len(self._ins[step.step_id]) else []
        return [frozenset(waiting)] if self._may_join(step, marking, set(waiting)) else []

    def _may_join(self, step: Step, marking: Marking, waiting: set[str]) -> bool:
        if not waiting:
            return False
        ways = self._reach.get(step.step_id)
        if ways is None or len(waiting) == len(self._ins[step.step_id]):
            return True
        for edge in marking - waiting:
            reachable = ways.get(edge, frozenset())
            if reachable - waiting and not reachable & waiting:
                return False
        return True

    def _ways_to(self, step: Step) -> dict[str, frozenset[str]]:
        """For each edge, the ways into an inclusive join that a token on it can reach around the join."""
        followers: dict[str, list[str]] = {}
        for edge in self._graph.edges.values():
            followers.setdefault(edge.source, []).append(edge.edge_id)
        own = set(self._ins[step.step_id])
        found: dict[str, frozenset[str]] = {}
        for start in self._graph.edges:
            seen, stack = {start}, [start]
            while stack:
                edge_id = stack.pop()
                target = self._graph.edges[edge_id].target
                if target == step.step_id:
                    continue
                for after in followers.get(target, ()):
                    if after not in seen:
                        seen.add(after)
                        stack.append(after)
            found[start] = frozenset(seen & own)
        return found

    def _go(
        self,
        marking: Marking,
        step: Step,
        taken: frozenset[str],
        put: frozenset[str],
        *,
        queue: deque[Marking],
        outcome: Outcome,
    ) -> None:
        left = frozenset() if step.ends else marking - taken
        passed = (*(name for edge in sorted(taken) for name in self._graph.edges[edge].via), step.step_id)
        put -= self._vanishing
        if (left & put) - self._repeatable:
            self._record_meeting(step.step_id, self._path(marking) + passed, outcome)
            return
        after = frozenset(left | put)
        if after in self._before:
            return
        self._before[after] = (marking, passed)
        if not self._record_merging(after, outcome):
            queue.append(after)

    def _record_merging(self, marking: Marking, outcome: Outcome) -> bool:
        """Two tokens before one step that does not join: each would make it go on."""
        waiting: dict[str, list[str]] = {}
        for edge in sorted(marking):
            waiting.setdefault(self._graph.edges[edge].target, []).append(edge)
        found = False
        for step_id, edges in waiting.items():
            step = self._graph.steps.get(step_id)
            if step is None or len(edges) == 1 or step.join != "any" or self._is_plain_end(step):
                continue
            if self._repeatable.issuperset(edges):
                continue
            found = True
            ways = [self._graph.edges[edge].via for edge in edges]
            common = [name for name in ways[0] if all(name in way for way in ways[1:])]
            path = (*self._path(marking), *(name for way in ways for name in way), step_id)
            self._record_meeting(common[0] if common else step_id, tuple(dict.fromkeys(path)), outcome)
        return found

    @staticmethod
    def _record_meeting(step_id: str, path: tuple[str, ...], outcome: Outcome) -> None:
        outcome.meetings.setdefault(step_id, Meeting(step_id=step_id, path=path))

    def _record_stuck(self, marking: Marking, outcome: Outcome) -> None:
        waiting: dict[str, list[str]] = {}
        for edge in sorted(marking):
            waiting.setdefault(self._graph.edges[edge].target, []).append(edge)
        for step_id, edges in waiting.items():
            if step_id in outcome.stuck or step_id not in self._graph.steps:
                continue
            before = self._graph.edges[edges[0]].via
            outcome.stuck[step_id] = Stuck(
                step_id=step_id, before=before, path=(*self._path(marking), *before, step_id)
            )

    def _path(self, marking: Marking) -> tuple[str, ...]:
        """The steps that were taken to come to a marking, in order."""
        parts: list[tuple[str, ...]] = []
        current: Marking | None = marking
        while current is not None:
            current, passed = self._before[current]
            parts.append(passed)
        return tuple(name for part in reversed(parts) for name in part)


def _repeatable(graph: Graph) -> frozenset[str]:
    """Edges that only a non-interrupting boundary event leads to: many tokens may be there on purpose."""
    spawned = {
        edge
        for step in graph.steps.values()
        for option in step.options
        for edge in option
        if any(other < option and edge not in other for other in step.options)
        and edge.startswith("boundary ")
    }
    ordinary: set[str] = set()
    stack = [edge for entry in graph.entries for edge in entry]
    followers: dict[str, list[str]] = {}
    for edge in graph.edges.values():
        followers.setdefault(edge.source, []).append(edge.edge_id)
    while stack:
        edge_id = stack.pop()
        if edge_id in ordinary or edge_id in spawned:
            continue
        ordinary.add(edge_id)
        stack += followers.get(graph.edges[edge_id].target, ())
    return frozenset(set(graph.edges) - ordinary)

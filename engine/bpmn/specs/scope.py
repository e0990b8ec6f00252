"""Scopes: a process or a subprocess with its nodes and flows, static and shared by all cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec

# mypy: disallow_untyped_calls=False
# SpiffWorkflow has no annotations.

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.bpmn.expressions import Expression
    from engine.bpmn.specs.nodes import Node


@dataclass(eq=False, slots=True)
class FlowSpec:
    """A sequence flow between two nodes of one scope; ``condition`` is compiled, None where there is none."""

    id: str
    source: Node
    target: Node
    condition: Expression | None = None
    name: str = ""


@dataclass(slots=True)
class AdHoc:
    """How an ad hoc subprocess goes on: ``chosen`` means that somebody chooses each activity."""

    sequential: bool = False
    condition: Expression | None = None
    cancel_remaining: bool = True
    chosen: bool = False


@dataclass(slots=True)
class Links:
    """Throwing and catching link events of a scope, by name."""

    catches: dict[str, list[Node]] = field(default_factory=dict)


class ScopeSpec(BpmnProcessSpec):
    """What runs inside one process or subprocess.

    SpiffWorkflow puts start, end-join and end tasks of its own into ``task_specs``; here a scope ends when
    no token is left, so ``task_specs`` holds what is drawn and nothing else, and a node may be called ``End``.
    """

    def __init__(
        self, scope_id: str, *, name: str = "", kind: str = "process", filename: str | None = None
    ) -> None:
        """``kind`` is the XML's local name; ``scope_id`` is unique over all files of a definition."""
        WorkflowSpec.__init__(self, name=scope_id, filename=filename)
        self.description = name
        self.svg = None
        self.io_specification: Any = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
        self.kind = kind
        self.host: Node | None = None
        self.flows: dict[str, FlowSpec] = {}
        self.starts: list[Node] = []
        self.implicit_starts: list[Node] = []
        self.event_subprocesses: list[Any] = []
        self.links = Links()
        self.ad_hoc: AdHoc | None = None
        self.properties: tuple[str, ...] = ()
        self.start = BpmnStartTask(self, "/start")
        self.task_specs.clear()
        self._reach: dict[tuple[str, bool], frozenset[str]] = {}

    @property
    def nodes(self) -> dict[str, Node]:
        """Nodes of this scope by id, without those of inner scopes."""
        return self.task_specs

    def none_start(self) -> Node | None:
        """The start event without trigger, the first as drawn."""
        for start in self.starts:
            if not start.triggers:
                return start
        return None

    def reaching(self, flow: FlowSpec, gateway: Node, *, by_events: bool = True) -> frozenset[str]:
        """Ids of the nodes from which a token can come to ``flow`` without passing ``gateway``.

        Links count as flows, and with ``by_events`` boundary events as ways out of their activity (BPMN 13.4.3,
        14.2.2). The graph never changes, so each answer is kept.
        """
        known = self._reach.get((flow.id, by_events))
        if known is None:
            known = self._reach[flow.id, by_events] = frozenset(
                self._search(flow, gateway, by_events=by_events)
            )
        return known

    def _search(self, flow: FlowSpec, gateway: Node, *, by_events: bool) -> Iterable[str]:
        seen: set[str] = set()
        stack = [flow.source]
        while stack:
            node = stack.pop()
            if node.name in seen or node is gateway:
                continue
            seen.add(node.name)
            if by_events or node.kind != "boundaryEvent":
                stack.extend(node.predecessors())
        return seen

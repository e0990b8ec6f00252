"""A running scope: one process or subprocess of a case, with its tokens, joins and what it has done."""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.specs.gateways import Join
    from engine.bpmn.specs.nodes import Node
    from engine.bpmn.specs.scope import ScopeSpec


class ScopeWorkflow(BpmnSubWorkflow):
    """SpiffWorkflow's subworkflow with a count of live tokens in place of a task tree.

    ``arrivals`` are the tokens at joins: node id → flow id → count. ``done`` is the compensation log, oldest
    first. ``frame`` holds names that belong to this scope alone, None where it shares those around it;
    ``isolated`` scopes do not see further out. ``ending`` is set while a transaction is being cancelled,
    ``undone`` once its own compensation event subprocess has run from inside.
    """

    spec: ScopeSpec
    tasks: dict[str, Token]  # SpiffWorkflow's keys are UUIDs

    def __init__(self, case: CaseWorkflow, spec: ScopeSpec, scope_id: str, host: Token | None) -> None:
        """Whole override of SpiffWorkflow's, which predicts a task tree."""
        self.id = scope_id
        self.case = case
        self.top_workflow = case
        self.spec = spec
        self.host = host
        self.parent_task_id = None if host is None else host.id
        self.depth: int = 0 if host is None else host.workflow.depth + 1
        self.calls: int = 0 if host is None else host.workflow.calls
        self.completed = False
        self.success = True
        self.tasks = {}
        self.live = 0
        self.arrivals: dict[str, dict[str, int]] = {}
        self.resets: dict[str, list[str]] = {}
        self.done: list[str | dict[str, Any]] = []
        self.frame: dict[str, Any] | None = None
        self.isolated = False
        self.ending: str | None = None
        self.undone = False
        self.outcomes: list[str] = []
        self.frames: tuple[dict[str, Any], ...] | None = None

    @property
    def data(self) -> Any:  # type: ignore[override]
        """The case data."""
        return self.case.data

    @property
    def parent_workflow(self) -> ScopeWorkflow | None:
        """The scope around, through a call activity too."""
        return None if self.host is None else self.host.workflow

    @property
    def path(self) -> str:
        """The token id of the activity that this scope runs in; empty for a process of its own."""
        return "" if self.host is None else self.host.id

    def outward(self) -> Iterator[ScopeWorkflow]:
        """This scope and those around it, innermost first."""
        scope: ScopeWorkflow | None = self
        while scope is not None:
            yield scope
            scope = scope.parent_workflow

    def listeners(self) -> list[Token]:
        """Start events of event subprocesses that wait in this scope."""
        return [token for token in self.tasks.values() if token.role == "listener" and token._parent is None]

    def gather(self, token: Token, quantity: int) -> bool:
        """Counts a token for ``startQuantity``; True for the one that makes it full (BPMN 13.3.2)."""
        if token.internal_data.pop("gathered", None):
            return True
        counts = self.arrivals.setdefault(token.task_spec.name, {})
        counts[""] = counts.get("", 0) + 1
        if counts[""] < quantity:
            self.case.drop(token)
            return False
        del self.arrivals[token.task_spec.name]
        token.internal_data["gathered"] = True
        return True

    def park(self, token: Token, node: Join) -> None:
        """A token arrives at a join: it is counted, and the join is looked at."""
        counts = self.arrivals.setdefault(node.name, {})
        counts[token.flow_id or ""] = counts.get(token.flow_id or "", 0) + 1
        self.case.drop(token)
        self.case.look_at_join(self, node)

    def occupied(self, but: Node, *, parked: bool = True) -> set[str]:
        """Ids of the nodes of this scope at which a token is, other than ``but``; those at joins only if ``parked``."""
        nodes = {token.task_spec.name for token in self.tasks.values() if token.role == "flow"}
        if parked:
            nodes.update(self.arrivals)
        nodes.discard(but.name)
        return nodes

    def is_empty(self) -> bool:
        """No token moves or waits, none is parked, nothing is being compensated."""
        return self.live == 0 and not self.arrivals

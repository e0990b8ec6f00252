"""What every node of a diagram has and does, mixed into SpiffWorkflow's spec classes.

SpiffWorkflow's life of a task stays: ``_update`` (a token comes in), ``_update_hook`` (may it start?),
``_ready``, ``_run``/``_run_hook`` (work: True done, None goes on outside), ``_on_complete``. What its core
does by prediction and walks over the task tree is done here on the static graph: nothing is predicted,
and a token that has left is gone.
"""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.bpmn.execution.token import Token
    from engine.bpmn.expressions import Expression
    from engine.bpmn.specs.scope import FlowSpec, ScopeSpec
    from engine.bpmn.specs.triggers import Trigger


class Node:
    """Graph position, properties and the default life of a token at a node."""

    kind = "node"
    is_activity = False
    manual = False
    cost = 1.0

    name: str
    bpmn_name: str | None
    lane: str | None
    documentation: str | None
    _wf_spec: ScopeSpec

    def place(self, kind: str) -> None:
        """Called once by the parser, before anything is connected."""
        self.kind = kind
        self.outgoing: list[FlowSpec] = []
        self.incoming: list[FlowSpec] = []
        self.default: FlowSpec | None = None
        self.boundaries: list[Any] = []
        self.triggers: list[Trigger] = []
        self.properties: Mapping[str, str] = {}
        self.completion_quantity = 1

    @property
    def scope_spec(self) -> ScopeSpec:
        """The scope that this node is drawn in."""
        return self._wf_spec

    def predecessors(self) -> Iterator[Node]:
        """Nodes from which a token can come here in one step."""
        for flow in self.incoming:
            yield flow.source

    def test(self) -> None:
        """Nothing: what is missing was found when the definition was read."""

    def _predict(self, *_: Any, **__: Any) -> None:
        """Nothing: the future is on the diagram, not in the state."""

    def _update(self, my_task: Token) -> None:
        if self._update_hook(my_task):
            my_task._ready()

    def _update_hook(self, my_task: Token) -> bool:
        my_task.case.report.enter(my_task)
        return True

    def _on_ready(self, my_task: Token) -> None:
        my_task.case.schedule("run", my_task)

    def _run(self, my_task: Token) -> bool | None:
        return self._run_hook(my_task)

    def _run_hook(self, my_task: Token) -> bool | None:  # noqa: ARG002 (SpiffWorkflow's signature)
        return True

    def _on_complete(self, my_task: Token) -> None:
        my_task.case.depart(my_task)

    def _on_cancel(self, my_task: Token) -> None:
        """Nothing of its own; waits and inner scopes are closed by whoever cancels."""

    def chosen_flows(self, my_task: Token) -> list[FlowSpec]:
        """The flows by which a token leaves: all without condition, and those whose condition holds.

        The default flow is taken when no conditional flow is (BPMN 13.2.1, 8.4.13).
        """
        flows = self.outgoing
        if len(flows) == 1 and flows[0].condition is None:
            return flows
        always = [flow for flow in flows if flow.condition is None and flow is not self.default]
        conditional = [flow for flow in flows if flow.condition is not None and flow is not self.default]
        taken = {flow.id for flow in conditional if my_task.case.holds(flow.condition, my_task)}
        if not taken and self.default is not None:
            return [flow for flow in flows if flow is self.default or flow in always]
        if not taken and not always and flows:
            my_task.case.no_way_out(my_task)
        return [flow for flow in flows if flow.id in taken or flow in always]


class InputOutput:
    """Data that goes into and comes out of a node: ``(target, expression)`` pairs, and scripts around it."""

    def __init__(self) -> None:
        self.inputs: list[tuple[str, Expression]] = []
        self.outputs: list[tuple[str, Expression]] = []
        self.before: Expression | None = None
        self.after: Expression | None = None
        self.isolated = False
        self.result: str | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.inputs or self.outputs or self.before or self.after)

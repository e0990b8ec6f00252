"""A running case: SpiffWorkflow's workflow with an index of live tokens and a queue in place of tree walks.

How it goes on is in ``stepping``, what its nodes do in ``performing``; here are tokens and scopes themselves.
"""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from engine.bpmn.execution.ad_hoc import AdHocRunner
from engine.bpmn.execution.catching import Catching
from engine.bpmn.execution.compensating import Compensating
from engine.bpmn.execution.dormant import Dormant
from engine.bpmn.execution.ending import Ending
from engine.bpmn.execution.joining import Joining
from engine.bpmn.execution.looping import Looping
from engine.bpmn.execution.names import Data
from engine.bpmn.execution.performing import SCOPE_DEPTH, Performing
from engine.bpmn.execution.report import Report
from engine.bpmn.execution.scope import ScopeWorkflow
from engine.bpmn.execution.stepping import Item, Stepping
from engine.bpmn.execution.throwing import Throwing
from engine.bpmn.execution.token import Token
from engine.bpmn.expressions import ExpressionFailure
from engine.errors import LimitError

# mypy: disallow_untyped_calls=False
# SpiffWorkflow has no annotations.

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.bpmn.definition import Definition
    from engine.bpmn.specs.nodes import Node
    from engine.bpmn.specs.scope import FlowSpec, ScopeSpec
    from engine.bpmn.transition import StepAction


class CaseWorkflow(Performing, Stepping, BpmnWorkflow):
    """All scopes and tokens of one case while one command runs.

    The parts (``catching``, ``throwing``, ``looping``, ``compensating``, ``joining``, ``ending``, ``ad_hoc``)
    hold no state of their own: what is here is what the snapshot keeps.
    """

    def __init__(
        self, definition: Definition, *, at: datetime, environment: Mapping[str, Any], prunes: bool = True
    ) -> None:
        """Whole override of SpiffWorkflow's, which builds a task tree and a Python script engine."""
        self.definition = definition
        self.prunes = prunes
        self.spec = definition.scopes[definition.process_id]
        self.subprocess_specs = definition.scopes
        self.success = True
        self.completed = False
        self.tokens: dict[str, Token] = {}
        self.scopes: dict[str, ScopeWorkflow] = {}
        self.queue: deque[Item] = deque()
        self.failed: list[Item] = []
        self.counter = 0
        self.state = "running"
        self.outcomes: list[str] = []
        self.spent = 0.0
        self.exhausted = False
        self.report = Report()
        self.names = Data(self, at=at, environment=environment)
        self.catching = Catching(self)
        self.throwing = Throwing(self)
        self.looping = Looping(self)
        self.compensating = Compensating(self)
        self.joining = Joining(self)
        self.ending = Ending(self)
        self.ad_hoc = AdHocRunner(self)
        self.dormant = Dormant(self)

    @property
    def data(self) -> dict[str, Any]:  # type: ignore[override]
        """The case data."""
        return self.names.case_data

    def begin_command(self, *, at: datetime, environment: Mapping[str, Any]) -> None:
        """A state kept in memory gets the clock and the names of its next command."""
        self.names.begin_command(at=at, environment=environment)
        self.report = Report()
        self.spent = 0.0
        self.exhausted = False

    def next_id(self, letter: str) -> str:
        """A new id, never used before in this case."""
        self.counter += 1
        return f"{letter}{self.counter}"

    # -- tokens ---------------------------------------------------------------------------------------

    def put(
        self,
        scope: ScopeWorkflow,
        node: Node,
        *,
        role: str = "flow",
        parent: Token | None = None,
        flow_id: str | None = None,
    ) -> Token:
        """A new token at ``node``; nothing happens to it before an operation is scheduled."""
        token = Token(
            scope,
            node,
            self.next_id("t"),
            role=role,
            parent=None if parent is None else parent.id,
            flow_id=flow_id,
        )
        self.tokens[token.id] = token
        scope.tasks[token.id] = token
        if role == "flow":
            scope.live += 1
        if parent is not None:
            parent._children[token.id] = None
        return token

    def enter(self, scope: ScopeWorkflow, node: Node, flow: FlowSpec | None = None) -> Token:
        """A token comes to ``node`` and will start there."""
        token = self.put(scope, node, flow_id=None if flow is None else flow.id)
        self.queue.append(["enter", token.id])
        return token

    def drop(self, token: Token) -> None:
        """The token is gone; a scope without tokens ends."""
        scope, counted = token.workflow, token.role == "flow"
        self.remove(token)
        if counted and scope.live == 0:
            self.queue.append(["end", scope.id])

    def remove(self, token: Token) -> None:
        """Takes the token out of every index, without consequence."""
        if not token.alive:
            return
        scope = token.workflow
        if token.role == "flow":
            scope.live -= 1
        parent = token.parent
        if parent is not None:
            parent._children.pop(token.id, None)
        token.role = "gone"
        if self.prunes:
            del self.tokens[token.id]
            del scope.tasks[token.id]

    def live(self, token_id: str) -> Token | None:
        """The token with this id, if it is still somewhere."""
        token = self.tokens.get(token_id)
        return token if token is not None and token.alive else None

    def depart(self, token: Token, action: StepAction = "completed") -> None:
        """The token leaves its node by the chosen flows; without any it is consumed."""
        node = token.task_spec
        owner = token.internal_data.get("for")
        if owner is not None:
            self.report.step(token, "compensated")
            self.drop(token)
            self.compensating.handler_done(owner)
            return
        flows = node.chosen_flows(token)
        scope = token.workflow
        if scope.spec.ad_hoc is not None and (node.is_activity or not flows):
            self.queue.appendleft(["ad_hoc", scope.id])
        self.throwing.by_message_flow(node)
        self.report.step(token, action, tuple(flow.id for flow in flows))
        for flow in flows:
            for _ in range(node.completion_quantity):
                self.enter(scope, flow.target, flow)
        link = getattr(node, "link_name", None)
        if link is not None:
            for target in scope.spec.links.catches.get(link, ()):
                self.enter(scope, target)
        elif not flows:
            self.ending.consumed(token)
        self.drop(token)

    # -- scopes ---------------------------------------------------------------------------------------

    def open_scope(
        self, host: Token | None, spec: ScopeSpec, *, start_id: str | None = None, payload: Any = None
    ) -> ScopeWorkflow:
        """A new running scope in the activity ``host``, or a process of its own."""
        if host is not None and host.workflow.depth >= SCOPE_DEPTH:
            raise LimitError(
                limit="scope_depth",
                message=f"'{host.task_spec.name}' lies {SCOPE_DEPTH} subprocesses and calls deep. "
                "Does a process call itself?",
                message_zh=f"“{host.task_spec.name}”的子流程与调用嵌套已达 {SCOPE_DEPTH} 层，请检查是否循环调用。",
            )
        scope = self.new_scope(host, spec)
        try:
            plans = self.catching.plan_listeners(scope)
        except ExpressionFailure:
            self.forget_scope(scope)
            raise
        self.catching.arm_listeners(scope, plans)
        self.ending.start_nodes(scope, start_id, payload)
        return scope

    def open_process(self, spec: ScopeSpec, start_id: str | None, payload: Any = None) -> None:
        """A process of its own begins, when its turn comes."""
        self.queue.append(["open", spec.name, start_id, payload])

    def new_scope(self, host: Token | None, spec: ScopeSpec) -> ScopeWorkflow:
        """A running scope with nothing in it."""
        scope = ScopeWorkflow(self, spec, self.next_id("s"), host)
        self.scopes[scope.id] = scope
        if host is not None:
            host.internal_data["scope"] = scope.id
            io = getattr(host.task_spec, "io", None)
            scope.calls += host.task_spec.kind == "callActivity"
            scope.isolated = io is not None and io.isolated
        if spec.properties or scope.isolated:
            scope.frame = dict.fromkeys(spec.properties)
            if scope.isolated and host is not None:
                scope.frame.update(host.internal_data.get("locals", {}))
        return scope

    def close_activity(self, token: Token) -> None:
        """The activity has ended well: nothing listens beside it any more, and it can be undone."""
        self.catching.disarm(token, answered=False)
        for child in token.children:
            self.ending.cancel(child, told=False)
        self.compensating.note(token)

    def inner_scope(self, token: Token) -> ScopeWorkflow | None:
        """The scope that runs in this activity."""
        scope_id = token.internal_data.get("scope")
        return None if scope_id is None else self.scope(scope_id)

    def scope(self, scope_id: str) -> ScopeWorkflow | None:
        """The scope with this id, if it still runs."""
        scope = self.scopes.get(scope_id)
        return None if scope is None or scope.completed else scope

    def running_scopes(self) -> list[ScopeWorkflow]:
        """Scopes that have not ended, oldest first."""
        return [scope for scope in self.scopes.values() if not scope.completed]

    def forget_scope(self, scope: ScopeWorkflow) -> None:
        """The scope has ended."""
        scope.completed = True
        if self.failed:
            self.failed = [item for item in self.failed if item[1] != scope.id]
        if self.prunes:
            self.scopes.pop(scope.id, None)

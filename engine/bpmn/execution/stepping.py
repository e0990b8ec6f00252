"""How a case goes on: a queue of operations, a budget, and what happens to an operation that fails.

An item of the queue is ``[operation, id, …]``, plain JSON, so that a long stretch can stop and go on in another
command. An operation evaluates its expressions before it changes anything; where one fails, the item is set
aside as an incident and everything else goes on.
"""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.expressions import ExpressionFailure
from engine.bpmn.transition import ExpressionIncident
from engine.errors import LimitError

if TYPE_CHECKING:
    from collections import deque

    from engine.bpmn.definition import Definition
    from engine.bpmn.execution.ad_hoc import AdHocRunner
    from engine.bpmn.execution.catching import Catching
    from engine.bpmn.execution.compensating import Compensating
    from engine.bpmn.execution.ending import Ending
    from engine.bpmn.execution.joining import Joining
    from engine.bpmn.execution.looping import Looping
    from engine.bpmn.execution.names import Data
    from engine.bpmn.execution.report import Report
    from engine.bpmn.execution.scope import ScopeWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.specs.scope import ScopeSpec

STEP_BUDGET = 1_000
"""Activities and events of one command (design.md); a gateway, which does nothing by itself, counts a quarter."""

Item = list[Any]


class Stepping:
    """The part of a case that works off its queue."""

    definition: Definition
    queue: deque[Item]
    failed: list[Item]
    spent: float
    exhausted: bool
    budget: float = STEP_BUDGET
    names: Data
    report: Report
    catching: Catching
    compensating: Compensating
    ending: Ending
    joining: Joining
    looping: Looping
    ad_hoc: AdHocRunner

    def live(self, token_id: str) -> Token | None:
        """See ``CaseWorkflow``."""
        raise NotImplementedError

    def open_scope(
        self, host: Token | None, spec: ScopeSpec, *, start_id: str | None = None, payload: Any = None
    ) -> ScopeWorkflow:
        """See ``CaseWorkflow``."""
        raise NotImplementedError

    def schedule(self, operation: str, token: Token, *more: Any) -> None:
        """Puts an operation on a token at the end of the queue."""
        self.queue.append([operation, token.id, *more])

    def step(self) -> None:
        """Goes on until everything waits, or the budget of the command is spent."""
        while True:
            while self.queue:
                if self.spent >= self.budget and self.queue[0][0] in ("enter", "loop", "spawn"):
                    self.exhausted = True
                    return
                self.perform(self.queue.popleft())
                if self.names.changed:
                    self.catching.look_at_conditions()
            if not self.joining.settle():
                return

    def perform(self, item: Item) -> None:
        """One operation; what fails in it is set aside."""
        operation = item[0]
        token = self.live(item[1])
        try:
            if operation in _OPERATIONS:
                if token is not None:
                    _OPERATIONS[operation](self, token)
            elif operation == "end":
                self.ending.end(item[1])
            elif operation == "reset":
                self.joining.reset(item[1], item[2])
            elif operation == "ad_hoc":
                self.ad_hoc.advance(item[1])
            elif operation == "open":
                self.open_scope(None, self.definition.scopes[item[1]], start_id=item[2], payload=item[3])
            elif operation == "join":
                self.joining.fire_complex(item[1], item[2])
        except (ExpressionFailure, LimitError) as error:
            self.set_aside(item, token, error)

    def set_aside(self, item: Item, token: Token | None, error: ExpressionFailure | LimitError) -> None:
        """The token waits for ``Continue``; the incident names its element."""
        if token is not None and token._state == TaskState.COMPLETED:
            item = ["finish", token.id]
        self.failed.append(item)
        element_id = (
            token.task_spec.name
            if token is not None
            else str(next((each for each in item[2:3] if each), item[1]))
        )
        if token is not None:
            self.report.step(token, "failed")
        self.report.incidents[item[1]] = ExpressionIncident(
            token_id=item[1], element_id=element_id, message=error.message, message_zh=error.message_zh
        )

    def retry(self) -> None:
        """What was set aside is tried again."""
        again, self.failed = self.failed, []
        self.queue.extend(again)

    def _enter(self, token: Token) -> None:
        self.spent += token.task_spec.cost
        token.task_spec._update(token)

    def _run(self, token: Token) -> None:
        token.run()

    def _finish(self, token: Token) -> None:
        token.complete()

    def _compensate(self, token: Token) -> None:
        self.compensating.go_on(token)

    def _loop(self, token: Token) -> None:
        self.looping.start(token)

    def _loop_end(self, token: Token) -> None:
        self.looping.finish(token)

    def _rearm(self, token: Token) -> None:
        self.catching.arm(token, token.task_spec.triggers)

    def _spawn(self, token: Token) -> None:
        self.looping.spawn(token)

    def _fired(self, token: Token) -> None:
        self.catching.finish_fired(token)


_OPERATIONS = {
    "enter": Stepping._enter,
    "run": Stepping._run,
    "finish": Stepping._finish,
    "fired": Stepping._fired,
    "loop": Stepping._loop,
    "spawn": Stepping._spawn,
    "loop_end": Stepping._loop_end,
    "compensate": Stepping._compensate,
    "rearm": Stepping._rearm,
}

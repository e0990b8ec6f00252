"""Commands in, transitions out: the door of the execution core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from engine.bpmn import snapshot as codec
from engine.bpmn.execution.case import CaseWorkflow
from engine.bpmn.execution.stepping import STEP_BUDGET
from engine.bpmn.specs.activities import AdHocSubprocess
from engine.bpmn.transition import (
    BroadcastSignal,
    ChooseActivity,
    CompleteTask,
    Continue,
    CorrelateMessage,
    FailCall,
    FireTimer,
    RecordCallResult,
    SetData,
    Start,
    Terminate,
    Transition,
)
from engine.errors import InvalidInputError, NotAllowedNowError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.bpmn.definition import Definition
    from engine.bpmn.execution.token import Token
    from engine.bpmn.transition import Command, Json


Running: TypeAlias = (
    CompleteTask
    | ChooseActivity
    | CorrelateMessage
    | FireTimer
    | RecordCallResult
    | FailCall
    | BroadcastSignal
    | SetData
    | Continue
    | Terminate
)
"""Commands to a case that has been started."""


def apply(
    definition: Definition,
    snapshot: bytes | None,
    command: Command,
    *,
    at: datetime,
    environment: Mapping[str, Json] | None = None,
) -> Transition:
    """One command on one case: the whole change, touching no database, clock or randomness.

    ``snapshot`` is None for ``Start`` alone. ``at`` is aware. ``environment`` holds further read-only names
    for expressions. Raises ``NotAllowedNowError`` where the command answers nothing that is open,
    ``InvalidInputError`` for an unknown start, ``LimitError`` where data would grow too large; then nothing
    has changed.
    """
    return Execution(definition, snapshot, at=at).apply(command, at=at, environment=environment)


class Execution:
    """A case kept in memory from command to command; ``apply`` of this module makes one for each command."""

    def __init__(
        self,
        definition: Definition,
        snapshot: bytes | None,
        *,
        at: datetime,
        prunes: bool = True,
        budget: float = STEP_BUDGET,
    ) -> None:
        """``snapshot`` as ``apply`` gave it, or None for a case that will be started.

        Without ``prunes`` everything that has ended is kept, ``budget`` is how many steps a command may take: tests
        hold each way against the other.
        """
        self._definition = definition
        self._is_new = snapshot is None
        self._case = (
            CaseWorkflow(definition, at=at, environment={}, prunes=prunes)
            if snapshot is None
            else codec.load(definition, snapshot, at=at, environment={}, prunes=prunes)
        )
        self._case.budget = budget

    def apply(
        self,
        command: Command,
        *,
        at: datetime,
        environment: Mapping[str, Json] | None = None,
        with_snapshot: bool = True,
    ) -> Transition:
        """See ``apply``; without a snapshot its bytes are empty. After an error the object is of no use."""
        case = self._case
        case.begin_command(at=at, environment=environment or {})
        if isinstance(command, Start):
            self._start(command)
        elif self._is_new:
            raise NotAllowedNowError("The case has not been started.", "办件尚未启动。")
        else:
            self._command(command)
        self._is_new = False
        case.step()
        case.joining.find_deadlock()
        return self._transition(with_snapshot=with_snapshot)

    # -- commands -------------------------------------------------------------------------------------

    def _start(self, command: Start) -> None:
        case, definition = self._case, self._definition
        spec = definition.scopes[definition.process_id]
        if command.start_event is not None:
            node = definition.nodes.get(command.start_event)
            if node is None:
                raise InvalidInputError(
                    f"'{command.start_event}' is no element of '{definition.process_id}'.",
                    f"“{definition.process_id}”中没有元素“{command.start_event}”。",
                )
            spec = node.scope_spec
        allowed = spec.name == definition.process_id or spec.name in definition.participants
        if not allowed or (not self._is_new and not definition.participants):
            raise NotAllowedNowError("The case has been started before.", "办件已启动，不能重复启动。")
        if case.state == "completed":
            case.state, case.completed = "running", False
        case.names.write((case.data,), canonical(command.data))
        case.open_process(spec, command.start_event)

    def _command(self, command: Running) -> None:
        case = self._case
        if case.state != "running":
            raise NotAllowedNowError(
                "The case has ended; nothing more can be done.", "办件已结束，不能再操作。"
            )
        match command:
            case CompleteTask():
                self._complete(command)
            case ChooseActivity():
                self._choose(command)
            case CorrelateMessage() | FireTimer() | BroadcastSignal():
                self._event(command)
            case RecordCallResult():
                token, _ = self._find(command.call_id, "call", "call", "服务调用")
                case.take_result(token, token.task_spec.io.result, canonical(command.result))
                case.catching.disarm(token, answered=True, answered_id=command.call_id)
                case.schedule("finish", token)
            case FailCall():
                self._fail(command)
            case SetData():
                case.names.write((case.data,), canonical(command.data))
                case.report.written = {}
                case.catching.look_at_conditions()
            case Continue():
                case.retry()
            case Terminate():
                case.ending.end_all("terminated", None)
            case _:
                assert_never(command)

    def _event(self, command: CorrelateMessage | FireTimer | BroadcastSignal) -> None:
        case = self._case
        if isinstance(command, BroadcastSignal):
            case.throwing.signal(command.name, canonical(command.payload))
        elif isinstance(command, FireTimer):
            token, wait = self._find(command.timer_id, "timer", "timer", "定时器")
            case.catching.fire(token, wait[2], wait=wait)
        else:
            token, wait = self._find(command.subscription_id, "message", "subscription", "消息订阅")
            case.catching.fire(token, wait[2], canonical(command.payload), wait=wait)

    def _find(self, wait_id: str, kind: str, word: str, word_zh: str) -> tuple[Token, list[Any]]:
        self._case.dormant.wake(wait_id)
        found = self._case.catching.waits.get(wait_id)
        if found is None or found[1][0] != kind:
            raise NotAllowedNowError(
                f"The case has no open {word} '{wait_id}': it was answered, or its branch has ended.",
                f"办件没有待处理的{word_zh}“{wait_id}”：已处理，或所在分支已结束。",
            )
        return found

    def _complete(self, command: CompleteTask) -> None:
        case = self._case
        token, _ = self._find(command.task_id, "task", "task", "任务")
        case.names.write(case.names.frames_of(token), canonical(command.data))
        case.catching.disarm(token, answered=True, answered_id=command.task_id)
        if isinstance(token.task_spec, AdHocSubprocess):
            case.ad_hoc.finish(token)
        else:
            case.schedule("finish", token)

    def _choose(self, command: ChooseActivity) -> None:
        case = self._case
        token = case.live(command.token_id)
        scope = None if token is None else case.inner_scope(token)
        if scope is None or scope.spec.ad_hoc is None:
            raise NotAllowedNowError(
                f"'{command.token_id}' is no open ad hoc subprocess.",
                f"“{command.token_id}”不是进行中的自由子流程。",
            )
        case.ad_hoc.choose(scope, command.element_id)

    def _fail(self, command: FailCall) -> None:
        case = self._case
        token, _ = self._find(command.call_id, "call", "call", "服务调用")
        found = case.throwing.find_catcher(token, "error", command.error_code, at_activity=True)
        if found is None:
            raise NotAllowedNowError(
                f"No event of the diagram catches the error '{command.error_code}' at '{token.task_spec.name}'.",
                f"流程图中没有事件捕获“{token.task_spec.name}”处的错误“{command.error_code}”。",
            )
        case.catching.disarm(token, answered=True, answered_id=command.call_id)
        case.report.step(token, "failed")
        case.catching.fire(found[0], found[1], {"code": command.error_code, "message": command.message})

    # -- transition -----------------------------------------------------------------------------------

    def _transition(self, *, with_snapshot: bool) -> Transition:
        case, report = self._case, self._case.report
        state: Any = case.state
        return Transition(
            snapshot=codec.dump(case) if with_snapshot else b"",
            data=dict(case.data),
            state=state,
            outcome=",".join(case.outcomes) or None if state != "running" else None,
            steps=tuple(report.steps),
            opened_tasks=tuple(report.tasks.values()),
            closed_tasks=tuple(report.closed_tasks),
            set_timers=tuple(report.timers.values()),
            cleared_timers=tuple(report.cleared_timers),
            subscribed=tuple(report.subscriptions.values()),
            unsubscribed=tuple(report.unsubscribed),
            requested_calls=tuple(report.calls.values()),
            cancelled_calls=tuple(report.cancelled_calls),
            thrown_messages=tuple(report.messages),
            thrown_signals=tuple(report.signals),
            incidents=tuple(report.incidents.values()),
            budget_exhausted=case.exhausted,
        )


def canonical(value: Json) -> Any:
    """JSON with sorted keys, so that the same content gives the same state however it was stored meanwhile."""
    if isinstance(value, dict):
        return {key: canonical(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [canonical(each) for each in value]
    return value

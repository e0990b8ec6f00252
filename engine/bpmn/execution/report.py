"""What one command changed, collected while it runs."""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.transition import Step

if TYPE_CHECKING:
    from engine.bpmn.execution.token import Token
    from engine.bpmn.transition import (
        ExpressionIncident,
        OpenedTask,
        RequestedCall,
        SetTimer,
        StepAction,
        Subscription,
        ThrownMessage,
    )


class Report:
    """Steps in order, and what was opened and closed; what opens and closes in one command is not told."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.tasks: dict[str, OpenedTask] = {}
        self.timers: dict[str, SetTimer] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.calls: dict[str, RequestedCall] = {}
        self.closed_tasks: list[str] = []
        self.cleared_timers: list[str] = []
        self.unsubscribed: list[str] = []
        self.cancelled_calls: list[str] = []
        self.messages: list[ThrownMessage] = []
        self.signals: list[tuple[str, Any]] = []
        self.incidents: dict[str, ExpressionIncident] = {}
        self.written: dict[str, Any] = {}
        self.rules: tuple[str, ...] = ()

    def enter(self, token: Token) -> None:
        """The token is at its element."""
        self.step(token, "entered")

    def step(self, token: Token, action: StepAction, taken: tuple[str, ...] = ()) -> None:
        """One step, with what was written and decided since the last one."""
        self.steps.append(
            Step(
                element_id=token.task_spec.name,
                action=action,
                token_id=token.id,
                rules=self.rules,
                changed=self.written,
                scope=token._parent or token.workflow.path,
                taken=taken,
            )
        )
        self.written = {}
        self.rules = ()

    def close_wait(self, kind: str, wait_id: str) -> None:
        """A task, timer, subscription or call is open no more, other than by being answered."""
        opened, closed = {
            "task": (self.tasks, self.closed_tasks),
            "timer": (self.timers, self.cleared_timers),
            "message": (self.subscriptions, self.unsubscribed),
            "call": (self.calls, self.cancelled_calls),
        }[kind]
        if opened.pop(wait_id, None) is None:  # type: ignore[attr-defined]
            closed.append(wait_id)

"""Small diagrams from short texts, and a driver that plays the service floor with a clock of its own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from engine.bpmn import Definition, apply, define
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
    Transition,
)

if TYPE_CHECKING:
    from engine.bpmn.transition import Command

BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d">'
)


def node(kind: str, node_id: str, inner: str = "", **attributes: str) -> str:
    """One element."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<{kind} id="{node_id}"{written}>{inner}</{kind}>'


def nodes(kind: str, *node_ids: str) -> str:
    """Several elements of one kind."""
    return "".join(node(kind, each) for each in node_ids)


def path(*node_ids: str) -> str:
    """Flows from each node to the next, called ``a_b``."""
    return "".join(flow(a, b) for a, b in pairwise(node_ids))


def flow(source: str, target: str, condition: str = "") -> str:
    """One flow, called ``source_target``."""
    text = condition.replace("&", "&amp;").replace("<", "&lt;")
    inner = f"<conditionExpression>{text}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def script(node_id: str, code: str, **attributes: str) -> str:
    """A script task."""
    return node("scriptTask", node_id, f"<script>{code.replace('<', '&lt;')}</script>", **attributes)


def extension(*parts: str) -> str:
    """Extension elements."""
    return f"<extensionElements>{''.join(parts)}</extensionElements>"


def properties(**values: str) -> str:
    """``spiffworkflow:properties`` inside extension elements."""
    each = "".join(
        f'<spiffworkflow:property name="{name}" value="{value}"/>' for name, value in values.items()
    )
    return extension(f"<spiffworkflow:properties>{each}</spiffworkflow:properties>")


def diagram(*parts: str, around: str = "", process_id: str = "p") -> bytes:
    """A process; ``around`` stands beside it (messages, signals, other processes)."""
    return f'{HEAD}{around}<process id="{process_id}" isExecutable="true">{"".join(parts)}</process></definitions>'.encode()


class Driver:
    """One case as the service floor sees it: everything open, by element."""

    def __init__(self, *files: bytes, **options: Any) -> None:
        named = {f"f{number}.bpmn": each for number, each in enumerate(files)}
        self.definition: Definition = define(named, process_id=options.pop("process_id", "p"), **options)
        self.now = BEGIN
        self.environment: dict[str, Any] = {}
        self.snapshot: bytes | None = None
        self.last: Transition | None = None
        self.trace: list[tuple[str, str]] = []
        self.tasks: dict[str, str] = {}
        self.timers: dict[str, tuple[str, datetime]] = {}
        self.messages: dict[str, str] = {}
        self.calls: dict[str, str] = {}

    def do(self, command: Command) -> Transition:
        """One command, and everything that it opened and closed."""
        result = apply(self.definition, self.snapshot, command, at=self.now, environment=self.environment)
        self.snapshot, self.last = result.snapshot, result
        self.trace += [(step.element_id, step.action) for step in result.steps]
        self.tasks |= {each.task_id: each.element_id for each in result.opened_tasks}
        self.timers |= {each.timer_id: (each.element_id, each.due_at) for each in result.set_timers}
        self.messages |= {each.subscription_id: each.element_id for each in result.subscribed}
        self.calls |= {each.call_id: each.element_id for each in result.requested_calls}
        for each in result.closed_tasks:
            del self.tasks[each]
        for each in result.cleared_timers:
            del self.timers[each]
        for each in result.unsubscribed:
            del self.messages[each]
        for each in result.cancelled_calls:
            del self.calls[each]
        return result

    def start(self, start_event: str | None = None, **data: Any) -> Driver:
        """Opens the case."""
        self.do(Start(data=data, start_event=start_event))
        return self

    def complete(self, element_id: str, **data: Any) -> Transition:
        """Completes the oldest open task at an element."""
        task_id = next(each for each, found in self.tasks.items() if found == element_id)
        del self.tasks[task_id]
        return self.do(CompleteTask(task_id=task_id, data=data))

    def message(self, element_id: str, payload: Any = None) -> Transition:
        """Delivers a message to the subscription of an element."""
        wait_id = next(each for each, found in self.messages.items() if found == element_id)
        del self.messages[wait_id]
        return self.do(CorrelateMessage(subscription_id=wait_id, payload=payload))

    def fire(self, element_id: str) -> Transition:
        """Fires the timer of an element at its due moment."""
        timer_id = next(each for each, found in self.timers.items() if found[0] == element_id)
        self.now = max(self.now, self.timers.pop(timer_id)[1])
        return self.do(FireTimer(timer_id=timer_id))

    def answer(self, element_id: str, result: Any = None) -> Transition:
        """Answers the call of a service task."""
        call_id = next(each for each, found in self.calls.items() if found == element_id)
        del self.calls[call_id]
        return self.do(RecordCallResult(call_id=call_id, result=result))

    def fail(self, element_id: str, code: str) -> Transition:
        """The call of a service task fails for good."""
        call_id = next(each for each, found in self.calls.items() if found == element_id)
        result = self.do(FailCall(call_id=call_id, error_code=code, message="no"))
        self.calls.pop(call_id, None)
        return result

    def signal(self, name: str, payload: Any = None) -> Transition:
        """A signal from outside."""
        return self.do(BroadcastSignal(name=name, payload=payload))

    def set(self, **data: Any) -> Transition:
        """Data from outside."""
        return self.do(SetData(data=data))

    def choose(self, element_id: str) -> Transition:
        """Starts an activity of the ad hoc subprocess that is open."""
        kinds = self.definition.elements
        host = next(each for each, found in self.tasks.items() if kinds[found].kind == "adHocSubProcess")
        return self.do(ChooseActivity(token_id=host, element_id=element_id))

    def go_on(self) -> Transition:
        """Continues."""
        return self.do(Continue())

    def pass_time(self, **amount: float) -> None:
        """Fires every timer that is due until then, in order."""
        end = self.now + timedelta(**amount)
        while self.timers and min(due for _, due in self.timers.values()) <= end:
            timer_id = min(self.timers, key=lambda each: (self.timers[each][1], int(each[1:])))
            self.now = max(self.now, self.timers.pop(timer_id)[1])
            self.do(FireTimer(timer_id=timer_id))
        self.now = end

    @property
    def result(self) -> Transition:
        """The last transition."""
        assert self.last is not None
        return self.last

    @property
    def data(self) -> dict[str, Any]:
        """Case data."""
        return self.result.data

    @property
    def state(self) -> str:
        """Running, completed or terminated."""
        return self.result.state

    @property
    def open(self) -> list[str]:
        """Elements with an open task, in order of opening."""
        return list(self.tasks.values())

    def happened(self, action: str = "completed") -> list[str]:
        """Elements with this action, in order."""
        return [element for element, each in self.trace if each == action]

    def counts(self, action: str = "completed") -> Counter[str]:
        """How often each element had this action."""
        return Counter(self.happened(action))

"""Tasks, subprocesses and call activities (BPMN 10.3, 13.3)."""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.specs.nodes import InputOutput, Node

# mypy: disallow_untyped_calls=False
# SpiffWorkflow has no annotations.

if TYPE_CHECKING:
    from engine.bpmn.execution.token import Token
    from engine.bpmn.expressions import Expression
    from engine.bpmn.specs.scope import ScopeSpec
    from engine.bpmn.specs.triggers import Trigger


@dataclass(slots=True)
class Loop:
    """Standard loop (``multi`` false) or multi-instance (BPMN 13.3.6, 13.3.7).

    ``behaviour`` is All, None, One or Complex: which events the activity throws as its instances end.
    """

    multi: bool = False
    sequential: bool = True
    test_before: bool = False
    maximum: Expression | None = None
    condition: Expression | None = None
    cardinality: Expression | None = None
    collection: Expression | None = None
    item: str | None = None
    output: str | None = None
    output_item: str | None = None
    output_element: Expression | None = None
    behaviour: str = "All"
    one: Trigger | None = None
    each: Trigger | None = None
    complex: list[tuple[Expression | None, Trigger]] = field(default_factory=list)


class Activity(Node):
    """What takes time and can be repeated, interrupted and compensated."""

    is_activity = True

    def place(self, kind: str) -> None:
        """See ``Node.place``."""
        super().place(kind)
        self.loop: Loop | None = None
        self.io = InputOutput()
        self.start_quantity = 1
        self.for_compensation = False

    @property
    def handler(self) -> Node | None:
        """The activity that compensates this one, from its compensation boundary event."""
        for boundary in self.boundaries:
            if boundary.handler is not None:
                return boundary.handler  # type: ignore[no-any-return]
        return None

    def _update_hook(self, my_task: Token) -> bool:
        case = my_task.case
        if my_task.is_instance:
            case.report.enter(my_task)
            return True
        if self.start_quantity > 1 and not my_task.workflow.gather(my_task, self.start_quantity):
            return False
        if self.boundaries:
            case.catching.arm_boundaries(my_task)
        case.report.enter(my_task)
        if self.loop is not None:
            my_task._set_state(TaskState.STARTED)
            case.schedule("loop", my_task)
            return False
        return True

    def _run(self, my_task: Token) -> bool | None:
        if self.io:
            my_task.case.bring_in(my_task, self.io)
        return self._run_hook(my_task)

    def _on_complete(self, my_task: Token) -> None:
        case = my_task.case
        if self.io and (self.loop is None or my_task.is_instance):
            case.bring_out(my_task, self.io)
        if my_task.is_instance:
            case.looping.instance_done(my_task)
        else:
            case.close_activity(my_task)
            case.depart(my_task, "skipped" if my_task.internal_data.get("idle") else "completed")


class NoneTask(Activity, defaults.NoneTask):
    """A task that only marks a point. In a collaboration that runs as a whole it may wait for a message flow."""

    parallel = False

    def _run_hook(self, my_task: Token) -> bool | None:
        if not self.triggers:
            return True
        my_task.case.catching.arm(my_task, self.triggers)
        return None


class UserTask(Activity, defaults.UserTask):
    """Waits for a person."""

    manual = True
    due: Expression | None = None

    def _run_hook(self, my_task: Token) -> bool | None:
        my_task.case.open_task(my_task, self.due)
        return None


class ManualTask(UserTask, defaults.ManualTask):
    """Waits for a person, too: somebody says that it is done."""


class ScriptTask(Activity, defaults.ScriptTask):
    """A FEEL context whose entries become case data."""

    code: Expression | None = None

    def _run_hook(self, my_task: Token) -> bool | None:
        if self.code is not None:
            my_task.case.run_script(my_task, self.code)
        return True


class ServiceTask(Activity, defaults.ServiceTask):
    """A call to a system outside; without an operation it lets the token pass."""

    system = ""
    operation = ""

    def place(self, kind: str) -> None:
        """See ``Node.place``."""
        super().place(kind)
        self.arguments: list[tuple[str, Expression | None]] = []

    def _run_hook(self, my_task: Token) -> bool | None:
        if not self.operation:
            return True
        my_task.case.request_call(my_task, self)
        return None


class BusinessRuleTask(Activity, defaults.ScriptTask):
    """Evaluates a decision, or calls a system where it is drawn as a service."""

    decision: Expression | str | None = None
    merge_single = True

    def __init__(self, scope: Any, node_id: str, **attributes: Any) -> None:
        super().__init__(scope, node_id, script="", **attributes)

    def _run_hook(self, my_task: Token) -> bool | None:
        if self.decision is not None:
            my_task.case.decide(my_task, self.decision)
        return True


class SendTask(Activity, defaults.SendTask):
    """Sends its message."""

    def _run_hook(self, my_task: Token) -> bool | None:
        return my_task.case.throwing.throw_all(my_task, self.triggers)

    def _on_complete_hook(self, my_task: Token) -> None:
        """Nothing."""


class ReceiveTask(Activity, defaults.ReceiveTask):
    """Waits for its message; ``instantiates`` begins the process with it."""

    instantiates = False
    parallel = False

    def _run_hook(self, my_task: Token) -> bool | None:
        if not self.triggers:
            return True
        my_task.case.catching.arm(my_task, self.triggers)
        return None


class Subprocess(Activity, defaults.SubWorkflowTask):
    """An embedded subprocess; ``inner`` is its scope."""

    inner: ScopeSpec

    def __init__(self, scope: Any, node_id: str, **attributes: Any) -> None:
        BpmnSpecMixin.__init__(self, scope, node_id, **attributes)
        self.spec = node_id
        self.transaction = False

    def _update_hook(self, my_task: Token) -> bool:
        return Activity._update_hook(self, my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        inner = my_task.internal_data
        my_task.case.open_scope(
            my_task, self.inner, start_id=inner.get("start"), payload=inner.pop("payload", None)
        )
        return None

    def _on_cancel(self, my_task: Token) -> None:
        """The inner scope is cancelled by whoever cancels."""


class EventSubprocess(Subprocess, defaults.EventSubprocess):
    """Begins when one of its start events happens in the scope around it."""


class Transaction(Subprocess, defaults.TransactionSubprocess):
    """A subprocess that can be cancelled as a whole."""

    def __init__(self, scope: Any, node_id: str, **attributes: Any) -> None:
        super().__init__(scope, node_id, **attributes)
        self.transaction = True


class AdHocSubprocess(Subprocess, defaults.AdHocSubprocess):
    """Activities without prescribed order; see ``engine.bpmn.execution.ad_hoc``."""


class CallActivity(Activity, defaults.CallActivity):
    """Runs another process of the definition; data is shared unless mappings isolate it."""

    inner: ScopeSpec | None = None
    called = ""

    def __init__(self, scope: Any, node_id: str, **attributes: Any) -> None:
        BpmnSpecMixin.__init__(self, scope, node_id, **attributes)
        self.spec = ""
        self.transaction = False

    def _update_hook(self, my_task: Token) -> bool:
        return Activity._update_hook(self, my_task)

    def _run_hook(self, my_task: Token) -> bool | None:
        my_task.case.call_process(my_task, self)
        return None

    def _on_cancel(self, my_task: Token) -> None:
        """As a subprocess."""

"""Events (BPMN 10.5): start, end, intermediate, boundary."""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.specs.nodes import InputOutput, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.execution.token import Token


class Event(Node):
    """A node with triggers: any of them suffices, all are needed with ``parallel``."""

    def place(self, kind: str) -> None:
        """See ``Node.place``."""
        super().place(kind)
        self.parallel = False
        self.io = InputOutput()

    @property
    def kinds(self) -> set[str]:
        """Kinds of the triggers."""
        return {trigger.kind for trigger in self.triggers}


class CatchEvent(Event):
    """Waits for its triggers; without any it lets the token pass."""

    def _update_hook(self, my_task: Token) -> bool:
        case = my_task.case
        if not self.triggers or self.kinds == {"link"}:
            case.report.enter(my_task)
            return True
        case.catching.arm(my_task, self.triggers)
        case.report.enter(my_task)
        my_task._set_state(TaskState.WAITING)
        return False

    def _run_hook(self, my_task: Token) -> bool | None:  # noqa: ARG002
        return True

    def _on_cancel(self, my_task: Token) -> None:
        """Waits are closed by whoever cancels."""


class IntermediateCatchEvent(CatchEvent, defaults.IntermediateCatchEvent):
    """An intermediate catch event; a link catch lets the token pass."""

    def predecessors(self) -> Iterator[Node]:
        """Also the link throws of the same name."""
        yield from Node.predecessors(self)
        for trigger in self.triggers:
            if trigger.kind == "link":
                for node in self.scope_spec.nodes.values():
                    if isinstance(node, IntermediateThrowEvent) and node.link_name == trigger.name:
                        yield node


class StartEvent(CatchEvent, defaults.StartEvent):
    """Begins a scope. ``interrupting`` counts in event subprocesses only."""

    interrupting = True

    def _update_hook(self, my_task: Token) -> bool:
        if my_task.internal_data.get("race"):
            my_task.case.catching.arm(my_task, self.triggers)
            my_task._set_state(TaskState.WAITING)
            return False
        my_task.case.report.enter(my_task)
        return True


class BoundaryEvent(CatchEvent, defaults.BoundaryEvent):
    """Waits as long as its activity runs; ``handler`` is the compensation activity of a compensation event."""

    handler: Node | None = None
    attached: Node

    @property
    def interrupting(self) -> bool:
        """Whether the activity ends when the event happens."""
        return bool(self.cancel_activity)

    def predecessors(self) -> Iterator[Node]:
        """A token at the activity can come here."""
        yield self.attached

    def _update_hook(self, my_task: Token) -> bool:
        my_task.case.report.enter(my_task)
        return True


class ThrowEvent(Event):
    """Throws its triggers, in the order in which they are drawn."""

    @property
    def link_name(self) -> str | None:
        """The name of the link that it throws, if it does."""
        for trigger in self.triggers:
            if trigger.kind == "link":
                return str(trigger.name)
        return None

    def _run_hook(self, my_task: Token) -> bool | None:
        return my_task.case.throwing.throw_all(my_task, self.triggers)

    def _on_complete(self, my_task: Token) -> None:
        my_task.case.depart(my_task)

    def _on_complete_hook(self, my_task: Token) -> None:
        """Nothing: SpiffWorkflow ends scopes here by walking over all tasks."""


class IntermediateThrowEvent(ThrowEvent, defaults.IntermediateThrowEvent):
    """An intermediate throw event; a link throw goes on at the catch of the same name."""


class EndEvent(ThrowEvent, defaults.EndEvent):
    """Throws, and the token is gone."""

    def chosen_flows(self, my_task: Token) -> list[Any]:  # noqa: ARG002
        """None, whatever is drawn."""
        return []

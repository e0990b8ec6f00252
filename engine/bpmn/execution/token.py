"""A token: SpiffWorkflow's task, alive only while it is somewhere.

Ids are counters of the case (``t12``), not random; data belongs to the case and its scopes, not to each
task; a task that has left is dropped, so that a case costs the same on its first and its last turn.
"""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

if TYPE_CHECKING:
    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.scope import ScopeWorkflow


class Token(Task):
    """A task at one node.

    ``flow_id`` is the flow it came by. ``role`` says what it is: ``flow`` (a token of the diagram),
    ``instance`` (one turn of a loop or multi-instance, ``parent`` is the activity), ``listener`` (a boundary
    or start event that waits beside, ``parent`` is the activity or None), ``gone`` (only kept without pruning).
    """

    __slots__ = ("case", "dormant", "flow_id", "role")

    id: str  # type: ignore[assignment]  # SpiffWorkflow's are random UUIDs
    workflow: ScopeWorkflow
    task_spec: Any
    internal_data: dict[str, Any]
    _parent: str | None  # type: ignore[assignment]
    _state: int

    def __init__(
        self,
        scope: ScopeWorkflow,
        node: Any,
        token_id: str,
        *,
        role: str = "flow",
        parent: str | None = None,
        flow_id: str | None = None,
        state: int = TaskState.FUTURE,
    ) -> None:
        """Whole override of SpiffWorkflow's: no random id, no clock, no copy of data."""
        self.id = token_id
        self.workflow = scope
        self.case: CaseWorkflow = scope.case
        self.task_spec = node
        self.role = role
        self.flow_id = flow_id
        self._parent = parent
        self._children: Any = {}
        self.dormant: list[int] = []
        self._state = state
        self.internal_data = {}
        self.triggered = False

    @property
    def alive(self) -> bool:
        """Whether the token is still somewhere; a kept one that has left is not."""
        return self.role != "gone"

    @property
    def is_instance(self) -> bool:
        """Whether this is one turn of a loop or one instance of a multi-instance activity."""
        return self.role == "instance"

    @property
    def data(self) -> Any:  # type: ignore[override]
        """The case data as this token sees it."""
        return self.case.names_of(self)

    @property  # type: ignore[misc]
    def parent(self) -> Token | None:  # type: ignore[override]
        """The activity that an instance or a boundary listener belongs to."""
        return None if self._parent is None else self.case.live(self._parent)

    @property  # type: ignore[misc]
    def children(self) -> list[Token]:  # type: ignore[override]
        """Instances and boundary listeners of this activity."""
        if self.dormant:
            self.case.dormant.wake_all(self)
        tokens = self.case.tokens
        return [tokens[child] for child in sorted(self._children, key=_age)]

    @property
    def host(self) -> Token:
        """The activity itself: for an instance the one that it is an instance of."""
        parent = self.parent
        return parent if self.is_instance and parent is not None else self

    def _set_state(self, value: int) -> None:
        self._state = value

    def run(self) -> bool | None:
        """Does the work of the node. True lets it go on; None means that it goes on outside.

        What a token throws may end the token itself: then nothing more happens to it.
        """
        done: bool | None = self.task_spec._run(self)
        if not self.alive:
            return None
        if done:
            self.complete()
        elif self._state == TaskState.READY:
            self._state = TaskState.STARTED
        return done

    def complete(self) -> None:
        """Marks this task complete and lets the token go on."""
        self._state = TaskState.COMPLETED
        self.task_spec._on_complete(self)


def _age(token_id: str) -> int:
    return int(token_id[1:])

"""Instances that only wait for a person: kept as two numbers each, and made into tokens when they are needed.

A multi-instance activity over thousands of items has thousands of open tasks. Each is fully told by its id and
its index, so the snapshot holds just those, in runs of consecutive ones, and loading a case does not build a token
for every one of them.
"""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from engine.bpmn.execution.looping import frame_of
from engine.bpmn.execution.token import Token

if TYPE_CHECKING:
    from engine.bpmn.execution.case import CaseWorkflow

PLAIN = {"locals", "index", "waits"}


class Dormant:
    """The instances of a case that have no token yet.

    An activity keeps them in ``Token.dormant`` as runs: first number of the ids, first index, length, and so on,
    by age. ``hosts`` are the activities that have any.
    """

    def __init__(self, case: CaseWorkflow) -> None:
        self.case = case
        self.hosts: dict[str, Token] = {}

    def lay(self, host: Token, runs: list[int]) -> None:
        """Instances of ``host`` as a snapshot told them."""
        host.dormant = runs
        self.hosts[host.id] = host

    def wake(self, token_id: str) -> None:
        """If the id belongs to such an instance, it becomes a token again, as if it had never been away."""
        if token_id[:1] != "t" or not token_id[1:].isdigit():
            return
        number = int(token_id[1:])
        for host in self.hosts.values():
            index = _take(host.dormant, number)
            if index is not None:
                self._make(host, token_id, index)
                return

    def wake_all(self, host: Token) -> None:
        """All instances of an activity become tokens."""
        runs, host.dormant = host.dormant, []
        self.hosts.pop(host.id, None)
        for first, index, length in zip(runs[::3], runs[1::3], runs[2::3], strict=True):
            for step in range(length):
                self._make(host, f"t{first + step}", index + step)

    def _make(self, host: Token, token_id: str, index: int) -> None:
        case, scope = self.case, host.workflow
        token = Token(
            scope, host.task_spec, token_id, role="instance", parent=host.id, state=TaskState.STARTED
        )
        frame = frame_of(host.task_spec.loop, host.internal_data["loop"], index)
        token.internal_data = {"locals": frame, "index": index}
        case.tokens[token_id] = token
        scope.tasks[token_id] = token
        host._children[token_id] = None
        case.catching.wait_outside(token, "task", token_id)

    def anything_waits(self) -> bool:
        """Whether there is any such instance."""
        return any(host.dormant for host in self.hosts.values())

    def told_in_runs(self, host: Token, untold: set[str]) -> list[int]:
        """All instances that need no row of their own; those that have a token are added to ``untold``."""
        loop, state = host.task_spec.loop, host.internal_data["loop"]
        runs = [tuple(host.dormant[place : place + 3]) for place in range(0, len(host.dormant), 3)]
        for child_id in host._children:
            child = self.case.tokens[child_id]
            inner = child.internal_data
            if (
                child.role == "instance"
                and child._state == TaskState.STARTED
                and not child._children
                and inner.keys() == PLAIN
                and inner["waits"] == [["task", child_id, None]]
                and inner["locals"] == frame_of(loop, state, inner["index"])
            ):
                runs.append((int(child_id[1:]), inner["index"], 1))
                untold.add(child_id)
        return _joined(sorted(runs))


def _take(runs: list[int], number: int) -> int | None:
    """Takes one instance out of the runs: its index, or None where it is in none."""
    place = 3 * (bisect_right(runs[::3], number) - 1)
    if place < 0 or number >= runs[place] + runs[place + 2]:
        return None
    first, index, length = runs[place : place + 3]
    before = number - first
    left = [first, index, before] if before else []
    after = length - before - 1
    right = [number + 1, index + before + 1, after] if after else []
    runs[place : place + 3] = left + right
    return index + before


def _joined(runs: list[tuple[int, ...]]) -> list[int]:
    joined: list[int] = []
    for number, index, length in runs:
        if joined and number == joined[-3] + joined[-1] and index == joined[-2] + joined[-1]:
            joined[-1] += length
        else:
            joined += (number, index, length)
    return joined

"""Proof of equality: pruned or not, saved or not, against an oracle and against plain SpiffWorkflow."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import Definition, Execution, define
from engine.bpmn.transition import BroadcastSignal, CompleteTask, Continue, Start, Transition
from tests.bpmn.execution.driving import BEGIN
from tests.bpmn.execution.random_diagrams import Block, Drawing, blocks, work

# mypy: disallow_untyped_calls=False
# SpiffWorkflow has no annotations.

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.transition import Command

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Play:
    """Plays a diagram to its end, choosing the next open task by a list of numbers."""

    def __init__(self, definition: Definition, *, saves: bool, prunes: bool) -> None:
        self.definition = definition
        self.saves, self.prunes = saves, prunes
        self.case = Execution(definition, None, at=BEGIN, prunes=prunes)
        self.snapshot = b""
        self.tasks: list[str] = []
        self.trace: list[tuple[str, str, str]] = []
        self.last: Transition | None = None

    def do(self, command: Command) -> Transition:
        """One command, saved and loaded before where the play saves."""
        if self.saves and self.snapshot:
            self.case = Execution(self.definition, self.snapshot, at=BEGIN, prunes=self.prunes)
        result = self.case.apply(command, at=BEGIN)
        self.snapshot, self.last = result.snapshot, result
        self.trace += [(step.element_id, step.action, step.token_id) for step in result.steps]
        self.tasks = [each for each in self.tasks if each not in result.closed_tasks]
        self.tasks += [each.task_id for each in result.opened_tasks]
        return result

    def run(self, choices: Iterator[int]) -> Transition:
        """To the end."""
        result = self.do(Start(data={"n": 0}))
        while result.state == "running":
            if result.budget_exhausted:
                result = self.do(Continue())
            elif self.tasks and (next(choices) % 4 or not self._listens()):
                task = self.tasks.pop(next(choices) % len(self.tasks))
                result = self.do(CompleteTask(task_id=task, data={}))
            elif self._listens():
                result = self.do(BroadcastSignal(name="go"))
            else:
                raise AssertionError(("stuck", self.trace, result.incidents))
        return result

    def _listens(self) -> bool:
        return bool(self.case._case.catching.signals)


def endless(numbers: list[int]) -> Iterator[int]:
    """The numbers again and again."""
    while True:
        yield from numbers


@QUICK
@given(blocks(), st.lists(st.integers(0, 1_000), min_size=1, max_size=20))
def test_saving_and_pruning_change_nothing(block: Block, numbers: list[int]) -> None:
    definition = define({"p.bpmn": Drawing().draw(block)}, process_id="p")

    plays = [
        Play(definition, saves=saves, prunes=prunes) for saves in (False, True) for prunes in (True, False)
    ]
    results = [play.run(endless(numbers)) for play in plays]

    assert all(play.trace == plays[0].trace for play in plays)
    assert all(result.data == results[0].data for result in results)
    assert plays[0].snapshot == plays[2].snapshot


@QUICK
@given(blocks(), st.lists(st.integers(0, 1_000), min_size=1, max_size=20))
def test_every_diagram_does_what_its_blocks_say(block: Block, numbers: list[int]) -> None:
    play = Play(define({"p.bpmn": Drawing().draw(block)}, process_id="p"), saves=True, prunes=True)

    result = play.run(endless(numbers))

    waits, scripts, _ = work(block)
    done = Counter(element for element, action, _ in play.trace if action == "completed")
    assert result.data["n"] == scripts
    assert sum(count for element, count in done.items() if element.startswith(("user", "many"))) == waits
    assert (result.outcome, result.incidents, done["done"]) == ("done", (), 1)


def plain_trace(xml: bytes, choices: Iterator[int]) -> Counter[str]:
    """What plain SpiffWorkflow completes."""
    parser = BpmnParser()
    parser.add_bpmn_io(BytesIO(xml), "p.bpmn")
    flow: Any = BpmnWorkflow(parser.get_spec("p"))
    flow.do_engine_steps()
    while not flow.completed:
        ready = sorted(
            flow.get_tasks(state=TaskState.READY, manual=True), key=lambda task: task.task_spec.name
        )
        ready[next(choices) % len(ready)].run()
        flow.do_engine_steps()
    done = flow.get_tasks(state=TaskState.COMPLETED)
    return Counter(task.task_spec.name for task in done if task.task_spec.name.startswith(("user", "script")))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blocks(plain=True), st.lists(st.integers(0, 1_000), min_size=1, max_size=10))
def test_where_plain_spiffworkflow_is_right_the_same_elements_complete(
    block: Block, numbers: list[int]
) -> None:
    expected = plain_trace(Drawing(python=True).draw(block), endless(numbers))

    play = Play(define({"p.bpmn": Drawing().draw(block)}, process_id="p"), saves=True, prunes=True)
    play.run(endless(numbers))

    done = Counter(
        e for e, action, _ in play.trace if action == "completed" and e.startswith(("user", "script"))
    )
    assert done == expected

"""The execution core beside plain SpiffWorkflow, in one run: what issue 4 asks, in CPU time.

    python -m benchmarks.bpmn

Every figure is the median of several rounds; ours saves and loads the state between commands unless it
says "in memory". Plain SpiffWorkflow runs the same diagrams with Python scripts, nothing saved.
"""

from __future__ import annotations

import logging
import statistics
import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks import bpmn_models as models
from engine.bpmn import Definition, Execution, apply, define
from engine.bpmn.transition import CompleteTask, Continue, Start, Transition

# mypy: disallow_untyped_calls=False
# SpiffWorkflow has no annotations.

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

AT = datetime(2026, 1, 5, 1, tzinfo=UTC)


def cpu(work: Callable[[], object], rounds: int = 5) -> float:
    """Median CPU seconds of one call."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def each_of(many: int, work: Callable[[Any], None], subject: Any) -> float:
    """CPU seconds of one of many calls."""
    begun = time.process_time()
    for _ in range(many):
        work(subject)
    return (time.process_time() - begun) / many


def on(xml: bytes) -> Definition:
    """A definition of one file."""
    return define({"p.bpmn": xml}, process_id="p")


def complete(result: Transition, definition: Definition, **data: Any) -> Transition:
    """Completes the newest open task, loading and saving."""
    task = result.opened_tasks[0].task_id
    return apply(definition, result.snapshot, CompleteTask(task_id=task, data=data), at=AT)


def whole_case(definition: Definition) -> None:
    """The small case, saved and loaded between commands."""
    result = apply(definition, None, Start(data={"a": 1}), at=AT)
    while result.state == "running":
        result = complete(result, definition, a=2)


def whole_case_in_memory(definition: Definition) -> None:
    """The small case, kept in memory."""
    case = Execution(definition, None, at=AT)
    result = case.apply(Start(data={"a": 1}), at=AT, with_snapshot=False)
    while result.state == "running":
        command = CompleteTask(task_id=result.opened_tasks[0].task_id, data={"a": 2})
        result = case.apply(command, at=AT, with_snapshot=False)


def plain_case(spec: Any) -> None:
    """The small case on plain SpiffWorkflow."""
    flow = BpmnWorkflow(spec)
    flow.do_engine_steps()
    while not flow.completed:
        for task in flow.get_tasks(state=TaskState.READY, manual=True):
            task.data["a"] = 2
            task.run()
        flow.do_engine_steps()


def small() -> None:
    """Three user tasks, a gateway and a script."""
    parser = BpmnParser()
    parser.add_bpmn_io(BytesIO(models.small_case(python=True)), "p.bpmn")
    spec, ours = parser.get_spec("p"), on(models.small_case())
    many = 300
    figures: dict[str, list[float]] = {"ours in memory": [], "ours saved": [], "plain": []}
    for _ in range(5):
        figures["ours in memory"].append(each_of(many, whole_case_in_memory, ours))
        figures["ours saved"].append(each_of(many, whole_case, ours))
        figures["plain"].append(each_of(many, plain_case, spec))
    for name, values in figures.items():
        print(f"small case, {name:<16} {statistics.median(values) * 1000:8.3f} ms")


def loop() -> None:
    """The 400th turn of a loop against the first, load, run and save together."""
    definition = on(models.user_loop())
    result = apply(definition, None, Start(data={"n": 0, "again": True}), at=AT)
    times = []
    for _ in range(420):
        kept = result
        times.append(cpu(lambda kept=kept: complete(kept, definition, again=True), 9))  # type: ignore[misc]
        result = complete(kept, definition, again=True)
    first, late = statistics.median(times[1:21]), statistics.median(times[390:410])
    print(
        f"loop: turn 1 {first * 1e3:.3f} ms, turn 400 {late * 1e3:.3f} ms, ratio {late / first:.2f} (≤ 1.5)"
    )


def long_loop() -> None:
    """10,000 turns without a stop, in continuation commands."""
    definition = on(models.automatic_loop(10_000))
    begun = time.process_time()
    result = apply(definition, None, Start(data={"n": 0}), at=AT)
    commands = 1
    while result.budget_exhausted:
        result = apply(definition, result.snapshot, Continue(), at=AT)
        commands += 1
    took = time.process_time() - begun
    print(f"loop of 10,000 turns: {result.state}, n = {result.data['n']}, {commands} commands, {took:.2f} s")


def size() -> None:
    """One step in a diagram of 200 user tasks against one of 10."""
    steps = {}
    for count in (10, 200):
        definition = on(models.chain(count, "userTask"))
        result = apply(definition, None, Start(data={}), at=AT)
        for _ in range(4):
            result = complete(result, definition)
        steps[count] = cpu(lambda r=result, d=definition: [complete(r, d) for _ in range(200)], 9) / 200  # type: ignore[misc]
    print(
        f"step: 10 tasks {steps[10] * 1e3:.3f} ms, 200 tasks {steps[200] * 1e3:.3f} ms, "
        f"ratio {steps[200] / steps[10]:.2f} (≤ 1.3)"
    )


def sequence() -> None:
    """5,000 nodes in a row: read and run."""
    xml = models.chain(5_000, "task")
    begun = time.process_time()
    definition = on(xml)
    read = time.process_time() - begun
    begun = time.process_time()
    result = apply(definition, None, Start(data={}), at=AT)
    while result.budget_exhausted:
        result = apply(definition, result.snapshot, Continue(), at=AT)
    print(f"sequence of 5,000: read {read:.2f} s, run {time.process_time() - begun:.2f} s, {result.state}")


def many_instances() -> None:
    """Multi-instance over 5,000 items: scripts, then user tasks completed one by one."""
    items = list(range(5_000))
    definition = on(models.multi_instance("scriptTask"))
    begun = time.process_time()
    result = apply(definition, None, Start(data={"items": items}), at=AT)
    while result.budget_exhausted:
        result = apply(definition, result.snapshot, Continue(), at=AT)
    print(f"multi-instance 5,000 scripts, saved: {time.process_time() - begun:.2f} s, {result.state} (< 10)")
    definition = on(models.multi_instance("userTask"))
    begun = time.process_time()
    case = Execution(definition, None, at=AT)
    result = case.apply(Start(data={"items": items}), at=AT, with_snapshot=False)
    tasks = [each.task_id for each in result.opened_tasks]
    while result.budget_exhausted:
        result = case.apply(Continue(), at=AT, with_snapshot=False)
        tasks += [each.task_id for each in result.opened_tasks]
    opened = time.process_time() - begun
    result = apply(definition, None, Start(data={"items": items}), at=AT)
    saved_tasks = [each.task_id for each in result.opened_tasks]
    while result.budget_exhausted:
        result = apply(definition, result.snapshot, Continue(), at=AT)
        saved_tasks += [each.task_id for each in result.opened_tasks]
    saved_begun = time.process_time()
    for task in saved_tasks:
        result = apply(definition, result.snapshot, CompleteTask(task_id=task, data={}), at=AT)
    print(
        f"multi-instance 5,000 user tasks, saved: {time.process_time() - saved_begun:.2f} s, {result.state} (< 10)"
    )
    begun = time.process_time() - opened
    for task in tasks:
        result = case.apply(CompleteTask(task_id=task, data={}), at=AT, with_snapshot=False)
    took = time.process_time() - begun
    print(
        f"multi-instance 5,000 user tasks, in memory: opened {opened:.2f} s, all {took:.2f} s, {result.state}"
    )


def main() -> None:
    """All figures, or those named on the command line."""
    logging.disable(logging.CRITICAL)
    every = {each.__name__: each for each in (small, loop, long_loop, size, sequence, many_instances)}
    for name in sys.argv[1:] or every:
        every[name]()


if __name__ == "__main__":
    main()

"""Loops and multi-instance activities (BPMN 13.3.6, 13.3.7).

The activity's token waits as host while its turns run one after the other or side by side, each a token of
its own with ``loopCounter`` and its item in a frame of its own. Items lie in the host's state only until
they are handed out.
"""

# ruff: noqa: S101 (asserts tell the type checker what reading guarantees)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.expressions import ExpressionFailure
from engine.errors import LimitError

if TYPE_CHECKING:
    from engine.bpmn.execution.case import CaseWorkflow
    from engine.bpmn.execution.token import Token
    from engine.bpmn.specs.activities import Loop
    from engine.bpmn.specs.triggers import Trigger

INSTANCE_LIMIT = 9_999
"""Instances of one multi-instance activity (design.md)."""


def frame_of(loop: Loop, state: dict[str, Any], index: int) -> dict[str, Any]:
    """The names that belong to one turn alone, as it begins."""
    frame: dict[str, Any] = {"loopCounter": index + 1}
    if loop.item is not None:
        frame[loop.item] = state["items"][index] if state.get("items") is not None else index + 1
    if loop.output_item is not None and loop.output_item not in frame:
        frame[loop.output_item] = None
    return frame


class Looping:
    """Runs the turns of loops and multi-instance activities.

    State in the host's ``internal_data["loop"]``: ``total`` (None for a standard loop), ``begun``, ``ended``,
    ``items`` not yet handed out, ``out`` collected results by index. ``internal_data["idle"]`` marks a host without any
    turn: it is told as skipped.
    """

    def __init__(self, case: CaseWorkflow) -> None:
        self.case = case

    def start(self, host: Token) -> None:
        """The activity begins: how many instances, of what."""
        loop: Loop = host.task_spec.loop
        state: dict[str, Any] = {"total": None, "begun": 0, "ended": 0}
        if loop.multi:
            items = None if loop.collection is None else self._items(host, loop)
            total = len(items) if items is not None else self._cardinality(host, loop)
            if total > INSTANCE_LIMIT:
                raise LimitError(
                    limit="instances",
                    message=f"'{host.task_spec.name}' would have {total:,} instances; {INSTANCE_LIMIT:,} is the limit. "
                    "Split the list.",
                    message_zh=f"“{host.task_spec.name}”将产生 {total:,} 个实例，上限为 {INSTANCE_LIMIT:,}。请拆分列表。",
                )
            state.update(total=total, items=items)
            if total == 0:
                host.internal_data.update(loop=state, idle=1)
                self.finish(host)
                return
        elif loop.test_before and not self._goes_on(host, loop, 0):
            host.internal_data["idle"] = 1
            host.complete()
            return
        host.internal_data["loop"] = state
        self.case.schedule("spawn", host)

    def _items(self, host: Token, loop: Loop) -> list[Any]:
        assert loop.collection is not None
        value = loop.collection.evaluate(self.case.names.of(host))
        if isinstance(value, dict):
            return list(value.values())
        if not isinstance(value, list):
            raise ExpressionFailure(
                f"'{loop.collection.text}' of '{host.task_spec.name}' gives {type(value).__name__}, not a list.",
                f"“{host.task_spec.name}”的集合“{loop.collection.text}”结果不是列表。",
            )
        return list(value)

    def _cardinality(self, host: Token, loop: Loop) -> int:
        value = None if loop.cardinality is None else loop.cardinality.evaluate(self.case.names.of(host))
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value) or value < 0:
            text = "" if loop.cardinality is None else loop.cardinality.text
            raise ExpressionFailure(
                f"The number of instances '{text}' of '{host.task_spec.name}' gives {value!r}, not a whole number.",
                f"“{host.task_spec.name}”的实例数“{text}”结果 {value!r} 不是非负整数。",
            )
        return int(value)

    def spawn(self, host: Token) -> None:
        """One more turn begins; parallel ones follow until all have begun."""
        loop: Loop = host.task_spec.loop
        state = host.internal_data["loop"]
        index = state["begun"]
        state["begun"] = index + 1
        instance = self.case.put(host.workflow, host.task_spec, role="instance", parent=host)
        instance.internal_data.update(locals=frame_of(loop, state, index), index=index)
        self.case.schedule("enter", instance)
        if loop.multi and not loop.sequential and state["begun"] < state["total"]:
            self.case.schedule("spawn", host)

    def _facts(self, state: dict[str, Any], ended: int) -> dict[str, Any]:
        running = state["begun"] - ended
        total = state["total"] or 0
        return {
            "numberOfInstances": total,
            "numberOfActiveInstances": running,
            "numberOfCompletedInstances": ended,
            "numberOfTerminatedInstances": 0,
            "nrOfInstances": total,
            "nrOfActiveInstances": running,
            "nrOfCompletedInstances": ended,
        }

    def instance_done(self, instance: Token) -> None:
        """A turn has ended: its result is kept, events are thrown, and it is seen whether to go on."""
        host = instance.parent
        assert host is not None
        loop: Loop = host.task_spec.loop
        state = host.internal_data["loop"]
        ended = state["ended"] + 1
        names = self.case.names.of(instance, self._facts(state, ended) if loop.multi else None)
        result = self._result(instance, loop)
        events = [
            (each, self.case.throwing.brings(instance, each)) for each in self._events(loop, ended, names)
        ]
        enough = loop.multi and loop.condition is not None and loop.condition.evaluate(names) is True
        goes_on = not loop.multi and self._goes_on(instance, loop, ended)
        if loop.output is not None:
            state.setdefault("out", []).append([instance.internal_data["index"], result])
        state["ended"] = ended
        if state.get("items") is not None:
            state["items"][instance.internal_data["index"]] = None
        self.case.report.step(instance, "completed")
        self.case.compensating.note(instance)
        self.case.remove(instance)
        for trigger, brings in events:
            enough = self._throw(host, loop, trigger, brings) or enough
            if not host.alive:
                return
        if enough or (loop.multi and ended == state["total"]) or not (loop.multi or goes_on):
            self._cancel_rest(host)
            self.case.schedule("loop_end", host)
        elif not loop.multi or loop.sequential:
            self.case.schedule("spawn", host)

    def _result(self, instance: Token, loop: Loop) -> Any:
        if loop.output_element is not None:
            return loop.output_element.evaluate(self.case.names.of(instance))
        return None if loop.output_item is None else instance.internal_data["locals"].get(loop.output_item)

    def _events(self, loop: Loop, ended: int, names: Any) -> list[Any]:
        if loop.behaviour == "None" and loop.each is not None:
            return [loop.each]
        if loop.behaviour == "One" and loop.one is not None and ended == 1:
            return [loop.one]
        if loop.behaviour == "Complex":
            return [
                trigger
                for condition, trigger in loop.complex
                if condition is None or condition.evaluate(names) is True
            ]
        return []

    def _throw(self, host: Token, loop: Loop, trigger: Trigger, brings: tuple[str | None, Any]) -> bool:
        """A behaviour's event: to the activity's own boundary events first, else to whoever waits for it.

        It tells how far the activity is and so never takes its token away: what comes after the activity comes
        in any case. An interrupting boundary event ends the remaining instances under Complex alone.
        """
        caught = False
        for listener in host.children:
            if listener.role != "listener":
                continue
            for index, each in enumerate(listener.task_spec.triggers):
                if each.kind == trigger.kind and each.name == trigger.name:
                    self.case.catching.fire_beside(listener, index)
                    caught = caught or listener.task_spec.interrupting
                    break
            else:
                continue
            return caught and loop.behaviour == "Complex"
        self.case.throwing.throw(host, trigger, brings)
        return False

    def _goes_on(self, token: Token, loop: Loop, turns: int) -> bool:
        names = self.case.names.of(token, {"loopCounter": turns})
        if loop.maximum is not None:
            maximum = loop.maximum.evaluate(names)
            if isinstance(maximum, int | float) and turns >= maximum:
                return False
        if loop.condition is None:
            return loop.maximum is not None
        return self.case.holds(loop.condition, token, {"loopCounter": turns})

    def _cancel_rest(self, host: Token) -> None:
        for child in host.children:
            if child.role == "instance":
                self.case.ending.cancel(child)

    def finish(self, host: Token) -> None:
        """All turns have ended: collected results become data, and the activity is complete."""
        loop: Loop = host.task_spec.loop
        state = host.internal_data["loop"]
        if loop.output is not None:
            collected = [value for _, value in sorted(state.get("out", []), key=lambda pair: pair[0])]
            self.case.names.write(self.case.names.frames_of(host), {loop.output: collected})
        host.internal_data.pop("loop", None)
        host.complete()

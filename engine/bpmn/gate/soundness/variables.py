"""Names that an expression asks for and nobody has written: undefined variables."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import (
    kind,
    label,
    plain,
    scope_of,
)
from engine.bpmn.gate.finding import problem
from engine.bpmn.gate.places import Place, places
from engine.bpmn.gate.properties import decision_of
from engine.bpmn.gate.soundness.opened import DONE, OpenedProcess
from engine.bpmn.gate.soundness.writes import EVERYTHING, locals_of, writes
from engine.bpmn.reading.formulas import formula
from engine.bpmn.reading.vocabulary import descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

_BUILT_IN = frozenset({"now", "today", "caseNumber", "caseId", "itemName", "channel"})


def variables_are_defined(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """Each name in an expression is written on the way to it, or comes from outside."""
    called = {
        plain(call.get("calledElement"))
        for other, _ in around.processes.values()
        for call in other.every("callActivity")
    }
    asked = [(place, names) for place in places(diagram) if (names := _asked(place))]
    asked += list(_asked_by_decisions(diagram, around))
    for process in diagram.every("process"):
        own = [(place, names) for place, names in asked if diagram.process_of(place.element) is process]
        if own:
            is_called = process.get("id", "") in called
            yield from _Analysis(diagram, process, around).findings(own, open_world=is_called)


def _asked(place: Place) -> frozenset[str]:
    read = formula(place.source)
    return frozenset() if read is None else frozenset(read.names) - _BUILT_IN


def _asked_by_decisions(diagram: Diagram, around: Surroundings) -> Iterator[tuple[Place, frozenset[str]]]:
    """A business rule task asks for the input data of its decision."""
    for task in diagram.every("businessRuleTask"):
        decision = decision_of(task)
        names = around.decisions.get(decision, frozenset()) - _BUILT_IN
        if names:
            yield Place(element=task, node=task, what=f"decision '{decision}'", source=""), names


class _Analysis:
    """One process."""

    def __init__(self, diagram: Diagram, process: _Element, around: Surroundings) -> None:
        self._diagram = diagram
        self._around = around
        self._locals: dict[str, frozenset[str]] = {}
        self._process = process
        self._outside = frozenset(around.variables or ()) | _data_names(process)
        self._flow = OpenedProcess(diagram, process, around)
        self._anywhere = frozenset().union(*self._flow.written.values())

    def findings(self, asked: list[tuple[Place, frozenset[str]]], *, open_world: bool) -> Iterator[Finding]:
        """``open_world``: the process is called by others, whose data it sees."""
        if open_world and self._around.variables is None:
            return
        universe = frozenset().union(*(names for _, names in asked)) | self._anywhere
        certain = self._flow.certain(universe)
        for place, names in asked:
            point = self._point(place)
            if point is None or certain.get(point) is None:
                continue
            known = certain[point] | self._outside | self._inside(place)
            if self._writes_before(place):
                known |= (
                    self._flow.written.get(place.node.get("id", ""), frozenset())
                    if place.node is not None
                    else frozenset()
                )
            if EVERYTHING in known:
                continue
            for name in sorted(names - known):
                if not (open_world and self._is_written_elsewhere(name)):
                    yield self._finding(place, name, point)

    def _point(self, place: Place) -> str | None:
        """Where a place is evaluated: at its node, or after the node that a flow leaves."""
        if place.node is not None:
            return place.node.get("id", "")
        source = plain(place.element.get("sourceRef"))
        if not source:
            return None
        return self._flow.exit_of(source)

    @staticmethod
    def _writes_before(place: Place) -> bool:
        return place.what == "postScript"

    def _inside(self, place: Place) -> frozenset[str]:
        """Names of loops and inputs around a place; for a flow also what its source has written."""
        found: frozenset[str] = frozenset()
        current: _Element | None = place.node
        if current is None:
            source = self._diagram.resolve(place.element.get("sourceRef"))
            found |= self._flow.written.get(self._point(place) or "", frozenset())
            current = None if source is None else scope_of(source)
        while current is not None and current is not self._process:
            found |= self._locals_of(current)
            current = scope_of(current)
        return found

    def _locals_of(self, node: _Element) -> frozenset[str]:
        name = node.get("id", "")
        if name not in self._locals:
            self._locals[name] = locals_of(node)
        return self._locals[name]

    def _is_written_elsewhere(self, name: str) -> bool:
        """Whether some other process of the files writes a name that a called process asks for."""
        return any(
            written & {name, EVERYTHING}
            for diagram, process in self._around.processes.values()
            if process is not self._process
            for node in descendants(process)
            if kind(node) and (written := writes(diagram, node, self._around))
        )

    def _finding(self, place: Place, name: str, point: str) -> Finding:
        path = self._path(name, point)
        shown = " → ".join(path)
        never = name not in self._anywhere and EVERYTHING not in self._anywhere
        if never:
            return problem(
                "undefined-variable",
                place.element,
                f"The {place.what} of {label(place.element)} asks for '{name}', which nothing writes ({shown}). "
                "Correct the name, or add the form field, script or answer that writes it.",
                f"{label(place.element)} 的 {place.what} 使用了变量“{name}”，但没有任何步骤写入（{shown}）。"
                "请更正名称，或添加写入它的表单字段、脚本或返回值。",
                path=path,
            )
        return problem(
            "maybe-undefined-variable",
            place.element,
            f"The {place.what} of {label(place.element)} asks for '{name}', which is not written on this way: "
            f"{shown}. Write it before, or ask for it only where it exists.",
            f"{label(place.element)} 的 {place.what} 使用的变量“{name}”在以下路径上尚未写入：{shown}。请提前写入。",
            severity="warning",
            path=path,
        )

    def _path(self, name: str, point: str) -> tuple[str, ...]:
        """A shortest way to a point around all that write the name; around nothing if there is none."""
        for around in (self._writers(name), frozenset()):
            before: dict[str, str | None] = dict.fromkeys(self._flow.starts)
            queue = deque(before)
            while queue and point not in before:
                current = queue.popleft()
                if current in around:
                    continue
                for each in self._flow.after.get(current, ()):
                    if each not in before:
                        before[each] = current
                        queue.append(each)
            if point in before:
                path: list[str] = []
                step: str | None = point
                while step is not None:
                    if not step.endswith(DONE):
                        path.append(step)
                    step = before[step]
                return tuple(reversed(path))
        return (point.removesuffix(DONE),)

    def _writers(self, name: str) -> frozenset[str]:
        return frozenset(point for point, names in self._flow.written.items() if names & {name, EVERYTHING})


def _data_names(process: _Element) -> frozenset[str]:
    """Data objects, properties, inputs and stores of a process exist from its beginning."""
    found: set[str] = set()
    for data in descendants(
        process,
        "dataObject",
        "dataObjectReference",
        "property",
        "dataInput",
        "dataOutput",
        "dataStoreReference",
    ):
        found |= {data.get("name") or "", data.get("id") or ""}
    return frozenset(found - {""})

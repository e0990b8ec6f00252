"""Files that run as one definition: a diagram and the diagrams it calls do not share ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import kind, plain
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import FLOW_NODES, descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding


def ids_are_unique_together(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """A step's id stands for one step in everything that a case runs through."""
    own = {node.get("id", ""): node for node in _steps(diagram)}
    for other in _called(diagram, around):
        for name in sorted(own.keys() & {node.get("id", "") for node in _steps(other)}):
            yield problem(
                "id-of-another-file",
                own[name],
                f"The id '{name}' is used here and in '{other.file}', which this diagram calls. Give one of the two "
                f"{kind(own[name])}s another id.",
                f"标识“{name}”在此处和被调用的“{other.file}”中重复，请修改其中一个。",
            )


def _steps(diagram: Diagram) -> Iterator[_Element]:
    for process in diagram.every("process"):
        yield from descendants(process, *sorted(FLOW_NODES))


def _called(diagram: Diagram, around: Surroundings) -> list[Diagram]:
    """The diagrams of all processes that are called from here, directly or not, without this one."""
    found: dict[int, Diagram] = {}
    stack = [diagram]
    while stack:
        for call in stack.pop().every("callActivity"):
            target = around.processes.get(plain(call.get("calledElement")))
            if target is not None and target[0] is not diagram and id(target[0]) not in found:
                found[id(target[0])] = target[0]
                stack.append(target[0])
    return list(found.values())


RULES = (ids_are_unique_together,)

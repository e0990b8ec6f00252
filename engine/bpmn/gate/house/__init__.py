"""Our drawing rules (style 9): ids, names, lanes, forms, FEEL only, a picture that shows what runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.house import conditions, drawing, expressions, names, people, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

RULES = (*names.RULES, *people.RULES, *conditions.RULES, *expressions.RULES, *drawing.RULES, *together.RULES)


def house_findings(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """What our rules say about a file that the standard would allow."""
    for rule in RULES:
        yield from rule(diagram, around)

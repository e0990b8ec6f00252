"""Soundness before publishing: deadlocks, lost synchronisation, endless loops, what nobody reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.soundness import flow, loops, partners, progress, variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

RULES = (
    flow.tokens_flow,
    loops.everything_is_reached,
    loops.loops_wait_or_end,
    progress.loops_make_progress,
    variables.variables_are_defined,
    partners.messages_have_partners,
)


def soundness_findings(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    """Why cases of this file would get stuck, with the way that leads there."""
    for rule in RULES:
        yield from rule(diagram, around)

"""The constraints that BPMN 2.0.2 states in words: what the XML schema cannot say.

One module for each part of the standard; each rule is a function from a ``Diagram`` to its findings, with
the clause or table it comes from in its docstring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.standard import (
    activities,
    choreography,
    collaboration,
    compensation,
    data,
    data_associations,
    event_connections,
    event_definitions,
    events,
    expressions,
    gateways,
    identity,
    multi_instance,
    operations,
    sequence_flows,
    uris,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

RULES = (
    *identity.RULES,
    *uris.RULES,
    *expressions.RULES,
    *sequence_flows.RULES,
    *gateways.RULES,
    *events.RULES,
    *event_connections.RULES,
    *event_definitions.RULES,
    *activities.RULES,
    *multi_instance.RULES,
    *compensation.RULES,
    *data.RULES,
    *data_associations.RULES,
    *operations.RULES,
    *collaboration.RULES,
    *choreography.RULES,
)


def standard_findings(diagram: Diagram) -> Iterator[Finding]:
    """Everything in a file that the standard does not allow."""
    for rule in RULES:
        yield from rule(diagram)

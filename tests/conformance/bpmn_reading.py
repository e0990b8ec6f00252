"""The reader's and the gate's part of the conformance adapter.

``publishes`` asks the schema and the standard's constraints only: with our drawing rules (names, lanes,
forms) every model of a foreign suite would be refused, and the figure would say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.check import standard
from engine.bpmn.reading import read
from engine.errors import DefinitionRefusedError

if TYPE_CHECKING:
    from engine.errors import Finding


class BpmnReading:
    """What the suites betsy_negative, miwg and engine_models ask."""

    def publishes(self, xml: bytes) -> None:
        """Raises ``DefinitionRefusedError`` with the findings of a model that breaks a constraint."""
        findings = [finding for finding in standard(xml, file="model.bpmn") if finding.severity == "error"]
        if findings:
            raise DefinitionRefusedError(name="model.bpmn", findings=findings)

    def reads(self, xml: bytes) -> list[Finding]:
        """Findings of the lenient reader; raises ``XmlError`` only for what cannot be read at all."""
        return list(read(xml, file="model.bpmn").findings)

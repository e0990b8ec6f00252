"""The reader's and the gate's part of the conformance adapter.

``publishes`` asks the schema and the standard's constraints only: with our drawing rules (names, lanes,
forms) every model of a foreign suite would be refused, and the figure would say nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn import define
from engine.bpmn.gate.check import standard
from engine.bpmn.gate.diagram import Diagram
from engine.bpmn.reading import read
from engine.domain.xml import parse_xml
from engine.errors import DefinitionRefusedError

if TYPE_CHECKING:
    from engine.errors import Finding

_NAME = "model.bpmn"


class BpmnReading:
    """What the suites betsy_negative, miwg and engine_models ask."""

    def publishes(self, xml: bytes) -> None:
        """Raises ``DefinitionRefusedError`` with the findings of a model that breaks a constraint."""
        diagram = Diagram(file=_NAME, root=parse_xml(xml))
        findings = [finding for finding in standard(diagram) if finding.severity == "error"]
        if findings:
            raise DefinitionRefusedError(name=_NAME, findings=findings)

    def reads(self, xml: bytes) -> list[Finding]:
        """Findings of the lenient reader; raises only for what cannot be read at all.

        A draft counts as read when the execution core builds every process of it, too.
        """
        reading = read(xml, file=_NAME)
        for process in reading.processes:
            define({_NAME: etree.tostring(reading.tree)}, process_id=process.process_id, strict=False)
        return list(reading.findings)

"""The strict gate: every reason why a set of files cannot be published, all at once.

Order of the layers: XML schema, constraints of the standard, our drawing rules, expressions and
decisions, soundness. Each looks at the original files, never at a mended tree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import Diagram
from engine.bpmn.gate.schema import schema_findings
from engine.bpmn.gate.standard import standard_findings
from engine.bpmn.reading.vocabulary import MODEL, local
from engine.domain.xml import parse_xml
from engine.errors import Finding, XmlError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def check(files: Mapping[str, bytes]) -> list[Finding]:
    """All findings of all files, in the order of the files and of their lines."""
    findings: list[Finding] = []
    for file, data in files.items():
        if not file.endswith((".bpmn", ".bpmn2", ".bpmn20.xml")):
            continue
        findings += _in_order(replace(finding, file=file) for finding in standard(data, file=file))
    return findings


def standard(data: bytes, *, file: str) -> Iterator[Finding]:
    """What XML, its schema and the standard forbid in one file."""
    try:
        root = parse_xml(data)
    except XmlError as error:
        yield Finding(rule="xml", element_id=None, message=error.message, message_zh=error.message_zh)
        return
    if root.tag != f"{{{MODEL}}}definitions":
        yield Finding(
            rule="no-bpmn",
            element_id=None,
            message=f"The root element is '{local(root)}', not 'definitions' of BPMN 2.0. Save the diagram as BPMN 2.0.",
            message_zh=f"根元素是“{local(root)}”，不是 BPMN 2.0 的 definitions。请另存为 BPMN 2.0。",
        )
        return
    yield from schema_findings(root, file)
    yield from standard_findings(Diagram(file=file, root=root))


def _in_order(findings: Iterator[Finding]) -> list[Finding]:
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.line or 0, finding.rule))

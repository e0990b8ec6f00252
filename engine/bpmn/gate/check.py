"""The strict gate: every reason why a set of files cannot be published, all at once.

The layers are XML, its schema, the constraints of the standard, soundness, and our drawing rules with
forms, decisions and expressions. Each looks at the original files, never at a mended tree. A file that
is no XML or no BPMN gets that one finding; the others are looked at all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.bpmn.gate.decisions import decisions
from engine.bpmn.gate.diagram import Diagram
from engine.bpmn.gate.house import house_findings
from engine.bpmn.gate.schema import schema_findings
from engine.bpmn.gate.soundness import soundness_findings
from engine.bpmn.gate.standard import standard_findings
from engine.bpmn.gate.surroundings import ROLES, Surroundings
from engine.bpmn.reading.vocabulary import GLOBAL_TASKS, MODEL, local
from engine.domain.xml import parse_xml
from engine.errors import Finding, XmlError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from lxml.etree import _Element

DIAGRAMS = (".bpmn", ".bpmn2", ".bpmn20.xml")


def check(
    files: Mapping[str, bytes],
    *,
    forms: Mapping[str, Collection[str] | None] | Collection[str] | None = None,
    roles: Collection[str] = ROLES,
    variables: Collection[str] | None = None,
    messages: Collection[str] | None = None,
) -> list[Finding]:
    """All findings of all diagrams among the files, file by file in the order of their lines.

    ``files`` are diagrams and decisions that are published together, by name. ``forms`` are the keys of the
    forms that exist, with the names of their fields where they are known; ``variables`` names that are case
    data without any step of the diagram writing them; ``messages`` those that come from outside. What is None is not checked.
    """
    roots, findings = _parse(files)
    diagrams = {
        name: Diagram(file=name, root=root, beside=roots) for name, root in roots.items() if _is_bpmn(root)
    }
    around = Surroundings(
        forms=_with_fields(forms),
        roles=frozenset(roles),
        variables=None if variables is None else frozenset(variables),
        messages=None if messages is None else frozenset(messages),
        decisions=decisions(roots.values()),
        processes={
            process.get("id", ""): (diagram, process)
            for diagram in diagrams.values()
            for process in diagram.every("process", *sorted(GLOBAL_TASKS))
        },
    )
    for name, diagram in diagrams.items():
        found = [*standard(diagram), *soundness_findings(diagram, around), *house_findings(diagram, around)]
        findings += _in_order(replace(finding, file=name) for finding in found)
    return findings


def standard(diagram: Diagram) -> Iterator[Finding]:
    """What the XML schema and the standard's constraints forbid in one file."""
    yield from schema_findings(diagram.root, diagram.file)
    yield from standard_findings(diagram)


def _parse(files: Mapping[str, bytes]) -> tuple[dict[str, _Element], list[Finding]]:
    roots: dict[str, _Element] = {}
    findings: list[Finding] = []
    for name, data in files.items():
        is_diagram = name.endswith(DIAGRAMS)
        if not is_diagram and not name.endswith(".dmn"):
            continue
        try:
            root = parse_xml(data)
        except XmlError as error:
            findings.append(
                Finding(
                    rule="xml",
                    element_id=None,
                    message=error.message,
                    message_zh=error.message_zh,
                    file=name,
                )
            )
            continue
        roots[name] = root
        if is_diagram and not _is_bpmn(root):
            findings.append(
                Finding(
                    rule="no-bpmn",
                    element_id=None,
                    message=f"The root element is '{local(root)}', not 'definitions' of BPMN 2.0. Save the diagram "
                    "as BPMN 2.0.",
                    message_zh=f"根元素是“{local(root)}”，不是 BPMN 2.0 的 definitions。请另存为 BPMN 2.0。",
                    file=name,
                )
            )
    return roots, findings


def _is_bpmn(root: _Element) -> bool:
    return root.tag == f"{{{MODEL}}}definitions"


def _with_fields(
    forms: Mapping[str, Collection[str] | None] | Collection[str] | None,
) -> Mapping[str, Collection[str] | None] | None:
    if forms is None or isinstance(forms, Mapping):
        return forms
    return dict.fromkeys(forms)


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by line and rule."""
    return sorted(dict.fromkeys(findings), key=lambda finding: (finding.line or 0, finding.rule))

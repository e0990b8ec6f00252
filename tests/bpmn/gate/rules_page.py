"""Writes ``docs/diagram-rules.md``: every rule of the gate, with what it says about a diagram that breaks it.

``python -m tests.bpmn.gate.rules_page`` writes the page anew; a test fails when it is out of date.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from engine.bpmn.gate import check
from engine.bpmn.gate.diagram import Diagram
from engine.bpmn.gate.soundness import soundness_findings
from engine.bpmn.gate.standard import standard_findings
from engine.bpmn.gate.surroundings import Surroundings
from engine.domain.xml import parse_xml
from tests.bpmn.gate.broken import BROKEN
from tests.bpmn.gate.sketch import sketch
from tests.bpmn.gate.test_house import CHANGES, DECISIONS, changed
from tests.bpmn.gate.unsound import UNSOUND

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.errors import Finding

PAGE = Path(__file__).parents[3] / "docs" / "diagram-rules.md"
_HEAD = """# Rules for diagrams 流程图规则

What `tongban check` and publishing say about a diagram, rule by rule, each with an example. Every finding names the element, its
line and what to do; where a way through the diagram shows the problem, it is given. This page is written by
`python -m tests.bpmn.gate.rules_page`.
"""


def page() -> str:
    """The whole page."""
    standard = {rule: _first(standard_findings(_diagram(text)), rule) for rule, text in BROKEN.items()}
    sound = {
        rule: _first(soundness_findings(_diagram(text), _around(text)), rule)
        for rule, text in UNSOUND.items()
    }
    house = {rule: _house(rule) for rule in CHANGES}
    return "\n".join(
        [
            _HEAD,
            *_section("Soundness 健全性", sound),
            *_section("Drawing rules 绘制规则", house),
            *_section("BPMN 2.0.2 标准约束", standard),
        ]
    )


def _diagram(text: str) -> Diagram:
    return Diagram(file="p.bpmn", root=parse_xml(sketch(text)))


def _around(text: str) -> Surroundings:
    diagram = _diagram(text)
    return Surroundings(
        processes={process.get("id", ""): (diagram, process) for process in diagram.every("process")},
        messages=(),
        variables={"tries"},
    )


def _first(findings: Iterable[Finding], rule: str) -> tuple[str, str, str]:
    """Severity and both sentences, without what FEEL says about an expression, which is FEEL's own."""
    found = next(each for each in findings if each.rule == rule)
    english = re.sub(r"(no FEEL|cannot work): .*", r"\1: …", found.message)
    chinese = re.sub(r"(不是有效的 FEEL|不能得出结果)：.*", r"\1：…", found.message_zh)
    return found.severity, english, chinese


def _house(rule: str) -> tuple[str, str, str]:
    files = {"renew_card.bpmn": changed(rule).encode(), "cards.dmn": DECISIONS}
    return _first(check(files, forms={"check_materials": ["complete"]}), rule)


def _section(title: str, rules: dict[str, tuple[str, str, str]]) -> list[str]:
    lines = [f"## {title}", ""]
    for rule, (severity, english, chinese) in sorted(rules.items()):
        lines += [f"- **`{rule}`** ({severity}): {english}  ", f"  {chinese}"]
    return [*lines, ""]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

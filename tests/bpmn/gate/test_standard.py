"""Every constraint of the standard finds the diagram that breaks it, and passes one that keeps them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.bpmn import gate
from engine.bpmn.gate.check import standard
from engine.bpmn.gate.diagram import Diagram
from engine.bpmn.gate.standard import standard_findings
from engine.domain.xml import parse_xml
from tests.bpmn.gate.broken import BROKEN, PUBLIC
from tests.bpmn.gate.sketch import sketch
from tests.bpmn.gate.variants import RULES, VARIANTS

SOURCES = Path(gate.__file__).parent / "standard"


def rules(data: bytes) -> set[str]:
    return {finding.rule for finding in standard_findings(Diagram(file="p.bpmn", root=parse_xml(data)))}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_constraint_is_found(rule: str) -> None:
    diagram = Diagram(file="p.bpmn", root=parse_xml(sketch(BROKEN[rule])))

    found = [finding for finding in standard_findings(diagram) if finding.rule == rule]

    assert found
    for finding in found:
        assert finding.severity == "error"
        assert finding.message.endswith((".", "。"))
        assert re.search(r"[\u4e00-\u9fff]", finding.message_zh)
        assert finding.line


@pytest.mark.parametrize(
    ("says", "text"),
    [(says, text) for says, texts in VARIANTS.items() for text in texts],
    ids=[f"{says} ({number})" for says, texts in VARIANTS.items() for number in range(1, len(texts) + 1)],
)
def test_every_way_to_break_a_sentence_of_the_standard_is_refused(says: str, text: str) -> None:
    diagram = Diagram(file="p.bpmn", root=parse_xml(sketch(text)))

    found = {finding.rule for finding in standard(diagram) if finding.severity == "error"}

    assert found & set(RULES[says])


def test_a_public_process_that_runs_is_found() -> None:
    data = sketch("start s\nend e\ns > e", attributes=' processType="Public" isExecutable="true"')

    assert PUBLIC in rules(data)


def test_every_rule_of_the_standard_has_a_diagram_that_breaks_it() -> None:
    written = "\n".join(file.read_text(encoding="utf-8") for file in sorted(SOURCES.glob("*.py")))
    named = set(re.findall(r'problem\(\s*"([a-z]+(?:-[a-z]+)+)"', written))

    assert named - set(BROKEN) - {PUBLIC} == set()


def test_a_diagram_with_everything_right_breaks_nothing() -> None:
    data = sketch("""
        ^ <message id="paid" name="paid"/>
        ^ <error id="gone" errorCode="GONE"/>
        start s
        user check
        boundary late attachedToRef="check" cancelActivity="false" : <timerEventDefinition><timeDuration xsi:type="tFormalExpression">P5D</timeDuration></timerEventDefinition>
        script remind scriptFormat="application/feel" : <script>{reminded: true}</script>
        end reminded
        xor ok
        sub work {
        start ws
        evt wait
        catch m : <extensionElements><spiffworkflow:properties><spiffworkflow:property name="correlationKey" value="caseNumber"/></spiffworkflow:properties></extensionElements><messageEventDefinition messageRef="paid"/>
        catch t : <timerEventDefinition><timeDate xsi:type="tFormalExpression">date and time(deadline)</timeDate></timerEventDefinition>
        end we
        end wf : <errorEventDefinition errorRef="gone"/>
        ws > wait > m > we
        wait > t > wf
        }
        boundary failed attachedToRef="work" : <errorEventDefinition errorRef="gone"/>
        and fork
        user one
        user two
        and join
        end e
        end f
        end g
        s > check > ok
        late > remind > reminded
        ok > work if approved
        ok > f else
        work > fork > one > join > e
        fork > two > join
        failed > g
    """)

    diagram = Diagram(file="p.bpmn", root=parse_xml(data))

    assert list(standard(diagram)) == []


def test_schema_violations_carry_their_line_and_element() -> None:
    data = sketch('start s\nuser a\n<property id="late"/>\ns > a')

    found = [
        finding
        for finding in standard(Diagram(file="p.bpmn", root=parse_xml(data)))
        if finding.rule == "xml-schema"
    ]

    assert [finding.element_id for finding in found] == ["late"]
    assert "property" in found[0].message


@pytest.mark.parametrize(
    "time",
    ["P5D", "PT1H30M", "R3/PT10M", "2026-10-08T09:00:00+08:00", "0 0 9 * * ?", 'duration("P1D")', "dueDate"],
)
def test_times_and_expressions_are_accepted(time: str) -> None:
    kind = "timeCycle" if time.startswith(("R", "0")) else "timeDate" if "-" in time else "timeDuration"
    data = sketch(
        f"start s\ncatch c : <timerEventDefinition><{kind} xsi:type='tFormalExpression'>{time}</{kind}>"
        "</timerEventDefinition>\nend e\ns > c > e"
    )

    assert "invalid-time" not in rules(data)

"""Our drawing rules: a diagram that keeps them all passes; each change that breaks one is named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.bpmn import gate
from engine.bpmn.gate import check, report

if TYPE_CHECKING:
    from engine.errors import Finding

RIGHT = (Path(__file__).parent / "renew_card.bpmn").read_text(encoding="utf-8")
DECISIONS = (
    b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="d" namespace="urn:d">'
    b'<decision id="card_terms" name="Card terms"/></definitions>'
)
HOUSE = Path(gate.__file__).parent / "house"


def findings(text: str, *, file: str = "renew_card.bpmn", **known: Any) -> list[Finding]:
    known.setdefault("forms", {"check_materials": ["complete"]})
    return check({file: text.encode(), "cards.dmn": DECISIONS}, **known)


# rule → (element that is named, text of the right diagram, what it becomes)
CHANGES: dict[str, tuple[str, str, str]] = {
    "unreadable-id": ("Activity_0x1f2ab", "check_materials", "Activity_0x1f2ab"),
    "no-name": ("make_card", ' name="制作新证件"', ""),
    "task-name": ("check_materials", "核验申请材料", "核验"),
    "gateway-no-question": ("is_permitted", "是否准予换发？", "准予换发"),
    "flow-without-answer": ("f4", ' name="准予"', ""),
    "no-lanes": ("renew_card", "<LANES>", ""),
    "unknown-role": ("counter", 'lane id="acceptance"', 'lane id="counter"'),
    "in-no-lane": ("make_card", "<bpmn:flowNodeRef>make_card</bpmn:flowNodeRef>", ""),
    "in-two-lanes": (
        "make_card",
        "<bpmn:flowNodeRef>check_materials</bpmn:flowNodeRef>",
        "<bpmn:flowNodeRef>check_materials</bpmn:flowNodeRef><bpmn:flowNodeRef>make_card</bpmn:flowNodeRef>",
    ),
    "no-form": ("check_materials", 'name="formKey"', 'name="otherKey"'),
    "unknown-form": ("check_materials", 'value="check_materials"', 'value="other_form"'),
    "no-role": ("check_materials", 'lane id="acceptance"', 'lane id="system"'),
    "no-operation": ("make_card", "ga-traffic/make_card", "make_card"),
    "no-decision": ("decide_terms", "<spiffworkflow:calledDecisionId>card_terms</spiffworkflow:calledDecisionId>", ""),
    "unknown-decision": ("decide_terms", ">card_terms<", ">other_terms<"),
    "task-without-type": ("make_card", "bpmn:serviceTask", "bpmn:task"),
    "flow-without-condition": ("f5", ' default="f5"', ""),
    "expression-wrong": ("f4", "terms.permitted = true", "count(terms.years) + 1"),
    "expression-unreadable": ("f4", "terms.permitted = true", "terms.permitted == true"),
    "language-not-feel": ("f4", "tFormalExpression", 'tFormalExpression" language="http://groovy-lang.org/'),
    "foreign-code": (
        "make_card",
        'id="make_card" name',
        'id="make_card" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:class="org.example.Make" name',
    ),
    "not-drawn": ("make_card", 'id="make_card_shape" bpmnElement="make_card"', 'id="make_card_shape" bpmnElement="f1"'),
    "edge-without-points": ("f1", '<di:waypoint x="150" y="100"/>', ""),
    "shapes-overlap": ("make_card", 'x="560" y="260"', 'x="460" y="280"'),
    "outside-lane": ("make_card", 'x="560" y="260"', 'x="560" y="20"'),
    "edge-detached": ("f1", '<di:waypoint x="150" y="100"/>', '<di:waypoint x="150" y="600"/>'),
}  # fmt: skip


def changed(rule: str) -> str:
    _, old, new = CHANGES[rule]
    if old == "<LANES>":
        return re.sub(r"<bpmn:laneSet.*?</bpmn:laneSet>", "", RIGHT, flags=re.DOTALL)
    assert old in RIGHT
    return RIGHT.replace(old, new)


def test_a_diagram_that_keeps_every_rule_has_no_finding() -> None:
    assert findings(RIGHT) == []


@pytest.mark.parametrize("rule", CHANGES)
def test_a_broken_rule_is_named_at_its_element(rule: str) -> None:
    found = [finding for finding in findings(changed(rule)) if finding.rule == rule]

    assert CHANGES[rule][0] in {finding.element_id for finding in found}
    for finding in found:
        assert finding.file == "renew_card.bpmn"
        assert re.search(r"[\u4e00-\u9fff]", finding.message_zh)


def test_a_file_is_called_like_its_process() -> None:
    assert [finding.rule for finding in findings(RIGHT, file="other.bpmn")] == ["file-name"]


@pytest.mark.parametrize(
    ("one", "other", "complete"),
    [
        ("approved", "not(approved)", True),
        ("approved = true", "approved = false", True),
        ("amount < 100", "amount >= 100", True),
        ("approved = false", "approved", True),
        ('kind = "a"', 'kind != "a"', True),
        ("true", "approved", True),
        ("amount < 100", "amount > 100", False),
        ('kind = "a"', 'kind = "b"', False),
    ],
)
def test_a_choice_without_default_needs_conditions_that_cover_everything(
    one: str, other: str, *, complete: bool
) -> None:
    condition = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{}</bpmn:conditionExpression>'
    text = RIGHT.replace(' default="f5"', "").replace("terms.permitted = true", one.replace("<", "&lt;"))
    text = text.replace(
        'targetRef="card_refused"/>',
        f'targetRef="card_refused">{condition.format(other.replace("<", "&lt;"))}</bpmn:sequenceFlow>',
    )

    found = {finding.rule for finding in findings(text, variables={"approved", "amount", "kind"})}

    assert ("no-default" in found) is not complete


def test_a_diagram_and_what_it_calls_share_no_ids() -> None:
    called = RIGHT.replace("renew_card", "make_it").replace("f1", "g1")
    calling = RIGHT.replace(
        '<bpmn:serviceTask id="make_card"', '<bpmn:callActivity id="make_card" calledElement="make_it"'
    ).replace("</bpmn:serviceTask>", "</bpmn:callActivity>")

    found = check(
        {"renew_card.bpmn": calling.encode(), "make_it.bpmn": called.encode(), "cards.dmn": DECISIONS}
    )

    together = [finding for finding in found if finding.rule == "id-of-another-file"]
    assert {finding.file for finding in together} == {"renew_card.bpmn"}
    assert "check_materials" in {finding.element_id for finding in together}


def test_a_decision_asks_for_its_input_data() -> None:
    decisions = (
        b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="d" namespace="urn:d">'
        b'<inputData id="in1" name="complete"/><inputData id="in2" name="applicantAge"/>'
        b'<decision id="inner" name="Inner"><informationRequirement><requiredInput href="#in2"/>'
        b'</informationRequirement></decision><decision id="card_terms" name="Card terms"><informationRequirement>'
        b'<requiredInput href="#in1"/></informationRequirement><informationRequirement><requiredDecision href="#inner"/>'
        b"</informationRequirement></decision></definitions>"
    )

    found = check(
        {"renew_card.bpmn": RIGHT.encode(), "cards.dmn": decisions}, forms={"check_materials": ["complete"]}
    )

    assert [(finding.rule, finding.element_id) for finding in found] == [
        ("undefined-variable", "decide_terms")
    ]
    assert "'applicantAge'" in found[0].message
    assert found[0].path == ("application_received", "check_materials", "decide_terms")


def test_every_house_rule_has_a_change_that_breaks_it() -> None:
    written = "\n".join(file.read_text(encoding="utf-8") for file in sorted(HOUSE.glob("*.py")))
    named = set(re.findall(r'problem\(\s*"([a-z]+(?:-[a-z]+)+)"', written))

    assert named - set(CHANGES) - {"file-name", "no-default", "id-of-another-file"} == set()


def test_files_that_are_no_diagram_are_named_and_the_others_looked_at() -> None:
    found = check({"broken.bpmn": b"<a>", "page.bpmn": b"<html/>", "renew_card.bpmn": RIGHT.encode()})

    assert [(finding.file, finding.rule) for finding in found] == [
        ("broken.bpmn", "xml"),
        ("page.bpmn", "no-bpmn"),
        ("renew_card.bpmn", "unknown-decision"),
    ]


def test_the_report_groups_by_file_and_rule_in_both_languages() -> None:
    text = changed("no-form").replace("是否准予换发？", "准予换发")

    lines = report(findings(text)).splitlines()

    assert lines[0] == "renew_card.bpmn: 2 errors · 2 个错误"
    assert "  ✗ gateway-no-question (error 错误)" in lines
    assert "  ✗ no-form (error 错误)" in lines
    assert "is_permitted" in report(findings(text), language="zh")
    assert "Set the property formKey." in report(findings(text), language="en")
    assert report([]) == ""

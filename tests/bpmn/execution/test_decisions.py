"""Business rule tasks."""

from __future__ import annotations

import pytest

from engine.bpmn import define
from engine.errors import DefinitionRefusedError
from tests.bpmn.execution.driving import Driver, diagram, extension, node, nodes, path, properties

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")
TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="n">
<inputData id="i" name="age"><variable name="age" typeRef="number"/></inputData>
<decision id="may_drive" name="May drive"><variable name="May drive"/>
<informationRequirement id="r"><requiredInput href="#i"/></informationRequirement>
<decisionTable id="t" hitPolicy="FIRST"><input id="c"><inputExpression typeRef="number"><text>age</text></inputExpression></input>
<output id="o1" name="allowed" typeRef="boolean"/><output id="o2" name="reason" typeRef="string"/>
<rule id="young"><inputEntry id="a1"><text>&lt; 18</text></inputEntry><outputEntry id="a2"><text>false</text></outputEntry>
<outputEntry id="a3"><text>"too young"</text></outputEntry></rule>
<rule id="rest"><inputEntry id="b1"><text>-</text></inputEntry><outputEntry id="b2"><text>true</text></outputEntry>
<outputEntry id="b3"><text>"ok"</text></outputEntry></rule></decisionTable></decision></definitions>"""


class WithTable(Driver):
    """A driver whose definition has the table."""

    def __init__(self, model: bytes, *, strict: bool = True) -> None:
        super().__init__(diagram(ENDS, path("start", "done")))
        self.definition = define({"p.bpmn": model, "t.dmn": TABLE}, process_id="p", strict=strict)


def rule_task(inner: str, **attributes: str) -> bytes:
    return diagram(ENDS, node("businessRuleTask", "rule", inner, **attributes), path("start", "rule", "done"))


OURS = "<spiffworkflow:calledDecisionId>may_drive</spiffworkflow:calledDecisionId>"


def test_outputs_are_merged_and_the_matched_rules_stand_in_the_step() -> None:
    case = WithTable(rule_task(extension(OURS))).start(age=17)

    assert case.data == {"age": 17, "allowed": False, "reason": "too young"}
    assert [step.rules for step in case.result.steps if step.rules] == [("may_drive:young",)]


def test_a_result_variable_takes_the_whole_result() -> None:
    named = properties(resultVariable="licence").replace(
        "</extensionElements>", OURS + "</extensionElements>"
    )
    case = WithTable(rule_task(named)).start(age=40)

    assert case.data["licence"] == {"allowed": True, "reason": "ok"}


@pytest.mark.parametrize(
    "model",
    [
        rule_task("", **{"camunda:decisionRef": "may_drive", "camunda:resultVariable": "licence"}),
        rule_task(extension('<zeebe:calledDecision decisionId="may_drive" resultVariable="licence"/>')),
        rule_task(extension('<zeebe:calledDecision decisionId="May drive" resultVariable="licence"/>')),
    ],
)
def test_vendors_spellings(model: bytes) -> None:
    assert WithTable(model).start(age=40).data["licence"]["allowed"] is True


def test_an_unknown_decision_is_refused_at_publishing_and_an_incident_in_a_draft() -> None:
    model = rule_task(extension("<spiffworkflow:calledDecisionId>nowhere</spiffworkflow:calledDecisionId>"))

    with pytest.raises(DefinitionRefusedError, match="nowhere"):
        WithTable(model)

    case = WithTable(model, strict=False).start(age=1)
    assert [each.element_id for each in case.result.incidents] == ["rule"]

"""What is refused when a model is published, and how it is said."""

from __future__ import annotations

import pytest

from engine.dmn import read
from engine.errors import DefinitionRefusedError, XmlError
from engine.feel import FeelBudgetError
from tests.dmn.models import NAMESPACES, decision, input_data, item, model, table, text
from tests.feel.timing import seconds_of


@pytest.mark.parametrize("version", NAMESPACES)
def test_every_version_of_the_standard_is_read(version: str) -> None:
    logic = table(["age"], ["fee"], ["< 18 => 0", ">= 18 => 30"])
    source = model(input_data("age", "number"), decision("fee", logic, "in_age"), version=version)

    assert read(source).decide("fee", {"age": 20}).value == 30


def test_another_vocabulary_is_no_dmn() -> None:
    with pytest.raises(DefinitionRefusedError, match="dmn-root"):
        read(b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>')


@pytest.mark.parametrize("source", [b"<definitions>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'])
def test_malformed_or_hostile_xml_is_refused(source: bytes) -> None:
    with pytest.raises(XmlError):
        read(source)


def test_all_that_is_wrong_is_said_at_once_in_both_languages_with_element_and_line() -> None:
    source = model(
        input_data("age", "number"),
        input_data("name", "string"),
        decision("one", text("agee >= 18"), "in_age"),
        decision("two", text("age +"), "in_age"),
        decision("three", text("age = name"), "in_age", "in_name"),
        decision("four", table(["age"], ["fee"], ['"x" => 1', "> 3 => nme"], policy="BEST"), "in_age"),
    )

    with pytest.raises(DefinitionRefusedError) as refused:
        read({"rules.dmn": source})

    findings = refused.value.findings
    assert {each.rule for each in findings} == {
        "dmn-unknown-name",
        "dmn-expression",
        "dmn-unlike-types",
        "dmn-hit-policy",
    }
    assert {each.element_id for each in findings} == {"d_one", "d_two", "d_three", "t", "r1", "r2"}
    assert all(each.file == "rules.dmn" and each.line for each in findings)
    assert all(each.message and each.message_zh != each.message for each in findings)
    assert any("Did you mean 'age'" in each.message for each in findings)


def test_types_of_decisions_are_known_to_those_that_require_them() -> None:
    source = model(
        decision("count", text("1 + 1")),
        decision("wrong", text('count = "two"'), "d_count"),
    )

    with pytest.raises(DefinitionRefusedError, match="dmn-unlike-types"):
        read(source)


def test_not_in_gets_a_message_that_says_what_to_write() -> None:
    source = model(input_data("kind", "string"), decision("d", text('kind not in ["A"]'), "in_kind"))

    with pytest.raises(DefinitionRefusedError) as refused:
        read(source)

    assert "not(x in" in refused.value.findings[0].message


def test_two_elements_of_one_name_are_refused() -> None:
    with pytest.raises(DefinitionRefusedError, match="dmn-name-twice"):
        read(model(decision("a", text("1")), decision("a", text("2")).replace("d_a", "d_b")))


def test_a_rule_with_too_few_cells_is_refused() -> None:
    logic = table(["age", "name"], ["fee"], ["- => 1"])

    with pytest.raises(DefinitionRefusedError, match="dmn-cells"):
        read(model(input_data("age"), input_data("name"), decision("d", logic, "in_age", "in_name")))


@pytest.mark.parametrize(
    "logic",
    [
        '<literalExpression expressionLanguage="http://www.java.com"><text>1</text></literalExpression>',
        table([], ["fee"], ["=> 1"]).replace("<outputEntry>", '<outputEntry expressionLanguage="juel">'),
    ],
)
def test_an_expression_in_another_language_is_refused(logic: str) -> None:
    with pytest.raises(DefinitionRefusedError, match="dmn-expression-language"):
        read(model(decision("d", logic)))


def test_unreadable_allowed_values_are_refused() -> None:
    inner = "<allowedValues><text>&quot;A&quot;,</text></allowedValues>"

    with pytest.raises(DefinitionRefusedError, match="allowed values"):
        read(model(item("t", "string", inner=inner)))


def test_a_draft_is_read_whatever_its_elements_say_and_the_broken_part_is_null_with_its_reason() -> None:
    source = model(
        decision("broken", text("1 +")),
        decision("whole", text("2")),
        decision("both", text("[broken, whole]"), "d_broken", "d_whole"),
    )

    decided = read(source, draft=True).decide("both", {})

    assert decided.value == [None, 2]
    assert [(each.rule, each.owner) for each in decided.problems] == [("syntax", "d_broken")]


def test_a_problem_points_at_the_text_that_became_null() -> None:
    source = model(input_data("a"), decision("d", text("1 + a"), "in_a"))

    problem = read(source).decide("d", {"a": "x"}).problems[0]

    assert (problem.owner, problem.element_id, problem.text) == ("d_d", "d_d", "1 + a")
    assert problem.text[problem.position : problem.end] == "1 + a"


@pytest.mark.parametrize(
    "hostile",
    [
        "for i in 1..1000000000 return i",
        "count(for i in 1..5000, j in 1..5000 return 1)",
        'for i in 1..60 return if i = 1 then "ab" else partial[-1] + partial[-1]',
        "some i in 1..1000000000 satisfies i < 0",
    ],
)
def test_a_hostile_decision_ends_within_its_budget(hostile: str) -> None:
    built = read(model(decision("d", text(hostile))))

    def decide() -> None:
        with pytest.raises(FeelBudgetError):
            built.decide("d", {})

    assert seconds_of(decide, 0.1) < 0.1


def test_boxed_loops_and_recursion_are_paid_for_as_well() -> None:
    loop = f'<for iteratorVariable="i"><in>{text("[1..1000000000]")}</in><return>{text("i")}</return></for>'
    endless = model(decision("d", loop))

    with pytest.raises(FeelBudgetError):
        read(endless).decide("d", {})


def test_each_decision_of_a_large_graph_has_a_budget_of_its_own() -> None:
    body = text("count(for i in 1..3000 return i)")
    graph = [decision(f"n{k}", body) for k in range(8)]
    total = decision("total", text(" + ".join(f"n{k}" for k in range(8))), *(f"d_n{k}" for k in range(8)))

    assert read(model(*graph, total)).decide("total", {}).value == 24_000

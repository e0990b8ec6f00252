"""Decision tables: which rules match, and what each hit policy makes of them (DMN 1.5 clause 8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.dmn import Decided, read
from tests.dmn.models import column, decision, input_data, model, output, table

FEES = ["< 18 => 0", "[18..60) => 30", ">= 40 => 15", "null => 99"]


def decide(policy: str, age: Any, *, aggregation: str | None = None, rows: list[str] = FEES) -> Decided:
    logic = table(["age"], ["fee"], rows, policy=policy, aggregation=aggregation)
    return read(model(input_data("age", "number"), decision("fee", logic, "in_age"))).decide(
        "fee", {"age": age}
    )


@pytest.mark.parametrize(("age", "fee"), [(10, 0), (20, 30), (70, 15), (None, 99)])
def test_unique_gives_the_output_of_the_only_rule_that_matches(age: int | None, fee: int) -> None:
    assert decide("UNIQUE", age).value == fee


def test_unique_is_null_where_two_rules_match_and_names_them() -> None:
    decided = decide("UNIQUE", 50)

    assert decided.value is None
    assert [each.rule for each in decided.problems] == ["hit-policy-unique"]
    assert "2, 3" in decided.problems[0].message
    assert "2, 3" in decided.problems[0].message_zh
    assert [each.rule_id for each in decided.matched] == ["r2", "r3"]
    assert decided.matched_keys == ()


def test_first_takes_the_first_rule_that_matches() -> None:
    assert decide("FIRST", 50).value == 30


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_rule_order_and_collect_list_all_outputs_in_the_order_of_the_rules(policy: str) -> None:
    assert decide(policy, 50).value == [30, 15]
    assert decide(policy, 50).matched_keys == ("d_fee:r2", "d_fee:r3")


@pytest.mark.parametrize(("aggregation", "total"), [("SUM", 45), ("MIN", 15), ("MAX", 30), ("COUNT", 2)])
def test_collect_makes_one_number_of_all_outputs(aggregation: str, total: int) -> None:
    assert decide("COLLECT", 50, aggregation=aggregation).value == total


@pytest.mark.parametrize(("aggregation", "nothing"), [("SUM", None), ("MIN", None), ("COUNT", 0)])
def test_collect_without_a_match_counts_zero_and_sums_nothing(aggregation: str, nothing: int | None) -> None:
    assert decide("COLLECT", 50, aggregation=aggregation, rows=["< 0 => 1"]).value == nothing


def test_collect_of_outputs_that_cannot_be_added_is_null_with_the_reason() -> None:
    decided = decide("COLLECT", 50, aggregation="SUM", rows=['- => "a"', "- => 2"])

    assert decided.value is None
    assert "aggregation" in [each.rule for each in decided.problems]


def test_any_wants_the_same_output_from_all_rules_that_match() -> None:
    same = decide("ANY", 50, rows=["> 18 => 30", "> 40 => 30"])
    different = decide("ANY", 50)

    assert same.value == 30
    assert different.value is None
    assert different.problems[0].rule == "hit-policy-any"


def test_priority_and_output_order_follow_the_order_of_the_output_values() -> None:
    def decided(policy: str) -> Any:
        logic = table(
            ["score"],
            [output("risk", values='"HIGH", "MEDIUM", "LOW"')],
            ['> 10 => "LOW"', '> 20 => "MEDIUM"', '> 30 => "HIGH"'],
            policy=policy,
        )
        return read(model(input_data("score", "number"), decision("risk", logic, "in_score"))).decide(
            "risk", {"score": 25}
        )

    assert decided("PRIORITY").value == "MEDIUM"
    assert decided("PRIORITY").matched_keys == ("d_risk:r2",)
    assert decided("OUTPUT ORDER").value == ["MEDIUM", "LOW"]


def test_several_outputs_give_a_context_and_priority_goes_from_left_to_right() -> None:
    logic = table(
        ["score"],
        [output("risk", values='"HIGH", "LOW"'), output("office", values='"A", "B"')],
        ['> 0 => "LOW" | "A"', '> 0 => "HIGH" | "B"', '> 0 => "HIGH" | "A"'],
        policy="PRIORITY",
    )
    source = model(input_data("score", "number"), decision("route", logic, "in_score"))

    assert read(source).decide("route", {"score": 1}).value == {"risk": "HIGH", "office": "A"}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("UNIQUE", "NONE"), ("FIRST", "NONE"), ("COLLECT", ["NONE"]), ("RULE ORDER", ["NONE"])],
)
def test_the_default_output_stands_where_no_rule_matches(policy: str, expected: Any) -> None:
    logic = table(["age"], [output("fee", default='"NONE"')], ['< 0 => "SOME"'], policy=policy)
    source = model(input_data("age", "number"), decision("fee", logic, "in_age"))

    assert read(source).decide("fee", {"age": 1}).value == expected


@pytest.mark.parametrize(("policy", "expected"), [("UNIQUE", None), ("COLLECT", []), ("OUTPUT ORDER", [])])
def test_without_default_nothing_matched_is_null_or_an_empty_list(policy: str, expected: Any) -> None:
    assert decide(policy, 50, rows=["< 0 => 1"]).value == expected


def test_a_value_that_the_column_does_not_allow_matches_no_rule_not_even_the_default() -> None:
    logic = table([column("kind", values='"A", "B"')], [output("fee", default="9")], ["- => 1"])
    built = read(model(input_data("kind", "string"), decision("fee", logic, "in_kind")))

    assert built.decide("fee", {"kind": "A"}).value == 1
    refused = built.decide("fee", {"kind": "C"})
    assert refused.value is None
    assert refused.problems[0].rule == "input-values"


def test_cells_may_use_other_inputs_lists_functions_and_the_question_mark() -> None:
    logic = table(
        ["name", "limit"],
        ["result"],
        [
            'starts with(?, "张") | - => "name"',
            'allowed | - => "listed"',
            'not("x", "y") | > minimum => "above"',
        ],
        policy="FIRST",
    )
    inputs = [
        input_data("name", "string"),
        input_data("limit", "number"),
        input_data("minimum", "number"),
        input_data("allowed"),
    ]
    requires = ("in_name", "in_limit", "in_minimum", "in_allowed")
    built = read(model(*inputs, decision("result", logic, *requires)))
    given = {"limit": 5, "minimum": 3, "allowed": ["李四", "王五"]}

    answers = [
        built.decide("result", {**given, "name": name}).value for name in ("张三", "李四", "赵六", "x")
    ]

    assert answers == ["name", "listed", "above", None]


def test_outputs_are_expressions_and_are_fitted_to_the_type_of_their_column() -> None:
    logic = table(["age"], [output("fee", kind="number")], ["< 18 => age * 2", '>= 18 => age + "x"'])
    built = read(model(input_data("age"), decision("fee", logic, "in_age")), draft=True)

    assert built.decide("fee", {"age": 10}).value == Decimal(20)
    assert built.decide("fee", {"age": 20}).value is None


def test_a_table_without_inputs_has_rules_that_always_match() -> None:
    logic = table([], ["answer"], ["=> 42"])

    assert read(model(decision("answer", logic))).decide("answer", {}).value == 42


def test_a_cell_that_cannot_be_read_refuses_the_model_and_in_a_draft_never_matches() -> None:
    logic = table(["age"], ["fee"], ["> 3 and => 1", "- => 2"], policy="FIRST")
    source = model(input_data("age", "number"), decision("fee", logic, "in_age"))

    draft = read(source, draft=True)

    assert draft.decide("fee", {"age": 5}).value == 2
    assert [each.rule for each in draft.check()] == ["dmn-expression"]


@pytest.mark.parametrize(("known", "fee"), [(True, 1), (False, 2), (None, None)])
def test_a_fact_that_is_not_known_yet_matches_neither_true_nor_false(known: Any, fee: Any) -> None:
    logic = table(["known"], ["fee"], ["true => 1", "false => 2"])
    source = model(input_data("known", "boolean"), decision("fee", logic, "in_known"))

    assert read(source).decide("fee", {"known": known}).value == fee

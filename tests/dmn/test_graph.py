"""The requirements graph: decisions, knowledge models and services, and what each of them can see."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from engine.dmn import read
from engine.errors import DefinitionRefusedError, NotFoundError
from tests.dmn.models import decision, input_data, knowledge, model, service, table, text


def test_a_decision_sees_what_it_requires_and_nothing_else() -> None:
    source = model(
        input_data("a"),
        input_data("b"),
        decision("sum", text("a + b"), "in_a", "in_b"),
        decision("twice", text("sum * 2"), "d_sum"),
        decision("blind", text("a")),
    )
    built = read(source, draft=True)

    assert built.decide("twice", {"a": 1, "b": 2}).value == 6
    assert built.decide("d_twice", {"a": 1, "b": 2}).values == {"sum": 3, "twice": 6}
    assert built.decide("blind", {"a": 1}).value is None
    assert [each.rule for each in built.check()] == ["dmn-unknown-name"]


def test_a_decision_that_two_others_require_is_evaluated_once() -> None:
    base = decision("base", table(["a"], ["n"], ["- => a"]), "in_a")
    source = model(
        input_data("a"),
        base,
        decision("left", text("base + 1"), "d_base"),
        decision("right", text("base + 2"), "d_base"),
        decision("both", text("left + right"), "d_left", "d_right"),
    )

    decided = read(source).decide("both", {"a": 10})

    assert decided.value == 23
    assert decided.matched_keys == ("d_base:r1",)


def test_names_may_have_spaces_and_operators() -> None:
    source = model(
        input_data("Monthly - Fee"), decision("Fee / Year", text("Monthly - Fee * 12"), "in_Monthly - Fee")
    )

    assert read(source).decide("Fee / Year", {"Monthly - Fee": 5}).value == 60


def test_keys_of_other_decisions_with_spaces_are_known() -> None:
    source = model(
        decision("fees", text('{ "Monthly Fee": 5, parts: [ { "Half Fee": 2 } ] }')),
        decision("year", text("fees.Monthly Fee * 12 + fees.parts[1].Half Fee"), "d_fees"),
    )

    assert read(source).decide("year", {}).value == 62


def test_a_circle_of_requirements_is_refused_and_names_both() -> None:
    source = model(decision("a", text("b"), "d_b"), decision("b", text("a"), "d_a"))

    with pytest.raises(DefinitionRefusedError) as refused:
        read(source)

    circle = next(each for each in refused.value.findings if each.rule == "dmn-circle")
    assert "'a'" in circle.message
    assert "'b'" in circle.message


def test_a_requirement_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(DefinitionRefusedError, match="dmn-reference-missing"):
        read(model(decision("a", text("1"), "d_gone")))


def test_a_decision_without_logic_is_null() -> None:
    built = read(model(decision("empty"), decision("next", text("empty"), "d_empty")))

    assert built.decide("next", {}).value is None
    assert [each.rule for each in built.check()] == ["dmn-no-logic"]


def test_a_chain_of_hundreds_of_decisions_is_no_matter_of_recursion() -> None:
    chain = [decision("n0", text("0"))]
    chain += [decision(f"n{k}", text(f"n{k - 1} + 1"), f"d_n{k - 1}") for k in range(1, 300)]

    assert read(model(*chain)).decide("n299", {}).value == 299


def test_a_knowledge_model_is_called_by_name_or_position_and_may_call_itself_and_others() -> None:
    source = model(
        knowledge("double", {"x": "number"}, text("x * 2")),
        knowledge(
            "power", {"n": "number"}, text("if n = 0 then 1 else double(power(n - 1))"), "f_double", "f_power"
        ),
        decision("answer", text("power(n: 3) + power(2)"), "f_power"),
    )
    built = read(source)

    assert built.decide("answer", {}).value == 12
    assert built.invoke("power", {"n": 5}).value == 32


def test_arguments_and_results_of_a_knowledge_model_are_fitted_to_their_types() -> None:
    source = model(
        knowledge("same", {"x": "number"}, text("x")),
        knowledge("named", {"x": None}, text("x", "string")),
        decision("unlike", text('same("text")'), "f_same"),
        decision("single", text("same([7])"), "f_same"),
        decision("result", text("named(1)"), "f_named"),
    )
    built = read(source, draft=True)

    assert built.decide("unlike", {}).value is None
    assert "needs number" in built.decide("unlike", {}).problems[0].message
    assert built.decide("single", {}).value == 7
    assert built.decide("result", {}).value is None


def test_a_table_in_a_knowledge_model_tells_which_of_its_rules_matched() -> None:
    source = model(
        input_data("age"),
        knowledge("fee", {"age": "number"}, table(["age"], ["fee"], ["< 18 => 0", ">= 18 => 30"])),
        decision("answer", text("fee(age)"), "in_age", "f_fee"),
    )

    assert read(source).decide("answer", {"age": 20}).matched_keys == ("f_fee:r2",)


def grade_service(kind: str | None = None) -> bytes:
    return model(
        input_data("points", "number"),
        decision("bonus", text("5")),
        decision("total", text("points + bonus"), "in_points", "d_bonus", kind="number"),
        decision("passed", text("total >= 60"), "d_total"),
        service(
            "grade",
            kind,
            outputDecision="d_passed",
            encapsulatedDecision="d_total d_bonus",
            inputData="in_points",
        ),
        service(
            "grade with bonus",
            outputDecision="d_passed d_total",
            encapsulatedDecision="d_total",
            inputDecision="d_bonus",
            inputData="in_points",
        ),
        decision("mine", text("grade(57)"), "f_grade"),
        decision("by name", text("grade with bonus(points: 57, bonus: 1).total"), "f_grade with bonus"),
        decision("by position", text("grade with bonus(57, 2).total"), "f_grade with bonus"),
        decision("too few", text("grade()"), "f_grade"),
    )


def test_a_service_gives_its_only_output_or_a_context_of_several() -> None:
    built = read(grade_service(), draft=True)

    assert built.evaluate_service("grade", {"points": 55}).value is True
    assert built.evaluate_service("f_grade", {"points": 54}).value is False
    assert built.evaluate_service("grade with bonus", {"points": 10, "bonus": 60}).value == {
        "passed": True,
        "total": 70,
    }


@pytest.mark.parametrize(
    ("name", "expected"), [("mine", True), ("by name", 58), ("by position", 59), ("too few", None)]
)
def test_a_service_is_a_function_first_of_its_input_data_then_of_its_input_decisions(
    name: str, expected: Any
) -> None:
    assert read(grade_service(), draft=True).decide(name, {}).value == expected


def test_the_result_of_a_service_is_fitted_to_its_type() -> None:
    built = read(grade_service("string"), draft=True)

    assert built.evaluate_service("grade", {"points": 90}).value is None


def test_a_service_does_not_see_values_from_outside() -> None:
    source = model(
        input_data("a"),
        input_data("b"),
        decision("both", text("string(a) + string(b)"), "in_a", "in_b"),
        service("half", outputDecision="d_both", inputData="in_a"),
        decision("answer", text('half("x")'), "in_b", "f_half"),
    )

    assert read(source, draft=True).decide("answer", {"a": "1", "b": "2"}).value is None


def test_what_can_be_asked_is_listed_with_its_parameters() -> None:
    built = read(grade_service(), draft=True)

    listed = {each.name: (each.kind, sorted(each.parameters)) for each in built.invocables}

    assert listed["passed"] == ("decision", ["points"])
    assert listed["grade with bonus"] == ("service", ["bonus", "points"])
    assert [each.name for each in built.decisions] == [
        "bonus",
        "total",
        "passed",
        "mine",
        "by name",
        "by position",
        "too few",
    ]


def test_an_unknown_decision_is_named() -> None:
    with pytest.raises(NotFoundError, match="'gone'"):
        read(model(decision("a", text("1")))).decide("gone", {})


def test_many_threads_may_ask_at_once() -> None:
    source = model(
        input_data("n"),
        knowledge("sum to", {"n": "number"}, text("if n = 0 then 0 else n + sum to(n - 1)"), "f_sum to"),
        decision("answer", text("sum to(n)"), "in_n", "f_sum to"),
    )
    built = read(source)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: built.decide("answer", {"n": n % 20}).value, range(400)))

    assert answers == [sum(range(n % 20 + 1)) for n in range(400)]

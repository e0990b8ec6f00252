"""Item definitions: allowed values, structures, collections, functions, and the implicit conversions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.dmn import read
from engine.errors import DefinitionRefusedError
from engine.feel import (
    Date,
    DateTime,
    DaysTimeDuration,
    FeelBudgetError,
    FeelContext,
    Time,
    YearsMonthsDuration,
)
from tests.dmn.models import allowed, component, decision, input_data, item, knowledge, model, text

CLASSES = item("tClass", "string", inner=allowed('"C1", "C2"'))
FEE = item("tFee", "number", inner=allowed("[0..100]"))
CLASS_LIST = item("tClasses", "string", inner=allowed('"C1", "C2"'), collection=True)
PERSON = item("tPerson", inner=component("name", "string") + component("classes", "tClass", collection=True))
PEOPLE = item("tPeople", "tPerson", collection=True)


def fitted(kind: str, value: Any) -> Any:
    source = model(
        CLASSES, FEE, CLASS_LIST, PERSON, PEOPLE, input_data("x", kind), decision("y", text("x"), "in_x")
    )
    return read(source).decide("y", {"x": value}).value


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("tClass", "C1", "C1"),
        ("tClass", "B1", None),
        ("tClass", ["C2"], "C2"),
        ("tClass", None, None),
        ("tFee", 50, 50),
        ("tFee", 101, None),
        ("tFee", "50", 50),
        ("tClasses", ["C1", "C2"], ["C1", "C2"]),
        ("tClasses", ["C1", "B1"], None),
        ("tClasses", "C1", ["C1"]),
        ("tPerson", {"name": "张三", "classes": ["C1"]}, {"name": "张三", "classes": ["C1"]}),
        ("tPerson", {"name": "张三", "classes": ["B1"]}, None),
        ("tPerson", {"name": "张三"}, None),
        ("tPerson", {"name": "张三", "classes": [], "more": 1}, {"name": "张三", "classes": [], "more": 1}),
        ("tPeople", [{"name": "张三", "classes": []}], [{"name": "张三", "classes": []}]),
        ("tPeople", [{"name": 7, "classes": []}], None),
        ("number", True, None),
    ],
)
def test_a_value_is_fitted_to_its_type_or_null(kind: str, value: Any, expected: Any) -> None:
    assert fitted(kind, value) == expected


def test_a_value_that_does_not_suit_says_what_was_wanted_and_never_what_it_was() -> None:
    source = model(CLASSES, input_data("x", "tClass"), decision("y", text("x"), "in_x"))

    problem = read(source).decide("y", {"x": "510104199003070011"}).problems[0]

    assert problem.rule == "type"
    assert "tClass" in problem.message
    assert "tClass" in problem.message_zh
    assert "5101" not in problem.message + problem.message_zh


def test_a_constraint_of_dmn_1_5_tests_the_value_as_a_whole() -> None:
    inner = "<typeConstraint><text>count(?) &lt;= 2</text></typeConstraint>"
    source = model(
        item("tFew", "number", inner=inner, collection=True),
        input_data("x", "tFew"),
        decision("y", text("x"), "in_x"),
    )
    built = read(source)

    assert built.decide("y", {"x": [1, 2]}).value == [1, 2]
    assert built.decide("y", {"x": [1, 2, 3]}).value is None


def test_a_type_that_restricts_another_keeps_its_restrictions() -> None:
    narrow = item("tNarrow", "tFee", inner=allowed("> 10"))
    source = model(FEE, narrow, input_data("x", "tNarrow"), decision("y", text("x"), "in_x"))
    built = read(source)

    assert [built.decide("y", {"x": each}).value for each in (5, 50, 101)] == [None, 50, None]


def test_text_of_json_becomes_what_the_type_asks_for() -> None:
    assert fitted("date", "2026-02-28") == Date(2026, 2, 28)
    assert fitted("date", date(2026, 2, 28)) == Date(2026, 2, 28)
    assert fitted("time", "09:30:00") == Time(34_200 * 10**9)
    assert fitted("date and time", "2026-02-28T09:30:00") == DateTime(Date(2026, 2, 28), Time(34_200 * 10**9))
    assert fitted("days and time duration", "P1D") == DaysTimeDuration(86_400 * 10**9)
    assert fitted("years and months duration", "P1Y2M") == YearsMonthsDuration(14)
    assert fitted("date", "yesterday") is None


def test_a_date_becomes_its_midnight_in_utc_where_a_moment_is_wanted() -> None:
    assert fitted("date and time", date(2026, 2, 28)) == DateTime(Date(2026, 2, 28), Time(0, 0))


def test_values_of_feel_are_taken_as_they_are() -> None:
    source = model(input_data("x", "date"), decision("y", text("x"), "in_x"))

    assert read(source).decide("y", FeelContext(x="2026-02-28")).value is None
    assert read(source).decide("y", FeelContext(x=Date(2026, 2, 28))).value == Date(2026, 2, 28)


def test_a_function_type_takes_functions_of_its_signature() -> None:
    function = '<functionItem outputTypeRef="number"><parameters name="x" typeRef="number"/></functionItem>'
    source = model(
        item("tMap", inner=function),
        knowledge("apply", {"f": "tMap"}, text("f(2)")),
        decision("good", text("apply(function(x: number) x * 3)"), "f_apply"),
        decision("two", text("apply(function(x: number, y: number) x)"), "f_apply"),
        decision("none", text("apply(5)"), "f_apply"),
    )
    built = read(source, draft=True)

    assert built.decide("good", {}).value == Decimal(6)
    assert built.decide("two", {}).value is None
    assert built.decide("none", {}).value is None


def test_the_type_of_a_function_also_holds_for_its_result() -> None:
    function = '<functionItem outputTypeRef="string"/>'
    source = model(
        item("tText", inner=function),
        knowledge("seven", {}, text("7"), kind="tText"),
        decision("answer", text("seven()"), "f_seven"),
    )

    assert read(source, draft=True).decide("answer", {}).value is None


def test_instance_of_knows_the_types_of_the_model() -> None:
    source = model(
        PERSON,
        CLASSES,
        input_data("x"),
        decision("y", text("x instance of tPerson"), "in_x"),
    )

    assert read(source).decide("y", {"x": {"name": "张三", "classes": ["C1"]}}).value is True
    assert read(source).decide("y", {"x": {"name": 3, "classes": ["C1"]}}).value is False


def test_types_of_dmn_1_1_are_xml_names() -> None:
    source = model(
        item("tAge", "feel:number"),
        input_data("x", "own:tAge"),
        decision("y", text("x + 1"), "in_x", kind="feel:number"),
        version="1.1",
    )

    assert read(source).decide("y", {"x": 1}).value == 2


def test_a_type_may_be_written_out_as_in_feel() -> None:
    source = model(input_data("x", "list&lt;number&gt;"), decision("y", text("x"), "in_x"))

    assert read(source).decide("y", {"x": [1, 2]}).value == [1, 2]
    assert read(source).decide("y", {"x": ["a"]}).value is None


def test_an_unknown_type_is_refused_and_in_a_draft_means_anything() -> None:
    source = model(input_data("x", "tGone"), decision("y", text("x"), "in_x"))

    with pytest.raises(DefinitionRefusedError, match="tGone"):
        read(source)
    assert read(source, draft=True).decide("y", {"x": "a"}).value == "a"


def test_a_type_within_itself_ends() -> None:
    tree = item("tTree", inner=component("name", "string") + component("parts", "tTree", collection=True))
    source = model(tree, input_data("x", "tTree"), decision("y", text("x.parts[1].name"), "in_x"))

    assert read(source).decide("y", {"x": {"name": "a", "parts": [{"name": "b", "parts": []}]}}).value == "b"


TREE = item(
    "tTree",
    inner=component("since", "date") + component("branches", "tTree", collection=True),
)


def test_a_type_within_itself_holds_on_every_level() -> None:
    built = read(model(TREE, input_data("x", "tTree"), decision("d", text("x"), "in_x")))
    leaf = {"since": "2025-01-31", "branches": []}

    deep = built.decide("d", {"x": {"since": None, "branches": [{"since": None, "branches": [leaf]}]}}).value
    wrong = built.decide(
        "d", {"x": {"since": None, "branches": [{"since": None, "branches": [{"since": 1}]}]}}
    )

    assert deep["branches"][0]["branches"][0]["since"] == Date(2025, 1, 31)
    assert wrong.value is None


def test_a_value_that_is_nested_without_end_costs_depth() -> None:
    grown = "for i in 1..500 return {since: null, branches: if i = 1 then [] else [partial[-1]]}"
    built = read(model(TREE, decision("d", text(f"({grown})[-1]"), kind="tTree")))

    with pytest.raises(FeelBudgetError, match="levels"):
        built.decide("d", {})


def test_a_type_that_is_nothing_but_itself_is_refused() -> None:
    circle = item("tOne", "tTwo") + item("tTwo", "tOne")

    with pytest.raises(DefinitionRefusedError, match="nothing but itself"):
        read(model(circle, decision("d", text("1"), kind="tOne")))
    assert read(model(circle, decision("d", text("1"), kind="tOne")), draft=True).decide("d", {}).value == 1

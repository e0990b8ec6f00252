"""A table with the rules that matched, as texts for the command line and for pages."""

from __future__ import annotations

from engine.dmn import read, view
from tests.dmn.models import column, decision, input_data, model, table

LOGIC = table(
    [column("age", label="Age"), "kind"],
    ["fee", "note"],
    ['< 18 | - => 0 | "free"', '>= 18 | "C1" => age + 10 | "paid"', '>= 60 | - => 15 | "reduced"'],
    policy="FIRST",
)
SOURCE = model(
    input_data("age", "number"), input_data("kind", "string"), decision("fee", LOGIC, "in_age", "in_kind")
)


def test_a_view_shows_the_inputs_the_rules_and_which_of_them_matched() -> None:
    decided = read(SOURCE).decide("fee", {"age": 30, "kind": "C1"})

    shown = view(decided.tables[0])

    assert (shown.decision, shown.hit_policy) == ("fee", "FIRST")
    assert (shown.inputs, shown.values) == (("Age", "kind"), ("30", '"C1"'))
    assert [row.mark for row in shown.rows] == ["", "✔", ""]
    assert shown.rows[1].outputs == ("40", '"paid"')
    assert shown.rows[2].inputs == (">= 60", "-")


def test_a_view_may_show_matching_rules_only_and_is_empty_where_none_matched() -> None:
    built = read(SOURCE)

    some = view(built.decide("fee", {"age": 70, "kind": "B1"}).tables[0], only_matched=True)
    none = view(built.decide("fee", {"age": 30, "kind": "B1"}).tables[0], only_matched=True)

    assert [row.number for row in some.rows] == [3]
    assert none.rows == ()


def test_a_matched_rule_carries_what_it_met_and_what_it_gave() -> None:
    rule = read(SOURCE).decide("fee", {"age": 30, "kind": "C1"}).matched[0]

    assert rule.key == "d_fee:r2"
    assert [(each.column, each.text, each.value) for each in rule.inputs] == [
        ("Age", ">= 18", 30),
        ("kind", '"C1"', "C1"),
    ]
    assert [(each.column, each.value) for each in rule.outputs] == [("fee", 40), ("note", "paid")]


def test_an_answer_goes_out_as_plain_json() -> None:
    assert read(SOURCE).decide("fee", {"age": 30, "kind": "C1"}).as_json() == {"fee": 40, "note": "paid"}

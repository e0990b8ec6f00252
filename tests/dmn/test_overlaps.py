"""Rules that are in each other's way are pointed out, whatever the values of a case may be."""

from __future__ import annotations

import pytest

from engine.dmn import read
from tests.dmn.models import decision, input_data, model, output, table

INPUTS = [input_data("age", "number"), input_data("kind", "string")]


def warnings(policy: str, *rows: str) -> list[tuple[str, str | None]]:
    logic = table(["age", "kind"], [output("fee", values="1, 2")], list(rows), policy=policy)
    found = read(model(*INPUTS, decision("fee", logic, "in_age", "in_kind"))).check()
    assert all(each.severity == "warning" and each.message_zh != each.message for each in found)
    return [(each.rule, each.element_id) for each in found]


@pytest.mark.parametrize(
    ("policy", "rows", "expected"),
    [
        ("FIRST", ["- | - => 1", '> 3 | "A" => 2'], [("dmn-rule-unreachable", "r2")]),
        ("FIRST", ['> 3 | "A" => 1', "- | - => 2"], []),
        ("FIRST", ["> 3 | - => 1", '> 3 | "A" => 2', '< 2 | "A" => 2'], [("dmn-rule-unreachable", "r2")]),
        ("UNIQUE", ['> 3 | "A" => 1', "> 3 | - => 2"], [("dmn-rules-clash", "r2")]),
        ("UNIQUE", ['> 3 | "A" => 1', '<= 3 | "A" => 2'], []),
        ("ANY", ['> 3 | "A" => 1', "- | - => 2"], [("dmn-rules-clash", "r2")]),
        ("ANY", ['> 3 | "A" => 1', "- | - => 1"], []),
        ("COLLECT", ['> 3 | "A" => 1', '> 3 |  "A" => 1'], [("dmn-rule-twice", "r2")]),
        ("COLLECT", ['> 3 | "A" => 1', '> 3 | "A" => 2', "- | - => 1"], []),
        ("PRIORITY", ['> 3 | "A" => 1', '> 3 | "A" => 1'], [("dmn-rule-twice", "r2")]),
    ],
)
def test_rules_that_can_never_count_or_always_clash_are_named(
    policy: str, rows: list[str], expected: list[tuple[str, str]]
) -> None:
    assert warnings(policy, *rows) == expected


def test_a_warning_does_not_refuse_the_model() -> None:
    logic = table(["age"], ["fee"], ["- => 1", "> 3 => 2"], policy="FIRST")

    assert read(model(INPUTS[0], decision("fee", logic, "in_age"))).decide("fee", {"age": 9}).value == 1

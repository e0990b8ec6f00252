"""Hostile models end in under 100 ms with an error that names the budget; large honest ones still work."""

from __future__ import annotations

import pytest

from engine.dmn import read
from engine.feel import FeelBudgetError
from tests.dmn.models import decision, input_data, item, knowledge, model, output, service, table, text
from tests.feel.timing import seconds_of

BOUND = 0.1
LADDER = [f"> {number} => {number}" for number in range(2_000)]
COUNTDOWN = output("o", values=", ".join(map(str, range(1_999, -1, -1))))
MANY_TIMES = decision("d", text("for i in 1..9999 return f(5000)"), "f_f")
DOUBLING = [
    decision("d0", text("[1, 1]")),
    *(decision(f"d{level}", text(f"[d{level - 1}, d{level - 1}]"), f"d_d{level - 1}") for level in range(1, 40)),
]  # fmt: skip
NESTED = [item("t0", "number", collection=True)] + [
    item(f"t{level}", f"t{level - 1}", collection=True) for level in range(1, 40)
]


def calls_itself(body: str) -> list[str]:
    return [knowledge("f", {"n": "number"}, body), decision("d", text("f(1)"), "f_f")]


def loop(source: str, body: str) -> str:
    return f'<for iteratorVariable="i"><in>{text(source)}</in><return>{body}</return></for>'


HOSTILE: dict[str, tuple[list[str], str]] = {
    "recursion in text": (calls_itself(text("f(n + 1)")), "depth"),
    "recursion in a cell": (calls_itself(table(["n"], ["o"], ["f(? + 1) => 1"])), "depth"),
    "recursion in an output": (calls_itself(table(["n"], ["o"], ["- => f(n + 1)"])), "depth"),
    "recursion in a column": (calls_itself(table(["f(n + 1)"], ["o"], ["- => 1"])), "depth"),
    "recursion of a service": (
        [
            decision("o", text("s()"), "f_s"),
            service("s", outputDecision="d_o"),
            decision("d", text("s()"), "f_s"),
        ],
        "depth",
    ),
    "recursion with two branches": (
        [
            knowledge("f", {"n": "number"}, text("if n = 0 then 1 else f(n - 1) + f(n - 1)")),
            decision("d", text("f(40)"), "f_f"),
        ],
        "steps",
    ),
    "a large collection, again and again": (
        [knowledge("f", {"n": "number"}, table(["n"], ["o"], LADDER, policy="COLLECT")), MANY_TIMES],
        "steps",
    ),
    "a large output order, again and again": (
        [knowledge("f", {"n": "number"}, table(["n"], [COUNTDOWN], LADDER, policy="OUTPUT ORDER")), MANY_TIMES],
        "steps",
    ),
    "outputs that are large lists": (
        [decision("d", table(["1"], ["o"], ["- => for i in 1..9000 return i"] * 300, policy="COLLECT"))],
        "steps",
    ),
    "cells that count": (
        [decision("d", table(["1"], ["o"], ["count(for i in 1..900 return i) > ? => 1"] * 300, policy="ANY"))],
        "steps",
    ),
    "a loop without end": ([decision("d", loop("[1..100000000]", text("i")))], "steps"),
    "loops within loops": ([decision("d", loop("[1..9000]", loop("[1..9000]", text("i"))))], "steps"),
    "a string that doubles": (
        [decision("d", loop("[1..60]", text('if i = 1 then "ab" else partial[-1] + partial[-1]')))],
        "string",
    ),
    "a list that doubles": (
        [decision("d", loop("[1..60]", text("if i = 1 then [1] else concatenate(partial[-1], partial[-1])")))],
        "list",
    ),
    "decisions that double, as text": ([*DOUBLING, decision("d", text("string(d39)"), "d_d39")], "steps"),
    "decisions that double, as a type": (
        [*NESTED, *DOUBLING, decision("d", text("d38"), "d_d38", kind="t38")],
        "steps",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_model_ends_soon_and_names_its_budget(name: str) -> None:
    parts, limit = HOSTILE[name]
    hostile = read(model(*parts), draft=True)

    def decide() -> None:
        with pytest.raises(FeelBudgetError) as caught:
            hostile.decide("d", {})
        assert caught.value.limit == limit

    assert seconds_of(decide, BOUND) < BOUND


def test_a_table_of_two_thousand_rules_is_ordered_within_the_bound() -> None:
    ordered = read(
        model(
            input_data("n"), decision("d", table(["n"], [COUNTDOWN], LADDER, policy="OUTPUT ORDER"), "in_n")
        )
    )

    assert ordered.decide("d", {"n": 5_000}).value[:2] == [1_999, 1_998]
    assert seconds_of(lambda: ordered.decide("d", {"n": 5_000}), BOUND) < BOUND

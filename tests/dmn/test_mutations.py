"""Models that somebody broke at random: read as drafts or refused, never anything else."""

from __future__ import annotations

import random
from copy import deepcopy

import pytest
from lxml import etree

from engine.dmn import read
from engine.errors import TongbanError
from tests.dmn.models import (
    allowed,
    component,
    decision,
    input_data,
    item,
    knowledge,
    model,
    output,
    service,
    table,
    text,
)

WHOLE = model(
    item("tClass", "string", inner=allowed('"C1", "C2"')),
    item("tPerson", inner=component("name", "string") + component("age", "number")),
    input_data("person", "tPerson"),
    input_data("kind", "tClass"),
    knowledge(
        "limit", {"kind": "tClass"}, table(["kind"], ["days"], ['"C1" => 90', "- => 30"], policy="FIRST")
    ),
    decision(
        "fee",
        table(
            ["person.age", "kind"],
            [output("fee", values="30, 15, 0", default="99")],
            ["< 18 | - => 0", '>= 60 | "C1" => 15', "- | - => 30"],
            policy="PRIORITY",
        ),
        "in_person",
        "in_kind",
    ),
    decision(
        "total",
        f'<context><contextEntry><variable name="days" typeRef="number"/>{text("limit(kind)")}</contextEntry>'
        f"<contextEntry>{text('days * fee')}</contextEntry></context>",
        "d_fee",
        "in_kind",
        "f_limit",
        kind="number",
    ),
    decision(
        "each",
        f'<for iteratorVariable="i"><in>{text("[1..3]")}</in><return>{text("i * total")}</return></for>',
        "d_total",
    ),
    service(
        "answer", outputDecision="d_total d_each", encapsulatedDecision="d_fee", inputData="in_person in_kind"
    ),
)
TEXTS = ("", "-", "1 +", "x.y", "function(x) x", "[1..", "null", '"a", "b"', "limit", "fee", "not(", "i")


def broken(chance: random.Random) -> bytes:
    root = etree.fromstring(WHOLE)
    for _ in range(chance.randint(1, 5)):
        elements = list(root.iter())
        each, other = chance.choice(elements), chance.choice(elements)
        parent = each.getparent()
        match chance.choice(("remove", "attribute", "text", "copy")):
            case "remove" if parent is not None:
                parent.remove(each)
            case "attribute" if each.attrib:
                name = chance.choice(sorted(each.attrib))
                each.set(
                    name, chance.choice(("", "gone", "#gone", other.get("id", "x"), other.get("name", "y")))
                )
            case "text":
                each.text = chance.choice(TEXTS)
            case "copy" if other not in each.iterancestors() and other is not each:
                each.append(deepcopy(other))
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(20))
def test_a_model_that_was_broken_at_random_is_a_draft_or_refused(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (the same each time)
    facts = {"person": {"name": "张三", "age": 20}, "kind": "C1"}

    for _ in range(20):
        try:
            built = read(broken(chance), draft=True)
            for each in built.invocables:
                ask = {"decision": built.decide, "service": built.evaluate_service, "knowledge": built.invoke}
                ask[each.kind](each.id, facts).as_json()
        except TongbanError as refused:
            assert refused.message  # noqa: PT017 (either way is right)


def test_the_model_before_it_was_broken_works() -> None:
    facts = {"person": {"name": "张三", "age": 20}, "kind": "C1"}

    assert read(WHOLE).evaluate_service("answer", facts).value == {"total": 2700, "each": [2700, 5400, 8100]}

"""All 768 rules of the catalogue, with their ``set`` values: readable, every name known, every type right."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.dmn.rule_books import rule_books
from engine.dmn.rules import Rule, RuleBook, check_rules, fact_types
from engine.feel.types import ANY, BOOLEAN, DATE, NUMBER, STRING

CATALOGUE = Path(__file__).resolve().parents[2] / "processes" / "catalogue"


def content(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((CATALOGUE / name).read_bytes(), Loader=loader)  # noqa: S506 (a safe loader either way)


@cache
def books() -> list[RuleBook]:
    return rule_books(content("items.yaml"), content("facts.yaml"))


def test_the_catalogue_is_whole() -> None:
    catalogue = content("items.yaml")

    assert len(catalogue["items"]) == len(books()) == 148
    assert sum(len(item["rules"]) for item in catalogue["items"]) == catalogue["meta"]["rules"] == 768
    assert sum(len(rule.get("set", ())) for item in catalogue["items"] for rule in item["rules"]) == 69


def test_every_rule_is_read_every_name_resolves_and_no_types_are_unlike() -> None:
    findings = [finding for book in books() for finding in check_rules(book)]

    assert [f"{each.element_id} {each.rule}: {each.message}" for each in findings] == []


def test_every_name_that_a_rule_uses_has_a_type() -> None:
    unknown = {
        (book.id, name)
        for book in books()
        for rule in book.rules
        for text in (rule.when, *rule.sets.values())
        for name, kind in book.types.items()
        if kind.kind == "Any" and name in text.split()
    }

    assert unknown == set()


def test_a_fact_that_is_missing_in_the_catalogue_would_be_found() -> None:
    findings = [finding for book in rule_books(content("items.yaml")) for finding in check_rules(book)]

    assert [each.element_id for each in findings] == ["medical-insurance-transfer/R5"]


FIELDS = {"age": NUMBER, "kind": STRING, "born": DATE, "isAgent": BOOLEAN, "fact": ANY, "other": ANY}


def book(*whens: str, **sets: str) -> RuleBook:
    rules = tuple(Rule(id=f"R{number}", when=when, sets=sets) for number, when in enumerate(whens, 1))
    return RuleBook(id="item", types=FIELDS, rules=rules, options={"kind": ("A", "B")})


@pytest.mark.parametrize(
    ("when", "rule", "words"),
    [
        ("age >", "rule-syntax", "expected"),
        ("agee > 3", "rule-unknown-name", "Did you mean 'age'"),
        ('age > "3"', "rule-unlike-types", "number"),
        ('kind not in ["A"]', "rule-syntax", "not(x in"),
        ("born > 3", "rule-unlike-types", "date"),
        ('kind = "C"', "rule-option", "A, B"),
        ('kind in ["A", "D"]', "rule-option", "A, B"),
        ("age", "rule-wrong-type", "boolean"),
    ],
)
def test_a_wrong_rule_is_found_and_says_what_to_do(when: str, rule: str, words: str) -> None:
    findings = check_rules(book(when))

    assert [each.rule for each in findings] == [rule]
    assert words in findings[0].message
    assert findings[0].element_id == "item/R1"
    assert findings[0].message_zh != findings[0].message


@pytest.mark.parametrize("when", ["age > 3 and isAgent", 'kind = "A"', 'not(kind in ["A"])', "fact > other"])
def test_a_right_rule_is_left_alone(when: str) -> None:
    assert check_rules(book(when)) == []


def test_a_set_value_is_checked_like_a_condition_and_against_its_target() -> None:
    assert [each.rule for each in check_rules(book("isAgent", age="kind"))] == ["rule-wrong-type"]
    assert [each.rule for each in check_rules(book("isAgent", anything="unknown"))] == ["rule-unknown-name"]
    assert check_rules(book("isAgent", age="age + 1")) == []


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("fact > 3", NUMBER),
        ('fact = "A"', STRING),
        ('fact in ["A", "B"]', STRING),
        ("not(fact)", BOOLEAN),
        ("fact and age > 3", BOOLEAN),
        ("fact between 1 and 2", NUMBER),
        ("fact >= born", DATE),
        ("age > fact + 1", NUMBER),
        ("if fact then true else false", BOOLEAN),
        ("starts with(fact, kind)", STRING),
    ],
)
def test_the_type_of_a_fact_is_what_its_use_says(when: str, expected: Any) -> None:
    assert fact_types(book(when))["fact"] == expected


def test_two_rules_that_use_a_fact_differently_contradict_each_other() -> None:
    findings = check_rules(book("fact > 3", 'fact = "A"'))

    assert [(each.element_id, each.rule) for each in findings] == [("item/R2", "rule-unlike-types")]

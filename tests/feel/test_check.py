"""The static checker: names that do not resolve, kinds that do not go together, wrong arguments."""

from __future__ import annotations

import pytest

from engine import feel
from engine.feel import GOVERNMENT_FUNCTIONS
from engine.feel.types import BOOLEAN, DATE, NUMBER, STRING, FeelType, context_of, list_of
from tests.feel.timing import seconds_of

TYPES: dict[str, FeelType] = {
    "age": NUMBER,
    "name": STRING,
    "born": DATE,
    "verified": BOOLEAN,
    "person": context_of({"first name": STRING, "born": DATE}),
    "cars": list_of(context_of({"year": NUMBER, "plate": STRING})),
    "anything": FeelType("Any"),
}

WRONG: list[tuple[str, str, str]] = [
    ("agee > 3", "unknown-name", "Did you mean 'age'?"),
    ("Verified", "unknown-name", "Did you mean 'verified'?"),
    ("verified = True", "unknown-name", "Did you mean 'true'?"),
    ("len(cars) > 1", "unknown-name", "Did you mean 'count'?"),
    ("uppercase(name)", "unknown-name", "Did you mean 'upper case'?"),
    ('age >= "18"', "unlike-types", "'>=' joins number and string"),
    ("age = verified", "unlike-types", "'=' joins number and boolean"),
    ("verified > verified", "unlike-types", "'>' joins boolean and boolean"),
    ("born > name", "unlike-types", "date and string"),
    ("age between 1 and name", "unlike-types", "'between'"),
    ("name in [1, 2]", "unlike-types", "'in' joins string and number"),
    ('age in ("a".."z")', "unlike-types", "number and string"),
    ('age in (1, < "3")', "unlike-types", "'<' joins number and string"),
    ("born + 1", "unlike-types", "'+' joins date and number"),
    ('age + "1"', "unlike-types", "'+' joins number and string"),
    ("-name", "wrong-type", "a number or duration"),
    ("verified and age", "wrong-type", "Each side of 'and' needs true or false"),
    ("if age then 1 else 2", "wrong-type", "The condition of 'if'"),
    ("every c in cars satisfies c.year", "wrong-type", "satisfies"),
    ("cars[plate]", "wrong-type", "a position or a condition"),
    ("cars[yeer > 2].plate", "unknown-name", "Did you mean 'year'?"),
    ("person.frist name", "unknown-entry", "Did you mean 'first name'?"),
    ("person.born > age", "unlike-types", "date and number"),
    ("for c in cars return c.colour", "unknown-entry", "no entry 'colour'"),
    ("born.yeer", "unknown-entry", "Did you mean 'year'?"),
    ("age.year", "unknown-entry", "no entry 'year'"),
    ("substring(name)", "wrong-arguments", "substring(string, start position, length?)"),
    ("substring(age, 1)", "wrong-type", "'string' of substring() needs string, but this is number"),
    ("substring(text: name)", "wrong-arguments", "write substring("),
    ("age(1)", "wrong-type", "a function"),
    ("age instance of list", "unknown-type", "There is no type 'list'"),
    ('born = @"31.1.2025"', "literal", "is no date"),
    ("age not in [1]", "syntax", "not(x in …)"),
]

RIGHT = [
    'age >= 18 and name in ["C1", "C2"] or not(verified)',
    "name = null",
    'born > date("2025-01-01") + duration("P1Y")',
    "cars[year > 2000].plate",
    "cars[1].year + 1",
    "count(cars[item.year = 1]) > 0",
    "for c in cars return c.year * 2",
    "{a: age, f: function(x) x + a, r: f(1)}.r > 2",
    "anything.whatever > 3 or anything",
    "if verified then age else null",
    'days(born, date("2025-01-01")) > 30',
    "min(age, 3) + sum([1, 2])",
    "person.first name + name",
    "sort(cars, function(a, b) a.year < b.year)[1].plate",
    "age in (1, [2..3], > 10)",
    "string(age) + name",
]


@pytest.mark.parametrize(("text", "rule", "wording"), WRONG)
def test_a_mistake_is_found_before_it_runs(text: str, rule: str, wording: str) -> None:
    problems = feel.check(text, TYPES)

    assert [problem.rule for problem in problems] == [rule]
    assert wording in problems[0].message
    assert any("\u4e00" <= character <= "\u9fff" for character in problems[0].message_zh)


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_has_no_problems(text: str) -> None:
    assert feel.check(text, TYPES, functions=GOVERNMENT_FUNCTIONS) == []


def test_a_text_that_is_wrong_throughout_is_told_so_in_good_time() -> None:
    text = " + ".join(f"unknwn{number}" for number in range(2_000))
    known = {f"unknown{number}": NUMBER for number in range(300)}

    problems = feel.check(text, known)

    assert len(problems) == 2_000
    assert sum("Did you mean" in problem.message for problem in problems) == 20
    assert seconds_of(lambda: feel.check(text, known), 2) < 2


def test_the_place_of_an_expression_can_want_a_type() -> None:
    problems = feel.check("age + 1", TYPES, expected=BOOLEAN)

    assert problems[0].message == "This place needs boolean, but this is number."
    assert feel.check("age > 1", TYPES, expected=BOOLEAN) == []


def test_cells_are_checked_against_the_type_of_their_input() -> None:
    assert feel.check_unary_tests("< 18, [20..30]", NUMBER, TYPES) == []
    assert feel.check_unary_tests("? > 3 and verified", NUMBER, TYPES) == []
    assert feel.check_unary_tests("age > 3", STRING, TYPES) == []
    assert [p.rule for p in feel.check_unary_tests('"a", < 3', STRING, TYPES)] == ["unlike-types"]
    assert [p.rule for p in feel.check_unary_tests("< agee", NUMBER, TYPES)] == ["unknown-name"]


def test_free_names_are_told_with_their_place() -> None:
    expression = feel.compile("age > limit and cars[year > limit] != null and count(cars) > 0")

    assert dict(expression.names) == {"age": 0, "limit": 6, "cars": 16}
    assert set(expression.possible_names) == {"year", "limit"}


def test_a_variable_that_an_extension_function_is_named_after_is_a_free_name() -> None:
    assert set(feel.compile("age >= 18", functions=GOVERNMENT_FUNCTIONS).names) == {"age"}
    assert set(feel.compile("age(born) >= 18", functions=GOVERNMENT_FUNCTIONS).names) == {"born"}

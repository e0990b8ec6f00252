"""Messages for analysts: where, what was expected, what was meant, in both languages."""

from __future__ import annotations

import pytest

from engine import feel

SLIPS: list[tuple[str, str]] = [
    ("a == 1", "write a = b"),
    ("a === 1", "write a = b"),
    ("a && b", "a and b"),
    ("a || b", "a or b"),
    ("!a", "not(…)"),
    ("a <> 1", "a != b"),
    ("a => 1", "a >= b"),
    ("a % 2", "modulo(a, b)"),
    ("a ^ 2", "a ** b"),
    ("a not in [1]", "not(x in …)"),
    ("a not between 1 and 2", "not(x between a and b)"),
    ("not a", "not(…)"),
    ("a is null", "x = null"),
    ("a is not null", "x != null"),
    ("a AND b", "small letters"),
    ("a ? 1 : 2", "if a then b else c"),
    ("a = 'x'", "double quotes"),
    ("a = “x”", "full-width or typographic"),
    ("（a）", "type ("),
    ("f(a，b)", "type ,"),
    ("a ≥ 1", "a >= b"),
    ("${a}", "without ${ }"),
    ("if a then 1", "'else' is expected"),
    ("for i in 1..2 i", "'return' is expected"),
    ("some i in [1] i > 1", "'satisfies' is expected"),
    ("[1, 2", "']' is expected"),
    ('"abc', "closing double quote"),
    ("{a 1}", "a key and a colon"),
    ("{a: 1, a: 2}", "'a' is repeated"),
    ("f(1, b: 2)", "all by name"),
    ("1 +", "the expression ends"),
    ("(1, 2)", "a list is written with [ ]"),
    ("a b c = ", "a value is expected"),
    ("1 2", "an operator or the end is expected"),
    ("", "a value is expected"),
]


@pytest.mark.parametrize(("text", "wording"), SLIPS)
def test_a_slip_gets_a_message_that_says_what_to_write(text: str, wording: str) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile(text)

    assert wording in caught.value.message
    assert any("\u4e00" <= character <= "\u9fff" for character in caught.value.message_zh)


def test_an_error_knows_line_and_column() -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile("age >= 18\n  and age == 20")

    assert (caught.value.line, caught.value.column, caught.value.position) == (2, 11, 20)
    assert caught.value.message.startswith("line 2, column 11: an operator is expected, but '='")
    assert caught.value.message_zh.startswith("第 2 行第 11 列：此处应为运算符")


def test_an_explanation_never_raises_for_a_bad_expression() -> None:
    broken = feel.explain("age ==", {})
    costly = feel.explain("for i in 1..99999999 return i", {})
    missing = feel.explain("age + yaers", {"age": 3, "years": 2})

    assert not broken.is_valid
    assert broken.problems[0].rule == "syntax"
    assert costly.problems[0].rule == "budget-steps"
    assert missing.is_valid
    assert missing.value is None
    assert missing.missing == ("yaers",)
    assert missing.problems[0].message == "There is no 'yaers' here. Did you mean 'years'?"


def test_an_explanation_shows_the_value_as_feel_text() -> None:
    found = feel.explain('{days: [1..n], due: @"2025-01-31"}', {"n": 3})

    assert found.shown == "{days: [1..3], due: 2025-01-31}"
    assert found.kind == "context"
    assert found.names == ("n",)


def test_problems_have_a_place_in_the_text() -> None:
    outcome = feel.compile("1 + (x / 0)").evaluate({"x": 1})

    division = outcome.problems[0]
    assert (division.rule, "1 + (x / 0)"[division.position : division.end]) == ("arithmetic", "x / 0")
    assert "没有结果" in division.message_zh

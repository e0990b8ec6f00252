"""Hostile expressions end in under 100 ms with an error that names the budget."""

from __future__ import annotations

import pytest

from engine import feel
from tests.feel.hostile_expressions import AGAIN_AND_AGAIN
from tests.feel.timing import seconds_of

BOUND = 0.1
"""Seconds of processor time in which every expression ends."""

HOSTILE: list[tuple[str, str]] = [
    ("for i in 1..1000000000 return i", "steps"),
    ("some i in 1..100000, j in 1..100000 satisfies false", "steps"),
    ("(" * 5_000 + "1" + ")" * 5_000, "depth"),
    ("[" * 5_000, "depth"),
    ("-" * 5_000 + "1", "depth"),
    ("x" + ".y" * 5_000, "depth"),
    ("1 = " * 300 + "1", "depth"),
    ("{a: " * 1_000 + "1" + "}" * 1_000, "depth"),
    ("if true then " * 2_000 + "1" + " else 1" * 2_000, "depth"),
    ("1 instance of " + "list<" * 2_000, "depth"),
    ("{f: function(n) f(n + 1), r: f(1)}.r", "depth"),
    ("{f: function(n) f(n) + f(n), r: f(1)}.r", "depth"),
    ('for i in 1..60 return if i = 1 then "ab" else partial[-1] + partial[-1]', "string"),
    ('{d: function(s, n) if n = 0 then s else d(s + s, n - 1), r: d("ab", 40)}.r', "string"),
    ("for i in 1..9000 return partial", "steps"),
    ("for i in 1..9000 return sum(for j in 1..9000 return j)", "steps"),
    ("for i in 1..40 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])", "list"),
    ("{a: for i in 1..5000 return i, r: some x in a satisfies a != a}.r", "steps"),
    ("sort(for i in 1..5000 return -i, function(x, y) x < y)", "steps"),
    ('for i in 1..9999 return lower case(string join(for j in 1..900 return "abcdefghij"))', "steps"),
    ('replace(string join(for i in 1..2000 return "aaaaaaaaaa"), "a", "aaaaaaaaaaaaaaaaaaaa")', "string"),
    ("1" + " + 1" * 16_000, "parts"),
    ("f(" + "a, " * 20_000 + "a)", "parts"),
    ('replace(string join(for i in 1..6000 return "aaaaaaaaaa"), "a*b|a", "")', "pattern"),
    ('matches(string join(for i in 1..6000 return "abcdefghij"), "(.?.?.?.?.?.?.?.?.?){90}[^a-j]")', "steps"),
    (
        '{s: string join(for i in 1..600 return "aaaaaaaaa;"), r: for i in 1..900 return split(s, ";")}.r',
        "pattern",
    ),
    ('for i in 1..9999 return matches("a", "(" + string(i) + "|[a-z]{50}){15}")', "pattern"),
    ("for i in 1..9999 return log(i)", "steps"),
    ("for i in 1..9999 return (i + 0.1) ** 3.7", "steps"),
    ("{a: for i in 1..9000 return i, r: for i in 1..900 return string(a)}.r", "steps"),
    ('"' + "a" * 70_000 + '"', "text"),
    (" " * 70_000, "text"),
]


def _shared(depth: int, last: str) -> str:
    """A list of 2 to the power of ``depth`` items that shares all its parts."""
    entries = ", ".join(f"a{i}: [a{i - 1}, a{i - 1}]" for i in range(1, depth))
    return f"{{a0: [1, 1], {entries}, r: {last}}}.r"


SHARED: list[tuple[str, str]] = [
    (_shared(40, "a39 = [a38, [a37, a37]]"), "steps"),
    (_shared(40, "string(a39)"), "steps"),
    (_shared(40, "flatten(a39)"), "steps"),
    (_shared(40, "a39 instance of " + "list<" * 40 + "number" + ">" * 40), "steps"),
    (_shared(40, "distinct values([a39, [a38, [a37, 1]]])"), "steps"),
]


@pytest.mark.parametrize(("text", "limit"), HOSTILE + SHARED + AGAIN_AND_AGAIN)
def test_a_hostile_expression_ends_soon_and_names_its_budget(text: str, limit: str) -> None:
    def evaluate() -> None:
        with pytest.raises(feel.FeelBudgetError) as caught:
            feel.compile(text).evaluate({})
        assert caught.value.limit == limit
        assert str(caught.value.allowed) in caught.value.message.replace(",", "")

    assert seconds_of(evaluate, BOUND) < BOUND


@pytest.mark.parametrize(
    "text",
    ["10 ** 999999999", "10 ** 6144 * 10", '@"P1D" * 10 ** 6000', "exp(10 ** 10)", "1.0000001 ** 999999999"],
)
def test_a_number_beyond_all_bounds_is_null_at_once(text: str) -> None:
    def evaluate() -> None:
        assert feel.compile(text)({}) is None or text.startswith("1.0")

    assert seconds_of(evaluate, BOUND) < BOUND


def test_a_budget_can_be_set_for_one_evaluation() -> None:
    loop = feel.compile("for i in 1..20000 return 1")

    with pytest.raises(feel.FeelBudgetError, match="10,000 steps"):
        loop({})
    generous = feel.Budget(steps=100_000, items=100_000)
    assert len(loop.evaluate({}, budget=generous).value) == 20_000


def test_a_large_value_can_be_shown_as_json_only_within_bounds() -> None:
    value = feel.compile(_shared(40, "a39"))({})

    with pytest.raises(feel.FeelBudgetError):
        feel.to_json(value)


def test_what_fits_the_budget_works() -> None:
    assert len(feel.compile("for i in 1..9000 return i")({})) == 9_000
    assert feel.compile("{f: function(n) if n = 0 then 0 else f(n - 1), r: f(60)}.r")({}) == 0
    assert feel.compile("(" * 60 + "1" + ")" * 60)({}) == 1

"""Regular expressions as XPath has them (clause 10.3.4.3), in linear time or within a limit."""

from __future__ import annotations

import pytest

from engine import feel
from tests.feel.evaluation import Table, shown
from tests.feel.timing import seconds_of

PATTERNS: Table = [
    ('matches("foobar", "^fo*b")', "true"),
    ('matches("a\\nb", "a.b")', "false"),
    ('matches("a\\nb", "a.b", "s")', "true"),
    ('matches("a\\nb", "^b$")', "false"),
    ('matches("a\\nb", "^b$", "m")', "true"),
    ('matches("ABC", "abc", "i")', "true"),
    ('matches("hello world", "hello  world", "x")', "false"),
    ('matches("helloworld", "hello  world", "x")', "true"),
    ('matches("a.c", "a.c", "q")', "true"),
    ('matches("abc", "a.c", "q")', "false"),
    ('matches("abc", "a", "z")', "null"),
    ('matches("abc", "[")', "null"),
    ('matches("abc", "(?=a)")', "null"),
    ('matches("\u0664\u0662", "^\\\\d+$")', "true"),
    ('matches("中文", "^\\\\w+$")', "true"),
    ('matches("a-b", "^\\\\S+$")', "true"),
    ('matches("b", "^[a-z-[aeiou]]$")', "true"),
    ('matches("e", "^[a-z-[aeiou]]$")', "false"),
    ('matches("abab", "^(ab)\\\\1$")', "true"),
    ('matches("abac", "^(ab)\\\\1$")', "false"),
    ('matches("x", "\\\\1(x)")', "null"),
    ('matches("Ω", "\\\\p{Lu}")', "true"),
    ('matches("Ω", "\\\\p{IsGreek}")', "true"),
    ('matches("a:b", "^\\\\i\\\\c*$")', "true"),
    ('matches("", "^$")', "true"),
    ('replace("banana", "a", "o")', '"bonono"'),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
    ('replace("abc", "b", "\\\\$")', '"a$c"'),
    ('replace("abc", "b", "$")', "null"),
    ('replace("abc", "x*", "-")', "null"),
    ('replace("a.b", ".", "-", "q")', '"a-b"'),
    ('replace("中文中", "中", "X")', '"X文X"'),
    ('split("John Doe", "\\\\s")', '["John", "Doe"]'),
    ('extract("a1b22", "[0-9]+")', '["1", "22"]'),
]


@pytest.mark.parametrize(("text", "expected"), PATTERNS)
def test_a_pattern_means_what_xpath_says(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|a)*$", "(.*a){20}", "^((a+)+)\\\\2*$", "^(a*)*\\\\1$", "^([a-z-[x]]+)+$"]
)
def test_a_catastrophic_pattern_ends_within_100_ms(pattern: str) -> None:
    expression = feel.compile(f'matches(text, "{pattern}")')

    def evaluate() -> None:
        try:
            answer = expression({"text": "a" * 5_000 + "!"})
        except feel.FeelBudgetError as error:
            answer = error.limit
        assert answer in (True, False, "pattern")

    assert seconds_of(evaluate, 0.1) < 0.1

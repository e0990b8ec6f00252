"""Literals, arithmetic, comparison, logic (clauses 10.3.1.2 and 10.3.2.15)."""

from __future__ import annotations

import pytest

from tests.feel.evaluation import Table, reason, shown

LITERALS: Table = [
    ("12", "12"),
    (".5", "0.5"),
    ("1.2e3", "1200"),
    ("1E-2", "0.01"),
    ("-0", "0"),
    ("true", "true"),
    ("null", "null"),
    (r'"a\tb\n\"q\" \\ \u00e9 \U01F40E"', r'"a\tb\n\"q\" \\ é 🐎"'),
    (r'"\uD83D\uDC0E" = "🐎"', "true"),
    (r'"\d"', r'"\\d"'),
    ('@"2025-01-31"', "2025-01-31"),
    ('@"10:30:00Z"', "10:30:00Z"),
    ('@"2025-01-31T10:30:00@Asia/Shanghai"', "2025-01-31T10:30:00@Asia/Shanghai"),
    ('@"P1DT2H"', "P1DT2H"),
    ('@"P14M"', "P1Y2M"),
    ("1 // to the end\n + 2 /* between */ * 3", "7"),
]

ARITHMETIC: Table = [
    ("1 + 2 * 3 - 4 / 2", "5"),
    ("2 ** 3 ** 2", "64"),
    ("-4 ** 2", "16"),
    ("--3", "3"),
    ("1 / 3", "0." + "3" * 34),
    ("0.1 + 0.2 = 0.3", "true"),
    ("0 ** 0", "1"),
    ("1 / 0", "null"),
    ("10 ** 9999", "null"),
    ('"a" + "b"', '"ab"'),
    ('"a" + 1', "null"),
    ('"a" - "b"', "null"),
    ('@"P1D" + @"PT12H"', "P1DT12H"),
    ('@"P1Y" - @"P1M"', "P11M"),
    ('@"P1D" * 1.5', "P1DT12H"),
    ('@"P1Y" / 2', "P6M"),
    ('@"P1D" / @"PT6H"', "4"),
    ('@"P1D" / 0', "null"),
    ('@"P1D" + @"P1Y"', "null"),
    ('-@"P1D"', "-P1D"),
    ("-[1]", "null"),
    ('@"2025-01-31" + @"P1M"', "2025-02-28"),
    ('@"2024-02-29" - @"P1Y"', "2023-02-28"),
    ('@"2025-01-01" + @"PT36H"', "2025-01-02"),
    ('@"2025-03-01" - @"2025-02-01"', "P28D"),
    ('@"2025-01-01T00:00:00Z" - @"2024-12-31"', "P1D"),
    ('@"2025-01-01T00:00:00" - @"2024-12-31"', "null"),
    ('@"23:00:00" + @"PT2H"', "01:00:00"),
    ('@"10:00:00Z" - @"10:00:00+01:00"', "PT1H"),
    ('@"2025-03-30T01:30:00@Europe/Paris" + @"PT1H"', "2025-03-30T03:30:00@Europe/Paris"),
    ('@"999999999-12-31" + @"P1D"', "null"),
]

COMPARISON: Table = [
    ("1 = 1.0", "true"),
    ('1 = "1"', "null"),
    ("null = null", "true"),
    ("1 != null", "true"),
    ("null < 1", "null"),
    ('"a" < "b"', "true"),
    ("true < false", "null"),
    ("[1, 2] = [1, 2]", "true"),
    ("[1, 2] = [2, 1]", "false"),
    ("[] = null", "false"),
    ('{a: 1, b: "x"} = {b: "x", a: 1}', "true"),
    ("{a: 1} = {a: 1, b: null}", "false"),
    ("[1..2] = [1..2]", "true"),
    ("[1..2] = [1..2)", "false"),
    ("(function(a) a + 1) = (function(a)  a+1)", "true"),
    ("(function(a) a) = (function(b) b)", "false"),
    ('@"10:00:00Z" = @"12:00:00+02:00"', "true"),
    ('@"10:00:00Z" < @"10:00:00-01:00"', "true"),
    ('@"10:00:00" = @"10:00:00+02:00"', "false"),
    ('@"09:00:00" < @"10:00:00+02:00"', "true"),
    ('@"2025-01-01T00:00:00Z" = @"2025-01-01T08:00:00@Asia/Shanghai"', "true"),
    ('@"2025-01-01" < @"2025-01-02T00:00:00"', "null"),
    ('@"P1D" = @"PT24H"', "true"),
    ('@"P12M" = @"P1Y"', "true"),
    ("2 between 1 and 3 and true", "true"),
    ("4 between 1 and 3", "false"),
    ('1 between 0 and "x"', "null"),
]

LOGIC: Table = [
    ("true and null", "null"),
    ("false and null", "false"),
    ("null or true", "true"),
    ("null or false", "null"),
    ('"x" and true', "null"),
    ("false and 1 / 0 = 1", "false"),
    ("true or false and false", "true"),
    ("not(true)", "false"),
    ("not(null)", "null"),
    ("not(1)", "null"),
    ("if null then 1 else 2", "2"),
    ('if "true" then 1 else 2', "2"),
    ("if false then 1 else if true then 2 else 3", "2"),
]


@pytest.mark.parametrize(("text", "expected"), LITERALS + ARITHMETIC + COMPARISON + LOGIC)
def test_an_expression_gives_what_the_standard_says(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_numbers_have_34_digits_rounded_half_to_even() -> None:
    assert shown("12345678901234567890123456789012345") == "12345678901234567890123456789012340"
    assert shown("2 / 3") == "0." + "6" * 33 + "7"


def test_a_null_of_unlike_kinds_says_which_they_were() -> None:
    assert reason('1 + "a"') == "'+' does not work on number and string, so the result is null"


def test_a_long_sum_does_not_nest() -> None:
    assert shown(" + ".join(["1"] * 4_000)) == "4000"

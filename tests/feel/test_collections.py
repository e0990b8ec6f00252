"""Lists, filters, paths, contexts, ranges, loops, quantifiers, functions (clause 10.3.2)."""

from __future__ import annotations

import pytest

from engine import feel
from engine.feel import FormalParameter, HostFunction
from tests.feel.evaluation import Table, reason, shown, shown_in

FILTERS: Table = [
    ("[4, 5, 6][1]", "4"),
    ("[4, 5, 6][-1]", "6"),
    ("[4, 5, 6][4]", "null"),
    ("[4, 5, 6][0]", "null"),
    ("[4, 5, 6][1 + 1]", "5"),
    ("[1, 2, 3, 4][item > 2]", "[3, 4]"),
    ("[{x: 1, y: 2}, {x: null, y: 3}][x < 2]", "[{x: 1, y: 2}]"),
    ("[{item: 1}, {item: 2}][item = 2]", "[{item: 2}]"),
    ("{limit: 2, found: [1, 2, 3][item >= limit]}.found", "[2, 3]"),
    ("3[item > 2]", "[3]"),
    ("3[1]", "3"),
    ("3[2]", "null"),
    ("[][item > 1]", "[]"),
    ("[][1]", "null"),
    ("null[1]", "null"),
    ('[1, 2]["a"]', "null"),
    ("[1, 2, 3][true]", "[1, 2, 3]"),
    ("[{a: [{b: 1}, {b: 2}]}][1].a[b = 2].b", "[2]"),
]

PATHS: Table = [
    ("{a: {b: 1}}.a.b", "1"),
    ("{first name: 1}.first name", "1"),
    ("{a-b: 3}.a-b", "3"),
    ('{"any + key": 1}', '{"any + key": 1}'),
    ("[{x: 1, y: 2}, {x: 2}].y", "[2, null]"),
    ("[{a: {b: [1]}}, {a: {b: [2.1, 2.2]}}].a.b", "[[1], [2.1, 2.2]]"),
    ("{a: 1}.b", "null"),
    ("null.a", "null"),
    ('@"2025-01-31".weekday', "5"),
    ('@"2025-01-31T10:20:30.5+08:00".second', "30.5"),
    ('@"2025-01-31T10:20:30+08:00".time offset', "PT8H"),
    ('@"2025-07-01T10:20:30@Europe/Paris".time offset', "PT2H"),
    ('@"10:20:30".time offset', "null"),
    ('@"10:20:30@Asia/Shanghai".timezone', '"Asia/Shanghai"'),
    ('@"-P1DT2H".hours', "-2"),
    ('@"P1Y2M".months', "2"),
    ('@"P1Y2M".days', "null"),
    ("[1..5).end included", "false"),
    ("(< 5).start", "null"),
    ("(>= 5).start included", "true"),
]

CONTEXTS: Table = [
    ("{a: 1, b: a + 1, c: b * 2}.c", "4"),
    ("{a: b, b: 1}.a", "null"),
    ("{Monthly Salary: 100, Yearly: Monthly Salary * 12}.Yearly", "1200"),
    ("{a b: 1, a: 2, c: a b}.c", "1"),
    ("{a: 1, b: {a: 2, c: a}}.b.c", "2"),
    ("{🐎: 1}.🐎", "1"),
    ("{姓名: 1, 结果: 姓名 + 1}.结果", "2"),
]

RANGES: Table = [
    ("1 in [1..3]", "true"),
    ("1 in (1..3]", "false"),
    ("3 in ]1..3[", "false"),
    ("2 in ]1..3[", "true"),
    ("[5..1]", "null"),
    ('[1.."a"]', "null"),
    ("5 in < 6", "true"),
    ("5 in (> 6, 5)", "true"),
    ("5 in (=5)", "true"),
    ("5 in (!=5)", "false"),
    ("5 in [[1..2], [4..6]]", "true"),
    ('"b" in ["a".."c"]', "true"),
    ("2 in [1, 2, 3]", "true"),
    ("null in [1, null]", "true"),
    ("[1, 2] in [[1, 2], [3]]", "true"),
    ("5 in (? > 4)", "true"),
    ('"a" in 1', "null"),
    ("for i in ]1..4[ return i", "[2, 3]"),
    ("{x: [3, 1], r: 2 in [1..x[1]]}.r", "true"),
]

LOOPS: Table = [
    ("for i in 1..3 return i * 2", "[2, 4, 6]"),
    ("for i in 3..1 return i", "[3, 2, 1]"),
    ("for i in [1, 2], j in [10, 20] return i + j", "[11, 21, 12, 22]"),
    ("for i in [[1, 2], [3]], j in i return j", "[1, 2, 3]"),
    ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
    ("for i in 1..3 return count(partial)", "[0, 1, 2]"),
    ("for i in 1..3 return partial", "[[], [[]], [[], [[]]]]"),
    ('for d in @"2025-02-27"..@"2025-03-01" return d.day', "[27, 28, 1]"),
    ("for i in 5 return i", "[5]"),
    ("for i in null return i", "null"),
    ("for i in 1..1.5 return i", "null"),
    ("for loop var in [1] return loop var", "[1]"),
    ("some x in [1, 2] satisfies x > 1", "true"),
    ("some x in [] satisfies x > 1", "false"),
    ("every x in [] satisfies x > 1", "true"),
    ("every x in [1, 2], y in [3] satisfies x < y", "true"),
    ("some x in [1, null] satisfies x > 2", "null"),
    ("every x in [1, null] satisfies x < 0", "false"),
]

FUNCTIONS: Table = [
    ("(function(a, b) a - b)(3, 1)", "2"),
    ("(function(a, b) a - b)(b: 3, a: 1)", "-2"),
    ("(function(a) a)()", "null"),
    ("(function(a) a)(c: 1)", "null"),
    ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(6)}.r", "720"),
    ("{k: 2, f: function(x) x * k, g: function(k) f(k), r: g(10)}.r", "20"),
    ("{f: function(a) function(b) a + b, r: f(1)(2)}.r", "3"),
    ("(function(a: number) a)([1])", "1"),
    ('(function(a: number) a)("1")', "null"),
    ("(function(a: list<number>) a)(1)", "[1]"),
    ('(function(a: date and time) a)(@"2025-01-01")', "2025-01-01T00:00:00Z"),
    ("{f: abs, r: f(-1)}.r", "1"),
    ("[abs, floor][1](-1.5)", "1.5"),
    ("1(2)", "null"),
    ('(function(x) external {java: {class: "java.lang.Math", method signature: "sqrt(double)"}})(9)', "3.0"),
    ('(function(x) external {java: {class: "java.lang.System", method signature: "exit(int)"}})', "null"),
    ('(function(x) external {pmml: {document: "x", model: "y"}})', "null"),
]

TYPES: Table = [
    ("1 instance of number", "true"),
    ("1 instance of string", "false"),
    ("null instance of Null", "true"),
    ("null instance of number", "false"),
    ("[1, 2] instance of list<number>", "true"),
    ("[1, null] instance of list<number>", "true"),
    ('[1, "a"] instance of list<number>', "false"),
    ("[] instance of list<string>", "true"),
    ("[1] instance of list", "null"),
    ("1 instance of nonsense", "null"),
    ("{a: 1, b: 2} instance of context<a: number>", "true"),
    ("{a: 1} instance of context<a: number, b: number>", "false"),
    ("[1..2] instance of range<number>", "true"),
    ("(function(a) a) instance of function<Any> -> Any", "true"),
    ("(function(a, b) a) instance of function<Any> -> Any", "false"),
    ("(function(a: number) a + 1) instance of function<number> -> number", "true"),
    ('(function(a: number) "x") instance of function<number> -> number', "false"),
    ("sqrt instance of function<string> -> number", "false"),
    ('@"P1D" instance of days and time duration', "true"),
    ('@"2025-01-01" instance of date and time', "false"),
]


@pytest.mark.parametrize(
    ("text", "expected"), FILTERS + PATHS + CONTEXTS + RANGES + LOOPS + FUNCTIONS + TYPES
)
def test_an_expression_gives_what_the_standard_says(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_names_from_the_context_may_hold_spaces_operators_and_keywords() -> None:
    assert shown_in({"Monthly Salary": 100}, "Monthly Salary * 12") == "1200"
    assert shown_in({"Monthly Salary": 100}, "Monthly   Salary*12") == "1200"
    assert shown_in({"a-b": 1, "a": 10, "b": 3}, "a-b") == "1"
    assert shown_in({"a-b": 1, "a": 10, "b": 3}, "(a)-(b)") == "7"
    assert shown_in({"profit and loss": 2, "profit": True}, "profit and loss > 1") == "true"
    assert shown_in({"金额（元）": 1}, "金额（元） + 1") == "2"


def test_a_variable_goes_before_a_built_in_of_the_same_name() -> None:
    assert shown("count + 1", count=1) == "2"
    assert shown("count([1, 2])") == "2"
    assert shown("count(count)", count=[7, 8]) == "2"


def test_an_unknown_name_is_null_with_its_name_in_the_reason() -> None:
    assert reason("nowhere + 1") == "There is no 'nowhere' here"


def test_a_function_given_by_the_caller_is_called_with_the_run() -> None:
    twice = HostFunction("twice", [FormalParameter("n")], lambda _run, arguments: arguments[0] * 2)

    assert feel.compile("twice(n: 4)", names=["twice"])({"twice": twice}) == 8
    assert feel.compile("twice()", names=["twice"])({"twice": twice}) is None

"""Expressions of other engines become FEEL of the same meaning, or are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.bpmn.reading.foreign_expressions import translate, translate_script


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("${approved}", "approved"),
        ("#{ approved }", "approved"),
        ("${!approved}", "not(approved)"),
        ("${amount == 1 && !late || x ne 'a'}", 'amount = 1 and not(late) or x != "a"'),
        ("${days ge 3 and days lt 10}", "days >= 3 and days < 10"),
        ("${order.customer.name == 'Zhang'}", 'order.customer.name = "Zhang"'),
        ("${list[0] == map['key']}", "list[1] = map.key"),
        ("${a % 2 == 0}", "modulo(a, 2) = 0"),
        ("${ok ? 1 : 2}", "if ok then 1 else 2"),
        ("${empty remark}", '(remark = null or remark = "" or remark = [])'),
        ("${execution.getVariable('total') > 100}", "total > 100"),
        ("return approved == true;", "approved = true"),
        ('return kcontext.getVariable("count").intValue() >= 5;', "count >= 5"),
        ('${status.equals("done")}', '(status = "done")'),
        ("x == 1 and not y", "x = 1 and not(y)"),
        ("result == True", "result = true"),
        ("${(a + b) * 2 > c.size()}", "(a + b) * 2 > count(c)"),
        ("${审批结果 == '同意'}", '审批结果 = "同意"'),
    ],
)
def test_what_means_the_same_is_translated(source: str, expected: str) -> None:
    translated = translate(source)

    assert translated == expected
    feel.compile(expected)


@pytest.mark.parametrize(
    "source",
    [
        "${bean.method(x)}",
        "${execution.setVariable('a', 1)}",
        "__import__('os').system('ls')",
        "x = 5",
        "${a} and ${b}",
        "a < b < c",
        "x -> x + 1",
        "new java.io.File('/')",
        "${",
        "",
        "(" * 500 + "a" + ")" * 500,
        "!" * 5000 + "a",
    ],
)
def test_what_has_no_safe_counterpart_is_left_alone(source: str) -> None:
    assert translate(source) is None


@given(st.text(alphabet="ab01 .=!<>&|+-*/%()[]?:'\"${},", max_size=40))
def test_any_text_is_translated_or_refused_without_an_error(source: str) -> None:
    translated = translate(source)

    assert translated is None or isinstance(translated, str)


def test_assignments_in_a_row_become_a_context() -> None:
    script = 'execution.setVariable("total", a + b);\nlate = days > 3;'

    assert translate_script(script) == "{total: a + b, late: days > 3}"


def test_a_script_that_does_more_is_left_alone() -> None:
    assert translate_script("import os\nx = 1") is None
    assert translate_script("for (i in list) { sum += i }") is None

"""Boxed expressions (DMN 1.5 clause 10.2.1), each evaluated as the logic of one decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.dmn import read
from engine.errors import DefinitionRefusedError
from tests.dmn.models import decision, input_data, model, text


def value_of(logic: str, *, draft: bool = False, **inputs: Any) -> Any:
    requires = [f"in_{name}" for name in inputs]
    source = model(*map(input_data, inputs), decision("answer", logic, *requires))
    return read(source, draft=draft).decide("answer", inputs).value


def entry(name: str | None, logic: str, kind: str = "") -> str:
    typed = f' typeRef="{kind}"' if kind else ""
    variable = f'<variable name="{name}"{typed}/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def test_a_literal_expression_is_feel() -> None:
    assert value_of(text("a + 1"), a=2) == 3


def test_each_entry_of_a_context_sees_those_above_it() -> None:
    logic = f"<context>{entry('Monthly Fee', text('fee / 12'))}{entry('rounded', text('floor(Monthly Fee)'))}</context>"

    assert value_of(logic, fee=30) == {"Monthly Fee": 2.5, "rounded": 2}


def test_an_entry_without_a_name_is_the_result_of_the_context() -> None:
    logic = f"<context>{entry('x', text('a * 2'))}{entry(None, text('x + 1'))}</context>"

    assert value_of(logic, a=4) == 9


def test_a_typed_entry_is_fitted_to_its_type() -> None:
    logic = f"<context>{entry('x', text('[a]'), 'number')}{entry('y', text('a'), 'string')}</context>"

    assert value_of(logic, a=4) == {"x": 4, "y": None}


def test_a_list_and_a_relation() -> None:
    row = f"<row>{text('1')}{text('a')}</row>"
    relation = f'<relation><column name="no"/><column name="who"/>{row}</relation>'

    assert value_of(f"<list>{text('a')}{text('1 + 1')}</list>", a="x") == ["x", 2]
    assert value_of(relation, a="张三") == [{"no": 1, "who": "张三"}]


def test_a_function_calls_itself_by_the_name_of_its_entry() -> None:
    body = text("if n <= 1 then 1 else n * factorial(n - 1)")
    function = f'<functionDefinition><formalParameter name="n" typeRef="number"/>{body}</functionDefinition>'
    logic = f"<context>{entry('factorial', function)}{entry(None, text('factorial(a)'))}</context>"

    assert value_of(logic, a=5) == 120


def test_a_function_closes_over_its_scope() -> None:
    function = f'<functionDefinition><formalParameter name="n"/>{text("n + base")}</functionDefinition>'
    logic = (
        f"<context>{entry('base', text('a'))}{entry('add', function)}{entry(None, text('add(1)'))}</context>"
    )

    assert value_of(logic, a=41) == 42


def test_a_java_function_comes_from_the_table_and_a_pmml_one_is_null_with_its_reason() -> None:
    mapping = (
        f"<context>{entry('class', text(chr(34) + 'java.lang.Math' + chr(34)))}"
        f"{entry('method signature', text(chr(34) + 'max(double, double)' + chr(34)))}</context>"
    )
    parameters = '<formalParameter name="x" typeRef="number"/><formalParameter name="y" typeRef="number"/>'

    def called(kind: str) -> str:
        function = f'<functionDefinition kind="{kind}">{parameters}{mapping}</functionDefinition>'
        return f"<context>{entry('f', function)}{entry(None, text('f(a, 7)'))}</context>"

    assert value_of(called("Java"), a=3) == 7
    built = read(model(input_data("a"), decision("answer", called("PMML"), "in_a"))).decide(
        "answer", {"a": 3}
    )
    assert built.value is None
    assert "external" in [each.rule for each in built.problems]


def test_an_invocation_passes_arguments_by_name() -> None:
    bindings = (
        f'<binding><parameter name="list"/>{text("a")}</binding>'
        f'<binding><parameter name="element"/>{text("2")}</binding>'
    )

    assert value_of(f"<invocation>{text('list contains')}{bindings}</invocation>", a=[1, 2]) is True


def test_an_invocation_of_something_else_than_a_function_says_so() -> None:
    source = model(input_data("a"), decision("answer", f"<invocation>{text('a')}</invocation>", "in_a"))

    decided = read(source).decide("answer", {"a": 1})

    assert decided.value is None
    assert decided.problems[-1].rule == "function"


@pytest.mark.parametrize(("a", "expected"), [(1, "yes"), (0, "no"), (None, "no")])
def test_a_conditional_goes_to_else_unless_its_condition_holds(a: int | None, expected: str) -> None:
    logic = f"<conditional><if>{text('a = 1')}</if><then>{text(chr(34) + 'yes' + chr(34))}</then>"
    logic += f"<else>{text(chr(34) + 'no' + chr(34))}</else></conditional>"

    assert value_of(logic, a=a) == expected


def test_a_condition_that_is_no_boolean_gives_null() -> None:
    logic = f"<conditional><if>{text('a')}</if><then>{text('1')}</then><else>{text('2')}</else></conditional>"

    assert value_of(logic, a="text") is None


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("item.age >= 18", [{"age": 20}, {"age": 70}]),
        ("age < 18", [{"age": 3}]),
        ("2", {"age": 20}),
        ("-1", {"age": 70}),
        ("9", None),
        ('"x"', None),
    ],
)
def test_a_filter_keeps_items_by_condition_or_picks_one_by_position(match: str, expected: Any) -> None:
    logic = f"<filter><in>{text('people')}</in><match>{text(match)}</match></filter>"

    assert value_of(logic, people=[{"age": 3}, {"age": 20}, {"age": 70}]) == expected


def test_a_filter_of_a_single_value_sees_it_as_a_list() -> None:
    logic = f"<filter><in>{text('a')}</in><match>{text('item > 1')}</match></filter>"

    assert value_of(logic, a=5) == [5]


def loop(kind: str, source: str, body: str) -> str:
    result = "return" if kind == "for" else "satisfies"
    return f'<{kind} iteratorVariable="i"><in>{text(source)}</in><{result}>{text(body)}</{result}></{kind}>'


@pytest.mark.parametrize(
    ("source", "body", "expected"),
    [
        ("a", "i * 2", [2, 4, 6]),
        ("[1..3]", "i", [1, 2, 3]),
        ("(1..3)", "i", [2]),
        ("a", "count(partial)", [0, 1, 2]),
        ("a", "if i = 1 then 1 else i * partial[-1]", [1, 2, 6]),
        ("7", "i", [7]),
        ("null", "i", None),
        ("[1.5..3]", "i", None),
    ],
)
def test_a_loop_goes_over_lists_and_ranges(source: str, body: str, expected: Any) -> None:
    assert value_of(loop("for", source, body), a=[1, 2, 3], draft=True) == expected


def test_a_loop_over_days() -> None:
    days = value_of(loop("for", '[@"2026-02-27"..@"2026-03-01"]', "string(i)"))

    assert days == ["2026-02-27", "2026-02-28", "2026-03-01"]


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("some", "i > 2", True),
        ("some", "i > 9", False),
        ("every", "i > 0", True),
        ("every", "i > 1", False),
        ("every", "if i = 1 then null else true", None),
        ("some", "if i = 1 then null else false", None),
        ("every", "i", None),
    ],
)
def test_quantifiers_know_true_false_and_unknown(kind: str, body: str, expected: bool | None) -> None:  # noqa: FBT001
    assert value_of(loop(kind, "a", body), a=[1, 2, 3]) is expected


def test_boxes_nest() -> None:
    inner = f'<for iteratorVariable="i"><in>{text("[1..2]")}</in><return>{text("i * a")}</return></for>'
    logic = f"<context>{entry('list', inner)}{entry(None, text('sum(list)'))}</context>"

    assert value_of(logic, a=10) == 30


def test_a_box_with_a_type_is_fitted_to_it() -> None:
    assert value_of(text("[a]", "number"), a=1) == 1
    assert value_of(text("a", "string"), a=1) is None


def test_an_empty_box_is_null() -> None:
    assert value_of(f"<list>{text('')}{text('1')}</list>") == [None, 1]


def test_python_values_come_in_as_feel_values() -> None:
    assert value_of(text('a + duration("P1D")'), a=date(2026, 2, 28)) is not None


def test_a_context_with_two_entries_of_one_name_is_null() -> None:
    logic = f"<context>{entry('x', text('1'))}{entry('x', text('2'))}{entry('y', text('3'))}</context>"

    assert value_of(logic, draft=True) is None
    with pytest.raises(DefinitionRefusedError, match="two entries 'x'"):
        value_of(logic)


def test_a_function_with_two_parameters_of_one_name_is_null() -> None:
    parameter = '<formalParameter name="n"/>'
    function = f"<functionDefinition>{parameter}{parameter}{text('n')}</functionDefinition>"
    logic = f"<context>{entry('f', function)}{entry(None, text('f(1, 2)'))}</context>"

    assert value_of(logic, draft=True) is None
    with pytest.raises(DefinitionRefusedError, match="two parameters 'n'"):
        value_of(logic)

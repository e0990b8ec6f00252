"""The seam to FEEL: names, types, clock, and what other engines write."""

from __future__ import annotations

import pytest

from engine.bpmn.expressions import compile_expression, from_foreign
from engine.errors import InvalidInputError
from tests.bpmn.execution.driving import Driver, diagram, node, nodes, path, script

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")


@pytest.mark.parametrize(
    ("foreign", "feel"),
    [
        ("${approved}", "approved"),
        ("#{a == 'x' && !b}", 'a = "x"  and  not(b)'),
        ("${amount >= 10 || urgent}", "amount >= 10  or  urgent"),
        ('return status.equals("OK");', '(status = "OK")'),
        ("${execution.getVariable('x') != 3}", "x != 3"),
        ("x == None", "x = null"),
        ("${not empty list}", "(list != null)"),
    ],
)
def test_simple_expressions_of_other_engines_are_read_in_drafts(foreign: str, feel: str) -> None:
    assert from_foreign(foreign) == feel
    compile_expression(foreign, {}, lenient=True)


def test_publishing_reads_feel_alone() -> None:
    with pytest.raises(InvalidInputError):
        compile_expression("${a == 1}", {})


def test_feel_is_never_rewritten_where_it_is_feel() -> None:
    case = Driver(
        diagram(ENDS, script("s", '{t: "it\'s == !x or True"}'), path("start", "s", "done")), strict=False
    ).start()

    assert case.data["t"] == "it's == !x or True"


def test_names_with_a_type_are_dates_and_numbers() -> None:
    code = "{next: birth + duration(&quot;P1D&quot;), year: birth.year, more: amount * 2}".replace(
        "&quot;", '"'
    )
    model = diagram(ENDS, script("s", code), path("start", "s", "done"))

    case = Driver(model, types={"birth": "date", "amount": "number"}).start(birth="2026-02-28", amount="1.10")

    assert (case.data["next"], case.data["year"], case.data["more"]) == ("2026-03-01", 2026, 2.2)


def test_environment_names_are_read_only_and_today_is_beijings() -> None:
    case = Driver(
        diagram(
            ENDS, script("s", "{seen: caseNumber, day: today, caseNumber: 1}"), path("start", "s", "done")
        )
    )
    case.environment = {"caseNumber": "51-1"}
    case.now = case.now.replace(hour=23)

    case.start()

    assert (case.data["seen"], case.data["day"]) == ("51-1", "2026-01-06")


def test_comments_inside_an_expression_are_no_part_of_it() -> None:
    gateway = node("exclusiveGateway", "g", default="g_b")
    condition = "<conditionExpression>x <!-- the sum --> = 3</conditionExpression>"
    chosen = f'<sequenceFlow id="g_a" sourceRef="g" targetRef="a">{condition}</sequenceFlow>'
    case = Driver(
        diagram(
            ENDS, gateway, nodes("task", "a", "b"), path("start", "g", "b", "done"), chosen, path("a", "done")
        )
    ).start(x=3)

    assert "a" in case.happened()

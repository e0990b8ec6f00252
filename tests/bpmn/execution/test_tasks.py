"""Tasks: people, systems, scripts, data in and out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.errors import DefinitionRefusedError, LimitError, NotAllowedNowError
from tests.bpmn.execution.driving import (
    Driver,
    diagram,
    extension,
    flow,
    node,
    nodes,
    path,
    properties,
    script,
)

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")


def test_a_user_task_shows_form_lane_and_due_date() -> None:
    lanes = (
        '<laneSet id="l"><lane id="handling" name="办理"><flowNodeRef>decide</flowNodeRef></lane></laneSet>'
    )
    task = node(
        "userTask",
        "decide",
        properties(formKey="decide", dueDate="P2D", caseStatus="handling"),
        name="Decide",
    )
    case = Driver(diagram(lanes, ENDS, task, path("start", "decide", "done")))

    case.start()

    opened = case.result.opened_tasks[0]
    assert (opened.element_id, opened.name, opened.lane, opened.form_key) == (
        "decide",
        "Decide",
        "handling",
        "decide",
    )
    assert opened.due_at == datetime(2026, 1, 7, 1, tzinfo=UTC)
    assert opened.properties["caseStatus"] == "handling"


def test_a_due_date_in_feel_is_midnight_in_beijing() -> None:
    task = node("userTask", "u", properties(dueDate="date(submitted) + duration(&quot;P1D&quot;)"))
    case = Driver(diagram(ENDS, task, path("start", "u", "done"))).start(submitted="2026-03-01")

    assert case.result.opened_tasks[0].due_at == datetime(2026, 3, 1, 16, tzinfo=UTC)


def test_completing_a_task_merges_its_data_and_opens_the_next_in_the_same_answer() -> None:
    case = Driver(diagram(ENDS, nodes("userTask", "a", "b"), path("start", "a", "b", "done"))).start(x=1)

    result = case.complete("a", y=2)

    assert result.data == {"x": 1, "y": 2}
    assert [each.element_id for each in result.opened_tasks] == ["b"]


def test_a_task_completed_twice_is_refused_and_names_itself() -> None:
    case = Driver(diagram(ENDS, nodes("userTask", "a", "b"), path("start", "a", "b", "done"))).start()
    first = case.result.opened_tasks[0].task_id
    case.complete("a")
    case.tasks = {first: "a"}

    with pytest.raises(NotAllowedNowError, match=first):
        case.complete("a")


def test_an_ended_case_takes_no_command() -> None:
    case = Driver(diagram(ENDS, path("start", "done"))).start()

    with pytest.raises(NotAllowedNowError, match="ended"):
        case.set(x=1)


def test_a_script_is_a_context_whose_entries_become_data() -> None:
    case = Driver(diagram(ENDS, script("s", "{total: a + b, half: total / 2}"), path("start", "s", "done")))

    case.start(a=3, b=5)

    assert case.data == {"a": 3, "b": 5, "total": 8, "half": 4}
    assert next(step for step in case.result.steps if step.element_id == "s" and step.changed).changed == {
        "total": 8,
        "half": 4,
    }


def test_an_empty_script_lets_the_token_pass() -> None:
    assert Driver(diagram(ENDS, script("s", ""), path("start", "s", "done"))).start().state == "completed"


@pytest.mark.parametrize("language", ["python", "application/javascript", "groovy"])
def test_other_script_languages_are_refused(language: str) -> None:
    with pytest.raises(DefinitionRefusedError, match="FEEL"):
        Driver(diagram(ENDS, script("s", "x = 1", scriptFormat=language), path("start", "s", "done")))


def test_a_service_task_asks_with_evaluated_arguments_and_keeps_the_answer() -> None:
    operator = extension(
        '<spiffworkflow:serviceTaskOperator id="ga-traffic/find-licence" resultVariable="licence">'
        '<spiffworkflow:parameters><spiffworkflow:parameter id="person" type="str" value="applicant.id"/>'
        '<spiffworkflow:parameter id="on" type="str" value="today"/></spiffworkflow:parameters>'
        "</spiffworkflow:serviceTaskOperator>"
    )
    case = Driver(diagram(ENDS, node("serviceTask", "find", operator), path("start", "find", "done")))
    case.start(applicant={"id": "110101199003077758"})
    call = case.result.requested_calls[0]

    case.answer("find", {"number": "A1"})

    assert (call.system, call.operation) == ("ga-traffic", "find-licence")
    assert call.arguments == {"person": "110101199003077758", "on": "2026-01-05"}
    assert case.data["licence"] == {"number": "A1"}
    assert case.state == "completed"


def test_without_result_variable_an_object_is_merged_and_the_post_script_sees_it() -> None:
    operator = extension(
        '<spiffworkflow:serviceTaskOperator id="s/o"/>',
        "<spiffworkflow:preScript>{asked: true}</spiffworkflow:preScript>",
        "<spiffworkflow:postScript>{twice: result.n * 2}</spiffworkflow:postScript>",
    )
    case = Driver(diagram(ENDS, node("serviceTask", "s", operator), path("start", "s", "done"))).start()

    case.answer("s", {"n": 4})

    assert case.data == {"asked": True, "n": 4, "twice": 8}


def test_a_refused_call_is_an_error_that_a_boundary_event_catches() -> None:
    around = '<error id="e" errorCode="NOT_FOUND"/>'
    boundary = node(
        "boundaryEvent", "missing", '<errorEventDefinition id="ed" errorRef="e"/>', attachedToRef="s"
    )
    operator = extension('<spiffworkflow:serviceTaskOperator id="s/o"/>')
    case = Driver(
        diagram(
            ENDS,
            node("serviceTask", "s", operator),
            boundary,
            nodes("userTask", "mend"),
            path("start", "s", "done") + path("missing", "mend", "done"),
            around=around,
        )
    ).start()

    case.fail("s", "NOT_FOUND")

    assert case.open == ["mend"]
    assert case.calls == {}


def test_a_refused_call_that_nobody_catches_stays_open() -> None:
    operator = extension('<spiffworkflow:serviceTaskOperator id="s/o"/>')
    case = Driver(diagram(ENDS, node("serviceTask", "s", operator), path("start", "s", "done"))).start()

    with pytest.raises(NotAllowedNowError, match="NO"):
        case.fail("s", "NO")

    case.answer("s")
    assert case.state == "completed"


def test_start_quantity_waits_for_tokens_and_completion_quantity_makes_them() -> None:
    case = Driver(
        diagram(
            ENDS,
            script("many", "{}", completionQuantity="3"),
            script("few", "{n: n + 1}", startQuantity="3"),
            path("start", "many", "few", "done"),
        )
    )

    case.start(n=0)

    assert case.data["n"] == 1
    assert case.state == "completed"


def test_conditional_and_default_flows_leave_activities() -> None:
    parts = [ENDS, script("s", "{}", default="s_c"), *(script(each, f"{{{each}: true}}") for each in "abc")]
    flows = path("start", "s") + flow("s", "a", "x > 1") + flow("s", "b", "x > 2") + flow("s", "c")
    ends = "".join(path(each, "done") for each in "abc")

    both = Driver(diagram(*parts, flows, ends)).start(x=3)
    none = Driver(diagram(*parts, flows, ends)).start(x=0)

    assert both.data == {"x": 3, "a": True, "b": True}
    assert none.data == {"x": 0, "c": True}


def test_data_above_the_limit_is_refused_before_anything_is_written() -> None:
    case = Driver(diagram(ENDS, nodes("userTask", "a"), path("start", "a", "done"))).start()
    before = case.snapshot

    with pytest.raises(LimitError, match="1,000,000"):
        case.complete("a", big="x" * 1_000_001)

    assert case.snapshot == before


def test_a_script_that_makes_too_much_data_is_an_incident_at_its_element() -> None:
    code = "{all: for i in 1..9000 return &quot;0123456789012345678901234567890123456789&quot;}"
    twice = "{more: concatenate(all, all, all)}"
    case = Driver(diagram(ENDS, script("s", code), script("t", twice), path("start", "s", "t", "done")))

    case.start()

    assert [each.element_id for each in case.result.incidents] == ["t"]
    assert "all" in case.data

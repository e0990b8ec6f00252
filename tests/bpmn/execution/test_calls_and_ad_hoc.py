"""Call activities and ad hoc subprocesses."""

from __future__ import annotations

import pytest

from engine.errors import DefinitionRefusedError, NotAllowedNowError
from tests.bpmn.execution.driving import Driver, diagram, extension, node, nodes, path, properties, script

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")


def called(*parts: str, process_id: str = "shared") -> bytes:
    return diagram(
        nodes("startEvent", "c_start") + nodes("endEvent", "c_done"), *parts, process_id=process_id
    )


def call(inner: str = "", target: str = "shared") -> str:
    return node("callActivity", "call", inner, calledElement=target)


def test_a_called_process_of_another_file_shares_the_data() -> None:
    inner = called(script("s", "{n: n + 1}"), nodes("userTask", "u"), path("c_start", "s", "u", "c_done"))
    case = Driver(diagram(ENDS, call(), path("start", "call", "done")), inner).start(n=1)

    case.complete("u", m=5)

    assert (case.data, case.state, case.result.outcome) == ({"n": 2, "m": 5}, "completed", "done")
    assert next(step.scope for step in case.result.steps if step.element_id == "u") == "t3"


def test_mappings_let_in_and_out_only_what_they_say() -> None:
    inner = called(script("s", "{secret: 1, answer: given * 2}"), path("c_start", "s", "c_done"))
    mapping = extension(
        '<camunda:in source="n" target="given"/><camunda:out source="answer" target="twice"/>'
    )
    case = Driver(diagram(ENDS, call(mapping), path("start", "call", "done")), inner).start(n=4, hidden=True)

    assert case.data == {"n": 4, "hidden": True, "twice": 8}


def test_an_error_of_a_called_process_is_caught_by_the_caller() -> None:
    around = '<error id="e" errorCode="E"/>'
    inner = called(node("endEvent", "boom", '<errorEventDefinition errorRef="e"/>'), path("c_start", "boom"))
    boundary = node("boundaryEvent", "b", '<errorEventDefinition errorRef="e"/>', attachedToRef="call")
    case = Driver(
        diagram(
            ENDS,
            call(),
            boundary,
            nodes("userTask", "mend"),
            path("start", "call", "done"),
            path("b", "mend", "done"),
            around=around,
        ),
        inner,
    ).start()

    assert case.open == ["mend"]


def test_a_process_that_calls_itself_is_an_incident_at_level_32() -> None:
    inner = called(node("callActivity", "again", calledElement="shared"), path("c_start", "again", "c_done"))
    case = Driver(diagram(ENDS, call(), path("start", "call", "done")), inner).start()

    assert [each.element_id for each in case.result.incidents] == ["again"]
    assert "32 levels" in case.result.incidents[0].message


def test_a_call_to_nothing_is_refused() -> None:
    with pytest.raises(DefinitionRefusedError, match="nowhere"):
        Driver(diagram(ENDS, call(target="nowhere"), path("start", "call", "done")))


def test_a_global_task_can_be_called() -> None:
    around = '<globalScriptTask id="shared"><script>{n: n + 1}</script></globalScriptTask>'
    case = Driver(diagram(ENDS, call(), path("start", "call", "done"), around=around)).start(n=1)

    assert case.data == {"n": 2}


def ad_hoc(inner: str, condition: str = "", **attributes: str) -> bytes:
    done = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    return diagram(
        ENDS, node("adHocSubProcess", "free", inner + done, **attributes), path("start", "free", "done")
    )


def test_automatic_activities_run_by_themselves_once() -> None:
    case = Driver(
        ad_hoc(
            script("a", '{log: append(log, "a")}') + script("b", '{log: append(log, "b")}'),
            ordering="Sequential",
        )
    )

    assert case.start(log=[]).data["log"] == ["a", "b"]
    assert case.state == "completed"


def test_a_clerk_chooses_what_to_do_as_often_as_needed_and_says_when_it_is_done() -> None:
    case = Driver(ad_hoc(nodes("userTask", "phone", "visit"))).start()
    assert case.open == ["free"]

    case.choose("phone")
    case.choose("phone")
    case.choose("visit")
    case.complete("phone")
    case.complete("phone")
    before = case.state
    case.complete("free")

    assert (before, case.state) == ("running", "completed")
    assert case.happened("interrupted") == ["visit"]


def test_a_completion_condition_ends_it_and_what_still_goes_on() -> None:
    case = Driver(ad_hoc(nodes("userTask", "phone", "visit"), "enough")).start(enough=False)
    case.choose("phone")
    case.choose("visit")

    case.complete("phone", enough=True)

    assert (case.state, case.open) == ("completed", [])


def test_without_cancelling_the_rest_it_waits_for_it() -> None:
    case = Driver(
        ad_hoc(nodes("userTask", "phone", "visit"), "enough", cancelRemainingInstances="false")
    ).start(enough=False)
    case.choose("phone")
    case.choose("visit")

    case.complete("phone", enough=True)
    waiting = case.state
    case.complete("visit")

    assert (waiting, case.state) == ("running", "completed")


def test_sequential_means_one_at_a_time() -> None:
    case = Driver(ad_hoc(nodes("userTask", "phone", "visit"), ordering="Sequential")).start()
    case.choose("phone")

    with pytest.raises(NotAllowedNowError, match="one at a time"):
        case.choose("visit")


def test_only_first_activities_can_be_chosen_and_what_follows_them_comes_by_itself() -> None:
    case = Driver(ad_hoc(nodes("userTask", "phone", "note") + path("phone", "note"))).start()

    with pytest.raises(NotAllowedNowError, match="phone"):
        case.choose("note")
    case.choose("phone")
    case.complete("phone")

    assert case.open == ["free", "note"]


def test_automatic_activities_can_be_left_to_a_choice() -> None:
    case = Driver(ad_hoc(properties(start="chosen") + script("a", "{a: 1}") + script("b", "{b: 1}"))).start()

    case.choose("b")
    case.complete("free")

    assert case.data == {"b": 1}


def test_activities_that_start_together_end_when_the_first_of_them_is_enough() -> None:
    case = Driver(ad_hoc(script("a", "{n: n + 1}") + script("b", "{n: n + 1}"), "n &gt;= 1")).start(n=0)

    assert case.data == {"n": 1}
    assert case.happened("interrupted") == ["b"]
    assert case.state == "completed"


def test_calls_of_deep_subprocesses_end_in_an_incident_before_python_does() -> None:
    inner = node("callActivity", "again", calledElement="shared")
    for level in range(60):
        inner = node("subProcess", f"level_{level}", inner)
    beside = node("boundaryEvent", "stop", '<signalEventDefinition signalRef="s"/>', attachedToRef="call")
    case = Driver(
        diagram(ENDS, call(), beside, path("start", "call", "done"), around='<signal id="s" name="s"/>'),
        diagram(inner, process_id="shared"),
    ).start()

    assert "subprocesses and calls deep" in case.result.incidents[0].message
    case.signal("s")
    assert case.state == "completed"


@pytest.mark.parametrize("start", ["chosen", "auto"])
def test_an_ad_hoc_subprocess_that_is_interrupted_from_inside_offers_nothing_more(start: str) -> None:
    signal = '<signalEventDefinition signalRef="s"/>'
    handler = node("startEvent", "event", signal) + nodes("userTask", "mend") + path("event", "mend")
    free = (
        properties(start=start)
        + nodes("userTask", "phone", "visit")
        + node("subProcess", "handler", handler, triggeredByEvent="true")
    )
    case = Driver(
        diagram(
            ENDS,
            node("adHocSubProcess", "free", free, ordering="Sequential"),
            path("start", "free", "done"),
            around='<signal id="s" name="s"/>',
        )
    ).start()

    case.signal("s")
    after = case.open
    case.complete("mend")

    assert after == ["mend"]
    assert case.state == "completed"
    assert "visit" not in case.happened("entered")

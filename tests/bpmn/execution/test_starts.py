"""How processes begin: by choice, by event, by message, by instantiating tasks and gateways."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.bpmn.transition import Start
from engine.errors import InvalidInputError, NotAllowedNowError
from tests.bpmn.execution.driving import BEGIN, Driver, diagram, node, nodes, path

DONE = nodes("endEvent", "done")
MESSAGE = '<message id="m" name="application"/>'


def start(name: str, trigger: str) -> str:
    return node("startEvent", name, trigger)


def timer(text: str) -> str:
    return f"<timerEventDefinition><timeDuration>{text}</timeDuration></timerEventDefinition>"


def condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"


def test_a_process_with_a_timer_start_waits_for_it() -> None:
    case = Driver(diagram(start("s", timer("PT1H")), DONE, path("s", "done"))).start()

    assert (case.state, case.result.set_timers[0].due_at) == ("running", BEGIN + timedelta(hours=1))
    case.fire("s")
    assert case.happened() == ["s", "done"]
    assert case.happened("entered") == ["s", "done"]


@pytest.mark.parametrize(("value", "state"), [("a", "completed"), ("b", "running")])
def test_a_process_with_a_conditional_start_begins_when_it_holds(value: str, state: str) -> None:
    case = Driver(diagram(start("s", condition('contains(test, "a")')), DONE, path("s", "done"))).start(
        test=value
    )

    assert case.state == state


def test_the_first_of_several_start_events_begins_the_process_and_the_others_are_forgotten() -> None:
    case = Driver(
        diagram(
            start("late", timer("PT1H")),
            start("asked", '<messageEventDefinition messageRef="m"/>'),
            DONE,
            path("late", "done"),
            path("asked", "done"),
            around=MESSAGE,
        )
    ).start()

    case.message("asked", {"x": 1})

    assert (case.state, case.timers, case.messages, case.data) == ("completed", {}, {}, {"x": 1})
    assert case.happened() == ["asked", "done"]


def test_opening_a_case_is_the_message_of_its_only_message_start() -> None:
    case = Driver(
        diagram(
            start("asked", '<messageEventDefinition messageRef="m"/>'),
            DONE,
            path("asked", "done"),
            around=MESSAGE,
        )
    )

    assert case.start().state == "completed"
    assert [(each.message, each.element_id) for each in case.definition.message_starts] == [
        ("application", "asked")
    ]


def test_an_instantiating_receive_task_begins_the_process() -> None:
    task = node("receiveTask", "r", instantiate="true", messageRef="m")
    case = Driver(diagram(task, DONE, path("r", "done"), around=MESSAGE)).start()

    case.message("r")

    assert case.state == "completed"
    assert case.definition.message_starts[0].element_id == "r"


def test_an_instantiating_event_gateway_begins_the_process() -> None:
    catch = node("intermediateCatchEvent", "c", '<messageEventDefinition messageRef="m"/>')
    wait = node("intermediateCatchEvent", "w", timer("PT1H"))
    case = Driver(
        diagram(
            node("eventBasedGateway", "g", instantiate="true"),
            catch,
            wait,
            DONE,
            path("g", "c", "done"),
            path("g", "w", "done"),
            around=MESSAGE,
        )
    ).start()

    case.message("c")

    assert (case.state, case.timers) == ("completed", {})


def test_an_unknown_start_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="nowhere"):
        Driver(diagram(nodes("startEvent", "s"), DONE, path("s", "done"))).start("nowhere")


def test_a_case_starts_once() -> None:
    case = Driver(
        diagram(nodes("startEvent", "s"), nodes("userTask", "u"), DONE, path("s", "u", "done"))
    ).start()

    with pytest.raises(NotAllowedNowError, match="started"):
        case.do(Start(data={}))


def test_pools_of_one_diagram_talk_inside_one_execution() -> None:
    other = (
        '<process id="q">'
        + start("q_start", '<messageEventDefinition messageRef="m"/>')
        + nodes("userTask", "answer")
        + node("endEvent", "q_end", '<messageEventDefinition messageRef="a"/>')
        + path("q_start", "answer", "q_end")
        + "</process>"
    )
    around = MESSAGE + '<message id="a" name="answer"/>' + other
    throw = node("intermediateThrowEvent", "ask", '<messageEventDefinition messageRef="m"/>')
    catch = node("intermediateCatchEvent", "wait", '<messageEventDefinition messageRef="a"/>')
    model = diagram(
        nodes("startEvent", "s"), throw, catch, DONE, path("s", "ask", "wait", "done"), around=around
    )

    together = Driver(model, participants=["q"]).start()
    alone = Driver(model).start()

    assert (together.open, together.result.thrown_messages) == (["answer"], ())
    together.complete("answer")
    assert (together.state, together.messages) == ("completed", {})
    assert (alone.open, [each.message for each in alone.result.thrown_messages]) == ([], ["application"])


def test_an_uncaught_error_ends_its_own_pool_alone() -> None:
    boom = node("endEvent", "boom", '<errorEventDefinition errorRef="e"/>')
    other = (
        '<process id="q">'
        + start("q_start", '<messageEventDefinition messageRef="m"/>')
        + boom
        + path("q_start", "boom")
        + "</process>"
    )
    throw = node("intermediateThrowEvent", "ask", '<messageEventDefinition messageRef="m"/>')
    case = Driver(
        diagram(
            nodes("startEvent", "s"),
            throw,
            nodes("userTask", "u"),
            DONE,
            path("s", "ask", "u", "done"),
            around=MESSAGE + '<error id="e" errorCode="E"/>' + other,
        ),
        participants=["p", "q"],
    ).start()

    assert (case.state, case.open) == ("running", ["u"])
    case.complete("u")
    assert (case.state, case.result.outcome) == ("completed", "boom,done")

"""Scopes: subprocesses, event subprocesses, boundary events, errors, escalations, termination, signals."""

from __future__ import annotations

import pytest

from tests.bpmn.execution.driving import Driver, diagram, flow, node, nodes, path, script

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")
AROUND = (
    '<signal id="sig" name="go"/><message id="m" name="stop"/><error id="e1" errorCode="E1"/>'
    '<error id="e2" errorCode="E2"/><escalation id="esc" escalationCode="ESC"/>'
)


def definition(kind: str, ref: str = "") -> str:
    refs = {
        "signal": "signalRef",
        "message": "messageRef",
        "error": "errorRef",
        "escalation": "escalationRef",
    }
    written = f' {refs[kind]}="{ref}"' if ref else ""
    return f"<{kind}EventDefinition{written}/>"


def timer(text: str, form: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{form}>{text}</{form}></timerEventDefinition>"


def condition(text: str) -> str:
    return f"<conditionalEventDefinition><condition>{text}</condition></conditionalEventDefinition>"


def event_subprocess(name: str, trigger: str, *inner: str, interrupting: bool = True) -> str:
    start = node("startEvent", f"{name}_start", trigger, isInterrupting=str(interrupting).lower())
    body = "".join(inner) or path(f"{name}_start", f"{name}_end")
    return node("subProcess", name, start + nodes("endEvent", f"{name}_end") + body, triggeredByEvent="true")


def sub(*inner: str, name: str = "sub") -> str:
    return node(
        "subProcess",
        name,
        nodes("startEvent", f"{name}_in") + nodes("endEvent", f"{name}_out") + "".join(inner),
    )


def test_a_subprocess_without_start_and_end_runs_all_its_first_nodes() -> None:
    inner = node("subProcess", "sub", nodes("userTask", "a", "b"))
    case = Driver(diagram(ENDS, inner, path("start", "sub", "done"))).start()

    case.complete("a")
    case.complete("b")

    assert case.state == "completed"


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_boundary_event_on_a_subprocess(interrupting: bool) -> None:  # noqa: FBT001
    boundary = node(
        "boundaryEvent",
        "b",
        definition("message", "m"),
        attachedToRef="sub",
        cancelActivity=str(interrupting).lower(),
    )
    case = Driver(
        diagram(
            ENDS,
            sub(nodes("userTask", "in"), path("sub_in", "in", "sub_out")),
            boundary,
            nodes("userTask", "other"),
            path("start", "sub", "done"),
            path("b", "other", "done"),
            around=AROUND,
        )
    ).start()

    case.message("b")

    assert case.open == (["other"] if interrupting else ["in", "other"])
    assert bool(case.messages) is not interrupting


def test_a_non_interrupting_boundary_event_fires_again_and_again() -> None:
    boundary = node(
        "boundaryEvent", "b", definition("message", "m"), attachedToRef="u", cancelActivity="false"
    )
    case = Driver(
        diagram(
            ENDS,
            nodes("userTask", "u"),
            boundary,
            nodes("task", "t"),
            path("start", "u", "done"),
            path("b", "t"),
            around=AROUND,
        )
    ).start()

    for _ in range(3):
        case.message("b")
    case.complete("u")

    assert case.counts()["t"] == 3
    assert (case.messages, case.state) == ({}, "completed")


def test_an_interrupting_event_stops_automatic_steps_at_once() -> None:
    throw = node("intermediateThrowEvent", "throw", definition("escalation", "esc"))
    inner = sub(throw, script("late", "{late: true}"), path("sub_in", "throw", "late", "sub_out"))
    boundary = node("boundaryEvent", "b", definition("escalation", "esc"), attachedToRef="sub")
    case = Driver(
        diagram(ENDS, inner, boundary, path("start", "sub", "done"), path("b", "done"), around=AROUND)
    )

    case.start()

    assert "late" not in case.data
    assert case.happened("interrupted") == ["sub"]
    assert "throw" in case.happened()


def test_an_escalation_that_nobody_catches_changes_nothing() -> None:
    throw = node("intermediateThrowEvent", "throw", definition("escalation", "esc"))
    case = Driver(diagram(ENDS, throw, path("start", "throw", "done"), around=AROUND)).start()

    assert case.state == "completed"


def test_an_error_is_caught_by_the_nearest_event_and_an_exact_code_wins() -> None:
    inner = node(
        "subProcess",
        "inner",
        nodes("startEvent", "i") + node("endEvent", "boom", definition("error", "e1")) + path("i", "boom"),
    )
    wrong = node("boundaryEvent", "wrong", definition("error", "e2"), attachedToRef="inner")
    any_error = node("boundaryEvent", "any", definition("error"), attachedToRef="sub")
    exact = node("boundaryEvent", "exact", definition("error", "e1"), attachedToRef="sub")
    case = Driver(
        diagram(
            ENDS,
            sub(inner, wrong, path("sub_in", "inner", "sub_out"), path("wrong", "sub_out")),
            any_error,
            exact,
            nodes("task", "x", "y"),
            path("start", "sub", "done"),
            path("any", "x", "done"),
            path("exact", "y", "done"),
            around=AROUND,
        )
    ).start()

    assert "y" in case.happened()
    assert "x" not in case.happened()


def test_an_uncaught_error_ends_the_whole_case_and_names_its_end_event() -> None:
    end = node("endEvent", "boom", definition("error", "e1"))
    case = Driver(
        diagram(
            nodes("startEvent", "start"),
            nodes("parallelGateway", "g"),
            nodes("userTask", "u"),
            end,
            path("start", "g", "u"),
            path("g", "boom"),
            around=AROUND,
        )
    ).start()

    assert (case.state, case.result.outcome) == ("terminated", "boom")
    assert "u" in case.happened("interrupted")
    assert case.open == []


def test_an_error_event_subprocess_takes_the_place_of_its_scope() -> None:
    handler = event_subprocess(
        "h", definition("error", "e1"), nodes("userTask", "mend"), path("h_start", "mend", "h_end")
    )
    boom = node("endEvent", "boom", definition("error", "e1"))
    inner = sub(
        handler,
        boom,
        nodes("parallelGateway", "g"),
        nodes("userTask", "other"),
        path("sub_in", "g", "boom"),
        path("g", "other", "sub_out"),
    )
    case = Driver(diagram(ENDS, inner, path("start", "sub", "done"), around=AROUND)).start()

    assert case.open == ["mend"]
    case.complete("mend")
    assert case.state == "completed"


def test_what_an_event_subprocess_throws_goes_outward_not_to_itself() -> None:
    rethrow = node("intermediateThrowEvent", "again", definition("escalation", "esc"))
    handler = event_subprocess(
        "h", definition("escalation", "esc"), rethrow, path("h_start", "again", "h_end"), interrupting=False
    )
    throw = node("intermediateThrowEvent", "throw", definition("escalation", "esc"))
    outer = node(
        "boundaryEvent", "outer", definition("escalation", "esc"), attachedToRef="sub", cancelActivity="false"
    )
    case = Driver(
        diagram(
            ENDS,
            sub(handler, throw, path("sub_in", "throw", "sub_out")),
            outer,
            nodes("task", "t"),
            path("start", "sub", "done"),
            path("outer", "t"),
            around=AROUND,
        )
    ).start()

    assert case.counts()["h"] == 1
    assert case.counts()["t"] == 1
    assert case.state == "completed"


def test_nested_event_subprocesses_listen_each_in_its_scope() -> None:
    deep = event_subprocess(
        "deep",
        definition("message", "m"),
        script("d", "{deep: true}"),
        path("deep_start", "d", "deep_end"),
        interrupting=False,
    )
    handler = event_subprocess(
        "h", definition("signal", "sig"), deep, nodes("userTask", "u"), path("h_start", "u", "h_end")
    )
    case = Driver(
        diagram(ENDS, handler, nodes("userTask", "main"), path("start", "main", "done"), around=AROUND)
    ).start()

    before = dict(case.messages)
    case.signal("go")
    case.message("deep_start")
    case.message("deep_start")
    case.complete("u")

    assert before == {}
    assert case.counts()["deep"] == 2
    assert (case.state, case.data["deep"], case.happened("interrupted")) == ("completed", True, ["main"])


def test_a_non_interrupting_event_subprocess_keeps_its_scope_open() -> None:
    handler = event_subprocess(
        "h",
        definition("message", "m"),
        nodes("userTask", "extra"),
        path("h_start", "extra", "h_end"),
        interrupting=False,
    )
    case = Driver(
        diagram(ENDS, handler, nodes("userTask", "main"), path("start", "main", "done"), around=AROUND)
    ).start()
    case.message("h_start")
    case.message("h_start")

    case.complete("main")
    waiting = case.state, case.open
    case.complete("extra")
    case.complete("extra")

    assert waiting == ("running", ["extra", "extra"])
    assert case.state == "completed"


def test_a_terminate_end_event_ends_its_scope_alone() -> None:
    end = node("endEvent", "stop", "<terminateEventDefinition/>")
    inner = sub(
        nodes("parallelGateway", "g"),
        nodes("userTask", "u"),
        end,
        path("sub_in", "g", "u", "sub_out"),
        path("g", "stop"),
    )
    case = Driver(diagram(ENDS, inner, nodes("task", "after"), path("start", "sub", "after", "done"))).start()

    assert case.happened("interrupted") == ["u"]
    assert "after" in case.happened()
    assert (case.state, case.result.outcome) == ("completed", "done")


def test_a_terminate_end_event_of_the_process_is_its_only_outcome() -> None:
    end = node("endEvent", "stop", "<terminateEventDefinition/>")
    case = Driver(
        diagram(
            ENDS,
            nodes("parallelGateway", "g"),
            nodes("userTask", "u"),
            end,
            path("start", "g", "done"),
            path("g", "u"),
            flow("u", "stop"),
        )
    ).start()

    case.complete("u")

    assert (case.state, case.result.outcome) == ("completed", "stop")


def test_several_end_events_are_all_told_as_outcome() -> None:
    case = Driver(
        diagram(
            nodes("startEvent", "start"),
            nodes("parallelGateway", "g"),
            nodes("endEvent", "x", "y"),
            path("start", "g", "x"),
            path("g", "y"),
        )
    ).start()

    assert case.result.outcome == "x,y"


def test_a_signal_end_event_reaches_everybody_who_waits() -> None:
    catch = "".join(node("intermediateCatchEvent", f"c{n}", definition("signal", "sig")) for n in (1, 2))
    end = node("endEvent", "throw", definition("signal", "sig"))
    case = Driver(
        diagram(
            ENDS,
            catch,
            end,
            nodes("parallelGateway", "g"),
            nodes("userTask", "u"),
            path("start", "g", "c1", "done"),
            path("g", "c2", "done"),
            path("g", "u", "throw"),
            around=AROUND,
        )
    ).start()

    case.complete("u")

    assert case.counts()["done"] == 2
    assert case.state == "completed"
    assert case.result.thrown_signals == (("go", None),)


def test_a_signal_is_heard_by_events_that_do_not_interrupt_whatever_is_drawn_first() -> None:
    def beside(name: str, cancels: str) -> str:
        signal = '<signalEventDefinition signalRef="s"/>'
        event = node("boundaryEvent", name, signal, attachedToRef="u", cancelActivity=cancels)
        return event + nodes("task", f"t_{name}") + path(name, f"t_{name}")

    parts = (
        nodes("userTask", "u"),
        beside("ends", "true"),
        beside("tells", "false"),
        path("start", "u", "done"),
    )
    case = Driver(diagram(ENDS, *parts, around='<signal id="s" name="s"/>')).start()

    case.signal("s")

    assert case.happened()[1:] == ["tells", "ends", "t_tells", "t_ends"]


def test_link_events_jump_within_their_scope() -> None:
    throw = node("intermediateThrowEvent", "out", '<linkEventDefinition name="A"/>')
    catch = node("intermediateCatchEvent", "in", '<linkEventDefinition name="A"/>')
    case = Driver(diagram(ENDS, throw, catch, path("start", "out"), path("in", "done"))).start()

    assert case.happened() == ["start", "out", "in", "done"]


def test_a_conditional_boundary_event_fires_when_data_makes_it_true_and_again_after_it_was_false() -> None:
    boundary = node(
        "boundaryEvent", "b", condition("amount > 100"), attachedToRef="u", cancelActivity="false"
    )
    case = Driver(
        diagram(
            ENDS,
            nodes("userTask", "u"),
            boundary,
            nodes("task", "t"),
            path("start", "u", "done"),
            path("b", "t"),
        )
    ).start(amount=1)

    for amount in (200, 300, 5, 101):
        case.set(amount=amount)

    assert case.counts()["t"] == 2


def test_a_condition_that_holds_already_fires_when_its_activity_begins() -> None:
    boundary = node(
        "boundaryEvent", "b", condition("amount > 100"), attachedToRef="sub", cancelActivity="false"
    )
    case = Driver(
        diagram(
            ENDS,
            sub(path("sub_in", "sub_out")),
            boundary,
            nodes("task", "t"),
            path("start", "sub", "done"),
            path("b", "t"),
        )
    ).start(amount=200)

    assert case.counts()["t"] == 1


def test_a_conditional_event_subprocess_interrupts() -> None:
    handler = event_subprocess(
        "h", condition("withdrawn"), script("s", "{closed: true}"), path("h_start", "s", "h_end")
    )
    case = Driver(diagram(ENDS, handler, nodes("userTask", "u"), path("start", "u", "done"))).start(
        withdrawn=False
    )

    case.set(withdrawn=True)

    assert (case.state, case.data["closed"], case.open) == ("completed", True, [])


def test_several_triggers_of_one_event_any_or_all() -> None:
    triggers = definition("message", "m") + definition("signal", "sig")
    for parallel, expected in (("false", "completed"), ("true", "running")):
        catch = node("intermediateCatchEvent", "c", triggers, parallelMultiple=parallel)
        case = Driver(diagram(ENDS, catch, path("start", "c", "done"), around=AROUND)).start()

        case.message("c")
        assert case.state == expected
        if expected == "running":
            case.signal("go")
            assert case.state == "completed"
        assert case.messages == {}


def test_an_event_definition_may_be_referenced() -> None:
    around = AROUND + '<signalEventDefinition id="shared" signalRef="sig"/>'
    catch = node("intermediateCatchEvent", "c", "<eventDefinitionRef>shared</eventDefinitionRef>")
    case = Driver(diagram(ENDS, catch, path("start", "c", "done"), around=around)).start()

    case.signal("go")

    assert case.state == "completed"


def test_messages_leave_the_case_with_key_and_payload() -> None:
    throw = node(
        "endEvent",
        "send",
        "<extensionElements><spiffworkflow:messagePayload>{n: x + 1}</spiffworkflow:messagePayload>"
        '<spiffworkflow:properties><spiffworkflow:property name="correlationKey" value="caseNumber"/>'
        "</spiffworkflow:properties></extensionElements>" + definition("message", "m"),
    )
    case = Driver(diagram(nodes("startEvent", "start"), throw, path("start", "send"), around=AROUND))
    case.environment = {"caseNumber": "51-1"}

    case.start(x=1)

    message = case.result.thrown_messages[0]
    assert (message.message, message.correlation_key, message.payload) == ("stop", "51-1", {"n": 2})


def test_a_caught_message_goes_to_its_variable() -> None:
    catch = node(
        "receiveTask",
        "c",
        "<extensionElements><spiffworkflow:messageVariable>answer</spiffworkflow:messageVariable>"
        "</extensionElements>",
        messageRef="m",
    )
    case = Driver(diagram(ENDS, catch, path("start", "c", "done"), around=AROUND)).start()

    case.message("c", {"ok": True})

    assert case.data == {"answer": {"ok": True}}


def test_a_withdrawal_is_a_message_in_the_diagram() -> None:
    handler = event_subprocess(
        "w", definition("message", "m"), nodes("endEvent", "withdrawn"), path("w_start", "withdrawn")
    )
    case = Driver(
        diagram(
            ENDS,
            handler,
            sub(nodes("userTask", "u"), path("sub_in", "u", "sub_out")),
            path("start", "sub", "done"),
            around=AROUND,
        )
    ).start()

    case.message("w_start")

    assert (case.state, case.open) == ("completed", [])
    assert case.happened("interrupted") == ["u", "sub"]


@pytest.mark.parametrize("start_event", ["by_phone", "online"])
def test_one_of_several_start_events_is_chosen(start_event: str) -> None:
    case = Driver(
        diagram(
            nodes("startEvent", "online", "by_phone"),
            nodes("endEvent", "done"),
            nodes("task", "a", "b"),
            path("online", "a", "done"),
            path("by_phone", "b", "done"),
        )
    )

    case.start(start_event)

    assert ("a" in case.happened()) is (start_event == "online")
    assert ("b" in case.happened()) is (start_event == "by_phone")


def test_nodes_called_start_and_end_are_nodes_like_others() -> None:
    case = Driver(
        diagram(
            nodes("startEvent", "Start"),
            nodes("task", "End"),
            nodes("endEvent", "Root"),
            path("Start", "End", "Root"),
        )
    ).start()

    assert case.happened() == ["Start", "End", "Root"]


def test_nodes_without_incoming_and_outgoing_flows_begin_and_end() -> None:
    case = Driver(diagram(nodes("userTask", "a", "b"))).start()

    case.complete("a")
    case.complete("b")

    assert case.state == "completed"


def test_timers_of_boundaries_close_with_their_activity() -> None:
    boundary = node("boundaryEvent", "late", timer("PT1H"), attachedToRef="u")
    case = Driver(
        diagram(
            ENDS,
            nodes("userTask", "u", "remind"),
            boundary,
            path("start", "u", "done"),
            path("late", "remind", "done"),
        )
    ).start()

    case.complete("u")

    assert (case.timers, case.state) == ({}, "completed")

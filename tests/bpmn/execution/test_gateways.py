"""Gateways: exclusive, parallel, inclusive, complex, event-based."""

from __future__ import annotations

import pytest

from tests.bpmn.execution.driving import Driver, diagram, flow, node, nodes, path, script

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")


def test_the_first_flow_that_holds_is_taken_and_named() -> None:
    gateway = node("exclusiveGateway", "g", default="g_c")
    flows = path("start", "g") + flow("g", "a", "x > 10") + flow("g", "b", "x > 5") + flow("g", "c")
    case = Driver(
        diagram(ENDS, gateway, nodes("task", "a", "b", "c"), flows, *(path(e, "done") for e in "abc"))
    )

    case.start(x=7)

    taken = [
        step.taken for step in case.result.steps if step.element_id == "g" and step.action == "completed"
    ]
    assert taken == [("g_b",)]


def test_a_condition_that_is_neither_true_nor_false_is_an_incident_and_continue_tries_again() -> None:
    gateway = node("exclusiveGateway", "g", default="g_b")
    case = Driver(
        diagram(
            ENDS,
            gateway,
            nodes("task", "a", "b"),
            path("start", "g"),
            flow("g", "a", "x > 10"),
            flow("g", "b"),
            path("a", "done"),
            path("b", "done"),
        )
    ).start()
    incident = case.result.incidents[0]

    case.set(x=11)
    case.go_on()

    assert (incident.element_id, case.state) == ("g", "completed")
    assert "x > 10" in incident.message
    assert "a" in case.happened()


def test_no_flow_and_no_default_is_an_incident() -> None:
    gateway = nodes("exclusiveGateway", "g")
    case = Driver(
        diagram(
            ENDS,
            gateway,
            path("start", "g"),
            flow("g", "done", "x = 1"),
            nodes("endEvent", "other"),
            flow("g", "other", "x = 2"),
        )
    )

    case.start(x=3)

    assert [each.element_id for each in case.result.incidents] == ["g"]
    assert case.state == "running"


def test_a_parallel_join_waits_for_every_flow() -> None:
    gateways = nodes("parallelGateway", "split", "join")
    case = Driver(
        diagram(
            ENDS,
            gateways,
            nodes("userTask", "a", "b"),
            path("start", "split", "a", "join", "done"),
            path("split", "b", "join"),
        )
    ).start()

    case.complete("a")
    half = case.state
    case.complete("b")

    assert (half, case.state) == ("running", "completed")
    assert case.counts()["join"] == 1


def test_a_parallel_join_that_can_never_be_full_is_told_as_stuck() -> None:
    gateway = node("exclusiveGateway", "choose", default="choose_join")
    case = Driver(
        diagram(
            ENDS,
            gateway,
            nodes("parallelGateway", "join"),
            nodes("task", "a"),
            path("start", "choose"),
            flow("choose", "a", "x = 1"),
            flow("choose", "join"),
            path("a", "join", "done"),
        )
    )

    case.start(x=1)

    assert [each.element_id for each in case.result.incidents] == ["join"]
    assert "can no longer come" in case.result.incidents[0].message


@pytest.mark.parametrize(("chosen", "ends"), [(["a"], 1), (["a", "b"], 1), (["a", "b", "c"], 1)])
def test_an_inclusive_join_waits_for_those_that_were_chosen(chosen: list[str], ends: int) -> None:
    flows = [flow("split", each, f'list contains(chosen, "{each}")') for each in "abc"]
    case = Driver(
        diagram(
            ENDS,
            nodes("inclusiveGateway", "split", "join"),
            nodes("userTask", "a", "b", "c"),
            path("start", "split"),
            *flows,
            *(path(each, "join") for each in "abc"),
            path("join", "done"),
        )
    )
    case.start(chosen=chosen)

    for each in chosen:
        assert case.state == "running"
        case.complete(each)

    assert case.counts()["done"] == ends
    assert case.state == "completed"


def test_an_inclusive_join_does_not_wait_for_what_went_elsewhere() -> None:
    gateway = node("exclusiveGateway", "g", default="g_other")
    case = Driver(
        diagram(
            ENDS,
            nodes("inclusiveGateway", "split", "join"),
            nodes("userTask", "a", "b"),
            gateway,
            nodes("endEvent", "other"),
            path("start", "split", "a", "join", "done"),
            path("split", "b", "g"),
            flow("g", "join", "back"),
            flow("g", "other"),
        )
    ).start()

    case.complete("a")
    waits = case.counts()["done"]
    case.complete("b", back=False)

    assert (waits, case.counts()["done"], case.state) == (0, 1, "completed")


def test_a_token_behind_the_join_in_a_loop_does_not_hold_it_up() -> None:
    gateway = node("exclusiveGateway", "again", default="again_done")
    case = Driver(
        diagram(
            ENDS,
            nodes("inclusiveGateway", "join"),
            nodes("userTask", "a"),
            gateway,
            path("start", "join", "a", "again"),
            flow("again", "join", "again"),
            flow("again", "done"),
        )
    )
    case.start()

    case.complete("a", again=True)
    case.complete("a", again=False)

    assert case.state == "completed"
    assert case.counts()["join"] == 2


COMPLEX = "<activationCondition>activationCount >= 2</activationCondition>"


def complex_join(condition: str = COMPLEX, out: str = "") -> bytes:
    return diagram(
        ENDS,
        nodes("parallelGateway", "split"),
        node("complexGateway", "join", condition),
        script("s", "{n: n + 1}"),
        nodes("userTask", "a", "b", "c"),
        path("start", "split"),
        *(path("split", each, "join") for each in "abc"),
        out or path("join", "s", "done"),
    )


def test_a_complex_gateway_goes_on_at_its_condition_and_swallows_the_rest() -> None:
    case = Driver(complex_join()).start(n=0)

    case.complete("a")
    first = case.data["n"]
    case.complete("b")
    second = case.data["n"]
    case.complete("c")

    assert (first, second, case.data["n"], case.state) == (0, 1, 1, "completed")


def test_a_complex_gateway_starts_anew_after_its_reset() -> None:
    model = diagram(
        ENDS,
        node("exclusiveGateway", "back"),
        nodes("parallelGateway", "split"),
        node("complexGateway", "join", "<activationCondition>activationCount >= 1</activationCondition>"),
        nodes("userTask", "a", "b", "more"),
        node("exclusiveGateway", "again", default="again_done"),
        path("start", "back", "split", "a", "join", "more", "again"),
        path("split", "b", "join"),
        flow("again", "back", "again"),
        flow("again", "done"),
    )
    case = Driver(model).start()

    case.complete("a")
    case.complete("b")
    case.complete("more", again=True)
    case.complete("b")
    case.complete("a")
    case.complete("more", again=False)

    assert case.state == "completed"
    assert case.counts()["more"] == 2


def test_flows_that_ask_for_the_reset_phase_get_their_token_then() -> None:
    out = (
        flow("join", "s", "waitingForStart")
        + flow("join", "late", "not(waitingForStart)")
        + nodes("task", "late")
        + path("s", "done")
        + path("late", "done")
    )
    case = Driver(complex_join(out=out)).start(n=0)

    case.complete("a")
    case.complete("b")
    before = case.counts()["late"]
    case.complete("c")

    assert (before, case.counts()["late"], case.data["n"]) == (0, 1, 1)


def test_a_complex_gateway_can_ask_for_one_particular_flow() -> None:
    case = Driver(complex_join("<activationCondition>b_join > 0</activationCondition>")).start(n=0)

    case.complete("a")
    first = case.data["n"]
    case.complete("b")

    assert (first, case.data["n"]) == (0, 1)


def event_gateway(**attributes: str) -> bytes:
    timer = '<timerEventDefinition id="td"><timeDuration>PT1H</timeDuration></timerEventDefinition>'
    message = '<messageEventDefinition id="md" messageRef="m"/>'
    return diagram(
        ENDS,
        node("eventBasedGateway", "g", **attributes),
        node("intermediateCatchEvent", "late", timer),
        node("intermediateCatchEvent", "answered", message),
        nodes("task", "a", "b"),
        path("start", "g", "late", "a", "done"),
        path("g", "answered", "b", "done"),
        around='<message id="m" name="answer"/>',
    )


def test_the_first_event_wins_and_the_others_are_forgotten() -> None:
    case = Driver(event_gateway()).start()

    case.message("answered", {"x": 1})

    assert "b" in case.happened()
    assert (case.timers, case.data, case.state) == ({}, {"x": 1}, "completed")


def test_the_timer_of_an_event_gateway_closes_the_subscription() -> None:
    case = Driver(event_gateway()).start()

    case.fire("late")

    assert "a" in case.happened()
    assert case.messages == {}


def test_a_parallel_event_gateway_needs_all_its_events() -> None:
    case = Driver(event_gateway(eventGatewayType="Parallel")).start()

    case.message("answered")
    half = case.state
    case.fire("late")

    assert (half, case.state) == ("running", "completed")
    assert {"a", "b"} <= set(case.happened())


def test_an_event_that_only_tells_something_does_not_hide_that_a_case_is_stuck() -> None:
    inner = (
        nodes("exclusiveGateway", "g")
        + nodes("parallelGateway", "j")
        + nodes("task", "a", "b")
        + flow("g", "a", "true")
        + flow("g", "b", "false")
        + path("a", "j")
        + path("b", "j")
    )
    signal = '<signalEventDefinition signalRef="s"/>'
    case = Driver(
        diagram(
            nodes("startEvent", "start"),
            node("subProcess", "sub", inner),
            node("boundaryEvent", "tell", signal, attachedToRef="sub", cancelActivity="false"),
            nodes("task", "told"),
            path("start", "sub"),
            path("tell", "told"),
            around='<signal id="s" name="s"/>',
        )
    ).start()

    assert [each.element_id for each in case.result.incidents] == ["j"]


def test_an_event_gateway_of_a_draft_that_waits_for_nothing_is_told_as_stuck() -> None:
    case = Driver(
        diagram(ENDS, nodes("eventBasedGateway", "g"), nodes("task", "t"), path("start", "g", "t", "done")),
        strict=False,
    ).start()

    assert [each.element_id for each in case.result.incidents] == ["g"]
    assert case.state == "running"


def test_an_inclusive_loop_head_does_not_wait_for_the_parallel_join_around_it() -> None:
    """Around the outer loop a token at the join could come to the head again, but only after the head has gone on."""
    case = Driver(
        diagram(
            ENDS,
            nodes("exclusiveGateway", "outer", "again"),
            nodes("parallelGateway", "fork", "join"),
            nodes("inclusiveGateway", "head"),
            nodes("exclusiveGateway", "tail"),
            nodes("userTask", "a", "b"),
            path("start", "outer", "fork", "a", "join", "again"),
            path("fork", "head", "b", "tail"),
            flow("tail", "head", "more"),
            flow("tail", "join", "not(more)"),
            flow("again", "outer", "once_more"),
            flow("again", "done", "not(once_more)"),
        )
    ).start(more=True, once_more=True)

    case.complete("a")
    case.complete("b")
    inside = case.open
    case.complete("b", more=False)
    case.complete("a")
    case.complete("b", once_more=False)

    assert inside == ["b"]
    assert case.state == "completed"

"""Each trigger at each place where it can be caught, interrupting or not (BPMN 10.5.4, tables 10.86-10.93, 13.5).

One small diagram for all: something for a person is open, the trigger happens once or again, and it is looked at what is
open then, what has been cut short, and that the case still ends.
"""

from __future__ import annotations

import pytest

from tests.bpmn.execution.driving import Driver, diagram, node, nodes, path

AROUND = (
    '<signal id="s" name="s"/><message id="m" name="m"/><error id="e" errorCode="E"/>'
    '<escalation id="esc" escalationCode="ESC"/>'
)
DEFINITIONS = {
    "message": '<messageEventDefinition messageRef="m"/>',
    "timer": "<timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition>",
    "signal": '<signalEventDefinition signalRef="s"/>',
    "conditional": "<conditionalEventDefinition><condition>hot</condition></conditionalEventDefinition>",
    "escalation": '<escalationEventDefinition escalationRef="esc"/>',
    "error": '<errorEventDefinition errorRef="e"/>',
}
DEFINITIONS["multiple"] = DEFINITIONS["signal"] + DEFINITIONS["message"]
DEFINITIONS["parallel"] = DEFINITIONS["multiple"]
THROWN = ("escalation", "error")
KINDS = list(DEFINITIONS)
PLACES = ["task", "subprocess", "process_handler", "subprocess_handler", "multi_instance", "call"]


def catcher(kind: str, name: str, tag: str, **attributes: str) -> str:
    if kind == "parallel":
        attributes["parallelMultiple"] = "true"
    return node(tag, name, DEFINITIONS[kind], **attributes)


def handler(kind: str, interrupting: str) -> str:
    start = catcher(kind, "event", "startEvent", isInterrupting=interrupting)
    inner = start + nodes("userTask", "extra") + nodes("endEvent", "e_end") + path("event", "extra", "e_end")
    return node("subProcess", "handler", inner, triggeredByEvent="true")


def boundary(kind: str, host: str, interrupting: str) -> str:
    event = catcher(kind, "event", "boundaryEvent", attachedToRef=host, cancelActivity=interrupting)
    return event + nodes("userTask", "extra") + nodes("endEvent", "e_end") + path("event", "extra", "e_end")


def work(kind: str) -> str:
    """Something for a person, and beside it what throws where nothing from outside can trigger."""
    inner = (
        nodes("startEvent", "in") + nodes("userTask", "u") + nodes("endEvent", "out") + path("in", "u", "out")
    )
    if kind not in THROWN:
        return inner
    tag = "endEvent" if kind == "error" else "intermediateThrowEvent"
    return inner + nodes("userTask", "go") + node(tag, "throw", DEFINITIONS[kind]) + path("in", "go", "throw")


def model(kind: str, place: str, interrupting: str) -> tuple[bytes, ...]:
    ends = nodes("startEvent", "start") + nodes("endEvent", "done")
    if place == "process_handler":
        return (diagram(work(kind), handler(kind, interrupting), around=AROUND),)
    if place == "task":
        parts = nodes("userTask", "u") + boundary(kind, "u", interrupting) + path("start", "u", "done")
    elif place == "call":
        called = diagram(work(kind), process_id="called", around=AROUND)
        call = node("callActivity", "host", calledElement="called")
        parts = call + boundary(kind, "host", interrupting) + path("start", "host", "done")
        return diagram(ends, parts, around=AROUND), called
    else:
        loop = (
            '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>1</loopCardinality>'
            "</multiInstanceLoopCharacteristics>"
        )
        own = handler(kind, interrupting) if place == "subprocess_handler" else ""
        host = node("subProcess", "host", work(kind) + own + (loop if place == "multi_instance" else ""))
        beside = "" if own else boundary(kind, "host", interrupting)
        parts = host + beside + path("start", "host", "done")
    return (diagram(ends, parts, around=AROUND),)


def trigger(case: Driver, kind: str) -> None:
    if kind in THROWN:
        case.complete("go")
    elif kind == "timer":
        case.fire("event")
    elif kind == "conditional":
        case.set(hot=False)
        case.set(hot=True)
    elif kind == "message":
        case.message("event")
    else:
        case.signal("s")
    if kind == "parallel":
        assert "extra" not in case.open
        case.message("event")


def finish(case: Driver) -> None:
    while case.state == "running" and case.open:
        case.complete(case.open[0])


CASES = [
    (kind, place, interrupting)
    for kind in KINDS
    for place in PLACES
    for interrupting in ("true", "false")
    if not (kind in THROWN and place == "task") and not (kind == "error" and interrupting == "false")
]


@pytest.mark.parametrize(("kind", "place", "interrupting"), CASES)
def test_an_event_is_caught_where_it_is_drawn(kind: str, place: str, interrupting: str) -> None:
    case = Driver(*model(kind, place, interrupting)).start(hot=False)

    trigger(case, kind)

    assert case.open == (["extra"] if interrupting == "true" else ["u", "extra"])
    assert case.happened("interrupted").count("u") == (interrupting == "true")
    assert case.counts()["event"] == 1
    if interrupting == "true":
        assert (case.timers, case.messages) == ({}, {})
    finish(case)
    assert case.state == "completed"
    assert (case.tasks, case.timers, case.messages) == ({}, {}, {})


AGAIN = [
    (kind, place) for kind, place, interrupting in CASES if interrupting == "false" and kind not in THROWN
]


@pytest.mark.parametrize(("kind", "place"), AGAIN)
def test_an_event_that_does_not_interrupt_happens_again_and_again(kind: str, place: str) -> None:
    case = Driver(*model(kind, place, "false")).start(hot=False)

    for _ in range(3):
        trigger_again(case, kind)

    assert case.open == ["u", "extra", "extra", "extra"]
    finish(case)
    assert case.state == "completed"
    assert (case.tasks, case.timers, case.messages) == ({}, {}, {})


def trigger_again(case: Driver, kind: str) -> None:
    if kind != "parallel":
        trigger(case, kind)
        return
    before = case.open.count("extra")
    case.message("event")
    assert case.open.count("extra") == before
    case.signal("s")


@pytest.mark.parametrize(
    ("kind", "behind_gateway"),
    [
        (kind, gateway)
        for kind in KINDS
        for gateway in (False, True)
        if kind not in THROWN and kind + str(gateway) != "parallelTrue"
    ],
)
def test_an_intermediate_event_waits_until_it_happens(kind: str, behind_gateway: bool) -> None:  # noqa: FBT001
    event = catcher(kind, "event", "intermediateCatchEvent") + nodes("userTask", "extra")
    gateway = nodes("eventBasedGateway", "g") if behind_gateway else ""
    way = ("start", "g", "event") if behind_gateway else ("start", "event")
    ends = nodes("startEvent", "start") + nodes("endEvent", "done")
    case = Driver(diagram(ends, gateway, event, path(*way, "extra", "done"), around=AROUND)).start(hot=False)
    waiting = case.open

    trigger(case, kind)

    assert (waiting, case.open) == ([], ["extra"])
    assert (case.timers, case.messages) == ({}, {})
    finish(case)
    assert case.state == "completed"


@pytest.mark.parametrize("kind", ["signal", "escalation", "error"])
@pytest.mark.parametrize(
    "place", ["subprocess", "subprocess_handler", "process_handler", "multi_instance", "call"]
)
def test_what_an_end_event_throws_is_caught_and_interrupts(kind: str, place: str) -> None:
    inner = (
        nodes("startEvent", "in")
        + nodes("userTask", "u", "go")
        + node("endEvent", "throw", DEFINITIONS[kind])
        + path("in", "u")
        + path("in", "go", "throw")
    )
    files = [each.decode() for each in model(kind, place, "true")]
    assert any(work(kind) in each for each in files)
    case = Driver(*(each.replace(work(kind), inner).encode() for each in files)).start(hot=False)

    case.complete("go")

    assert case.open == ["extra"]
    assert case.happened("interrupted").count("u") == 1
    finish(case)
    assert case.state == "completed"

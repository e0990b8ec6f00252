"""What events and answers bring, what is thrown only once, and the data that compensation sees."""

from __future__ import annotations

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
COMPENSATE = "<compensateEventDefinition/>"
AROUND = (
    '<message id="m1" name="first"/><message id="m2" name="second">'
    + extension("<spiffworkflow:messagePayload>{n: 1 +}</spiffworkflow:messagePayload>")
    + '</message><signal id="s" name="s"/><error id="e" errorCode="E"/>'
)


def two_messages() -> str:
    return '<messageEventDefinition messageRef="m1"/><messageEventDefinition messageRef="m2"/>'


def test_where_one_payload_cannot_be_read_nothing_is_thrown_however_often_it_is_tried() -> None:
    case = Driver(
        diagram(
            ENDS,
            node("intermediateThrowEvent", "t", two_messages()),
            path("start", "t", "done"),
            around=AROUND,
        ),
        strict=False,
    ).start()
    case.go_on()

    assert [each.element_id for each in case.result.incidents] == ["t"]
    assert case.result.thrown_messages == ()
    assert case.happened("entered") == ["start", "t"]


def test_what_ends_the_thrower_comes_after_what_it_tells_others() -> None:
    end = node(
        "endEvent", "end", '<errorEventDefinition errorRef="e"/><messageEventDefinition messageRef="m1"/>'
    )
    case = Driver(diagram(nodes("startEvent", "start"), end, path("start", "end"), around=AROUND)).start()

    assert [each.message for each in case.result.thrown_messages] == ["first"]
    assert case.state == "terminated"


def test_an_event_that_undoes_two_activities_undoes_both() -> None:
    def undoable(name: str) -> str:
        return (
            nodes("task", name)
            + node("boundaryEvent", f"b_{name}", COMPENSATE, attachedToRef=name)
            + script(f"undo_{name}", f'{{log: append(log, "{name}")}}', isForCompensation="true")
            + f'<association id="as_{name}" sourceRef="b_{name}" targetRef="undo_{name}"/>'
        )

    throws = "".join(f'<compensateEventDefinition activityRef="{name}"/>' for name in "ab")
    case = Driver(
        diagram(
            ENDS,
            undoable("a"),
            undoable("b"),
            undoable("c"),
            node("intermediateThrowEvent", "throw", throws),
            path("start", "a", "b", "c", "throw", "done"),
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "b"]
    assert case.counts()["throw"] == 1
    assert case.state == "completed"


def test_an_answer_that_is_no_object_is_kept_under_the_id_of_its_element() -> None:
    operator = extension('<spiffworkflow:serviceTaskOperator id="s/o"/>')
    case = Driver(diagram(ENDS, node("serviceTask", "ask", operator), path("start", "ask", "done"))).start()

    case.answer("ask", 42)

    assert case.data == {"ask": 42}


def test_an_answer_that_a_script_takes_is_kept_nowhere_else() -> None:
    operator = extension(
        '<spiffworkflow:serviceTaskOperator id="s/o"/>',
        "<spiffworkflow:postScript>{twice: result * 2}</spiffworkflow:postScript>",
    )
    case = Driver(diagram(ENDS, node("serviceTask", "ask", operator), path("start", "ask", "done"))).start()

    case.answer("ask", 21)

    assert case.data == {"twice": 42}


def test_a_subprocess_is_undone_with_its_properties_as_they_were_when_it_ended() -> None:
    """BPMN 10.7.1, 13.5.5: each instance keeps a snapshot of its own."""
    handler = (
        node("startEvent", "h_start", COMPENSATE)
        + script("undo", "{log: append(log, seat)}")
        + path("h_start", "undo")
    )
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality>'
        "</multiInstanceLoopCharacteristics>"
    )
    inner = (
        node("property", "seat", name="seat")
        + script("take", "{seat: loopCounter * 10}")
        + node("subProcess", "h", handler, triggeredByEvent="true")
    )
    case = Driver(
        diagram(
            ENDS,
            node("subProcess", "book", inner + loop),
            node("intermediateThrowEvent", "throw", COMPENSATE),
            path("start", "book", "throw", "done"),
        )
    ).start(log=[])

    assert case.data == {"log": [30, 20, 10]}
    assert case.state == "completed"


def test_the_condition_of_an_ad_hoc_subprocess_is_asked_after_each_activity_in_it() -> None:
    """BPMN 13.3.5: also where a flow leads on."""
    free = (
        script("a", "{enough: true}")
        + nodes("userTask", "b")
        + flow("a", "b")
        + "<completionCondition>enough</completionCondition>"
        + properties(start="auto")
    )
    case = Driver(diagram(ENDS, node("adHocSubProcess", "free", free), path("start", "free", "done"))).start(
        enough=False
    )

    assert case.state == "completed"
    assert "b" not in case.happened("entered")

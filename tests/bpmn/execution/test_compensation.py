"""Compensation, transactions and cancellation."""

from __future__ import annotations

from tests.bpmn.execution.driving import Driver, diagram, node, nodes, path, script

COMPENSATE = "<compensateEventDefinition/>"
ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")
LOG = "{log: append(log, %s)}"


def say(node_id: str, **attributes: str) -> str:
    return script(
        node_id, "{log: append(log, &quot;" + node_id + "&quot;)}".replace("&quot;", '"'), **attributes
    )


def undoable(name: str) -> str:
    """A script task with a handler ``undo_<name>``."""
    return (
        say(name)
        + node("boundaryEvent", f"b_{name}", "<compensateEventDefinition/>", attachedToRef=name)
        + say(f"undo_{name}", isForCompensation="true")
        + f'<association id="as_{name}" sourceRef="b_{name}" targetRef="undo_{name}" associationDirection="One"/>'
    )


def throw(node_id: str, kind: str = "intermediateThrowEvent", ref: str = "", wait: str = "") -> str:
    attributes = (f' activityRef="{ref}"' if ref else "") + (f' waitForCompletion="{wait}"' if wait else "")
    return node(kind, node_id, f"<compensateEventDefinition{attributes}/>")


def sub(name: str, *inner: str, kind: str = "subProcess") -> str:
    return node(
        kind, name, nodes("startEvent", f"{name}_in") + nodes("endEvent", f"{name}_out") + "".join(inner)
    )


def test_handlers_run_in_reverse_order_of_completion() -> None:
    case = Driver(
        diagram(
            ENDS,
            undoable("a"),
            undoable("b"),
            undoable("c"),
            throw("undo"),
            path("start", "b", "a", "c", "undo", "done"),
        )
    ).start(log=[])

    assert case.data["log"] == ["b", "a", "c", "undo_c", "undo_a", "undo_b"]
    assert case.state == "completed"


def test_only_what_was_done_is_undone_and_only_once() -> None:
    gateway = node("exclusiveGateway", "g", default="g_one")
    never = '<sequenceFlow id="no" sourceRef="g" targetRef="never"><conditionExpression>false</conditionExpression></sequenceFlow>'
    case = Driver(
        diagram(
            ENDS,
            undoable("a"),
            undoable("never"),
            throw("one"),
            throw("two"),
            gateway,
            never,
            path("start", "a", "g", "one", "two", "done"),
            path("never", "one"),
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "undo_a"]


def test_one_activity_can_be_named() -> None:
    case = Driver(
        diagram(
            ENDS,
            undoable("a"),
            undoable("b"),
            throw("undo", ref="a"),
            path("start", "a", "b", "undo", "done"),
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "b", "undo_a"]


def test_an_ended_subprocess_is_undone_from_inside() -> None:
    case = Driver(
        diagram(
            ENDS,
            sub("s", undoable("a"), undoable("b"), path("s_in", "a", "b", "s_out")),
            undoable("c"),
            throw("undo", "endEvent"),
            path("start", "s", "c", "undo"),
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "b", "c", "undo_c", "undo_b", "undo_a"]
    assert (case.state, case.result.outcome) == ("completed", "undo")


def test_a_compensation_event_subprocess_decides_how_its_scope_is_undone() -> None:
    handler = node(
        "subProcess",
        "h",
        node("startEvent", "h_start", "<compensateEventDefinition/>")
        + say("special")
        + throw("inner", ref="a")
        + nodes("endEvent", "h_end")
        + path("h_start", "special", "inner", "h_end"),
        triggeredByEvent="true",
    )
    case = Driver(
        diagram(
            ENDS,
            sub("s", undoable("a"), undoable("b"), handler, path("s_in", "a", "b", "s_out")),
            throw("undo"),
            path("start", "s", "undo", "done"),
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "b", "special", "undo_a"]
    assert case.state == "completed"


def test_an_event_subprocess_can_undo_the_scope_around_it() -> None:
    handler = node(
        "subProcess",
        "h",
        node("startEvent", "h_start", '<errorEventDefinition errorRef="e"/>')
        + throw("undo")
        + nodes("endEvent", "h_end")
        + path("h_start", "undo", "h_end"),
        triggeredByEvent="true",
    )
    boom = node("endEvent", "boom", '<errorEventDefinition errorRef="e"/>')
    case = Driver(
        diagram(
            ENDS,
            sub("s", undoable("a"), boom, handler, path("s_in", "a", "boom")),
            path("start", "s", "done"),
            around='<error id="e" errorCode="E"/>',
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "undo_a"]
    assert case.state == "completed"


def test_a_handler_may_wait_for_a_person_and_the_thrower_waits_for_it() -> None:
    handler = (
        say("a")
        + node("boundaryEvent", "b", "<compensateEventDefinition/>", attachedToRef="a")
        + node("userTask", "refund", isForCompensation="true")
        + '<association id="as" sourceRef="b" targetRef="refund"/>'
    )
    case = Driver(
        diagram(ENDS, handler, undoable("c"), throw("undo"), path("start", "c", "a", "undo", "done"))
    ).start(log=[])
    waiting = case.state, case.open, list(case.data["log"])

    case.complete("refund")

    assert waiting == ("running", ["refund"], ["c", "a"])
    assert case.data["log"] == ["c", "a", "undo_c"]
    assert case.counts("compensated") == {"refund": 1, "undo_c": 1}


def test_a_thrower_that_does_not_wait_goes_on() -> None:
    handler = (
        say("a")
        + node("boundaryEvent", "b", "<compensateEventDefinition/>", attachedToRef="a")
        + node("userTask", "refund", isForCompensation="true")
        + '<association id="as" sourceRef="b" targetRef="refund"/>'
    )
    case = Driver(
        diagram(
            ENDS,
            handler,
            throw("undo", wait="false"),
            nodes("userTask", "next"),
            path("start", "a", "undo", "next", "done"),
        )
    ).start(log=[])

    assert sorted(case.open) == ["next", "refund"]
    case.complete("next")
    assert case.state == "running"
    case.complete("refund")
    assert case.state == "completed"


def test_each_instance_of_a_multi_instance_is_undone_with_its_item() -> None:
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>items</loopDataInputRef>'
        '<inputDataItem id="i" name="item"/></multiInstanceLoopCharacteristics>'
    )
    each = node("scriptTask", "a", loop + "<script>{log: append(log, item)}</script>")
    handler = (
        node("boundaryEvent", "b", "<compensateEventDefinition/>", attachedToRef="a")
        + script("undo_a", "{log: append(log, -item)}", isForCompensation="true")
        + '<association id="as" sourceRef="b" targetRef="undo_a"/>'
    )
    case = Driver(diagram(ENDS, each, handler, throw("undo"), path("start", "a", "undo", "done"))).start(
        log=[], items=[1, 2]
    )

    assert case.data["log"] == [1, 2, -2, -1]


def test_cancelling_a_transaction_stops_it_undoes_it_and_takes_the_cancel_event() -> None:
    cancel = node("endEvent", "cancel", "<cancelEventDefinition/>")
    boundary = node("boundaryEvent", "cancelled", "<cancelEventDefinition/>", attachedToRef="t")
    inner = (
        undoable("a"),
        undoable("b"),
        nodes("userTask", "u"),
        nodes("parallelGateway", "g"),
        cancel,
        path("t_in", "a", "b", "g", "u", "t_out"),
        path("g", "cancel"),
    )
    case = Driver(
        diagram(
            ENDS,
            sub("t", *inner, kind="transaction"),
            boundary,
            say("after"),
            path("start", "t", "done"),
            path("cancelled", "after", "done"),
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "b", "undo_b", "undo_a", "after"]
    assert case.happened("interrupted")[0] == "u"
    assert (case.state, case.open, case.counts()["done"]) == ("completed", [], 1)


def test_a_transaction_that_ends_well_can_be_undone_later() -> None:
    case = Driver(
        diagram(
            ENDS,
            sub("t", undoable("a"), path("t_in", "a", "t_out"), kind="transaction"),
            throw("undo"),
            path("start", "t", "undo", "done"),
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "undo_a"]


def test_a_loop_is_undone_as_often_as_it_was_done() -> None:
    gateway = node("exclusiveGateway", "g", default="g_undo")
    case = Driver(
        diagram(
            ENDS,
            nodes("exclusiveGateway", "join"),
            undoable("a"),
            gateway,
            throw("undo"),
            path("start", "join", "a", "g", "undo", "done"),
            '<sequenceFlow id="back" sourceRef="g" targetRef="join"><conditionExpression>count(log) &lt; 3'
            "</conditionExpression></sequenceFlow>",
        )
    ).start(log=[])

    assert case.data["log"] == ["a"] * 3 + ["undo_a"] * 3


def test_an_event_subprocess_undoes_itself_and_the_scope_around_it_newest_first() -> None:
    handler = node(
        "subProcess",
        "h",
        node("startEvent", "h_start", '<errorEventDefinition errorRef="e"/>')
        + undoable("second")
        + throw("undo")
        + path("h_start", "second", "undo"),
        triggeredByEvent="true",
    )
    boom = node("endEvent", "boom", '<errorEventDefinition errorRef="e"/>')
    case = Driver(
        diagram(
            nodes("startEvent", "start"),
            undoable("first"),
            boom,
            handler,
            path("start", "first", "boom"),
            around='<error id="e" errorCode="E"/>',
        )
    ).start(log=[])

    assert case.data["log"] == ["first", "second", "undo_second", "undo_first"]
    assert case.state == "completed"


def test_a_compensation_event_subprocess_passes_on_what_it_does_not_do_itself() -> None:
    def undoing(name: str, *more: str) -> str:
        start = node("startEvent", f"{name}_start", "<compensateEventDefinition/>")
        return node(
            "subProcess",
            name,
            start + say(f"{name}_did") + "".join(more) + path(f"{name}_start", f"{name}_did"),
            triggeredByEvent="true",
        )

    inner = sub("inner", say("flight"), undoing("u_inner"), path("inner_in", "flight", "inner_out"))
    passes = undoing("u_outer", throw("again"), path("u_outer_did", "again"))
    outer = sub("outer", say("hotel"), inner, passes, path("outer_in", "hotel", "inner", "outer_out"))
    case = Driver(diagram(ENDS, outer, throw("undo"), path("start", "outer", "undo", "done"))).start(log=[])

    assert case.data["log"] == ["hotel", "flight", "u_outer_did", "u_inner_did"]
    assert case.state == "completed"


def test_a_scope_that_says_how_it_is_undone_is_undone_so_from_inside_too() -> None:
    handler = node(
        "subProcess",
        "h",
        node("startEvent", "h_start", "<compensateEventDefinition/>")
        + say("special")
        + throw("again")
        + path("h_start", "special", "again"),
        triggeredByEvent="true",
    )
    inner = sub("s", say("a"), throw("undo", "endEvent"), handler, path("s_in", "a", "undo"))
    case = Driver(diagram(ENDS, inner, path("start", "s", "done"))).start(log=[])

    assert case.data["log"] == ["a", "special"]
    assert case.state == "completed"


def test_what_a_thrower_that_is_cut_short_has_not_undone_can_still_be_undone() -> None:
    slow = (
        nodes("task", "b")
        + node("boundaryEvent", "event_b", COMPENSATE, attachedToRef="b")
        + node("userTask", "undo_b", isForCompensation="true")
        + '<association id="as_b" sourceRef="event_b" targetRef="undo_b"/>'
    )
    quick = (
        nodes("task", "a")
        + node("boundaryEvent", "event_a", COMPENSATE, attachedToRef="a")
        + script("undo_a", "{undone: true}", isForCompensation="true")
        + '<association id="as_a" sourceRef="event_a" targetRef="undo_a"/>'
    )
    both = '<compensateEventDefinition activityRef="b"/><compensateEventDefinition activityRef="a"/>'
    inner = node("intermediateThrowEvent", "throw", both)
    case = Driver(
        diagram(
            nodes("startEvent", "start"),
            nodes("endEvent", "done"),
            quick,
            slow,
            node("subProcess", "sub", inner),
            node("boundaryEvent", "stop", '<signalEventDefinition signalRef="s"/>', attachedToRef="sub"),
            node("intermediateThrowEvent", "again", COMPENSATE),
            path("start", "a", "b", "sub", "done"),
            path("stop", "again", "done"),
            around='<signal id="s" name="s"/>',
        )
    ).start(undone=False)

    case.signal("s")

    assert case.data["undone"] is True
    assert case.open == ["undo_b"]


def test_what_was_done_beside_in_an_event_subprocess_is_undone_as_often_as_it_was_done() -> None:
    inner = (
        node("startEvent", "h_start", '<signalEventDefinition signalRef="s"/>', isInterrupting="false")
        + undoable("k")
        + path("h_start", "k")
    )
    case = Driver(
        diagram(
            ENDS,
            undoable("a"),
            nodes("userTask", "u"),
            node("subProcess", "h", inner, triggeredByEvent="true"),
            node("intermediateThrowEvent", "throw", COMPENSATE),
            path("start", "a", "u", "throw", "done"),
            around='<signal id="s" name="s"/>',
        )
    ).start(log=[])
    case.signal("s")
    case.signal("s")

    case.complete("u")

    assert case.happened("compensated") == ["undo_k", "h", "undo_k", "h", "undo_a"]
    assert case.state == "completed"

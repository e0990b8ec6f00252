"""Scopes inside scopes: what ends, what stays and who hears, where several constructs meet."""

from __future__ import annotations

from tests.bpmn.execution.driving import Driver, diagram, flow, node, nodes, path, script

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")
AROUND = (
    '<signal id="sig" name="go"/><message id="m" name="stop"/><error id="e" errorCode="E"/>'
    '<escalation id="esc" escalationCode="ESC"/>'
)
MESSAGE = '<messageEventDefinition messageRef="m"/>'
SIGNAL = '<signalEventDefinition signalRef="sig"/>'
ERROR = '<errorEventDefinition errorRef="e"/>'
ESCALATION = '<escalationEventDefinition escalationRef="esc"/>'
COMPENSATE = "<compensateEventDefinition/>"
PARALLEL_2 = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"


def say(name: str, **attributes: str) -> str:
    return script(name, f'{{log: append(log, "{name}")}}', **attributes)


def undoable(name: str) -> str:
    return (
        say(name)
        + node("boundaryEvent", f"b_{name}", COMPENSATE, attachedToRef=name)
        + say(f"undo_{name}", isForCompensation="true")
        + f'<association id="as_{name}" sourceRef="b_{name}" targetRef="undo_{name}"/>'
    )


def sub(name: str, *inner: str, kind: str = "subProcess", **attributes: str) -> str:
    body = nodes("startEvent", f"{name}_in") + nodes("endEvent", f"{name}_out") + "".join(inner)
    return node(kind, name, body, **attributes)


def event_sub(name: str, trigger: str, *inner: str, interrupting: str = "true") -> str:
    start = node("startEvent", f"{name}_start", trigger, isInterrupting=interrupting)
    return node("subProcess", name, start + "".join(inner), triggeredByEvent="true")


def test_an_interrupted_multi_instance_takes_its_inner_handlers_with_it() -> None:
    handler = event_sub(
        "h", SIGNAL, nodes("userTask", "extra"), path("h_start", "extra"), interrupting="false"
    )
    each = sub("each", PARALLEL_2, handler, nodes("userTask", "u"), path("each_in", "u", "each_out"))
    stop = node("boundaryEvent", "b", MESSAGE, attachedToRef="each")
    case = Driver(
        diagram(ENDS, each, stop, path("start", "each", "done"), path("b", "done"), around=AROUND)
    ).start()

    case.signal("go")
    opened = sorted(case.open)
    case.message("b")

    assert opened == ["extra", "extra", "u", "u"]
    assert (case.open, case.state, case.counts()["done"]) == ([], "completed", 1)


def test_an_inner_interrupting_event_subprocess_ends_one_instance_only() -> None:
    handler = event_sub("h", ERROR, say("mended"), path("h_start", "mended"))
    boom = node("exclusiveGateway", "g", default="g_each_out")
    each = sub(
        "each",
        PARALLEL_2,
        handler,
        nodes("userTask", "u"),
        boom,
        node("endEvent", "boom", ERROR),
        path("each_in", "u", "g", "each_out"),
        flow("g", "boom", "bad"),
    )
    case = Driver(diagram(ENDS, each, path("start", "each", "done"), around=AROUND)).start(log=[])

    case.complete("u", bad=True)
    half = case.state, case.open
    case.complete("u", bad=False)

    assert half == ("running", ["u"])
    assert (case.state, case.data["log"]) == ("completed", ["mended"])


def test_terminate_inside_a_non_interrupting_handler_ends_the_handler_alone() -> None:
    stop = node("endEvent", "stop", "<terminateEventDefinition/>")
    handler = event_sub(
        "h",
        MESSAGE,
        nodes("parallelGateway", "g"),
        nodes("userTask", "x"),
        stop,
        path("h_start", "g", "x"),
        path("g", "stop"),
        interrupting="false",
    )
    case = Driver(
        diagram(ENDS, handler, nodes("userTask", "main"), path("start", "main", "done"), around=AROUND)
    ).start()

    case.message("h_start")

    assert (case.state, case.open) == ("running", ["main"])
    case.message("h_start")
    case.complete("main")
    assert case.state == "completed"


def test_instances_of_a_subprocess_are_undone_newest_first_each_from_inside() -> None:
    loop = (
        '<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>items</loopDataInputRef>'
        '<inputDataItem id="i" name="item"/></multiInstanceLoopCharacteristics>'
    )
    inner = (
        script("a", "{log: append(log, item)}")
        + node("boundaryEvent", "b", COMPENSATE, attachedToRef="a")
        + script("undo", "{log: append(log, -item)}", isForCompensation="true")
        + '<association id="as" sourceRef="b" targetRef="undo"/>'
    )
    throw = node("intermediateThrowEvent", "throw", COMPENSATE)
    case = Driver(
        diagram(
            ENDS,
            sub("each", loop, inner, path("each_in", "a", "each_out")),
            throw,
            path("start", "each", "throw", "done"),
        )
    ).start(log=[], items=[1, 2, 3])

    assert case.data["log"] == [1, 2, 3, -3, -2, -1]


def test_a_cancel_end_event_deep_inside_cancels_the_transaction_around_it() -> None:
    cancel = node("endEvent", "cancel", "<cancelEventDefinition/>")
    deep = sub("deep", undoable("b"), cancel, path("deep_in", "b", "cancel"))
    transaction = sub("t", undoable("a"), deep, path("t_in", "a", "deep", "t_out"), kind="transaction")
    boundary = node("boundaryEvent", "cancelled", "<cancelEventDefinition/>", attachedToRef="t")
    case = Driver(
        diagram(
            ENDS,
            transaction,
            boundary,
            say("after"),
            path("start", "t", "done"),
            path("cancelled", "after", "done"),
        )
    ).start(log=[])

    assert case.data["log"] == ["a", "b", "undo_b", "undo_a", "after"]
    assert case.state == "completed"


def test_two_tokens_in_one_activity_are_interrupted_each_by_itself() -> None:
    boundary = node("boundaryEvent", "b", MESSAGE, attachedToRef="u")
    case = Driver(
        diagram(
            ENDS,
            nodes("parallelGateway", "g"),
            nodes("task", "x", "y"),
            nodes("userTask", "u"),
            boundary,
            nodes("task", "t"),
            path("start", "g", "x", "u", "done"),
            path("g", "y", "u"),
            path("b", "t"),
            around=AROUND,
        )
    ).start()
    assert case.open == ["u", "u"]

    case.message("b")

    assert (case.open, len(case.messages), case.counts()["t"]) == (["u"], 1, 1)
    case.complete("u")
    assert (case.state, case.messages) == ("completed", {})


def test_an_error_in_a_compensation_handler_goes_outward() -> None:
    fails = sub("undo", node("endEvent", "boom", ERROR), path("undo_in", "boom"), isForCompensation="true")
    inner = (
        say("a")
        + node("boundaryEvent", "b", COMPENSATE, attachedToRef="a")
        + fails
        + '<association id="as" sourceRef="b" targetRef="undo"/>'
        + node("intermediateThrowEvent", "throw", COMPENSATE)
    )
    boundary = node("boundaryEvent", "caught", ERROR, attachedToRef="s")
    case = Driver(
        diagram(
            ENDS,
            sub("s", inner, path("s_in", "a", "throw", "s_out")),
            boundary,
            say("after"),
            path("start", "s", "done"),
            path("caught", "after", "done"),
            around=AROUND,
        )
    ).start(log=[])

    assert (case.state, case.data["log"]) == ("completed", ["a", "after"])


def test_a_scope_that_is_interrupted_while_it_undoes_stops_undoing() -> None:
    waits = (
        say("a")
        + node("boundaryEvent", "b", COMPENSATE, attachedToRef="a")
        + node("userTask", "refund", isForCompensation="true")
        + '<association id="as" sourceRef="b" targetRef="refund"/>'
    )
    inner = undoable("first") + waits + node("intermediateThrowEvent", "throw", COMPENSATE)
    boundary = node("boundaryEvent", "stop", MESSAGE, attachedToRef="s")
    case = Driver(
        diagram(
            ENDS,
            sub("s", inner, path("s_in", "first", "a", "throw", "s_out")),
            boundary,
            path("start", "s", "done"),
            path("stop", "done"),
            around=AROUND,
        )
    ).start(log=[])
    assert case.open == ["refund"]

    case.message("stop")

    assert (case.state, case.open, case.data["log"]) == ("completed", [], ["first", "a"])


def test_escalations_from_a_called_process_come_out_again_and_again() -> None:
    throw = node("intermediateThrowEvent", "up", ESCALATION)
    gateway = node("exclusiveGateway", "g", default="g_c_done")
    called = diagram(
        nodes("startEvent", "c_start") + nodes("endEvent", "c_done"),
        nodes("exclusiveGateway", "j"),
        throw,
        script("n1", "{n: n + 1}"),
        gateway,
        path("c_start", "j", "up", "n1", "g", "c_done"),
        flow("g", "j", "n < 3"),
        process_id="q",
        around='<escalation id="esc2" escalationCode="ESC"/>',
    ).replace(b'"esc"', b'"esc2"')
    boundary = node("boundaryEvent", "b", ESCALATION, attachedToRef="call", cancelActivity="false")
    case = Driver(
        diagram(
            ENDS,
            node("callActivity", "call", calledElement="q"),
            boundary,
            nodes("task", "t"),
            path("start", "call", "done"),
            path("b", "t"),
            around=AROUND,
        ),
        called,
    ).start(n=0)

    assert (case.counts()["t"], case.state) == (3, "completed")


def test_an_error_passes_through_event_subprocess_and_call_to_who_catches_it() -> None:
    handler = event_sub("h", SIGNAL, node("endEvent", "boom", ERROR), path("h_start", "boom"))
    own = event_sub("own", ERROR.replace('"e"', '"e2"'), say("wrong"), path("own_start", "wrong"))
    called = (
        diagram(
            nodes("startEvent", "c_start"),
            handler,
            own,
            nodes("userTask", "u"),
            path("c_start", "u"),
            process_id="q",
            around='<error id="e2" errorCode="E"/>',
        )
        .replace(b'signalRef="sig"', b'signalRef="sig2"')
        .replace(b"<process", b'<signal id="sig2" name="go"/><process', 1)
        .replace(b'errorRef="e"', b'errorRef="e2"')
    )
    boundary = node("boundaryEvent", "b", ERROR, attachedToRef="call")
    case = Driver(
        diagram(
            ENDS,
            node("callActivity", "call", calledElement="q"),
            boundary,
            say("right"),
            path("start", "call", "done"),
            path("b", "right", "done"),
            around=AROUND,
        ),
        called,
    ).start(log=[])

    case.signal("go")

    assert (case.state, case.data["log"]) == ("completed", ["right"])


def test_an_interrupted_process_level_handler_can_still_be_ended_by_terminate() -> None:
    handler = event_sub(
        "h", MESSAGE, nodes("userTask", "x"), nodes("endEvent", "h_end"), path("h_start", "x", "h_end")
    )
    case = Driver(
        diagram(
            ENDS,
            handler,
            nodes("parallelGateway", "g"),
            nodes("userTask", "a", "b"),
            path("start", "g", "a", "done"),
            path("g", "b", "done"),
            around=AROUND,
        )
    ).start()

    case.message("h_start")
    after = case.open, case.messages
    case.complete("x")

    assert after == (["x"], {})
    assert case.state == "completed"


def test_tokens_parked_at_a_join_go_with_their_scope() -> None:
    inner = sub(
        "s",
        nodes("parallelGateway", "g", "j"),
        nodes("userTask", "u"),
        path("s_in", "g", "j", "s_out"),
        path("g", "u", "j"),
    )
    boundary = node("boundaryEvent", "b", MESSAGE, attachedToRef="s")
    gateway = node("exclusiveGateway", "again", default="again_done")
    case = Driver(
        diagram(
            ENDS,
            nodes("exclusiveGateway", "m"),
            inner,
            boundary,
            gateway,
            path("start", "m", "s", "again", "done"),
            path("b", "m"),
            flow("again", "m", "false"),
            around=AROUND,
        )
    ).start()

    case.message("b")
    case.complete("u")

    assert (case.state, case.counts()["j"]) == ("completed", 1)


def test_a_signal_that_ends_its_own_thrower_is_heard_by_all_others() -> None:
    throw = node("intermediateThrowEvent", "throw", SIGNAL)
    inner = sub("s", throw, say("never"), path("s_in", "throw", "never", "s_out"))
    boundary = node("boundaryEvent", "b", SIGNAL, attachedToRef="s")
    other = node("intermediateCatchEvent", "c", SIGNAL)
    case = Driver(
        diagram(
            ENDS,
            nodes("parallelGateway", "g"),
            inner,
            boundary,
            other,
            say("heard"),
            path("start", "g", "s", "done"),
            path("b", "done"),
            path("g", "c", "heard", "done"),
            around=AROUND,
        )
    ).start(log=[])

    assert (case.state, case.data["log"], case.counts()["done"]) == ("completed", ["heard"], 2)

"""Budgets and incidents: never a hang, never a half-written case."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.bpmn import Execution
from engine.bpmn.execution.stepping import STEP_BUDGET
from engine.bpmn.transition import Start
from tests.bpmn.execution.driving import BEGIN, Driver, diagram, flow, node, nodes, path, script

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")


def test_a_long_stretch_stops_at_the_budget_and_goes_on_where_it_stopped() -> None:
    chain = [f"n{each}" for each in range(2_500)]
    case = Driver(diagram(ENDS, nodes("task", *chain), path("start", *chain, "done"))).start()
    exhausted = [case.result.budget_exhausted]

    while case.result.budget_exhausted:
        case.go_on()
        exhausted.append(case.result.budget_exhausted)

    assert exhausted == [True, True, False]
    assert case.state == "completed"
    assert case.happened() == ["start", *chain, "done"]


def test_an_endless_loop_is_cut_into_commands_and_never_hangs() -> None:
    case = Driver(
        diagram(
            nodes("startEvent", "start"), nodes("exclusiveGateway", "a", "b"), path("start", "a", "b", "a")
        )
    ).start()

    for _ in range(3):
        assert case.result.budget_exhausted
        case.go_on()

    assert len([step for step in case.result.steps if step.action == "entered"]) <= STEP_BUDGET * 4 + 1


def test_forks_without_end_grow_no_faster_than_the_budget() -> None:
    gateways = [f"g{each}" for each in range(20)]
    double = "".join(
        flow(a, b) + flow(a, b).replace("id=", 'name="x" id="again_', 1).replace('again_"', "again_")
        for a, b in pairwise(gateways)
    )
    case = Driver(
        diagram(
            nodes("startEvent", "start"),
            nodes("exclusiveGateway", "m"),
            "".join(node("task", each) for each in gateways),
            path("start", "g0"),
            double,
        )
    )

    case.start()

    assert case.result.budget_exhausted
    assert case.snapshot is not None
    assert len(case.snapshot) < 100_000


def test_everything_else_is_committed_when_one_branch_fails() -> None:
    case = Driver(
        diagram(
            ENDS,
            nodes("parallelGateway", "g"),
            script("bad", "1 + 1"),
            script("good", "{ok: true}"),
            nodes("userTask", "u"),
            path("start", "g", "bad", "done"),
            path("g", "good", "u", "done"),
        )
    ).start()

    assert [each.element_id for each in case.result.incidents] == ["bad"]
    assert case.data == {"ok": True}
    assert case.open == ["u"]
    case.complete("u")
    assert case.state == "running"


def test_an_incident_goes_with_its_scope() -> None:
    inner = node("subProcess", "sub", script("bad", "1"))
    boundary = node("boundaryEvent", "b", '<signalEventDefinition signalRef="s"/>', attachedToRef="sub")
    case = Driver(
        diagram(
            ENDS,
            inner,
            boundary,
            path("start", "sub", "done"),
            path("b", "done"),
            around='<signal id="s" name="stop"/>',
        )
    ).start()

    case.signal("stop")
    assert case.state == "completed"


@pytest.mark.parametrize("turns", [10_000])
def test_a_loop_of_ten_thousand_turns_runs(turns: int) -> None:
    gateway = node("exclusiveGateway", "g", default="g_done")
    definition = Driver(
        diagram(
            ENDS,
            nodes("exclusiveGateway", "j"),
            script("s", "{n: n + 1}"),
            gateway,
            path("start", "j", "s", "g", "done"),
            flow("g", "j", f"n < {turns}"),
        )
    ).definition
    case = Execution(definition, None, at=BEGIN)

    result = case.apply(Start(data={"n": 0}), at=BEGIN)
    sizes = [len(result.snapshot)]
    from engine.bpmn.transition import Continue  # noqa: PLC0415

    while result.budget_exhausted:
        result = case.apply(Continue(), at=BEGIN)
        sizes.append(len(result.snapshot))

    assert result.data == {"n": turns}
    assert max(sizes) < 300


def test_subprocesses_nested_as_deep_as_xml_allows_are_read_and_run() -> None:
    inner = nodes("userTask", "u")
    for level in range(240):
        inner = node("subProcess", f"s{level}", inner)
    case = Driver(diagram(ENDS, inner, path("start", "s239", "done"))).start()

    assert case.complete("u").state == "completed"

"""Standard loops, multi-instance activities, their behaviours and limits."""

from __future__ import annotations

import pytest

from engine.bpmn.transition import Continue
from tests.bpmn.execution.driving import Driver, diagram, extension, node, nodes, path

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")


def multi(kind: str, inner: str, body: str = "", **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return node(
        kind,
        "each",
        f"<multiInstanceLoopCharacteristics{written}>{inner}</multiInstanceLoopCharacteristics>{body}",
    )


def items(out: str = "") -> str:
    return f'<loopDataInputRef>items</loopDataInputRef>{out}<inputDataItem id="ii" name="item"/>'


OUT = "<loopDataOutputRef>results</loopDataOutputRef>"
OUT_ITEM = '<outputDataItem id="oi" name="result"/>'
FLOW = path("start", "each", "done")


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_results_are_collected_in_the_order_of_the_items(sequential: str) -> None:
    inner = f"<loopDataInputRef>items</loopDataInputRef>{OUT}<inputDataItem id='ii' name='item'/>{OUT_ITEM}"
    case = Driver(
        diagram(
            ENDS,
            multi("scriptTask", inner, "<script>{result: item * 10}</script>", isSequential=sequential),
            FLOW,
        )
    )

    case.start(items=[3, 1, 2])

    assert case.data == {"items": [3, 1, 2], "results": [30, 10, 20]}


def test_parallel_instances_wait_side_by_side_and_end_in_any_order() -> None:
    inner = f"<loopDataInputRef>items</loopDataInputRef>{OUT}<inputDataItem id='ii' name='item'/>{OUT_ITEM}"
    case = Driver(diagram(ENDS, multi("userTask", inner), FLOW)).start(items=["a", "b", "c"])
    open_tasks = list(case.tasks)

    for number in (2, 0, 1):
        case.tasks = {open_tasks[number]: "each"}
        case.complete("each", result=number)

    assert case.data["results"] == [0, 1, 2]
    assert case.state == "completed"


def test_sequential_instances_come_one_by_one() -> None:
    case = Driver(
        diagram(ENDS, multi("userTask", "<loopCardinality>2</loopCardinality>", isSequential="true"), FLOW)
    ).start()

    first = list(case.open)
    case.complete("each")
    second = list(case.open)
    case.complete("each")

    assert (first, second, case.state) == (["each"], ["each"], "completed")


def test_a_completion_condition_ends_the_remaining_instances() -> None:
    inner = "<loopCardinality>5</loopCardinality><completionCondition>numberOfCompletedInstances >= 2</completionCondition>"
    case = Driver(diagram(ENDS, multi("userTask", inner), FLOW)).start()

    case.complete("each")
    case.complete("each")

    assert (case.state, case.open) == ("completed", [])
    assert case.counts("interrupted")["each"] == 3


def test_an_empty_list_passes_at_once() -> None:
    case = Driver(diagram(ENDS, multi("userTask", items()), FLOW)).start(items=[])

    assert case.state == "completed"


def test_a_list_that_is_none_is_an_incident_until_the_data_is_mended() -> None:
    case = Driver(diagram(ENDS, multi("userTask", items()), FLOW)).start(items=None)
    incidents = [each.element_id for each in case.result.incidents]

    case.set(items=[1])
    case.do(Continue())

    assert (incidents, case.open) == (["each"], ["each"])


def test_more_than_9999_instances_are_an_incident() -> None:
    case = Driver(diagram(ENDS, multi("userTask", "<loopCardinality>10000</loopCardinality>"), FLOW)).start()

    assert [each.element_id for each in case.result.incidents] == ["each"]
    assert "9,999" in case.result.incidents[0].message


def test_multi_instance_over_a_subprocess_gives_each_scope_its_item() -> None:
    body = (
        nodes("startEvent", "in")
        + node("scriptTask", "s", "<script>{seen: append(seen, item)}</script>")
        + path("in", "s")
    )
    case = Driver(diagram(ENDS, multi("subProcess", items(), body, isSequential="true"), FLOW)).start(
        items=[1, 2], seen=[]
    )

    assert case.data["seen"] == [1, 2]
    assert "item" not in case.data


def test_nested_multi_instances_see_both_items() -> None:
    inner = node(
        "scriptTask",
        "s",
        '<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>row</loopDataInputRef>'
        '<inputDataItem id="c" name="cell"/></multiInstanceLoopCharacteristics>'
        "<script>{seen: append(seen, cell + count(row))}</script>",
    )
    outer = node(
        "subProcess",
        "each",
        '<multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>rows</loopDataInputRef>'
        f'<inputDataItem id="r" name="row"/></multiInstanceLoopCharacteristics>{inner}',
    )
    case = Driver(diagram(ENDS, outer, FLOW)).start(rows=[[1, 2], [3]], seen=[])

    assert case.data["seen"] == [3, 4, 4]


def test_a_boundary_event_ends_all_instances() -> None:
    boundary = node("boundaryEvent", "b", '<signalEventDefinition signalRef="sig"/>', attachedToRef="each")
    case = Driver(
        diagram(
            ENDS,
            multi("userTask", "<loopCardinality>3</loopCardinality>"),
            boundary,
            FLOW,
            path("b", "done"),
            around='<signal id="sig" name="stop"/>',
        )
    ).start()

    case.signal("stop")

    assert (case.state, case.open) == ("completed", [])


@pytest.mark.parametrize(
    ("behaviour", "extra", "turns", "events"),
    [
        ("None", 'noneBehaviorEventRef="sd"', 3, 3),
        ("One", 'oneBehaviorEventRef="sd"', 3, 1),
        ("All", "", 3, 0),
    ],
)
def test_behaviours_throw_for_each_for_the_first_or_never(
    behaviour: str, extra: str, turns: int, events: int
) -> None:
    boundary = node("boundaryEvent", "b", '<signalEventDefinition signalRef="sig"/>', attachedToRef="each")
    activity = node(
        "scriptTask",
        "each",
        f'<multiInstanceLoopCharacteristics behavior="{behaviour}" {extra}><loopCardinality>3</loopCardinality>'
        "</multiInstanceLoopCharacteristics><script>{n: n + 1}</script>",
    )
    around = '<signal id="sig" name="s"/><signalEventDefinition id="sd" signalRef="sig"/>'
    case = Driver(
        diagram(ENDS, activity, boundary, nodes("task", "t"), FLOW, path("b", "t"), around=around)
    ).start(n=0)

    assert (case.data["n"], case.counts()["t"], case.counts()["done"]) == (turns, events, 1)


def test_complex_behaviour_throws_when_its_condition_holds() -> None:
    boundary = node(
        "boundaryEvent",
        "b",
        '<signalEventDefinition signalRef="sig"/>',
        attachedToRef="each",
        cancelActivity="false",
    )
    activity = node(
        "scriptTask",
        "each",
        '<multiInstanceLoopCharacteristics behavior="Complex" isSequential="true"><loopCardinality>4</loopCardinality>'
        "<complexBehaviorDefinition><condition>numberOfCompletedInstances = 2</condition>"
        '<event id="ev"><signalEventDefinition signalRef="sig"/></event></complexBehaviorDefinition>'
        "</multiInstanceLoopCharacteristics><script>{n: n + 1}</script>",
    )
    case = Driver(
        diagram(
            ENDS,
            activity,
            boundary,
            nodes("task", "t"),
            FLOW,
            path("b", "t"),
            around='<signal id="sig" name="s"/>',
        )
    ).start(n=0)

    assert (case.data["n"], case.counts()["t"], case.state) == (4, 1, "completed")


def loop(condition: str = "", **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    inner = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    return node(
        "scriptTask",
        "each",
        f"<standardLoopCharacteristics{written}>{inner}</standardLoopCharacteristics>"
        "<script>{n: n + 1}</script>",
    )


@pytest.mark.parametrize(
    ("task", "turns"),
    [
        (loop("n &lt; 3"), 3),
        (loop("false"), 1),
        (loop("false", testBefore="true"), 0),
        (loop("true", loopMaximum="4"), 4),
        (loop(loopMaximum="2"), 2),
        (loop("n &lt; 3", testBefore="true"), 3),
    ],
)
def test_a_standard_loop_turns(task: str, turns: int) -> None:
    assert Driver(diagram(ENDS, task, FLOW)).start(n=0).data["n"] == turns


def test_vendors_spellings_of_lists_and_items() -> None:
    camunda = node(
        "userTask",
        "each",
        '<multiInstanceLoopCharacteristics camunda:collection="items" camunda:elementVariable="one"/>',
    )
    zeebe = node(
        "userTask",
        "each",
        "<multiInstanceLoopCharacteristics>"
        + extension(
            '<zeebe:loopCharacteristics inputCollection="=items" inputElement="one" outputCollection="out" '
            'outputElement="=one * 2"/>'
        )
        + "</multiInstanceLoopCharacteristics>",
    )
    for task in (camunda, zeebe):
        case = Driver(diagram(ENDS, task, FLOW)).start(items=[1, 2])
        assert case.open == ["each", "each"]
        case.complete("each")
        case.complete("each")
        assert case.data.get("out", [2, 4]) == [2, 4]
        assert case.state == "completed"


@pytest.mark.parametrize(
    "loop",
    [
        "<multiInstanceLoopCharacteristics><loopCardinality>0</loopCardinality></multiInstanceLoopCharacteristics>",
        '<standardLoopCharacteristics testBefore="true"><loopCondition>false</loopCondition></standardLoopCharacteristics>',
    ],
)
def test_an_activity_without_any_turn_is_told_as_skipped(loop: str) -> None:
    case = Driver(diagram(ENDS, node("userTask", "u", loop), path("start", "u", "done"))).start()

    assert case.happened("skipped") == ["u"]
    assert case.result.steps[-3].taken == ("u_done",)
    assert case.state == "completed"

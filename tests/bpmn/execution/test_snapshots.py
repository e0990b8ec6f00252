"""States: the same inputs give the same bytes, old bytes load, foreign bytes are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.bpmn import apply, data_of, positions, state_hash
from engine.bpmn.snapshot import VERSION, unpack
from engine.bpmn.transition import CompleteTask, Start
from engine.errors import InvalidInputError
from tests.bpmn.execution.driving import BEGIN, Driver, diagram, node, nodes, path

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")
STATES = Path(__file__).parents[2] / "states"


def run_once(data: dict[str, object]) -> bytes:
    case = Driver(
        diagram(
            ENDS,
            nodes("parallelGateway", "g"),
            nodes("userTask", "a", "b"),
            path("start", "g", "a", "done"),
            path("g", "b", "done"),
        )
    )
    case.do(Start(data=data))
    case.complete("b", z=1, y={"k": [1, 2], "j": None})
    assert case.snapshot is not None
    return case.snapshot


def test_the_same_inputs_give_the_same_bytes_however_their_keys_are_ordered() -> None:
    one = run_once({"name": "张三", "n": {"b": 1, "a": 2}})
    two = run_once({"n": {"a": 2, "b": 1}, "name": "张三"})

    assert one == two
    assert state_hash(one) == state_hash(two)


def test_a_state_holds_live_tokens_and_no_definition() -> None:
    case = Driver(
        diagram(
            ENDS,
            nodes("userTask", *(f"u{n}" for n in range(50))),
            path("start", *(f"u{n}" for n in range(50)), "done"),
        )
    )
    case.start(x=1)
    sizes = []
    for number in range(40):
        case.complete(f"u{number}")
        assert case.snapshot is not None
        sizes.append(len(case.snapshot))

    assert len(unpack(case.snapshot or b"")["t"]) == 1
    assert max(sizes) < 200


@pytest.mark.parametrize(
    "damaged", [b"", b"PK\x03\x04", b"TB\x01not zstd", b"TB" + bytes([VERSION + 1]) + b"(\xb5/\xfd"]
)
def test_bytes_that_are_no_state_are_refused(damaged: bytes) -> None:
    case = Driver(diagram(ENDS, path("start", "done")))

    with pytest.raises(InvalidInputError):
        apply(case.definition, damaged, CompleteTask(task_id="t1", data={}), at=BEGIN)


def test_a_state_needs_the_definition_that_it_was_made_with() -> None:
    one = Driver(diagram(ENDS, nodes("userTask", "a"), path("start", "a", "done"))).start()
    other = Driver(diagram(ENDS, nodes("userTask", "b"), path("start", "b", "done")))
    other.snapshot, other.tasks = one.snapshot, one.tasks

    with pytest.raises(InvalidInputError, match="'a'"):
        other.complete("a")


def test_names_with_lone_surrogates_survive() -> None:
    case = Driver(diagram(ENDS, nodes("userTask", "a"), path("start", "a", "done"))).start(name="\ud83d")

    assert case.complete("a").data["name"] == "\ud83d"


@pytest.mark.parametrize("saved", sorted(STATES.glob("*.json")), ids=lambda each: each.stem)
def test_states_of_every_release_load_and_go_on(saved: Path) -> None:
    kept = json.loads(saved.read_text(encoding="utf-8"))
    files = {name: text.encode() for name, text in kept["files"].items()}
    case = Driver(*files.values())
    case.snapshot = bytes.fromhex(kept["snapshot"])
    case.tasks, case.messages = kept["tasks"], kept["messages"]
    case.timers = {each: (element, BEGIN) for each, element in kept["timers"].items()}

    for verb, element_id in kept["then"]:
        getattr(case, verb)(element_id)

    assert (case.state, case.data) == (kept["state"], kept["data"])


def test_a_boundary_listener_and_a_loop_survive_saving() -> None:
    loop = '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>'
    boundary = node(
        "boundaryEvent",
        "b",
        '<messageEventDefinition messageRef="m"/>',
        attachedToRef="u",
        cancelActivity="false",
    )
    case = Driver(
        diagram(
            ENDS,
            node("userTask", "u", loop),
            boundary,
            nodes("task", "t"),
            path("start", "u", "done"),
            path("b", "t"),
            around='<message id="m" name="m"/>',
        )
    ).start()

    for _ in range(2):
        case.message("b")
        case.complete("u")
    case.message("b")
    case.complete("u")

    assert (case.counts()["t"], case.state, case.messages) == (3, "completed", {})


def test_positions_tell_where_a_case_stands() -> None:
    loop = "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
    inner = node("subProcess", "sub", nodes("userTask", "in"))
    boundary = node("boundaryEvent", "b", '<messageEventDefinition messageRef="m"/>', attachedToRef="sub")
    case = Driver(
        diagram(
            ENDS,
            nodes("parallelGateway", "g", "j"),
            node("userTask", "each", loop),
            inner,
            boundary,
            path("start", "g", "each", "j", "done"),
            path("g", "sub", "j"),
            path("g", "j"),
            around='<message id="m" name="m"/>',
        )
    ).start(x=1)
    case.complete("each")
    assert case.snapshot is not None

    found = sorted((each.element_id, bool(each.scope), each.tokens) for each in positions(case.snapshot))

    assert found == [
        ("each", False, 1),
        ("each", True, 2),
        ("in", True, 1),
        ("j", False, 1),
        ("sub", False, 1),
    ]
    assert data_of(case.snapshot) == {"x": 1}

"""Writes states of this release, by hand, once per release and for every new version of the codec.

    python -m tests.states.record 0.1.0

A file already there is never overwritten: it is what that release wrote.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.bpmn.execution.driving import Driver, diagram, flow, node, nodes, path, script

HERE = Path(__file__).parent
ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")
AROUND = '<message id="m" name="answer"/><signal id="sig" name="go"/>'
LOG = "{log: append(log, %s)}"


def everything() -> bytes:
    """One diagram that stands at every kind of place at once."""
    say = {name: script(name, LOG % f'"{name}"') for name in ("a", "late", "after")}
    undo = (
        node("boundaryEvent", "b_a", "<compensateEventDefinition/>", attachedToRef="a")
        + script("undo_a", LOG % '"undo_a"', isForCompensation="true")
        + '<association id="as" sourceRef="b_a" targetRef="undo_a"/>'
    )
    multi = node(
        "userTask",
        "each",
        "<multiInstanceLoopCharacteristics><loopDataInputRef>items</loopDataInputRef>"
        '<loopDataOutputRef>results</loopDataOutputRef><inputDataItem id="ii" name="item"/>'
        '<outputDataItem id="oi" name="result"/></multiInstanceLoopCharacteristics>',
    )
    remind = "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>"
    listener = node("boundaryEvent", "remind", remind, attachedToRef="each", cancelActivity="false")
    handler = node(
        "subProcess",
        "h",
        node("startEvent", "h_start", '<messageEventDefinition messageRef="m"/>', isInterrupting="false")
        + nodes("userTask", "extra")
        + path("h_start", "extra"),
        triggeredByEvent="true",
    )
    sub = node(
        "subProcess",
        "sub",
        handler + nodes("startEvent", "in") + nodes("userTask", "inside") + path("in", "inside"),
    )
    throw = node("intermediateThrowEvent", "undo", "<compensateEventDefinition/>")
    return diagram(
        ENDS,
        *say.values(),
        undo,
        multi,
        listener,
        sub,
        throw,
        nodes("parallelGateway", "split"),
        nodes("inclusiveGateway", "join"),
        nodes("userTask", "slow"),
        path("start", "a", "split", "each", "join", "undo", "after", "done"),
        path("split", "sub", "join"),
        path("split", "slow", "join"),
        flow("remind", "late"),
        around=AROUND,
    )


def main() -> None:
    """Plays the diagram half-way, keeps the state and what has to come of it."""
    release = sys.argv[1]
    case = Driver(everything()).start(log=[], items=["x", "y"])
    case.complete("slow")
    case.message("h_start", {"answered": True})
    case.fire("remind")
    case.complete("each", result=1)
    assert case.snapshot is not None
    kept: dict[str, object] = {
        "release": release,
        "files": {"p.bpmn": everything().decode()},
        "snapshot": case.snapshot.hex(),
        "tasks": dict(case.tasks),
        "messages": dict(case.messages),
        "timers": {each: element for each, (element, _) in case.timers.items()},
    }
    then = [
        ("fire", "remind"),
        ("message", "h_start"),
        ("complete", "extra"),
        ("complete", "extra"),
        ("complete", "inside"),
        ("complete", "each"),
    ]
    for verb, element_id in then:
        getattr(case, verb)(element_id)
    kept |= {"then": then, "state": case.state, "data": case.data}
    target = HERE / f"{release}.json"
    with target.open("x", encoding="utf-8") as file:
        json.dump(kept, file, ensure_ascii=False, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()

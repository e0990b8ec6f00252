"""The diagrams can run as drawn, and people can read them: in two languages, laid out without overlaps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import pytest

from engine.bpmn.gate import check
from simulators.systems import OPERATIONS
from tests.processes.bundles import (
    BPMN,
    ENVIRONMENT,
    FORMS,
    ITEMS,
    OUTSIDE_MESSAGES,
    PROCESSES,
    bundle,
    diagrams,
    form_fields,
    loaded,
    properties_of,
)

DIAGRAMS = tuple(diagrams())
HAN = re.compile(r"[㐀-鿿]")
NODES = ("Task", "Event", "subProcess", "callActivity", "Gateway")
PURPOSES = {
    "submit", "acceptance", "correction", "review", "decision",
    "payment", "delivery", "evaluation", "cooperation",
}  # fmt: skip
NO_DOCUMENT = {"application_referred"}


def nodes_of(diagram: str) -> list[Any]:
    """The flow nodes of a diagram."""
    return [
        node
        for node in diagrams()[diagram].iter(f"{BPMN}*")
        if node.tag.endswith(NODES) and not node.tag.endswith("correlationPropertyRetrievalExpression")
    ]


@pytest.mark.parametrize("item", ITEMS)
def test_the_gate_finds_nothing(item: str) -> None:
    brought = loaded(item).card.parameters.get("message_data", [])

    findings = check(
        bundle(item),
        forms=form_fields(item),
        variables=ENVIRONMENT | set(brought),
        messages=OUTSIDE_MESSAGES,
    )

    assert [(each.file, each.rule, each.element_id, each.message) for each in findings] == []


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_the_file_is_named_like_its_process(diagram: str) -> None:
    processes = [process.get("id") for process in diagrams()[diagram].iter(f"{BPMN}process")]

    assert processes == [diagram.rpartition("/")[2].removesuffix(".bpmn")]


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_every_name_is_chinese_with_its_english_beside_it(diagram: str) -> None:
    for node in nodes_of(diagram):
        documentation = node.findtext(f"{BPMN}documentation") or ""
        if node.tag == f"{BPMN}parallelGateway":
            continue
        english = properties_of(node).get("nameEn", documentation.split(".")[0])

        assert HAN.search(node.get("name") or ""), node.get("id")
        assert english, node.get("id")
        assert not HAN.search(english), node.get("id")
        assert documentation.startswith(english), node.get("id")
    for named in [
        *diagrams()[diagram].iter(f"{BPMN}lane"),
        *diagrams()[diagram].iter(f"{BPMN}participant"),
        *(flow for flow in diagrams()[diagram].iter(f"{BPMN}sequenceFlow") if flow.get("name")),
    ]:
        assert HAN.search(named.get("name")), named.get("id")
        assert named.findtext(f"{BPMN}documentation"), named.get("id")


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_gateways_that_decide_ask_a_question_and_their_ways_answer_it(diagram: str) -> None:
    root = diagrams()[diagram]
    for gateway in [*root.iter(f"{BPMN}exclusiveGateway"), *root.iter(f"{BPMN}inclusiveGateway")]:
        outgoing = [
            flow for flow in root.iter(f"{BPMN}sequenceFlow") if flow.get("sourceRef") == gateway.get("id")
        ]

        assert gateway.get("name").endswith("？"), gateway.get("id")
        assert all(flow.get("name") for flow in outgoing), gateway.get("id")


@pytest.mark.parametrize("item", ITEMS)
def test_every_operation_is_one_that_the_platforms_offer(item: str) -> None:
    offered = {
        f"{system}/{operation}" for system, operations in OPERATIONS.items() for operation in operations
    }
    asked = {
        operator.get("id")
        for diagram in DIAGRAMS
        if diagram.startswith(("shared/", f"{loaded(item).card.department}/{item}/"))
        for operator in diagrams()[diagram].iter("{*}serviceTaskOperator")
    }

    assert asked - offered == set()


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_user_tasks_have_a_purpose_notices_a_template_and_documents_a_layout(diagram: str) -> None:
    notices = {path.stem for path in (PROCESSES / "shared" / "notices").glob("*.yaml")}
    documents = {path.stem for path in (FORMS / "shared" / "documents").glob("*.yaml")}

    for node in nodes_of(diagram):
        said = properties_of(node)
        if node.tag == f"{BPMN}userTask":
            assert said.get("purpose") in PURPOSES, node.get("id")
        assert said.get("notice") is None or said["notice"] in notices, node.get("id")
        assert said.get("documentKind") is None or said["documentKind"] in documents, node.get("id")


def test_every_notice_template_is_sent_by_some_step() -> None:
    sent = {properties_of(node).get("notice") for diagram in DIAGRAMS for node in nodes_of(diagram)}

    assert {path.stem for path in (PROCESSES / "shared" / "notices").glob("*.yaml")} - sent == set()


@pytest.mark.parametrize("item", ITEMS)
def test_every_refusal_and_denial_gives_a_reason_and_a_remedy(item: str) -> None:
    process = loaded(item).process

    for element in process.elements.values():
        if element.properties.get("outcome") in {"rejected", "denied"}:
            assert element.properties.get("documentKind") in {"refusal_notice", "denial_notice"}, element.id
            template = loaded(item).notices[element.properties["notice"]]
            remedies = template.values.keys() | ({"remedy"} if "行政复议" in template.zh.body else set())
            assert "remedy" in remedies, element.id


@dataclass(frozen=True)
class Box:
    """Something drawn: ``id`` of its element, bounds, whether it is a label."""

    id: str
    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Whether both share an area."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True)
class Drawing:
    """Shapes of flow nodes, labels, and lines with the nodes that they join."""

    shapes: dict[str, Box]
    labels: dict[str, Box]
    lines: dict[str, list[tuple[float, float]]]
    ends: dict[str, tuple[str, str]]
    hosts: dict[str, str]
    frames: frozenset[str]


def _box(element: str, bounds: Any) -> Box:
    return Box(element, *(float(bounds.get(name)) for name in ("x", "y", "width", "height")))


def drawing(diagram: str) -> Drawing:
    """What is drawn in a diagram."""
    root = diagrams()[diagram]
    kinds = {node.get("id"): node.tag for node in root.iter(f"{BPMN}*") if node.get("id")}
    frames = {each for each, tag in kinds.items() if tag.endswith(("participant", "lane", "subProcess"))}
    shapes = {
        shape.get("bpmnElement"): _box(shape.get("bpmnElement"), shape.find("{*}Bounds"))
        for shape in root.iter("{*}BPMNShape")
    }
    labels = {
        drawn.get("bpmnElement"): _box(drawn.get("bpmnElement"), label)
        for drawn in [*root.iter("{*}BPMNShape"), *root.iter("{*}BPMNEdge")]
        if (label := drawn.find("{*}BPMNLabel/{*}Bounds")) is not None
    }
    lines = {
        edge.get("bpmnElement"): [
            (float(point.get("x")), float(point.get("y"))) for point in edge.iter("{*}waypoint")
        ]
        for edge in root.iter("{*}BPMNEdge")
    }
    ends = {
        flow.get("id"): (flow.get("sourceRef"), flow.get("targetRef"))
        for flow in root.iter(f"{BPMN}sequenceFlow")
    }
    hosts = {node.get("id"): node.get("attachedToRef") for node in root.iter(f"{BPMN}boundaryEvent")}
    return Drawing(
        {each: box for each, box in shapes.items() if each not in frames},
        labels,
        lines,
        ends,
        hosts,
        frozenset(frames),
    )


def _stretch(line: str, start: tuple[float, float], stop: tuple[float, float]) -> Box:
    return Box(
        line,
        min(start[0], stop[0]),
        min(start[1], stop[1]),
        abs(start[0] - stop[0]) or 0.1,
        abs(start[1] - stop[1]) or 0.1,
    )


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_no_shape_and_no_label_lies_on_another(diagram: str) -> None:
    drawn = drawing(diagram)

    shapes = [
        (one.id, two.id)
        for one, two in combinations(drawn.shapes.values(), 2)
        if one.meets(two) and drawn.hosts.get(one.id) != two.id and drawn.hosts.get(two.id) != one.id
    ]
    labels = [(one.id, two.id) for one, two in combinations(drawn.labels.values(), 2) if one.meets(two)]
    both = [
        (label.id, shape.id)
        for label in drawn.labels.values()
        for shape in drawn.shapes.values()
        if label.id != shape.id and label.meets(shape)
    ]

    assert (shapes, labels, both) == ([], [], [])


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_no_line_runs_through_a_step_or_through_a_label_of_another(diagram: str) -> None:
    drawn = drawing(diagram)

    crossed = set()
    for flow, (source, target) in drawn.ends.items():
        near = {source, target, drawn.hosts.get(source)}
        for start, stop in pairwise(drawn.lines[flow]):
            part = _stretch(flow, start, stop)
            crossed |= {
                (flow, box.id) for box in drawn.shapes.values() if box.id not in near and part.meets(box)
            }
            crossed |= {(flow, box.id) for box in drawn.labels.values() if box.id != flow and part.meets(box)}

    assert crossed == set()


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_lines_go_straight_and_the_story_goes_from_left_to_right(diagram: str) -> None:
    drawn = drawing(diagram)

    for flow, points in drawn.lines.items():
        for (x1, y1), (x2, y2) in pairwise(points):
            assert abs(x1 - x2) < 0.5 or abs(y1 - y2) < 0.5, flow
    back = {
        flow
        for flow, (source, target) in drawn.ends.items()
        if source in drawn.shapes
        and target in drawn.shapes
        and drawn.shapes[target].x + drawn.shapes[target].width < drawn.shapes[source].x
    }
    assert len(back) <= len(drawn.ends) / 5, sorted(back)

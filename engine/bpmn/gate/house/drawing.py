"""The drawing itself (diagram interchange, clause 12): everything is drawn, apart from each other, in its lane."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import kind, label, plain, text
from engine.bpmn.gate.finding import problem
from engine.bpmn.reading.vocabulary import BPMNDI, DC, DI, FLOW_NODES, SUBPROCESSES, children, descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

_DRAWN = FLOW_NODES | {"participant", "lane"}
_EDGES = ("sequenceFlow", "messageFlow")
_TOUCH = 12.0
_LEAST_POINTS = 2


@dataclass(frozen=True, kw_only=True)
class Box:
    """The bounds of a shape, in the units of the drawing."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Whether they share more than a border."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def holds_middle_of(self, other: Box) -> bool:
        """Whether the middle of the other lies inside."""
        across, down = other.x + other.width / 2, other.y + other.height / 2
        return self.x <= across <= self.x + self.width and self.y <= down <= self.y + self.height

    def is_near(self, x: float, y: float) -> bool:
        """Whether a point lies inside or within a few units of the border."""
        return (
            self.x - _TOUCH <= x <= self.x + self.width + _TOUCH
            and self.y - _TOUCH <= y <= self.y + self.height + _TOUCH
        )


def everything_is_drawn(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """Each step, pool and lane has a shape, each flow an edge with at least two points."""
    boxes, edges = _boxes(diagram), _edges(diagram)
    for element in diagram.every(*sorted(_DRAWN)):
        if element.get("id", "") not in boxes:
            yield problem(
                "not-drawn",
                element,
                f"{kind(element)} {label(element)} is not drawn: it has no shape. Draw it, or delete it.",
                f"{kind(element)} {label(element)} 没有图形，请绘制或删除。",
            )
    for flow in diagram.every(*_EDGES):
        points = edges.get(flow.get("id", ""))
        if points is None:
            yield problem(
                "not-drawn",
                flow,
                f"The flow {label(flow)} is not drawn: it has no edge. Draw it, or delete it.",
                f"连线 {label(flow)} 没有图形，请绘制或删除。",
            )
        elif len(points) < _LEAST_POINTS:
            yield problem(
                "edge-without-points",
                flow,
                f"The flow {label(flow)} has {len(points)} waypoint(s); a line needs two. Draw it again.",
                f"连线 {label(flow)} 只有 {len(points)} 个拐点，至少需要两个，请重新绘制。",
            )


def _boxes(diagram: Diagram) -> dict[str, Box]:
    found: dict[str, Box] = {}
    for shape in diagram.root.iter(f"{{{BPMNDI}}}BPMNShape"):
        box = _box(shape)
        if box is not None:
            found[plain(shape.get("bpmnElement"))] = box
    return found


def _box(shape: _Element) -> Box | None:
    bounds = shape.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    try:
        x, y, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
    except ValueError:
        return None
    return Box(x=x, y=y, width=width, height=height)


def _edges(diagram: Diagram) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for edge in diagram.root.iter(f"{{{BPMNDI}}}BPMNEdge"):
        points: list[tuple[float, float]] = []
        for point in edge.iter(f"{{{DI}}}waypoint"):
            try:
                points.append((float(point.get("x", "0")), float(point.get("y", "0"))))
            except ValueError:
                continue
        found[plain(edge.get("bpmnElement"))] = points
    return found


def shapes_stay_apart(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """Two steps of the same scope and plane do not cover each other; boundary events sit on theirs."""
    boxes = _boxes(diagram)
    for plane in diagram.root.iter(f"{{{BPMNDI}}}BPMNPlane"):
        shapes = [
            (node, boxes[name])
            for shape in plane.iter(f"{{{BPMNDI}}}BPMNShape")
            if (name := plain(shape.get("bpmnElement"))) in boxes
            and (node := diagram.resolve(name)) is not None
            and kind(node) in FLOW_NODES
        ]
        shapes.sort(key=lambda pair: pair[1].x)
        for index, (one, box) in enumerate(shapes):
            for other, other_box in shapes[index + 1 :]:
                if other_box.x >= box.x + box.width:
                    break
                if box.overlaps(other_box) and not _may_overlap(one, other):
                    yield problem(
                        "shapes-overlap",
                        other,
                        f"{label(one)} and {label(other)} cover each other. Move them apart.",
                        f"{label(one)} 与 {label(other)} 的图形重叠，请移开。",
                        severity="warning",
                    )


def _may_overlap(one: _Element, other: _Element) -> bool:
    if one in other.iterancestors() or other in one.iterancestors():
        return True
    for event, host in ((one, other), (other, one)):
        if kind(event) == "boundaryEvent":
            attached = plain(event.get("attachedToRef"))
            around = {ancestor.get("id") for ancestor in host.iterancestors()}
            if attached == host.get("id") or attached in around:
                return True
    return False


def shapes_are_in_their_lane(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """A step lies in the lane that names it, so that the picture says who is responsible."""
    boxes = _boxes(diagram)
    for lane in diagram.every("lane"):
        frame = boxes.get(lane.get("id", ""))
        if frame is None or next(descendants(lane, "lane"), None) is not None:
            continue
        for reference in children(lane, "flowNodeRef"):
            node = diagram.resolve(text(reference))
            box = boxes.get(plain(text(reference)))
            if node is None or box is None or _is_on_a_plane_of_its_own(diagram, node):
                continue
            if kind(node) == "boundaryEvent":
                continue  # it sits on its activity, which may reach over several lanes
            inside = frame.overlaps(box) if kind(node) in SUBPROCESSES else frame.holds_middle_of(box)
            if not inside:
                yield problem(
                    "outside-lane",
                    node,
                    f"{label(node)} belongs to the lane {label(lane)} but is drawn outside it. Move it there.",
                    f"{label(node)} 属于泳道 {label(lane)}，但画在其外。请移入该泳道。",
                    severity="error" if node.getparent() is diagram.process_of(node) else "warning",
                )


def _is_on_a_plane_of_its_own(diagram: Diagram, node: _Element) -> bool:
    """Inside a collapsed subprocess that is drawn on a page of its own."""
    planes = {plain(plane.get("bpmnElement")) for plane in diagram.root.iter(f"{{{BPMNDI}}}BPMNPlane")}
    return any(kind(each) in SUBPROCESSES and each.get("id") in planes for each in node.iterancestors())


def edges_touch_their_shapes(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """A flow begins and ends at what it connects, and no two points of it are the same."""
    boxes, edges = _boxes(diagram), _edges(diagram)
    for flow in diagram.every("sequenceFlow"):
        points = edges.get(flow.get("id", ""), [])
        if len(points) < _LEAST_POINTS:
            continue
        for attribute, (x, y) in (("sourceRef", points[0]), ("targetRef", points[-1])):
            box = boxes.get(plain(flow.get(attribute)))
            if box is not None and not box.is_near(x, y):
                yield problem(
                    "edge-detached",
                    flow,
                    f"The flow {label(flow)} is drawn away from '{flow.get(attribute)}'. Lay it out again.",
                    f"连线 {label(flow)} 没有接到“{flow.get(attribute)}”，请重新布线。",
                    severity="warning",
                )
        if all(one == other for one, other in pairwise(points)):
            yield problem(
                "edge-without-points",
                flow,
                f"All waypoints of the flow {label(flow)} are the same point. Draw it again.",
                f"连线 {label(flow)} 的拐点完全重合，请重新绘制。",
            )


RULES = (
    everything_is_drawn,
    shapes_stay_apart,
    shapes_are_in_their_lane,
    edges_touch_their_shapes,
)

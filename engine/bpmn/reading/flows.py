"""Sequence flows, attachments and lanes of a draft: what hangs in the air is taken down, and said.

The execution core needs: both ends of a flow are flow nodes of the same scope, the flow lies in that
scope, a boundary event is attached to an activity of its own scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import (
    ACTIVITIES,
    CONTAINERS,
    FLOW_NODES,
    children,
    descendants,
    kind,
    text,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.bpmn.reading.ledger import Ledger


def settle_flows(root: _Element, ledger: Ledger) -> None:
    """Attachments first, because a boundary event that goes takes its flows with it."""
    ids = _by_id(root)
    for event in list(descendants(root, "boundaryEvent")):
        _attach(event, ids, ledger)
    ids = _by_id(root)
    _recover_ends(root, ledger)
    for flow in list(descendants(root, "sequenceFlow")):
        _settle_flow(flow, ids, ledger)
    _settle_lists(root, ledger)
    _settle_defaults(root, ledger)
    _settle_lanes(root, ledger)


def _by_id(root: _Element) -> dict[str, _Element]:
    return {element.get("id", ""): element for element in root.iter("*") if kind(element)}


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _scope(element: _Element) -> _Element | None:
    parent = element.getparent()
    while parent is not None and kind(parent) not in CONTAINERS:
        parent = parent.getparent()
    return parent


def _attach(event: _Element, ids: dict[str, _Element], ledger: Ledger) -> None:
    """A boundary event lies beside the activity that it is attached to."""
    reference = event.get("attachedToRef")
    parent = event.getparent()
    if not reference and parent is not None and kind(parent) in ACTIVITIES - CONTAINERS:
        reference = parent.get("id", "")
        event.set("attachedToRef", reference)
    activity = ids.get(reference or "")
    is_inside = activity is not None and event in activity.iterancestors()
    if activity is None or kind(activity) not in ACTIVITIES or is_inside:
        ledger.repair(
            "boundary-without-activity",
            event,
            f"The boundary event '{event.get('id')}' is attached to '{reference}', which is no activity of this "
            "file. It was left out; attach it to an activity.",
            f"边界事件“{event.get('id')}”附着的“{reference}”不是本文件的活动，已略去。请重新附着。",
        )
        _remove(event)
        return
    home = activity.getparent()
    if home is not None and parent is not home:
        home.insert(home.index(activity) + 1, event)
        ledger.repair(
            "boundary-in-other-scope",
            event,
            f"The boundary event '{event.get('id')}' was stored in another scope than '{reference}'; it was "
            "moved beside it.",
            f"边界事件“{event.get('id')}”与“{reference}”不在同一范围，已移到其旁边。",
        )


def _recover_ends(root: _Element, ledger: Ledger) -> None:
    """Ends of a flow that only the nodes' lists know."""
    lost = {
        flow.get("id", ""): flow
        for flow in descendants(root, "sequenceFlow")
        if not flow.get("sourceRef") or not flow.get("targetRef")
    }
    if not lost:
        return
    for node in descendants(root, *sorted(FLOW_NODES)):
        for name, attribute in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
            for element in children(node, name):
                flow = lost.get(text(element))
                if flow is not None and not flow.get(attribute):
                    flow.set(attribute, node.get("id", ""))
                    ledger.repair(
                        "flow-end-recovered",
                        flow,
                        f"{attribute} of flow '{flow.get('id')}' was missing; it was taken from the {name} list "
                        f"of '{node.get('id')}'.",
                        f"顺序流“{flow.get('id')}”缺少 {attribute}，已按“{node.get('id')}”的 {name} 列表补上。",
                    )


def _settle_flow(flow: _Element, ids: dict[str, _Element], ledger: Ledger) -> None:
    source, target = (ids.get(flow.get(end) or "") for end in ("sourceRef", "targetRef"))
    ends = f"from '{flow.get('sourceRef') or '?'}' to '{flow.get('targetRef') or '?'}'"
    if source is None or target is None or kind(source) not in FLOW_NODES or kind(target) not in FLOW_NODES:
        ledger.repair(
            "dangling-flow",
            flow,
            f"The flow '{flow.get('id')}' {ends} does not connect two steps. It was left out; draw it again.",
            f"顺序流“{flow.get('id')}”（{ends}）没有连接两个步骤，已略去。请重新绘制。",
        )
        _remove(flow)
        return
    home = _scope(source)
    if home is not _scope(target) or home is None:
        ledger.repair(
            "flow-crosses-scopes",
            flow,
            f"The flow '{flow.get('id')}' {ends} crosses a pool or subprocess border. It was left out; use a "
            "message flow, or end the subprocess first.",
            f"顺序流“{flow.get('id')}”（{ends}）越过泳池或子流程边界，已略去。请改用消息流或先结束子流程。",
        )
        _remove(flow)
    elif _scope(flow) is not home or flow.getparent() is not home:
        home.append(flow)
        ledger.repair(
            "flow-in-other-scope",
            flow,
            f"The flow '{flow.get('id')}' {ends} was stored in another scope; it was moved to its steps.",
            f"顺序流“{flow.get('id')}”（{ends}）存放在其他范围，已移至其步骤所在范围。",
        )


def _settle_lists(root: _Element, ledger: Ledger) -> None:
    """``incoming`` and ``outgoing`` say what the flows say; where they differ the flows are right."""
    ends: dict[str, dict[str, list[str]]] = {"incoming": {}, "outgoing": {}}
    for flow in descendants(root, "sequenceFlow"):
        ends["incoming"].setdefault(flow.get("targetRef", ""), []).append(flow.get("id", ""))
        ends["outgoing"].setdefault(flow.get("sourceRef", ""), []).append(flow.get("id", ""))
    for node in list(descendants(root, *sorted(FLOW_NODES))):
        for name, flows in ends.items():
            drawn = flows.get(node.get("id", ""), [])
            listed = list(children(node, name))
            if not listed or sorted(text(element) for element in listed) == sorted(drawn):
                continue
            _relist(node, listed, drawn)
            ledger.repair(
                "flow-lists-disagree",
                node,
                f"The {name} list of '{node.get('id')}' was not what is drawn; the drawn flows count.",
                f"“{node.get('id')}”的 {name} 列表与图不一致，以图为准。",
            )


def _relist(node: _Element, listed: list[_Element], drawn: list[str]) -> None:
    """Write the list anew where it stood."""
    place, tag = node.index(listed[0]), listed[0].tag
    for element in listed:
        node.remove(element)
    for offset, identity in enumerate(drawn):
        fresh = node.makeelement(tag)
        fresh.text = identity
        node.insert(place + offset, fresh)


def _settle_defaults(root: _Element, ledger: Ledger) -> None:
    flows = {flow.get("id", ""): flow for flow in descendants(root, "sequenceFlow")}
    for node in descendants(root, *sorted(FLOW_NODES)):
        reference = node.get("default")
        if reference is None:
            continue
        flow = flows.get(reference)
        if flow is None or flow.get("sourceRef") != node.get("id"):
            del node.attrib["default"]
            ledger.repair(
                "default-flow-of-another",
                node,
                f"The default flow '{reference}' of '{node.get('id')}' is not one of its own flows; it now has "
                "no default.",
                f"“{node.get('id')}”的默认流“{reference}”不是它的出口，现视为无默认流。",
            )


def _settle_lanes(root: _Element, ledger: Ledger) -> None:
    nodes = {node.get("id", "") for node in descendants(root, *sorted(FLOW_NODES))}
    for reference in list(descendants(root, "flowNodeRef")):
        if text(reference) in nodes:
            continue
        lane = reference.getparent()
        ledger.repair(
            "lane-names-nothing",
            reference,
            f"The lane '{'' if lane is None else lane.get('id')}' names '{text(reference)}', which is no step "
            "of this file.",
            f"泳道引用的“{text(reference)}”不是本文件中的步骤，已略去。",
        )
        _remove(reference)

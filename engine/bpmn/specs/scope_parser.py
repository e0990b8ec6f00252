"""Reads one process or subprocess: its nodes one after the other, then what connects them.

SpiffWorkflow follows every sequence flow by recursion and breaks near 500 nodes in a row.
"""

# ruff: noqa: SLF001 (SpiffWorkflow's hooks begin with an underscore)

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser

from engine.bpmn.specs import events
from engine.bpmn.specs.activities import EventSubprocess
from engine.bpmn.specs.event_reading import outgoing_order
from engine.bpmn.specs.events import BoundaryEvent, StartEvent
from engine.bpmn.specs.scope import AdHoc, FlowSpec, ScopeSpec
from engine.bpmn.specs.xml import child, child_text, children, is_bpmn, local, properties, reference

if TYPE_CHECKING:
    from engine.bpmn.specs.catalogue import Catalogue
    from engine.bpmn.specs.nodes import Node
    from engine.bpmn.specs.parser import DiagramParser
    from engine.bpmn.specs.xml import Xml

# SpiffWorkflow has no annotations:
# mypy: disallow_untyped_calls=False


class ScopeParser(ProcessParser):
    """Reads one process or subprocess into a ``ScopeSpec``."""

    spec: ScopeSpec
    parser: DiagramParser

    def _index_process_nodes(self) -> None:
        """Nothing: SpiffWorkflow indexes every scope's descendants anew."""

    def open_spec(self) -> ScopeSpec:
        """The empty spec of this scope; ``fill`` reads what is in it, when its turn comes."""
        node = self.node
        self.catalogue: Catalogue = self.parser.catalogue
        self.spec = ScopeSpec(
            node.get("id"), name=node.get("name") or "", kind=local(node), filename=self.filename
        )
        self.parser.pending.append(self)
        return self.spec

    def _parse(self) -> None:
        """A process: its spec and, one after the other, those of all subprocesses in it, however deep."""
        self.open_spec()
        while self.parser.pending:
            self.parser.pending.popleft().fill()

    def fill(self) -> None:
        """Reads nodes and flows of this scope alone."""
        parent = self.parent
        self.data_names: dict[str, str] = {} if parent is None else dict(parent.data_names)
        self._data()
        for each in self.node:
            self._node(each)
        self._connect(list(children(self.node, "sequenceFlow")))
        self._attach()
        self._compensation()
        self._starts()
        if local(self.node) == "adHocSubProcess":
            self._ad_hoc()

    def _data(self) -> None:
        """Data objects and stores are case data, by name; properties belong to the scope."""
        names = self.data_names
        for each in children(
            self.node, "dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput"
        ):
            names[each.get("id") or ""] = each.get("name") or each.get("id") or ""
        for each in self.node.iter():
            if is_bpmn(each) and local(each) == "dataObjectReference":
                names[each.get("id") or ""] = names.get(
                    reference(each.get("dataObjectRef")) or "", each.get("name") or each.get("id") or ""
                )
            elif is_bpmn(each) and local(each) == "dataStoreReference":
                store = reference(each.get("dataStoreRef"))
                names[each.get("id") or ""] = (
                    self.catalogue.data_name({}, store) if store else each.get("name") or each.get("id") or ""
                )
        for each in (
            children(child(self.node, "ioSpecification"), "dataInput", "dataOutput")
            if child(self.node, "ioSpecification") is not None
            else ()
        ):
            names[each.get("id") or ""] = each.get("name") or each.get("id") or ""
        for each in children(self.node, "property"):
            names[each.get("id") or ""] = each.get("name") or each.get("id") or ""
        if self.parent is not None:
            self.spec.properties = tuple(
                each.get("name") or each.get("id") or "" for each in children(self.node, "property")
            )

    def _node(self, each: Xml) -> None:
        if not is_bpmn(each):
            return
        node_parser, node_class = self.parser._get_parser_class(each.tag)
        if node_parser is None:
            return
        node_id = each.get("id") or ""
        if node_id in self.parser.all_nodes:
            self.catalogue.problem(
                each, "id", f"The id '{node_id}' is used more than once.", f"标识“{node_id}”重复。"
            )
            return
        spec = node_parser(self, node_class, each, self.nsmap, lane=self.lane).parse_node()
        self.parser.all_nodes[node_id] = spec
        self.parser.xml_of[node_id] = each

    def _connect(self, flows: list[Xml]) -> None:
        nodes = self.spec.nodes
        for each in flows:
            source = nodes.get(reference(each.get("sourceRef")) or "")
            target = nodes.get(reference(each.get("targetRef")) or "")
            if source is None or target is None:
                self.catalogue.problem(
                    each,
                    "flow-end",
                    f"The flow '{each.get('id')}' does not connect two elements of one scope.",
                )
                continue
            condition = child(each, "conditionExpression")
            flow = FlowSpec(
                each.get("id") or f"{source.name}/{target.name}",
                source,
                target,
                self.catalogue.expression(self.catalogue.text(condition), each, "condition"),
                each.get("name") or "",
            )
            source.outgoing.append(flow)
            target.incoming.append(flow)
            source.connect(target)  # type: ignore[attr-defined]
            self.spec.flows[flow.id] = flow
        for node in nodes.values():
            if node.outgoing:
                self._order(node)

    def _order(self, node: Node) -> None:
        """Outgoing flows in the order of the node's own list; the default; gateways without condition."""
        xml = self.parser.xml_of[node.name]
        if len(node.outgoing) > 1:
            order = {flow: place for place, flow in enumerate(outgoing_order(xml))}
            node.outgoing.sort(key=lambda flow: order.get(flow.id, len(order)))
        default = reference(xml.get("default"))
        for flow in node.outgoing:
            if flow.id == default:
                node.default = flow
                flow.condition = None
        needs = node.kind == "exclusiveGateway" and len(node.outgoing) > 1
        if needs:
            for flow in node.outgoing:
                if flow.condition is None and flow is not node.default:
                    self._unconditional(xml, node, flow)

    def _unconditional(self, xml: Xml, node: Node, flow: FlowSpec) -> None:
        if node.default is None:
            node.default = flow
            return
        self.catalogue.problem(
            xml,
            "gateway-condition",
            f"The flow '{flow.id}' out of '{node.name}' has no condition and is not the default.",
            f"“{node.name}”的流“{flow.id}”没有条件，也不是默认流。",
        )

    def _attach(self) -> None:
        for node in self.spec.nodes.values():
            if not isinstance(node, BoundaryEvent):
                continue
            xml = self.parser.xml_of[node.name]
            host = self.spec.nodes.get(reference(xml.get("attachedToRef")) or "")
            if host is None or not host.is_activity:
                self.catalogue.problem(
                    xml, "boundary", f"The event '{node.name}' is not attached to an activity."
                )
                continue
            node.attached = host
            host.boundaries.append(node)

    def _compensation(self) -> None:
        """Associations lead from compensation boundary events to their handlers."""
        nodes = self.spec.nodes
        for each in children(self.node, "association"):
            ends = [reference(each.get("sourceRef")) or "", reference(each.get("targetRef")) or ""]
            for here, there in (ends, ends[::-1]):
                event, handler = nodes.get(here), nodes.get(there)
                if isinstance(event, BoundaryEvent) and "compensate" in event.kinds and handler is not None:
                    event.handler = handler
                    handler.for_compensation = True  # type: ignore[attr-defined]
        for node in nodes.values():
            if (
                isinstance(node, BoundaryEvent)
                and "compensate" in node.kinds
                and node.handler is None
                and node.outgoing
            ):
                node.handler = node.outgoing[0].target

    def _starts(self) -> None:
        spec = self.spec
        handlers = {id(node.handler) for node in spec.nodes.values() if isinstance(node, BoundaryEvent)}
        for node in spec.nodes.values():
            if isinstance(node, StartEvent):
                spec.starts.append(node)
                spec.bpmn_start_events.append(node) if node not in spec.bpmn_start_events else None
            elif isinstance(node, EventSubprocess):
                spec.event_subprocesses.append(node)
            elif isinstance(node, events.IntermediateCatchEvent) and "link" in node.kinds:
                for trigger in node.triggers:
                    if trigger.kind == "link":
                        spec.links.catches.setdefault(trigger.name, []).append(node)
            elif (
                not node.incoming
                and not isinstance(node, BoundaryEvent | events.EndEvent)
                and not getattr(node, "for_compensation", False)
                and id(node) not in handlers
            ):
                spec.implicit_starts.append(node)

    def _ad_hoc(self) -> None:
        node, spec = self.node, self.spec
        how = properties(node).get("start")
        manual = any(each.manual for each in spec.implicit_starts)
        spec.ad_hoc = AdHoc(
            sequential=(node.get("ordering") or "").lower() == "sequential",
            condition=self.catalogue.expression(
                child_text(node, "completionCondition"), node, "completion condition"
            ),
            cancel_remaining=(node.get("cancelRemainingInstances") or "true").lower() != "false",
            chosen=manual if how is None else how == "chosen",
        )

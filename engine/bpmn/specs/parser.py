"""SpiffWorkflow's parser with our node parsers registered and our scope parser in place of its own."""

from __future__ import annotations

from collections import deque
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.util import full_tag

from engine.bpmn.specs import activities, events, gateways
from engine.bpmn.specs.activities import CallActivity
from engine.bpmn.specs.node_parsers import (
    CallActivityParser,
    EventGatewayParser,
    EventParser,
    GatewayParser,
    RuleParser,
    ScriptParser,
    ServiceParser,
    SubprocessParser,
    TaskParser,
    UserTaskParser,
)
from engine.bpmn.specs.scope_parser import ScopeParser
from engine.bpmn.specs.xml import children, local, reference

if TYPE_CHECKING:
    from engine.bpmn.specs.catalogue import Catalogue
    from engine.bpmn.specs.scope import ScopeSpec
    from engine.bpmn.specs.xml import Xml

# SpiffWorkflow has no annotations:
# mypy: disallow_untyped_calls=False


class DiagramParser(BpmnParser):
    """Reads all diagrams of a definition; ``all_nodes`` and ``xml_of`` go by id over all files."""

    PROCESS_PARSER_CLASS = ScopeParser
    AD_HOC_PARSER_CLASS = ScopeParser  # type: ignore[assignment]
    PARSER_CLASSES = {  # noqa: RUF012 (SpiffWorkflow's extension point)
        full_tag(name): entry
        for name, entry in {
            "startEvent": (EventParser, events.StartEvent),
            "endEvent": (EventParser, events.EndEvent),
            "intermediateCatchEvent": (EventParser, events.IntermediateCatchEvent),
            "intermediateThrowEvent": (EventParser, events.IntermediateThrowEvent),
            "boundaryEvent": (EventParser, events.BoundaryEvent),
            "task": (TaskParser, activities.NoneTask),
            "userTask": (UserTaskParser, activities.UserTask),
            "manualTask": (UserTaskParser, activities.ManualTask),
            "scriptTask": (ScriptParser, activities.ScriptTask),
            "serviceTask": (ServiceParser, activities.ServiceTask),
            "businessRuleTask": (RuleParser, activities.BusinessRuleTask),
            "sendTask": (TaskParser, activities.SendTask),
            "receiveTask": (TaskParser, activities.ReceiveTask),
            "subProcess": (SubprocessParser, activities.Subprocess),
            "transaction": (SubprocessParser, activities.Transaction),
            "adHocSubProcess": (SubprocessParser, activities.AdHocSubprocess),
            "callActivity": (CallActivityParser, CallActivity),
            "exclusiveGateway": (GatewayParser, gateways.ExclusiveGateway),
            "parallelGateway": (GatewayParser, gateways.ParallelGateway),
            "inclusiveGateway": (GatewayParser, gateways.InclusiveGateway),
            "complexGateway": (GatewayParser, gateways.ComplexGateway),
            "eventBasedGateway": (EventGatewayParser, gateways.EventBasedGateway),
        }.items()
    }

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.all_nodes: dict[str, Any] = {}
        self.xml_of: dict[str, Xml] = {}
        self.pending: deque[ScopeParser] = deque()

    def add_bpmn_xml(self, bpmn: Xml, filename: str | None = None) -> None:
        """One parsed file. Root elements other than processes are in the catalogue."""
        self.catalogue.add(bpmn, filename or "")
        self._add_diagram_indexes(bpmn)
        for process in children(bpmn, "process"):
            if process.get("id") not in self.process_parsers:
                self.create_parser(process, filename)
            else:
                self.catalogue.problem(process, "id", f"The process '{process.get('id')}' is there twice.")

    def _add_diagram_indexes(self, bpmn: Xml) -> None:
        """Lanes only: where things are drawn does not count when they run."""
        lanes: dict[str, str | None] = {}
        for each in bpmn.iter(full_tag("flowNodeRef")):
            ref = reference(each.text)
            lane = each.getparent()
            if ref is not None and lane is not None:
                lanes[ref] = lane.get("id") or lane.get("name")
        self.document_lanes[self._document_key(bpmn)] = lanes
        self.document_positions[self._document_key(bpmn)] = {}

    def scope(self, node: Xml, parent: ScopeParser) -> ScopeSpec:
        """The scope of a subprocess."""
        inner = self.PROCESS_PARSER_CLASS(
            self,
            node,
            self.namespaces,
            {},
            filename=parent.filename,
            lane=parent.get_lane_name(node.get("id")) or parent.lane,
        )
        inner.parent = parent
        self.process_parsers[inner.bpmn_id] = inner
        return inner.open_spec()

    def get_process_ids_all(self) -> list[str]:
        """All processes of all files, executable or not: a called or drafted one need not say so."""
        return [process_id for process_id, parser in self.process_parsers.items() if parser.parent is None]

    def global_task(self, xml: Xml) -> ScopeSpec:
        """A global task as a process with this one task (BPMN 10.3.4)."""
        kind = local(xml).removeprefix("global")
        kind = kind[:1].lower() + kind[1:]
        process = etree.Element(full_tag("process"), id=xml.get("id"), name=xml.get("name") or "")
        task = etree.SubElement(process, full_tag(kind), dict(xml.attrib), id=f"{xml.get('id')}.task")
        task.extend([deepcopy(each) for each in xml])
        parser = self.PROCESS_PARSER_CLASS(self, process, self.namespaces, {}, filename=self.catalogue.file)
        self.process_parsers[parser.bpmn_id] = parser
        return parser.get_spec()  # type: ignore[no-any-return]

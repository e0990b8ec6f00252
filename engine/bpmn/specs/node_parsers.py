"""Node parsers, registered with SpiffWorkflow's parser by tag: XML of one node to one spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser as SpiffTaskParser

from engine.bpmn.specs.activities import CallActivity, EventSubprocess, ReceiveTask, SendTask
from engine.bpmn.specs.data_reading import read_io
from engine.bpmn.specs.event_reading import EventReader
from engine.bpmn.specs.gateways import ComplexGateway
from engine.bpmn.specs.loop_reading import read_loop
from engine.bpmn.specs.xml import (
    child,
    child_text,
    documentation,
    extension,
    extension_text,
    extensions,
    flag,
    local,
    properties,
    reference,
    vendor,
)

if TYPE_CHECKING:
    from engine.bpmn.specs.catalogue import Catalogue


# SpiffWorkflow has no annotations:
# mypy: disallow_untyped_calls=False


class NodeParser(SpiffTaskParser):
    """Creates a spec and reads what every node has. Flows are connected later, scope by scope."""

    task: Any

    @property
    def catalogue(self) -> Catalogue:
        """Messages, signals, expressions and findings of the whole definition."""
        return self.process_parser.catalogue  # type: ignore[no-any-return]

    @property
    def bpmn_attributes(self) -> dict[str, Any]:
        """What SpiffWorkflow's specs take; data associations are read by ``data_reading``."""
        return {
            "description": local(self.node),
            "lane": self.process_parser.get_lane_name(self.bpmn_id) or self.process_parser.lane,
            "bpmn_name": self.node.get("name"),
            "documentation": documentation(self.node),
        }

    def parse_node(self) -> Any:
        """The spec of this node."""
        self.task = self.create_task()
        self.task.place(local(self.node))
        self.task.properties = properties(self.node)
        self.read()
        return self.task

    def read(self) -> None:
        """What is particular to the kind of node."""

    def _get_lane(self) -> str | None:
        return None


class GatewayParser(NodeParser):
    """Gateways."""

    def read(self) -> None:
        """The activation condition of a complex gateway."""
        if isinstance(self.task, ComplexGateway):
            self.task.activation = self.catalogue.expression(
                child_text(self.node, "activationCondition"), self.node, "activation condition"
            )


class EventGatewayParser(NodeParser):
    """Event-based gateways."""

    def create_task(self) -> Any:
        """See SpiffWorkflow."""
        return self.spec_class(self.spec, self.bpmn_id, event_definition=None, **self.bpmn_attributes)

    def read(self) -> None:
        """Whether it begins the process, and with one event or with all."""
        self.task.instantiates = flag(self.node, "instantiate")
        self.task.all_needed = self.node.get("eventGatewayType") == "Parallel"


class EventParser(NodeParser):
    """All events."""

    def create_task(self) -> Any:
        """See SpiffWorkflow."""
        more: dict[str, Any] = {"event_definition": None, **self.bpmn_attributes}
        if local(self.node) == "boundaryEvent":
            more["cancel_activity"] = flag(self.node, "cancelActivity", default=True)
        return self.spec_class(self.spec, self.bpmn_id, **more)

    def read(self) -> None:
        """Triggers, and the data that they bring."""
        self.task.triggers = EventReader(self.catalogue, self.node).triggers()
        self.task.event_definition = self.task.triggers[0] if self.task.triggers else None
        self.task.parallel = flag(self.node, "parallelMultiple")
        self.task.io = read_io(self.catalogue, self.process_parser, self.node)
        if local(self.node) == "startEvent":
            self.task.interrupting = flag(self.node, "isInterrupting", default=True)


class ActivityParser(NodeParser):
    """What all activities have."""

    def parse_node(self) -> Any:
        """The spec of this node, with loop, data and quantities."""
        task = super().parse_node()
        node = self.node
        task.io = read_io(self.catalogue, self.process_parser, node)
        task.loop = read_loop(self.catalogue, self.process_parser, node, task.io)
        task.start_quantity = self._quantity("startQuantity")
        task.completion_quantity = self._quantity("completionQuantity")
        task.for_compensation = flag(node, "isForCompensation")
        return task

    def _quantity(self, name: str) -> int:
        text = self.node.get(name)
        if text is None:
            return 1
        if text.strip().lstrip("+").isdigit() and int(text) > 0:
            return int(text)
        self.catalogue.problem(
            self.node, "quantity", f"{name} is '{text}'; it must be a whole number from 1."
        )
        return 1


class TaskParser(ActivityParser):
    """Tasks without anything of their own, and those that send and receive."""

    def create_task(self) -> Any:
        """See SpiffWorkflow."""
        if issubclass(self.spec_class, SendTask | ReceiveTask):
            return self.spec_class(self.spec, self.bpmn_id, event_definition=None, **self.bpmn_attributes)
        return self.spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes)

    def read(self) -> None:
        """The message of a send or receive task."""
        if not issubclass(self.spec_class, SendTask | ReceiveTask):
            return
        reader = EventReader(self.catalogue, self.node)
        triggers = reader.triggers()
        ref = reference(self.node.get("messageRef"))
        flows = {end for _, source, target in self.catalogue.message_flows for end in (source, target)}
        if not triggers and (ref or issubclass(self.spec_class, ReceiveTask) or self.bpmn_id in flows):
            triggers = [reader.message(ref)]
        self.task.triggers = triggers
        self.task.event_definition = triggers[0] if triggers else None
        if issubclass(self.spec_class, ReceiveTask):
            self.task.instantiates = flag(self.node, "instantiate")


class UserTaskParser(ActivityParser):
    """User and manual tasks."""

    def read(self) -> None:
        """Form key and due date, also as vendors write them."""
        found = dict(self.task.properties)
        form = vendor(self.node, "formKey", "formRef")
        definition = extension(self.node, "formDefinition")
        if definition is not None:
            form = definition.get("formKey") or definition.get("formId") or form
        if form and "formKey" not in found:
            found["formKey"] = form
        schedule = extension(self.node, "taskSchedule")
        due = vendor(self.node, "dueDate") or (None if schedule is None else schedule.get("dueDate"))
        if due and "dueDate" not in found:
            found["dueDate"] = due
        self.task.properties = found
        if found.get("dueDate"):
            self.task.due = self.catalogue.timer(found["dueDate"], self.node)


class ScriptParser(ActivityParser):
    """Script tasks: FEEL contexts."""

    def create_task(self) -> Any:
        """See SpiffWorkflow."""
        return self.spec_class(self.spec, self.bpmn_id, script="", **self.bpmn_attributes)

    def read(self) -> None:
        """The script; other languages are problems, and fail when they are reached."""
        zeebe = extension(self.node, "script")
        text = child_text(self.node, "script") or (None if zeebe is None else zeebe.get("expression"))
        language = (self.node.get("scriptFormat") or "feel").lower()
        if text is None:
            return
        if "feel" not in language and self.catalogue.strict:
            self.catalogue.problem(
                self.node,
                "script-language",
                f"The script is in '{self.node.get('scriptFormat')}'. Write a FEEL context such as {{a: 1}}.",
                f"脚本语言为“{self.node.get('scriptFormat')}”，请改写为 FEEL 上下文，如 {{a: 1}}。",
            )
        self.task.code = self.catalogue.expression(text, self.node, "script")
        if zeebe is not None and zeebe.get("resultVariable") and self.task.code is not None:
            self.task.code = self.task.code.named(zeebe.get("resultVariable"))


class ServiceParser(ActivityParser):
    """Service tasks: ``system/operation`` with arguments."""

    def read(self) -> None:
        """The operation, ours first, then what other engines call a job type or topic."""
        task, node = self.task, self.node
        operator = extension(node, "serviceTaskOperator")
        if operator is not None:
            task.system, _, task.operation = (operator.get("id") or "").partition("/")
            for each in extensions(node, "parameter"):
                name = each.get("id") or each.get("name") or ""
                expression = self.catalogue.expression(each.get("value"), node, f"argument '{name}'")
                task.arguments.append((name, expression))
            if task.system and not task.operation:
                self.catalogue.problem(
                    node, "operation", f"The operation '{task.system}' must read 'system/operation'."
                )
                task.system, task.operation = "external", task.system
            return
        job = extension(node, "taskDefinition")
        topic = vendor(node, "topic") or (None if job is None else job.get("type"))
        if topic:
            task.system, task.operation = "external", topic.removeprefix("=").strip()


class RuleParser(ActivityParser):
    """Business rule tasks."""

    def read(self) -> None:
        """Which decision, in the words of any vendor."""
        node = self.node
        called = extension(node, "calledDecision")
        name = (
            extension_text(node, "calledDecisionId")
            or vendor(node, "decisionRef")
            or (None if called is None else called.get("decisionId"))
            or self._field("decisionTableReferenceKey", "decisionServiceReferenceKey")
            or self.task.properties.get("decision")
        )
        if name and name.startswith("="):
            self.task.decision = self.catalogue.expression(name, node, "decision")
        else:
            self.task.decision = name
        self.result = None if called is None else called.get("resultVariable")

    def parse_node(self) -> Any:
        """As every activity, with the variable for the result."""
        task = super().parse_node()
        task.io.result = task.io.result or self.result
        return task

    def _field(self, *names: str) -> str | None:
        for each in extensions(self.node, "field"):
            if each.get("name") in names:
                return each.get("stringValue") or extension_text(self.node, "string")
        return None


class SubprocessParser(ActivityParser):
    """Embedded, event and ad hoc subprocesses, and transactions."""

    def create_task(self) -> Any:
        """The node and its inner scope."""
        spec_class: Any = EventSubprocess if flag(self.node, "triggeredByEvent") else self.spec_class
        task: Any = spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes)
        task.inner = self.process_parser.parser.scope(self.node, self.process_parser)
        task.inner.host = task
        return task


class CallActivityParser(ActivityParser):
    """Call activities; the called scope is bound when all files are read."""

    def read(self) -> None:
        """What is called."""
        called = extension(self.node, "calledElement")
        task: CallActivity = self.task
        task.called = (
            reference(self.node.get("calledElement"))
            or child_text(self.node, "calledElement")
            or (None if called is None else called.get("processId"))
            or vendor(self.node, "caseRef")
            or ""
        )
        if child(self.node, "calledElement") is None and not task.called:
            self.catalogue.problem(
                self.node, "called-element", "The call activity does not say what it calls."
            )

"""The execution core's part of the conformance adapter: betsy and token simulation.

Runs through ``engine.bpmn.apply``, saving and loading between commands. Translated is only what the suites
themselves need: betsy's placeholder scripts and Java-style conditions; the simulation's clicks on elements.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from lxml import etree

from engine.bpmn import apply, define
from engine.bpmn.transition import (
    BroadcastSignal,
    CompleteTask,
    CorrelateMessage,
    FailCall,
    FireTimer,
    RecordCallResult,
    SetData,
    Start,
    Transition,
)
from engine.domain.xml import parse_xml
from engine.errors import NotAllowedNowError, TongbanError

if TYPE_CHECKING:
    from engine.bpmn import Definition
    from engine.bpmn.transition import Command

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
TASKS = ("task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "scriptTask")
CONDITIONS = (
    "conditionExpression",
    "condition",
    "loopCondition",
    "completionCondition",
    "loopCardinality",
    "activationCondition",
)
SCRIPTS = {
    "SET_STRING_DATA": '{data: "String"}',
    "INCREMENT_INTEGER_VARIABLE": "{integerVariable: integerVariable + 1}",
    "INCREMENT_INTEGER_VARIABLE_AND_LOG": "{integerVariable: integerVariable + 1}",
}
SECONDS = {"THROW_ERROR": 0, "WAIT_TEN_SECONDS": 10, "CREATE_TIMESTAMP_LOG_1": 2, "CREATE_TIMESTAMP_LOG_2": 2}


class Run:
    """One case driven from outside, with a virtual clock: what is open is kept as the service floor keeps it."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.snapshot: bytes | None = None
        self.now = BEGIN
        self.environment: dict[str, Any] = {}
        self.state = "completed"
        self.outcome: str | None = None
        self.data: dict[str, Any] = {}
        self.written: dict[str, Any] = {}
        self.steps: list[tuple[str, str]] = []
        self.places: dict[str, str] = {}
        self.tasks: dict[str, str] = {}
        self.messages: dict[str, str] = {}
        self.timers: dict[str, tuple[str, datetime]] = {}
        self.calls: dict[str, tuple[str, datetime]] = {}
        self.failed = False
        self.error_codes: list[str] = []

    def do(self, command: Command) -> Transition:
        """Applies one command and notes what opened and closed."""
        result = apply(self.definition, self.snapshot, command, at=self.now, environment=self.environment)
        self.snapshot, self.state, self.data = result.snapshot, result.state, result.data
        self.outcome = result.outcome
        for step in result.steps:
            self.written |= step.changed
        self.places |= {step.token_id: step.element_id for step in result.steps}
        self.steps += [
            (step.element_id, step.action)
            for step in result.steps
            if not self._only_hosts(step.element_id) or self.places.get(step.scope) == step.element_id
        ]
        self.tasks |= {each.task_id: each.element_id for each in result.opened_tasks}
        self.messages |= {each.subscription_id: each.element_id for each in result.subscribed}
        self.timers |= {each.timer_id: (each.element_id, each.due_at) for each in result.set_timers}
        self.calls |= {each.call_id: (each.operation, self.now) for each in result.requested_calls}
        for opened, closed in (
            (self.tasks, result.closed_tasks),
            (self.messages, result.unsubscribed),
            (self.timers, result.cleared_timers),
            (self.calls, result.cancelled_calls),
        ):
            for each in closed:
                opened.pop(each, None)
        self.failed = self.failed or any("/" not in each.token_id for each in result.incidents)
        return result

    def _only_hosts(self, element_id: str) -> bool:
        """Loops and multi-instance activities: their turns count, not the activity around them."""
        node = self.definition.nodes.get(element_id)
        return getattr(node, "loop", None) is not None

    def answer(self, command: Command) -> None:
        """A command to something that may have gone with the last one."""
        try:
            self.do(command)
        except NotAllowedNowError:
            return


class BpmnExecution:
    """What the suites betsy and tokensim ask."""

    # -- betsy ----------------------------------------------------------------------------------------

    def betsy(
        self, xml: bytes, process_id: str, parallel_id: str | None, variables: dict[str, Any], delay: float
    ) -> tuple[list[str], str | None]:
        """The trace of one betsy process, and ``deploy`` or ``runtime`` where it failed."""
        root = etree.fromstring(xml)
        scripts = _betsy_scripts(root)
        together = [str(node.get("id")) for node in root.iter(f"{BPMN}process")]
        try:
            definition = define(
                {"model.bpmn": etree.tostring(root)}, process_id=process_id, participants=together
            )
        except TongbanError:
            return [], "deploy"
        run = Run(definition)
        run.error_codes = [str(each.get("errorCode")) for each in root.iter(f"{BPMN}error")]
        if parallel_id is not None:
            start = next(
                e for e in definition.elements.values() if e.process == parallel_id and e.kind == "startEvent"
            )
            run.do(Start(data={}, start_event=start.id))
        main = next((e for e in definition.elements.values() if _begins(e, process_id)), None)
        run.do(Start(data=variables, start_event=None if main is None else main.id))
        spans = _pass_time(run, delay)
        return _betsy_trace(run, scripts, spans), "runtime" if run.failed else None

    # -- token simulation -----------------------------------------------------------------------------

    def tokensim(self, xml: bytes, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What each checkpoint of a scenario sees."""
        root = parse_xml(xml)
        _simulated(root, {step["wait_at"] for step in steps if "wait_at" in step})
        processes = [str(node.get("id")) for node in root.iter(f"{BPMN}process")]
        if not processes:
            return [{"activated": {}, "running": False} for step in steps if "checkpoint" in step]
        main = (
            _process_of(root, next((step["trigger"] for step in steps if "trigger" in step), None))
            or processes[0]
        )
        definition = define(
            {"model.bpmn": etree.tostring(root)}, process_id=main, strict=False, participants=processes
        )
        run = Run(definition)
        counted = {
            e.id
            for e in definition.elements.values()
            if re.search("(?i)(task|event|process|transaction|activity)$", e.kind)
        }
        flows = {str(each.get("id")): str(each.get("targetRef")) for each in root.iter(f"{BPMN}messageFlow")}
        choices: dict[str, list[str]] = {}
        run.environment = {"choices": choices}
        seen = 0
        checkpoints = []
        for step in steps:
            if "choose" in step:
                choices.update(step["choose"])
            elif "trigger" in step:
                _trigger(run, step["trigger"])
            elif "signal" in step:
                target = flows[step["signal"]]
                if target in definition.elements:
                    _trigger(run, target)
            elif "checkpoint" in step:
                entered = Counter(e for e, action in run.steps[seen:] if action == "entered" and e in counted)
                seen = len(run.steps)
                checkpoints.append({"activated": dict(entered), "running": run.state == "running"})
        return checkpoints


def _begins(element: Any, process_id: str) -> bool:
    none_start = element.kind == "startEvent" and not element.triggers
    return element.process == process_id and element.parent is None and none_start


def _betsy_scripts(root: Any) -> dict[str, str]:
    """Replaces placeholder scripts; what takes time or fails becomes a call that this adapter answers."""
    scripts = {}
    for node in list(root.iter(f"{BPMN}script")):
        word = (node.text or "").strip()
        task = node.getparent()
        scripts[str(task.get("id"))] = word
        if task.tag.startswith(f"{BPMN}global"):
            scripts[f"{task.get('id')}.task"] = word
        if word in SECONDS:
            task.tag = f"{BPMN}serviceTask"
            task.remove(node)
            holder = etree.Element(f"{BPMN}extensionElements")
            etree.SubElement(holder, f"{SPIFF}serviceTaskOperator", id=f"betsy/{word}")
            task.insert(0, holder)
        else:
            node.text = SCRIPTS.get(word, "")
    for name in CONDITIONS:
        for node in root.iter(f"{BPMN}{name}"):
            if node.text:
                node.text = _feel(node.text)
    return scripts


def _feel(java: str) -> str:
    """A Java-style condition of betsy as FEEL."""
    text = java.strip().rstrip(">").strip()
    found = re.fullmatch(r"\$\{(.*)\}", text, flags=re.DOTALL)
    text = found[1] if found else text
    text = re.sub(r'!\s*(\w+)\.contains\(("[^"]*")\)', r"not(contains(\1, \2))", text)
    text = re.sub(r'(\w+)\.contains\(("[^"]*")\)', r"contains(\1, \2)", text)
    return text.replace("==", "=").replace("&&", " and ").replace("||", " or ")


def _pass_time(run: Run, delay: float) -> dict[str, tuple[datetime, datetime]]:
    """Lets the clock run: timers fire and calls are answered when they are due, in order."""
    end = BEGIN + timedelta(seconds=delay)
    spans: dict[str, tuple[datetime, datetime]] = {}
    while True:
        due: list[tuple[datetime, int, str]] = [(at, 0, each) for each, (_, at) in run.timers.items()]
        due += [(at + timedelta(seconds=SECONDS[word]), 1, each) for each, (word, at) in run.calls.items()]
        if not due or (min(due)[0] > end and min(due)[1] == 0 and not run.calls):
            return spans
        moment, kind, each = min(due)
        run.now = max(run.now, moment)
        if kind == 0:
            run.timers.pop(each)
            run.answer(FireTimer(timer_id=each))
        else:
            word, begun = run.calls.pop(each)
            spans[word] = (begun, run.now)
            if word == "THROW_ERROR":
                _throw_error(run, each)
            else:
                run.answer(RecordCallResult(call_id=each, result=None))


def _throw_error(run: Run, call_id: str) -> None:
    """The placeholder throws the error of its model; uncaught it is a failure at run time."""
    for code in [*run.error_codes, "ERR_CODE"]:
        try:
            run.do(FailCall(call_id=call_id, error_code=code))
        except NotAllowedNowError:
            continue
        return
    run.failed = True


def _betsy_trace(run: Run, scripts: dict[str, str], spans: dict[str, tuple[datetime, datetime]]) -> list[str]:
    trace = []
    for element_id, action in run.steps:
        word = scripts.get(element_id)
        if word is None or action not in ("completed", "compensated"):
            continue
        if word.startswith("SCRIPT_task"):
            trace.append(word)
        elif word == "INCREMENT_INTEGER_VARIABLE_AND_LOG":
            trace.append("INCREMENT")
        elif word == "CREATE_MARKER_FILE":
            trace.append("MARKER_exists")
        elif word == "LOG_DATA" and "String" in (run.data.get("data"), run.written.get("data")):
            trace.append("DATA_correct")
    if len(spans) > 1 and max(a for a, _ in spans.values()) < min(b for _, b in spans.values()):
        trace.append("EXECUTION_parallel")
    if run.state == "terminated" and run.outcome:
        trace.append("ERROR_thrownErrorEvent")
    return trace


def _simulated(root: Any, waiting: set[str]) -> None:
    """A click stands for what happens outside: tasks wait only where asked, gateways take the chosen flows."""
    for node in list(root.iter()):
        kind = node.tag.removeprefix(BPMN) if isinstance(node.tag, str) else ""
        if kind in TASKS or (kind == "callActivity" and not node.get("calledElement")):
            node.tag = f"{BPMN}{'userTask' if node.get('id') in waiting else 'task'}"
        elif kind == "timerEventDefinition" and not any(str(e.tag).startswith(f"{BPMN}time") for e in node):
            etree.SubElement(node, f"{BPMN}timeDuration").text = "P1000D"
        elif kind == "conditionalEventDefinition":
            for each in list(node):
                node.remove(each)
            etree.SubElement(node, f"{BPMN}condition").text = f'clicked = "{node.getparent().get("id")}"'
        elif kind == "boundaryEvent" and not any(str(e.tag).endswith("efinition") for e in node):
            etree.SubElement(node, f"{BPMN}messageEventDefinition")
    _by_choice(root)


def _by_choice(root: Any) -> None:
    flows: dict[str, list[Any]] = {}
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        flows.setdefault(str(flow.get("sourceRef")), []).append(flow)
    for gateway in root.iter(f"{BPMN}exclusiveGateway", f"{BPMN}inclusiveGateway"):
        outgoing = flows.get(str(gateway.get("id")), [])
        gateway.attrib.pop("default", None)
        for flow in outgoing:
            for each in flow.findall(f"{BPMN}conditionExpression"):
                flow.remove(each)
            if len(outgoing) > 1:
                text = f'list contains(choices.{gateway.get("id")}, "{flow.get("id")}")'
                etree.SubElement(flow, f"{BPMN}conditionExpression").text = text


def _process_of(root: Any, element_id: str | None) -> str | None:
    for node in root.iter():
        if node.get("id") == element_id:
            process = next(node.iterancestors(f"{BPMN}process"), None)
            return None if process is None else str(process.get("id"))
    return None


def _trigger(run: Run, element_id: str) -> None:
    """A click on an element: whatever waits there goes on; a start event of a process begins it."""
    for kind, opened in (("task", run.tasks), ("message", run.messages), ("timer", run.timers)):
        for each, found in list(opened.items()):
            if (found[0] if isinstance(found, tuple) else found) != element_id:
                continue
            if kind == "task":
                run.tasks.pop(each)
                run.do(CompleteTask(task_id=each, data={}))
            elif kind == "message":
                run.messages.pop(each)
                run.do(CorrelateMessage(subscription_id=each))
            else:
                run.timers.pop(each)
                run.do(FireTimer(timer_id=each))
            return
    element = run.definition.elements[element_id]
    if "conditional" in element.triggers and run.state == "running" and not _is_process_start(element):
        run.do(SetData(data={"clicked": element_id}))
        if run.state == "running":
            run.do(SetData(data={"clicked": ""}))
        return
    if "signal" in element.triggers and run.state == "running" and not _is_process_start(element):
        run.do(BroadcastSignal(name=run.definition.nodes[element_id].triggers[0].name))
        return
    run.do(Start(data={}, start_event=element_id))


def _is_process_start(element: Any) -> bool:
    return element.kind == "startEvent" and element.parent is None

"""What a draft holds and no case will do is said, thing by thing; steps of strange kinds stay in the flow."""

from __future__ import annotations

import pytest

from engine.bpmn import define
from engine.bpmn.reading import read
from engine.bpmn.reading.vocabulary import descendants, kind
from tests.bpmn.gate.sketch import sketch

AROUND = "start s\nend e\ns > x > e\n"
BESIDE = "start s\nuser a\nend e\ns > a > e\n"

IDLE = [
    ("event-without-trigger", "x", "catch x\n" + AROUND),
    ("event-without-trigger", "b", BESIDE + 'boundary b attachedToRef="a"'),
    ("trigger-out-of-place", "x", "throw x : <timerEventDefinition/>\n" + AROUND),
    ("trigger-out-of-place", "x", "catch x : <errorEventDefinition/>\n" + AROUND),
    ("trigger-out-of-place", "t", BESIDE + "start t : <errorEventDefinition/>"),
    ("trigger-out-of-place", "b", BESIDE + 'boundary b attachedToRef="a" : <terminateEventDefinition/>'),
    (
        "trigger-out-of-place",
        "x",
        '^ <errorEventDefinition id="d"/>\ncatch x : <eventDefinitionRef>d</eventDefinitionRef>\n' + AROUND,
    ),
    ("cancel-without-transaction", "b", BESIDE + 'boundary b attachedToRef="a" : <cancelEventDefinition/>'),
    ("link-without-partner", "t", BESIDE + 'throw t : <linkEventDefinition name="away"/>\na > t'),
    ("link-without-partner", "c", BESIDE + 'catch c : <linkEventDefinition name="home"/>\nc > e'),
    ("event-subprocess-never-starts", "w", BESIDE + 'sub w triggeredByEvent="true" {\nstart ws\n}'),
    ("event-subprocess-never-starts", "w", BESIDE + 'sub w triggeredByEvent="true" {\nuser b\n}'),
    ("event-gateway-target", "x_e", "evt x\n" + AROUND),
    ("script-count", "x", "script x\n" + AROUND),
    ("script-count", "x", "script x : <script>{a: 1}</script><script>{b: 1}</script>\n" + AROUND),
    (
        "two-loops",
        "x",
        "user x : <standardLoopCharacteristics/><multiInstanceLoopCharacteristics/>\n" + AROUND,
    ),
    (
        "import-without-effect",
        "file",
        '^ <import importType="x" location="t.xsd" namespace="urn:t"/>\n' + BESIDE,
    ),
    ("choreography-without-effect", "ch", '^ <choreography id="ch"/>\n' + BESIDE),
    (
        "message-flow-to-nothing",
        "mf",
        '^ <collaboration id="co"><messageFlow id="mf" sourceRef="a" targetRef="gone"/></collaboration>\n'
        + BESIDE,
    ),
]


@pytest.mark.parametrize(("rule", "element", "drawn"), IDLE)
def test_what_will_not_happen_is_said(rule: str, element: str, drawn: str) -> None:
    reading = read(sketch(drawn), file="p.bpmn")

    assert (rule, element) in {(each.rule, each.element_id) for each in reading.findings}
    assert all(each.message and each.message_zh for each in reading.findings)


def test_nothing_is_said_of_events_that_are_in_their_place() -> None:
    data = sketch("""
        start s : <signalEventDefinition/>
        user a
        boundary b attachedToRef="a" : <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>
        throw t : <linkEventDefinition name="l"/>
        catch c : <linkEventDefinition name="l"/>
        sub w triggeredByEvent="true" {
        start ws : <errorEventDefinition/>
        }
        end e : <terminateEventDefinition/>
        s > a > e
        b > t
        c > e
        """)

    assert read(data, file="p.bpmn").findings == ()


@pytest.mark.parametrize(
    ("drawn", "becomes"),
    [
        ('<implicitThrowEvent id="x"/>', "intermediateThrowEvent"),
        ('<event id="x"/>', "intermediateThrowEvent"),
        ('<gateway id="x"/>', "exclusiveGateway"),
        ('<choreographyTask id="x"><participantRef>p1</participantRef></choreographyTask>', "task"),
        ('<globalUserTask id="x"/>', "userTask"),
        ('<decisionTask id="x"/>', "task"),
        ('<zeebe:robot id="x"/>', "task"),
        ('<subChoreography id="x"><choreographyTask id="y"/></subChoreography>', "subProcess"),
    ],
)
def test_a_step_of_a_strange_kind_stays_in_the_flow(drawn: str, becomes: str) -> None:
    data = sketch(drawn + "\n" + AROUND)

    reading = read(data, file="p.bpmn")
    definition = define({"p.bpmn": data}, process_id="p", strict=False)

    assert [kind(each) for each in descendants(reading.tree, becomes) if each.get("id") == "x"] == [becomes]
    assert ("unknown-step", "x") in {(each.rule, each.element_id) for each in reading.findings}
    assert definition.elements["x"].incoming == ("s_x",)
    assert definition.elements["x"].outgoing == ("x_e",)


def test_a_call_by_name_finds_the_process_of_that_name() -> None:
    data = sketch(
        '^ <process id="child" name="Check it"><startEvent id="cs"/></process>\n'
        "<callActivity xmlns:drools=\"http://www.jboss.org/drools\" id='x' drools:calledElementByName='Check it'/>\n"
        + AROUND
    )

    definition = define({"p.bpmn": data}, process_id="p", strict=False)

    assert definition.elements["x"].called == "child"
    assert "call-by-name" in {each.rule for each in definition.findings}

"""More ways to break a constraint than the one in ``broken``: what it says → sketches that do not keep it.

The sentences are those of BPMN 2.0.2; the sketches look at each place where one of them applies.
"""

from __future__ import annotations

from tests.bpmn.gate.broken import ITEMS, SIMPLE, choreography, io, pools

AROUND = "start s\nend e\ns > {0} > e\n"
EVENT_DEFINITIONS = {
    name: f"<{name}EventDefinition{more}/>"
    for name, more in {
        "message": ' messageRef="m1"', "timer": "", "conditional": "", "signal": "", "escalation": "",
        "error": "", "compensate": "", "link": ' name="l"', "cancel": "", "terminate": "",
    }.items()
}  # fmt: skip
FORBIDDEN = {
    "start {0} : {1}\nend e\n{0} > e": ("escalation", "error", "compensate", "link", "cancel", "terminate"),
    "start s\nsub w {{\nstart {0} : {1}\nend we\n{0} > we\n}}\nend e\ns > w > e": tuple(EVENT_DEFINITIONS),
    "start s\ntransaction w {{\nstart {0} : {1}\nend we\n{0} > we\n}}\nend e\ns > w > e": ("message", "timer", "signal"),
    'sub w triggeredByEvent="true" {{\nstart {0} : {1}\nend we\n{0} > we\n}}\n' + SIMPLE: ("link", "cancel", "terminate"),
    "start s\ncatch {0} : {1}\nend e\ns > {0} > e": ("escalation", "error", "compensate", "cancel", "terminate"),
    "start s\nthrow {0} : {1}\nend e\ns > {0} > e": ("timer", "conditional", "error", "cancel", "terminate"),
    "start s\nend {0} : {1}\ns > {0}": ("timer", "conditional", "link"),
    'start s\nuser a\nboundary {0} attachedToRef="a" : {1}\nend e\ns > a > e\n{0} > e': ("link", "terminate"),
    'start s\nuser a\nboundary {0} attachedToRef="a" cancelActivity="false" : {1}\nend e\ns > a > e\n{0} > e': (
        "link", "terminate", "error", "cancel", "compensate",
    ),
}  # fmt: skip


def _misplaced() -> list[str]:
    return [
        where.format("x", EVENT_DEFINITIONS[name]) for where, names in FORBIDDEN.items() for name in names
    ]


def _referred() -> list[str]:
    return [
        "^ "
        + EVENT_DEFINITIONS[name].replace("Definition", 'Definition id="d"', 1)
        + "\n"
        + where.format("x", "<eventDefinitionRef>d</eventDefinitionRef>")
        for where, names in FORBIDDEN.items()
        for name in names
        if name != "compensate" or "boundary" not in where
    ]


_CHOREOGRAPHY_TASK = (
    '<choreographyTask id="ct" initiatingParticipantRef="pa"><participantRef>pa</participantRef>'
    "<participantRef>pb</participantRef><messageFlowRef>ab</messageFlowRef></choreographyTask>"
)
_BOTH = (
    '^ <interface id="if2" name="if2"><operation id="op2" name="op2"><inMessageRef>m1</inMessageRef>'
    "<outMessageRef>m2</outMessageRef></operation></interface>\n"
)
_TWO_IN = (
    '<ioSpecification><dataInput id="in" itemSubjectRef="i1"/><dataInput id="in2" itemSubjectRef="i1"/>'
    "<inputSet><dataInputRefs>in</dataInputRefs><dataInputRefs>in2</dataInputRefs></inputSet><outputSet/></ioSpecification>"
)
_TWO_OUT = (
    '<ioSpecification><dataOutput id="out" itemSubjectRef="i1"/><dataOutput id="out2" itemSubjectRef="i1"/>'
    "<inputSet/><outputSet><dataOutputRefs>out</dataOutputRefs><dataOutputRefs>out2</dataOutputRefs></outputSet></ioSpecification>"
)
_TWO_IN_SETS = (
    '<ioSpecification><dataInput id="in" itemSubjectRef="i1"/><inputSet><dataInputRefs>in</dataInputRefs></inputSet>'
    "<inputSet><dataInputRefs>in</dataInputRefs></inputSet><outputSet/></ioSpecification>"
)
_TWO_OUT_SETS = (
    '<ioSpecification><dataInput id="in" itemSubjectRef="i1"/><inputSet><dataInputRefs>in</dataInputRefs></inputSet>'
    "<outputSet/><outputSet/></ioSpecification>"
)
_LINKS = (
    'start s\nthrow t : <linkEventDefinition id="src" name="l">{0}</linkEventDefinition>\n'
    'catch c : <linkEventDefinition id="tgt" name="l">{1}</linkEventDefinition>\nend e\ns > t\nc > e\n'
)
_MULTI = "start s\nuser a : {0}\nend e\ns > a > e"
_CARDINALITY = '<loopCardinality xsi:type="tFormalExpression">3</loopCardinality>'

VARIANTS: dict[str, list[str]] = {
    "an id is given to what can be referred to": [
        "start s\nend e\n<userTask name='a'/>\ns > e",
        "start s\nend e\n<sequenceFlow sourceRef='s' targetRef='e'/>",
        '^ <message name="m"/>\n' + SIMPLE,
        '^ <collaboration id="co"><participant processRef="p"/></collaboration>\n' + SIMPLE,
    ],
    "an artifact is no end of a sequence flow": [
        f"start s\n{artifact}\nend e\n{flow}"
        for artifact in (
            '<textAnnotation id="t"/>',
            '<group id="t"/>',
            '<association id="t" sourceRef="s" targetRef="e"/>',
        )
        for flow in ("s > t", "t > e")
    ],
    "an artifact is no end of a message flow": [
        pools(f'<messageFlow id="mf" sourceRef="{ends[0]}" targetRef="{ends[1]}"/>') + SIMPLE + artifact
        for artifact in (
            '<textAnnotation id="t"/>',
            '<group id="t"/>',
            '<association id="t" sourceRef="s" targetRef="e"/>',
        )
        for ends in (("box", "t"), ("t", "box"))
    ],
    "an error or escalation that is thrown has a code": [
        '^ <error id="x" name="x"/>\nstart s\nend e : <errorEventDefinition errorRef="x"/>\ns > e',
        '^ <escalation id="x" name="x"/>\nstart s\nend e : <escalationEventDefinition escalationRef="x"/>\ns > e',
        (
            '^ <escalation id="x" name="x"/>\nstart s\nthrow t : <escalationEventDefinition escalationRef="x"/>\nend e\n'
            "s > t > e"
        ),
        "start s\nthrow t : <escalationEventDefinition/>\nend e\ns > t > e",
    ],
    "an expression of a process that runs is formal": [
        "start s\nadHocSubProcess w {\nuser a\n<completionCondition>done</completionCondition>\n}\nend e\ns > w > e",
        _MULTI.format(
            "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>"
        ),
        _MULTI.format(
            f"<multiInstanceLoopCharacteristics>{_CARDINALITY}<completionCondition>done</completionCondition>"
            "</multiInstanceLoopCharacteristics>"
        ),
        _MULTI.format(
            "<standardLoopCharacteristics><loopCondition>again</loopCondition></standardLoopCharacteristics>"
        ),
        "start s\nuser a\nuser b\ncomplex g : <activationCondition>two</activationCondition>\nend e\ns > a > g\ns > b > g > e",
        *(
            f"start s\ncatch c : <timerEventDefinition><{time}>P1D</{time}></timerEventDefinition>\nend e\ns > c > e"
            for time in ("timeDate", "timeDuration", "timeCycle")
        ),
        '<dataObject id="d"/>\nstart s\nuser a : '
        + io(inputs="in")
        + "<dataInputAssociation><targetRef>in</targetRef><assignment><from>x</from><to>y</to></assignment>"
        "</dataInputAssociation>\nend e\ns > a > e",
        (
            "start s\ncatch c : <conditionalEventDefinition><condition>it rains</condition></conditionalEventDefinition>\n"
            "end e\ns > c > e"
        ),
    ],
    "a formal expression has a body": [
        (
            "start s\nxor g\nend e\nend f\ns > g\n<sequenceFlow id='f1' sourceRef='g' targetRef='e'><conditionExpression "
            "xsi:type='tFormalExpression'/></sequenceFlow>\ng > f if x"
        ),
        '<dataObject id="d"/>\n<dataObjectReference id="r" dataObjectRef="d"/>\nstart s\nuser a : '
        + io(inputs="in")
        + "<dataInputAssociation><sourceRef>r</sourceRef><targetRef>in</targetRef><transformation/></dataInputAssociation>\n"
        "end e\ns > a > e",
        '^ <message id="m" name="m"/>\n^ <correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="m">'
        "<messagePath/></correlationPropertyRetrievalExpression></correlationProperty>\n" + SIMPLE,
        _MULTI.format(
            f'<multiInstanceLoopCharacteristics behavior="Complex">{_CARDINALITY}<complexBehaviorDefinition><condition/>'
            '<event id="ie"><signalEventDefinition/></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics>'
        ),
    ],
    "a gateway has the direction that it says": [
        'start s\nand g gatewayDirection="Converging"\nend e\nend f\ns > g > e\ng > f',
        'start s\nuser a\nuser b\nor g gatewayDirection="Diverging"\nend e\ns > a > g\ns > b > g > e',
        'start s\nuser a\nuser b\nand g gatewayDirection="Mixed"\nend e\ns > a > g\ns > b > g > e',
        'start s\nand g gatewayDirection="Mixed"\nend e\nend f\ns > g > e\ng > f',
    ],
    "a collection is typed as one": [
        ITEMS + '<dataObject id="d" itemSubjectRef="i1" isCollection="true"/>\n' + SIMPLE,
        ITEMS + SIMPLE + "user b : " + io(inputs="in", item="many"),
        ITEMS + SIMPLE + "user b : " + io(outputs="out", item="many"),
    ],
    "an event subprocess has no sequence flow": [
        'start s\nsub w triggeredByEvent="true" {\nstart ws : <signalEventDefinition/>\nend we\nws > we\n}\nend e\ns > e\nw > e',
    ],
    "what a sequence flow connects lists it": [
        (
            "start s : <outgoing>f</outgoing>\nuser a : <outgoing>g</outgoing>\nend e : <incoming>g</incoming>\n"
            '<sequenceFlow id="f" sourceRef="s" targetRef="a"/>\n<sequenceFlow id="g" sourceRef="a" targetRef="e"/>'
        ),
    ],
    "a conditional flow out of an activity has company": [
        f"start s\n{node}\nend e\ns > a\na > e if x"
        for node in ('call a calledElement="p"', "serviceTask a", "receiveTask a")
    ]
    + ["start s\nsub a {\nuser b\n}\nend e\ns > a\na > e if x"],
    "a choreography refers to no choreography": [
        choreography("").replace(
            '<choreography id="ch">', '<choreography id="ch2"><choreographyRef>ch</choreographyRef>'
        )
        + choreography("").replace('"pa"', '"qa"').replace('"pb"', '"qb"').replace('"pc"', '"qc"')
        + SIMPLE,
        choreography("")
        + '^ <globalConversation id="gc"><choreographyRef>ch</choreographyRef></globalConversation>\n'
        + SIMPLE,
    ],
    "a number of participants is possible": [
        f'^ <collaboration id="co"><participant id="pool" processRef="p"><participantMultiplicity {numbers}/></participant>'
        "</collaboration>\n" + SIMPLE
        for numbers in ('minimum="-1"', 'maximum="0"', 'minimum="2"', 'minimum="3" maximum="2"')
    ],
    "a message flow connects different pools": [
        pools(f'<messageFlow id="mf" sourceRef="{source}" targetRef="{target}"/>')
        + "start s\nuser a\nuser b\nend e\ns > a > b > e"
        for source, target in (("pool", "pool"), ("a", "a"), ("a", "b"), ("pool", "a"), ("a", "pool"))
    ],
    "a global conversation contains no other thing": [
        f'^ <globalConversation id="gc"><participant id="x"/><participant id="y"/>{inner}</globalConversation>\n'
        + SIMPLE
        for inner in (
            '<textAnnotation id="ta"/>',
            '<association id="as" sourceRef="x" targetRef="y"/>',
            (
                "<participantAssociation><innerParticipantRef>x</innerParticipantRef><outerParticipantRef>y"
                "</outerParticipantRef></participantAssociation>"
            ),
        )
    ],
    "a collaboration is as closed as its choreography": [
        choreography("").replace('<choreography id="ch"', '<choreography id="ch" isClosed="true"')
        + '^ <collaboration id="co" isClosed="false"><participant id="pool" processRef="p"/>'
        "<choreographyRef>ch</choreographyRef></collaboration>\n" + SIMPLE,
    ],
    "a process contains no choreography": [
        f"start s\n{scope}\nend e\ns > w > e"
        for scope in (
            f"sub w {{\n{_CHOREOGRAPHY_TASK}\n}}",
            f"transaction w {{\n{_CHOREOGRAPHY_TASK}\n}}",
            f"adHocSubProcess w {{\nuser a\n{_CHOREOGRAPHY_TASK}\n}}",
            f"user w\n{_CHOREOGRAPHY_TASK}",
        )
    ],
    "a quantity is at least one": [
        f'start s\n{kind} a {name}="{value}"\nend e\ns > a > e'
        for kind in ("user", "call")
        for name in ("startQuantity", "completionQuantity")
        for value in ("0", "-1")
    ],
    "a service task has the data of its operation": [
        ITEMS + SIMPLE.replace("user a", f'serviceTask a operationRef="op1"{data and f" : {data}"}')
        for data in ("", _TWO_IN_SETS, _TWO_OUT_SETS, io(inputs="in"), io(inputs="in", item="i2"))
    ]
    + [
        ITEMS
        + _BOTH
        + SIMPLE.replace("user a", f'serviceTask a operationRef="op2" : {io(inputs="in", item="i1")}')
    ],
    "a send task has the data of its message": [
        ITEMS + SIMPLE.replace("user a", f'sendTask a messageRef="m1" : {data}')
        for data in (_TWO_IN_SETS, _TWO_IN, io(inputs="in"), io(inputs="in", item="i2"))
    ],
    "a receive task has the data of its message": [
        ITEMS + SIMPLE.replace("user a", f'receiveTask a messageRef="m1" : {data}')
        for data in (_TWO_OUT, io(outputs="out"), io(outputs="out", item="i2"))
    ],
    "a trigger is allowed where it stands": _misplaced(),
    "a trigger is allowed where it is referred to": _referred(),
    "a called element takes and gives the same data": [
        ITEMS
        + f'start s\ncall c calledElement="q"{own and f" : {own}"}\nend e\ns > c > e\n^ <process id="q">{other}<task id="qt"/></process>'
        for own, other in (
            (io(inputs="in", item="i1"), io(inputs="in2", item="i2")),
            (io(outputs="o", item="i1"), io(outputs="o2", item="i2")),
            (io(inputs="in", item="i1"), ""),
            ("", io(inputs="in", item="i1")),
        )
    ],
    "what offers an interface binds it": [
        ITEMS
        + f'^ <globalTask id="gt"><supportedInterfaceRef>if1</supportedInterfaceRef>{io(inputs="in", item="i1")}</globalTask>\n'
        + SIMPLE,
    ],
    "a multi-instance has one number and its data": [
        _MULTI.format('<multiInstanceLoopCharacteristics isSequential="true"/>'),
        _MULTI.format(
            f'<multiInstanceLoopCharacteristics behavior="None">{_CARDINALITY}</multiInstanceLoopCharacteristics>'
        ),
        _MULTI.format(
            f'<multiInstanceLoopCharacteristics behavior="Complex">{_CARDINALITY}</multiInstanceLoopCharacteristics>'
        ),
        _MULTI.format(
            f'<multiInstanceLoopCharacteristics oneBehaviorEventRef="sd">{_CARDINALITY}</multiInstanceLoopCharacteristics>'
        )
        + '\n^ <signalEventDefinition id="sd"/>',
    ],
    "an item of a multi-instance has the type of its collection": [
        ITEMS
        + _MULTI.format(
            io(outputs="out", item="many") + f"<multiInstanceLoopCharacteristics>{_CARDINALITY}"
            '<loopDataOutputRef>out</loopDataOutputRef><outputDataItem id="each" itemSubjectRef="i2"/></multiInstanceLoopCharacteristics>'
        ),
    ],
    "a data object reference is called after its object and state": [
        '<dataObject id="d" name="Form"/>\n<dataObjectReference id="r" dataObjectRef="d" name="Paper"/>\n'
        + SIMPLE,
        '<dataObject id="d" name="Form"/>\n<dataObjectReference id="r" dataObjectRef="d" name="Form"><dataState '
        'name="filled in"/></dataObjectReference>\n' + SIMPLE,
        '<dataObject id="d" name="Form"/>\n<dataObjectReference id="r" dataObjectRef="d" name="Form [empty]"><dataState '
        'name="filled in"/></dataObjectReference>\n' + SIMPLE,
        '<dataObject id="d" name="Form"/>\n<dataObjectReference id="r" dataObjectRef="d" name="Paper [filled in]"><dataState '
        'name="filled in"/></dataObjectReference>\n' + SIMPLE,
    ],
    "sets are mutual and name their own": [
        'user a : <ioSpecification><inputSet id="is"/><outputSet id="os"><inputSetRefs>is</inputSetRefs></outputSet></ioSpecification>',
        (
            'user a : <ioSpecification><dataInput id="in"/><inputSet id="is"><dataInputRefs>in</dataInputRefs><outputSetRefs>is'
            '</outputSetRefs></inputSet><outputSet id="os"/></ioSpecification>'
        ),
        (
            'user a : <ioSpecification><dataOutput id="out"/><inputSet/><outputSet><dataOutputRefs>out</dataOutputRefs>'
            "<whileExecutingOutputRefs>gone</whileExecutingOutputRefs></outputSet></ioSpecification>"
        ),
    ],
    "an event has as many data as triggers": [
        ITEMS + f'start s\n{node} x : {data}<messageEventDefinition messageRef="m1"/>\nend e\ns > x > e'
        for node, data in (
            (
                "throw",
                (
                    '<dataInput id="a1" itemSubjectRef="i1"/><dataInput id="a2" itemSubjectRef="i1"/><inputSet><dataInputRefs>a1'
                    "</dataInputRefs><dataInputRefs>a2</dataInputRefs></inputSet>"
                ),
            ),
            (
                "catch",
                (
                    '<dataOutput id="a1" itemSubjectRef="i1"/><dataOutput id="a2" itemSubjectRef="i1"/><outputSet><dataOutputRefs>a1'
                    "</dataOutputRefs><dataOutputRefs>a2</dataOutputRefs></outputSet>"
                ),
            ),
        )
    ],
    "links name each other": [
        _LINKS.format("<target>tgt</target>", ""),
        _LINKS.format("", "<source>src</source>"),
        _LINKS.format("<target>tgt</target>", "<source>tgt</source>"),
        _LINKS.format("<target>src</target>", "<source>src</source>"),
    ],
    "a message event of a process that runs has a message": [
        f"start s\n{node} : <messageEventDefinition/>\nend e\ns > x > e" for node in ("throw x", "catch x")
    ]
    + ["start s : <messageEventDefinition/>\nend e\ns > e"],
    "a message event of a process that runs has an operation": [
        ITEMS + f'start s\n{node} : <messageEventDefinition messageRef="m1"/>\nend e\ns > x > e'
        for node in ("throw x", "catch x")
    ]
    + [
        ITEMS + 'start s : <messageEventDefinition messageRef="m1"/>\nend e\ns > e',
        ITEMS + 'start s\nend e : <messageEventDefinition messageRef="m1"/>\ns > e',
        ITEMS
        + 'start s\nuser a\nboundary b attachedToRef="a" : <messageEventDefinition messageRef="m1"/>\nend e\ns > a > e\nb > e',
    ],
    "a message flow sends and receives": [
        pools(f'<messageFlow id="mf" sourceRef="{ends[0]}" targetRef="{ends[1]}"/>') + ITEMS + diagram
        for ends, diagram in (
            (("s", "box"), SIMPLE),
            (("box", "e"), SIMPLE),
            (("e", "box"), SIMPLE),
            (("box", "s"), SIMPLE),
            (("box", "t"), 'start s\nthrow t : <messageEventDefinition messageRef="m1"/>\nend e\ns > t > e'),
            (("c", "box"), 'start s\ncatch c : <messageEventDefinition messageRef="m1"/>\nend e\ns > c > e'),
            (("g", "box"), "start s\nxor g\nend e\nend f\ns > g > e\ng > f if x"),
        )
    ],
    "with a start event comes an end event in the same scope": [
        "start s\nsub w {\nstart ws\nuser a\nws > a\n}\nend e\ns > w > e",
        "start s\nsub w {\nuser a\nend we\na > we\n}\nend e\ns > w > e",
    ],
    "a cancel end event lies in a transaction": [
        "start s\nend e : <cancelEventDefinition/>\ns > e",
        "start s\nsub w {\nstart ws\nend we : <cancelEventDefinition/>\nws > we\n}\nend e\ns > w > e",
    ],
    "every node is connected": [
        f"start s\nend e\ns > e\n{node} x{attributes}"
        for node, attributes in (
            ("user", ""),
            ("sub", " {\n}"),
            ("xor", ""),
            ("and", ""),
            ("evt", ""),
            ("complex", ""),
            ("or", ""),
            ("call", ' calledElement="p"'),
            ("throw", ""),
            ("transaction", " {\n}"),
            ("task", ""),
        )
    ],
    "an event-based gateway leads to what waits": [
        "start s\nevt g\ncatch c : <signalEventDefinition/>\n" + node + "\nend e\ns > g > c > e\ng > x > e"
        for node in (
            "serviceTask x",
            "throw x : <signalEventDefinition/>",
            "end x",
            "xor x",
            'catch x : <linkEventDefinition name="l"/>',
        )
    ]
    + [
        (
            "start s\nevt g\ncatch c : <signalEventDefinition/>\ncatch d : <signalEventDefinition/>\nend e\ns > g > c > e\n"
            "g > d if x\nd > e"
        ),
    ],
    "a time is a time": [
        f'start s\ncatch c : <timerEventDefinition><{kind} xsi:type="tFormalExpression">{value}</{kind}></timerEventDefinition>\n'
        "end e\ns > c > e"
        for kind, value in (
            ("timeDate", "INVALID"),
            ("timeDate", "2011-13-45"),
            ("timeCycle", "INVALID"),
            ("timeCycle", "R/never"),
            ("timeDuration", "INVALID"),
            ("timeDuration", "10 minutes"),
            ("timeDuration", "PT"),
        )
    ],
    "an address is an address": [
        'user a : <documentation textFormat="nonsense">x</documentation>',
        'serviceTask a implementation="%"',
    ],
    "a process is called by its none start": [
        ITEMS
        + 'start s\ncall c calledElement="q"\nend e\ns > c > e\n^ <process id="q"><startEvent id="qs"><timerEventDefinition/>'
        "</startEvent></process>",
        ITEMS
        + '^ <signalEventDefinition id="sd"/>\nstart s\ncall c calledElement="q"\nend e\ns > c > e\n^ <process id="q">'
        '<startEvent id="qs"><eventDefinitionRef>sd</eventDefinitionRef></startEvent></process>',
    ],
    "a definition that an event owns is its own": [
        (
            "start s\nthrow t : <eventDefinitionRef>d</eventDefinitionRef>\n"
            'end e : <signalEventDefinition id="d"/>\ns > t > e'
        ),
        'start s\nthrow t : <signalEventDefinition id="d"/>\nend e : <eventDefinitionRef>d</eventDefinitionRef>\ns > t > e',
    ],
}

RULES: dict[str, tuple[str, ...]] = {
    "an id is given to what can be referred to": ("missing-id",),
    "an artifact is no end of a sequence flow": ("reference-of-wrong-kind",),
    "an artifact is no end of a message flow": ("reference-of-wrong-kind",),
    "an error or escalation that is thrown has a code": ("code-missing",),
    "an expression of a process that runs is formal": ("expression-not-formal",),
    "a formal expression has a body": ("empty-expression",),
    "a gateway has the direction that it says": ("gateway-direction",),
    "a collection is typed as one": ("collection-disagrees",),
    "an event subprocess has no sequence flow": ("event-subprocess-connected",),
    "what a sequence flow connects lists it": ("flow-lists-disagree",),
    "a conditional flow out of an activity has company": ("lonely-conditional-flow",),
    "a choreography refers to no choreography": ("choreography-of-choreography",),
    "a number of participants is possible": ("participant-multiplicity",),
    "a message flow connects different pools": ("message-flow-within-pool",),
    "a global conversation contains no other thing": ("global-conversation-contents",),
    "a collaboration is as closed as its choreography": ("closed-disagrees",),
    "a process contains no choreography": ("choreography-in-process",),
    "a quantity is at least one": ("quantity-below-one",),
    "a service task has the data of its operation": ("task-data-of-operation",),
    "a send task has the data of its message": ("task-data-of-operation",),
    "a receive task has the data of its message": ("task-data-of-operation",),
    "a trigger is allowed where it stands": (
        "trigger-not-allowed",
        "must-interrupt",
        "compensation-boundary-with-flow",
    ),
    "a trigger is allowed where it is referred to": ("trigger-not-allowed", "must-interrupt"),
    "a called element takes and gives the same data": ("call-data-differs",),
    "what offers an interface binds it": ("interface-not-bound",),
    "a multi-instance has one number and its data": (
        "multi-instance-behaviour",
        "multi-instance-without-number",
    ),
    "an item of a multi-instance has the type of its collection": ("multi-instance-item-type",),
    "a data object reference is called after its object and state": ("data-reference-name",),
    "sets are mutual and name their own": ("sets-not-mutual", "set-option-not-in-set"),
    "an event has as many data as triggers": ("event-data",),
    "links name each other": ("link-not-mutual",),
    "a message event of a process that runs has a message": ("message-missing",),
    "a message event of a process that runs has an operation": ("operation-missing",),
    "a message flow sends and receives": ("message-flow-end", "message-flow-without-message-event"),
    "with a start event comes an end event in the same scope": ("no-end-event", "no-start-event"),
    "a cancel end event lies in a transaction": ("cancel-needs-transaction",),
    "every node is connected": ("no-incoming-flow",),
    "an event-based gateway leads to what waits": ("event-gateway-target", "condition-not-allowed"),
    "a time is a time": ("invalid-time",),
    "an address is an address": ("invalid-media-type", "invalid-uri"),
    "a process is called by its none start": ("called-process-needs-none-start",),
    "a definition that an event owns is its own": ("event-definition-not-reusable",),
}
"""Which rules may say so."""

"""For each constraint of the standard a diagram that breaks it: rule → sketch (see ``sketch``)."""

from __future__ import annotations

IO = "<ioSpecification>{data}<inputSet>{ins}</inputSet><outputSet>{outs}</outputSet></ioSpecification>"


def io(*, inputs: str = "", outputs: str = "", item: str = "") -> str:
    """An ioSpecification with one input or output of these ids."""
    kind = f' itemSubjectRef="{item}"' if item else ""
    return IO.format(
        data=(f'<dataInput id="{inputs}"{kind}/>' if inputs else "")
        + (f'<dataOutput id="{outputs}"{kind}/>' if outputs else ""),
        ins=f"<dataInputRefs>{inputs}</dataInputRefs>" if inputs else "",
        outs=f"<dataOutputRefs>{outputs}</dataOutputRefs>" if outputs else "",
    )


ITEMS = """
^ <itemDefinition id="i1" structureRef="text"/>
^ <itemDefinition id="i2" structureRef="number"/>
^ <itemDefinition id="many" structureRef="text" isCollection="true"/>
^ <message id="m1" name="m1" itemRef="i1"/>
^ <message id="m2" name="m2" itemRef="i2"/>
^ <interface id="if1" name="if1"><operation id="op1" name="op1"><inMessageRef>m1</inMessageRef></operation></interface>
"""
CHOREOGRAPHY = """
^ <choreography id="ch"><participant id="pa"/><participant id="pb"/><participant id="pc"/>{inner}</choreography>
"""
AB = "<participantRef>pa</participantRef><participantRef>pb</participantRef>"
BC = "<participantRef>pb</participantRef><participantRef>pc</participantRef>"
FLOWS = (
    '<messageFlow id="ab" sourceRef="pa" targetRef="pb"/><messageFlow id="ba" sourceRef="pb" targetRef="pa"/>'
    '<messageFlow id="bc" sourceRef="pb" targetRef="pc"/>'
)


def choreography(inner: str) -> str:
    return CHOREOGRAPHY.format(inner=FLOWS + inner)


def pools(inner: str) -> str:
    return f'^ <collaboration id="co"><participant id="pool" processRef="p"/><participant id="box"/>{inner}</collaboration>\n'


SIMPLE = "start s\nuser a\nend e\ns > a > e\n"

BROKEN: dict[str, str] = {
    # identity
    "duplicate-id": "start s\nuser a\nend a\ns > a",
    "missing-id": "start s\nend e\n<sequenceFlow sourceRef='s' targetRef='e'/>",
    "unresolved-reference": SIMPLE + "<association id='x' sourceRef='a' targetRef='gone'/>",
    "reference-of-wrong-kind": "start s\n<textAnnotation id='t'/>\ns > t",
    "called-element-not-callable": SIMPLE + "call c calledElement='a'".replace("'", '"'),
    "unknown-process": SIMPLE + 'call c calledElement="elsewhere"',
    "import-missing": '^ <import importType="http://www.w3.org/2001/XMLSchema" location="t.xsd" namespace="urn:t"/>\n'
    + SIMPLE,
    "extension-not-understood": '^ <extension mustUnderstand="true" definition="x"/>\n' + SIMPLE,
    "shape-without-element": SIMPLE
    + '^ <bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p"><bpmndi:BPMNShape id="sh" bpmnElement="s_a"/>'
    "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>",
    # uris
    "invalid-uri": 'start s\nsub t method="%$!" {\n}\n'.replace("sub t", "transaction t"),
    "transaction-method": 'transaction t method="elsewhere" {\n}\n',
    "invalid-media-type": 'script a scriptFormat="feel" : <script>{a: 1}</script>',
    "script-format-missing": "script a : <script>{a: 1}</script>",
    # expressions
    "expression-not-formal": 'start s\nuser a\nuser b\nend e\ns > a\na > e\n<sequenceFlow id="f" sourceRef="a" '
    'targetRef="b"><conditionExpression>x</conditionExpression></sequenceFlow>\nb > e',
    "empty-expression": "start s\ncatch c : <conditionalEventDefinition><condition/></conditionalEventDefinition>\n"
    "end e\ns > c > e",
    "timer-without-one-time": "start s\ncatch c : <timerEventDefinition/>\nend e\ns > c > e",
    "invalid-time": "start s\ncatch c : <timerEventDefinition><timeDuration xsi:type='tFormalExpression'>P1X"
    "</timeDuration></timerEventDefinition>\nend e\ns > c > e",
    # sequence flows
    "flow-crosses-pool": SIMPLE + '^ <process id="q"><endEvent id="f"/></process>\na > f',
    "flow-crosses-subprocess": "start s\nsub w {\nuser a\n}\nend e\ns > w > e\na > e",
    "flow-outside-its-scope": 'start s\nsub w {\nuser a\nuser b\n}\ns > w\n<sequenceFlow id="f" sourceRef="a" targetRef="b"/>',
    "condition-not-allowed": "start s\nand g\nuser a\nuser b\ns > g\ng > a if x\ng > b",
    "lonely-conditional-flow": "start s\nuser a\nend e\ns > a\na > e if x",
    "default-flow-of-another": 'start s\nxor g default="s_g"\nuser a\nuser b\ns > g\ng > a if x\ng > b if y',
    "default-flow-with-condition": 'start s\nxor g default="g_a"\nuser a\nuser b\ns > g\ng > a if x\ng > b if y',
    "flow-lists-disagree": "start s : <outgoing>s_a</outgoing>\nuser a\nend e\ns > a > e",
    "no-incoming-flow": SIMPLE + "user b\nb > e",
    "no-outgoing-flow": SIMPLE + "user b\na > b",
    "no-start-event": "user a\nend e\na > e",
    "no-end-event": "start s\nuser a\ns > a",
    "flow-not-immediate": 'start s\nuser a\n<sequenceFlow id="f" sourceRef="s" targetRef="a" isImmediate="false"/>',
    # gateways
    "gateway-without-purpose": "start s\nxor g\nend e\ns > g > e",
    "gateway-direction": 'start s\nxor g gatewayDirection="Converging"\nend e\nend f\ns > g\ng > e if x\ng > f else',
    "event-gateway-without-choice": "start s\nevt g\ncatch c : <signalEventDefinition/>\nend e\ns > g > c > e",
    "event-gateway-target": "start s\nevt g\nuser a\ncatch c : <signalEventDefinition/>\nend e\ns > g > c > e\ng > a > e",
    "event-gateway-target-with-boundary": "start s\nevt g\nreceiveTask r\ncatch c : <signalEventDefinition/>\n"
    'boundary b attachedToRef="r" : <errorEventDefinition/>\nend e\ns > g > c > e\ng > r > e\nb > e',
    "event-gateway-target-shared": "start s\nevt g\ncatch c : <signalEventDefinition/>\ncatch d : <signalEventDefinition/>\n"
    "user a\nend e\ns > g > c > e\ng > d > e\ns > a > c",
    "event-gateway-mixes-messages": "start s\nevt g\nreceiveTask r\ncatch c : <messageEventDefinition/>\nend e\n"
    "s > g > c > e\ng > r > e",
    "instantiating-gateway-has-incoming": 'start s\nevt g instantiate="true"\ncatch c : <signalEventDefinition/>\n'
    "catch d : <signalEventDefinition/>\ns > g > c\ng > d",
    "parallel-event-gateway-inside": 'start s\nevt g eventGatewayType="Parallel"\ncatch c : <signalEventDefinition/>\n'
    "catch d : <signalEventDefinition/>\ns > g > c\ng > d",
    "parallel-event-gateway-target": 'evt g eventGatewayType="Parallel" instantiate="true"\n'
    "catch c : <signalEventDefinition/>\ncatch d : <messageEventDefinition/>\ng > c\ng > d",
    # events
    "event-without-trigger": "start s\ncatch c\nend e\ns > c > e",
    "trigger-not-allowed": "start s\ncatch c : <compensateEventDefinition/>\nend e\ns > c > e",
    "trigger-must-be-alone": "start s\nend e : <terminateEventDefinition/><signalEventDefinition/>\ns > e",
    "event-definition-not-reusable": "start s : <eventDefinitionRef>d</eventDefinitionRef>\n"
    'end e : <signalEventDefinition id="d"/>\ns > e',
    "flow-into-start": "start s\nuser a\nend e\ns > a > e\na > s",
    "start-goes-nowhere": "start s\nuser a\nend e\na > e",
    "flow-out-of-end": "start s\nend e\nuser a\ns > e > a",
    "end-never-reached": "start s\nuser a\nend e\ns > a",
    "link-connected": 'start s\nthrow t : <linkEventDefinition name="l"/>\ncatch c : <linkEventDefinition name="l"/>\n'
    "end e\ns > t\ns > c > e",
    "link-without-source": 'start s\ncatch c : <linkEventDefinition name="l"/>\nend e\ns > e\nc > e',
    "link-without-target": 'start s\nthrow t : <linkEventDefinition name="l"/>\ns > t',
    "link-with-two-targets": 'start s\nthrow t : <linkEventDefinition name="l"/>\ncatch c : <linkEventDefinition name="l"/>\n'
    'catch d : <linkEventDefinition name="l"/>\nend e\ns > t\nc > e\nd > e',
    "link-reference": 'start s\nthrow t : <linkEventDefinition id="x" name="l"><source>y</source></linkEventDefinition>\n'
    'catch c : <linkEventDefinition id="y" name="l"/>\nend e\ns > t\nc > e',
    "link-not-mutual": 'start s\nthrow t : <linkEventDefinition id="x" name="l"><target>y</target></linkEventDefinition>\n'
    'catch c : <linkEventDefinition id="y" name="l"/>\nend e\ns > t\nc > e',
    "intermediate-without-incoming": "user a\nthrow t\nt > a",
    "intermediate-without-outgoing": "user a\nthrow t\na > t",
    "flow-into-boundary": 'start s\nuser a\nboundary b attachedToRef="a" : <signalEventDefinition/>\nend e\n'
    "s > a > e\ns > b > e",
    "compensation-boundary-with-flow": 'start s\nuser a\nboundary b attachedToRef="a" : <compensateEventDefinition/>\n'
    "end e\ns > a > e\nb > e",
    "boundary-goes-nowhere": 'start s\nuser a\nboundary b attachedToRef="a" : <signalEventDefinition/>\nend e\ns > a > e',
    "boundary-in-other-scope": 'start s\nsub w {\nuser a\n}\nboundary b attachedToRef="a" : <signalEventDefinition/>\n'
    "end e\ns > w > e\nb > e",
    "cancel-needs-transaction": 'start s\nuser a\nboundary b attachedToRef="a" : <cancelEventDefinition/>\nend e\n'
    "s > a > e\nb > e",
    "must-interrupt": 'start s\nuser a\nboundary b attachedToRef="a" cancelActivity="false" : <errorEventDefinition/>\n'
    "end e\ns > a > e\nb > e",
    "event-subprocess-connected": 'start s\nsub w triggeredByEvent="true" {\nstart ws : <signalEventDefinition/>\n}\ns > w',
    "event-subprocess-starts": 'start s\nsub w triggeredByEvent="true" {\nuser a\n}\n',
    "event-subprocess-with-boundary": 'sub w triggeredByEvent="true" {\nstart ws : <signalEventDefinition/>\n}\n'
    'boundary b attachedToRef="w" : <signalEventDefinition/>\nend e\nb > e',
    "code-missing": "start s\nend e : <errorEventDefinition/>\ns > e",
    "message-missing": "start s\nend e : <messageEventDefinition/>\ns > e",
    "operation-missing": ITEMS + 'start s : <messageEventDefinition messageRef="m1"/>\nend e\ns > e',
    "signal-missing": "start s\nend e : <signalEventDefinition/>\ns > e",
    # activities
    "quantity-below-one": 'start s\nuser a startQuantity="0"\nend e\ns > a > e',
    "two-loops": "start s\nuser a : <standardLoopCharacteristics/><multiInstanceLoopCharacteristics/>\nend e\ns > a > e",
    "multi-instance-without-number": "start s\nuser a : <multiInstanceLoopCharacteristics/>\nend e\ns > a > e",
    "multi-instance-with-two-numbers": "start s\nuser a : "
    + io(inputs="in")
    + '<multiInstanceLoopCharacteristics><loopCardinality xsi:type="tFormalExpression">3</loopCardinality>'
    "<loopDataInputRef>in</loopDataInputRef></multiInstanceLoopCharacteristics>\nend e\ns > a > e",
    "multi-instance-data": "start s\nuser b : "
    + io(inputs="in")
    + "\nuser a : <multiInstanceLoopCharacteristics><loopDataInputRef>in</loopDataInputRef>"
    "</multiInstanceLoopCharacteristics>\nend e\ns > b > a > e",
    "multi-instance-item-type": ITEMS
    + "start s\nuser a : "
    + io(inputs="in", item="many")
    + "<multiInstanceLoopCharacteristics><loopDataInputRef>in</loopDataInputRef>"
    '<inputDataItem id="each" itemSubjectRef="i2"/></multiInstanceLoopCharacteristics>\nend e\ns > a > e',
    "multi-instance-item-without-collection": ITEMS
    + 'start s\nuser a : <multiInstanceLoopCharacteristics><loopCardinality xsi:type="tFormalExpression">3'
    '</loopCardinality><inputDataItem id="each" itemSubjectRef="i2"/></multiInstanceLoopCharacteristics>\nend e\ns > a > e',
    "multi-instance-behaviour": 'start s\nuser a : <multiInstanceLoopCharacteristics behavior="One"/>\nend e\ns > a > e',
    "not-in-ad-hoc": "start s\nadHocSubProcess w {\nstart ws\nuser a\n}\nend e\ns > w > e",
    "ad-hoc-empty": "start s\nadHocSubProcess w {\n}\nend e\ns > w > e",
    "called-process-needs-none-start": 'start s\ncall c calledElement="q"\nend e\ns > c > e\n'
    '^ <process id="q"><startEvent id="qs"><signalEventDefinition/></startEvent></process>',
    "choreography-in-process": '<choreographyTask id="ct" initiatingParticipantRef="x"><participantRef>x</participantRef>'
    "<participantRef>y</participantRef></choreographyTask>",
    "resource-said-twice": '^ <resource id="r" name="r"/>\nuser a : <performer id="pe"><resourceRef>r</resourceRef>'
    "<resourceAssignmentExpression><formalExpression>x</formalExpression></resourceAssignmentExpression></performer>",
    "resource-bindings-without-resource": '^ <resource id="r" name="r"><resourceParameter id="rp"/></resource>\n'
    'user a : <performer id="pe"><resourceParameterBinding parameterRef="rp"><formalExpression>x</formalExpression>'
    "</resourceParameterBinding></performer>",
    "resource-parameter-of-another": '^ <resource id="r" name="r"/>\n^ <resource id="q" name="q"><resourceParameter id="qp"/>'
    '</resource>\nuser a : <performer id="pe"><resourceRef>r</resourceRef><resourceParameterBinding parameterRef="qp">'
    "<formalExpression>x</formalExpression></resourceParameterBinding></performer>",
    "instantiating-receive-has-incoming": 'start s\nreceiveTask r instantiate="true"\nend e\ns > r > e',
    "call-without-target": "start s\ncall c\nend e\ns > c > e",
    "compensation-without-handler": 'start s\nuser a\nboundary b attachedToRef="a" : <compensateEventDefinition/>\n'
    "end e\ns > a > e",
    "handler-not-for-compensation": 'start s\nuser a\nboundary b attachedToRef="a" : <compensateEventDefinition/>\n'
    'user h\n<association id="as" sourceRef="b" targetRef="h"/>\nend e\ns > a > e',
    "handler-without-event": 'start s\nend e\ns > e\nuser h isForCompensation="true"',
    "compensation-association-undirected": 'start s\nuser a\nboundary b attachedToRef="a" : <compensateEventDefinition/>\n'
    'user h isForCompensation="true"\n<association id="as" sourceRef="b" targetRef="h"/>\nend e\ns > a > e',
    "multi-instance-not-a-collection": ITEMS
    + '<dataObject id="d" itemSubjectRef="i1" isCollection="false"/>\nsub w : '
    "<multiInstanceLoopCharacteristics><loopDataInputRef>d</loopDataInputRef></multiInstanceLoopCharacteristics>",
    "compensation-caught-by-name": 'start s\nuser a\nboundary b attachedToRef="a" : <compensateEventDefinition activityRef="a"/>\n'
    'user h isForCompensation="true"\n<association id="as" associationDirection="One" sourceRef="b" targetRef="h"/>\n'
    "end e\ns > a > e",
    "compensation-handler-in-flow": 'start s\nuser a isForCompensation="true"\nend e\ns > a > e',
    "compensation-of-another-scope": "start s\nsub w {\nuser a\n}\n"
    'throw t : <compensateEventDefinition activityRef="a"/>\nend e\ns > w > t > e',
    # data
    "data-reference-with-type": ITEMS
    + '<dataObject id="d"/>\n<dataObjectReference id="r" dataObjectRef="d" itemSubjectRef="i1"/>',
    "data-reference-to-nothing": '<dataObjectReference id="r"/>',
    "data-reference-name": '<dataObject id="d" name="Form"/>\n<dataObjectReference id="r" dataObjectRef="d" name="Form">'
    '<dataState name="filled in"/></dataObjectReference>',
    "data-object-with-state": '<dataObject id="d"><dataState name="new"/></dataObject>',
    "collection-disagrees": ITEMS + '<dataObject id="d" itemSubjectRef="many"/>',
    "subprocess-with-data-inputs": "sub w {\n" + io(inputs="in") + "\n}\n",
    "data-in-no-set": 'user a : <ioSpecification><dataInput id="in"/><inputSet/><outputSet/></ioSpecification>',
    "set-names-foreign-data": "user b : "
    + io(inputs="in")
    + "\nuser a : <ioSpecification><inputSet><dataInputRefs>in</dataInputRefs></inputSet><outputSet/></ioSpecification>",
    "set-option-not-in-set": 'user a : <ioSpecification><dataInput id="in"/><dataInput id="opt"/><inputSet>'
    "<dataInputRefs>in</dataInputRefs><optionalInputRefs>opt</optionalInputRefs></inputSet><outputSet/></ioSpecification>",
    "sets-not-mutual": 'user a : <ioSpecification><inputSet id="is"><outputSetRefs>os</outputSetRefs></inputSet>'
    '<outputSet id="os"/></ioSpecification>',
    "association-of-another": "user b : "
    + io(inputs="in")
    + '\n<dataObject id="d"/>\n<dataObjectReference id="r" dataObjectRef="d"/>\nuser a : <dataInputAssociation>'
    "<sourceRef>r</sourceRef><targetRef>in</targetRef></dataInputAssociation>",
    "process-input-as-target": io(inputs="pin")
    + "\nuser a : "
    + io(outputs="out")
    + "<dataOutputAssociation><sourceRef>out</sourceRef><targetRef>pin</targetRef></dataOutputAssociation>",
    "process-output-as-source": io(outputs="pout")
    + "\nuser a : "
    + io(inputs="in")
    + "<dataInputAssociation><sourceRef>pout</sourceRef><targetRef>in</targetRef></dataInputAssociation>",
    "association-with-two-sources": '<dataObject id="d"/>\n<dataObjectReference id="r" dataObjectRef="d"/>\nuser a : '
    + io(inputs="in")
    + "<dataInputAssociation><sourceRef>r</sourceRef><sourceRef>d</sourceRef><targetRef>in</targetRef>"
    "</dataInputAssociation>",
    "association-types-differ": ITEMS
    + '<dataObject id="d" itemSubjectRef="i2"/>\n<dataObjectReference id="r" dataObjectRef="d"/>\nuser a : '
    + io(inputs="in", item="i1")
    + "<dataInputAssociation><sourceRef>r</sourceRef><targetRef>in</targetRef></dataInputAssociation>",
    "event-data": ITEMS
    + 'start s\nend e : <dataInput id="in" itemSubjectRef="i2"/><inputSet><dataInputRefs>in</dataInputRefs></inputSet>'
    '<messageEventDefinition messageRef="m1"/>\ns > e',
    "call-data-differs": 'start s\ncall c calledElement="q" : '
    + io(inputs="in")
    + '\nend e\ns > c > e\n^ <process id="q"/>',
    "property-out-of-place": '^ <property id="x"/>\n' + SIMPLE,
    # operations
    "task-data-of-operation": ITEMS + 'serviceTask a operationRef="op1"',
    "message-of-another-operation": ITEMS + 'sendTask a operationRef="op1" messageRef="m2"',
    "interface-not-bound": ITEMS
    + '^ <globalTask id="gt"><supportedInterfaceRef>if1</supportedInterfaceRef></globalTask>\n'
    + SIMPLE,
    "binding-of-unsupported-interface": ITEMS
    + '^ <globalTask id="gt">'
    + io(inputs="in", item="i1")
    + '<ioBinding inputDataRef="in" outputDataRef="in" operationRef="op1"/></globalTask>',
    "binding-types-differ": ITEMS
    + '^ <globalTask id="gt"><supportedInterfaceRef>if1</supportedInterfaceRef>'
    + io(inputs="in", item="i2")
    + '<ioBinding inputDataRef="in" outputDataRef="in" operationRef="op1"/></globalTask>',
    "correlation-key-empty": pools('<correlationKey id="ck"/>') + SIMPLE,
    "correlation-not-bound": ITEMS
    + '^ <correlationProperty id="cp"><correlationPropertyRetrievalExpression messageRef="m1"><messagePath>x</messagePath>'
    "</correlationPropertyRetrievalExpression></correlationProperty>\n"
    + pools('<correlationKey id="ck"><correlationPropertyRef>cp</correlationPropertyRef></correlationKey>')
    + SIMPLE
    + '<correlationSubscription correlationKeyRef="ck"/>',
    # collaboration
    "message-flow-within-pool": pools('<messageFlow id="mf" sourceRef="a" targetRef="b"/>')
    + "user a\nuser b",
    "message-flow-end": pools('<messageFlow id="mf" sourceRef="box" targetRef="g"/>') + "xor g",
    "message-flow-to-choreography": choreography(
        f'<choreographyTask id="ct" initiatingParticipantRef="pa">{AB}<messageFlowRef>ab</messageFlowRef></choreographyTask>'
    )
    + pools('<messageFlow id="mf" sourceRef="box" targetRef="ct"/>')
    + SIMPLE,
    "message-flow-without-message-event": pools('<messageFlow id="mf" sourceRef="box" targetRef="s"/>')
    + SIMPLE,
    "participant-multiplicity": '^ <collaboration id="co"><participant id="pool" processRef="p">'
    '<participantMultiplicity minimum="3" maximum="2"/></participant></collaboration>\n' + SIMPLE,
    "process-in-two-pools": pools('<participant id="again" processRef="p"/>') + SIMPLE,
    "lane-names-foreign-node": '^ <process id="q"><userTask id="b"/></process>\n<laneSet><lane id="l">'
    "<flowNodeRef>b</flowNodeRef></lane></laneSet>\n" + SIMPLE,
    "node-in-two-lanes": '<laneSet><lane id="l"><flowNodeRef>a</flowNodeRef></lane><lane id="m">'
    "<flowNodeRef>a</flowNodeRef></lane></laneSet>\n" + SIMPLE,
    "conversation-participants": pools(
        '<conversation id="cv"><participantRef>box</participantRef></conversation>'
    )
    + SIMPLE,
    "conversation-link-ends": pools('<conversationLink id="cl" sourceRef="box" targetRef="pool"/>') + SIMPLE,
    "called-conversation": choreography("")
    + pools(
        '<callConversation id="cv" calledCollaborationRef="ch"><participantRef>box</participantRef>'
        "<participantRef>pool</participantRef></callConversation>"
    )
    + SIMPLE,
    "global-conversation-contents": '^ <globalConversation id="gc"><participant id="x"/><participant id="y"/>'
    '<conversation id="cv"><participantRef>x</participantRef><participantRef>y</participantRef></conversation>'
    "</globalConversation>\n" + SIMPLE,
    "choreography-of-choreography": choreography("")
    + '^ <globalConversation id="gc"><choreographyRef>ch</choreographyRef></globalConversation>\n'
    + SIMPLE,
    "closed-disagrees": choreography("").replace(' id="ch"', ' id="ch" isClosed="true"')
    + '^ <collaboration id="co"><participant id="pool" processRef="p"/><choreographyRef>ch</choreographyRef></collaboration>\n'
    + SIMPLE,
    "association-of-association": SIMPLE
    + '<association id="x" sourceRef="a" targetRef="s"/>\n<association id="y" sourceRef="a" targetRef="x"/>',
    # choreography
    "choreography-participants": choreography(
        '<choreographyTask id="ct" initiatingParticipantRef="pa"><participantRef>pa</participantRef>'
        "<participantRef>pa</participantRef><messageFlowRef>ab</messageFlowRef></choreographyTask>"
    ),
    "choreography-initiator": choreography(
        f'<choreographyTask id="ct" initiatingParticipantRef="pc">{AB}<messageFlowRef>ab</messageFlowRef></choreographyTask>'
    ),
    "choreography-messages": choreography(
        f'<choreographyTask id="ct" initiatingParticipantRef="pa">{AB}<messageFlowRef>bc</messageFlowRef></choreographyTask>'
    ),
    "choreography-order": choreography(
        f'<choreographyTask id="c1" initiatingParticipantRef="pa">{AB}<messageFlowRef>ab</messageFlowRef></choreographyTask>'
        f'<choreographyTask id="c2" initiatingParticipantRef="pc">{BC}<messageFlowRef>bc</messageFlowRef></choreographyTask>'
        '<sequenceFlow id="f" sourceRef="c1" targetRef="c2"/>'
    ),
    "not-in-choreography": choreography('<userTask id="a"/>'),
    "event-not-in-choreography": choreography('<startEvent id="s"><messageEventDefinition/></startEvent>'),
}
PUBLIC = "public-process-executable"

"""Small items of our own: bundles with a diagram, a form and a card, for what the floor does around them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from engine.domain.actors import SYSTEM_ACTOR
from engine.service.bundles import bundle_digest
from engine.service.loaded import load_definition
from engine.store.rows import DefinitionRow

if TYPE_CHECKING:
    from engine.bootstrap import Tongban

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">'
)
SUBMIT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["applicantName", "applicantIdNo", "applicantPhone", "applicantRegion"],
    "properties": {
        "applicantName": {"type": "string", "format": "person-name", "x-sensitive": True},
        "applicantIdNo": {"type": "string", "format": "cn-id", "x-sensitive": True, "x-index": "person"},
        "applicantPhone": {"type": "string", "format": "cn-phone", "x-sensitive": True},
        "applicantRegion": {"type": "string", "format": "region"},
        "homeRegion": {"type": "string", "format": "region"},
        "isAgent": {"type": "boolean"},
    },
}
REVIEW: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["accepted"],
    "properties": {"accepted": {"type": "boolean"}, "remark": {"type": "string", "maxLength": 200}},
}
CARD = """
id: {item}
kind: {kind}
code: TE-001
basic_code: "990101400000"
name: {{zh: 测试事项, en: Trial item}}
department: public-security
applicant: {{name: applicantName, id_no: applicantIdNo, phone: applicantPhone}}
lanes:
  acceptance: {{region: applicantRegion, department: public-security, unit: traffic-police}}
  handling: {{region: "if homeRegion = null then applicantRegion else homeRegion", department: public-security}}
materials:
- {{id: form, zh: 申请表, en: Form, need: required, generated: true}}
- {{id: idcard, zh: 身份证, en: ID card, need: required, e_licence: true}}
- {{id: poa, zh: 委托书, en: Power of attorney, need: conditional, when: isAgent = true}}
time_limit: {{promised_working_days: 5}}
result: {{name_zh: 证书, name_en: Certificate}}
"""
NOTICE = """
key: accepted
channels: [inbox, sms]
values: {who: applicantName}
zh: {title: 已受理, body: "{who}：办件{caseNumber}已受理", sms: "办件{caseNumber}已受理"}
en: {title: Accepted, body: "{who}: case {caseNumber} accepted"}
"""
DOCUMENT = "kind: acceptance_notice\ncode: B8\n"


def properties(**values: str) -> str:
    """Extension elements with the properties of an element."""
    rows = "".join(f'<s:property name="{name}" value="{value}"/>' for name, value in values.items())
    return f"<extensionElements><s:properties>{rows}</s:properties></extensionElements>"


def user_task(element_id: str, form: str, **more: str) -> str:
    """A user task with its form."""
    return f'<userTask id="{element_id}" name="{element_id}">{properties(formKey=form, **more)}</userTask>'


def flows(*pairs: str) -> str:
    """``a>b`` each as a sequence flow; ``a>b?condition`` with a condition."""
    rows = []
    for pair in pairs:
        ends, _, condition = pair.partition("?")
        source, target = ends.split(">")
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        rows.append(
            f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
        )
    return "".join(rows)


def lanes(**elements: str) -> str:
    """Lanes with the elements in them, separated by blanks."""
    rows = "".join(
        f'<lane id="{lane}" name="{lane}">'
        + "".join(f"<flowNodeRef>{one}</flowNodeRef>" for one in names.split())
        + "</lane>"
        for lane, names in elements.items()
    )
    return f'<laneSet id="lanes">{rows}</laneSet>'


def diagram(item: str, body: str, before: str = "") -> str:
    """A whole diagram."""
    return f'{HEAD}{before}<process id="{item}" isExecutable="true">{body}</process></definitions>'


SUBMIT_TASK = user_task("submit_application", "{item}/submit", purpose="submit", nameEn="Apply")


def three_tasks(item: str = "trial-item") -> str:
    """Apply, review, decide, with a gateway, a script and a withdrawal."""
    inner = (
        '<startEvent id="inner_start"/>'
        + SUBMIT_TASK
        + user_task("review", "{item}/review", purpose="acceptance", caseStatus="24", priority="3")
        + f'<scriptTask id="reckon" scriptFormat="feel">{properties(caseStatus="40", notice="accepted", documentKind="acceptance_notice")}'
        + "<script>{reckoned: if accepted then 1 else 0}</script></scriptTask>"
        + '<exclusiveGateway id="is_accepted" default="is_accepted_refuse"/>'
        + user_task("decide", "{item}/review", purpose="decision", notify="acceptance")
        + f'<intermediateThrowEvent id="refuse">{properties(caseStatus="31")}</intermediateThrowEvent>'
        + '<endEvent id="inner_end"/>'
        + flows(
            "inner_start>submit_application",
            "submit_application>review",
            "review>reckon",
            "reckon>is_accepted",
            "is_accepted>decide?reckoned = 1",
            "is_accepted>refuse",
            "decide>inner_end",
            "refuse>inner_end",
        )
    )
    body = (
        lanes(applicant="submit_application", acceptance="review reckon", handling="decide")
        + '<startEvent id="start"/>'
        + f'<subProcess id="handling_until_decision">{inner}</subProcess>'
        + '<boundaryEvent id="withdrawn" attachedToRef="handling_until_decision">'
        + '<messageEventDefinition id="withdrawn_message" messageRef="message_withdraws"/></boundaryEvent>'
        + f'<endEvent id="case_withdrawn">{properties(caseStatus="90", outcome="withdrawn")}</endEvent>'
        + f'<endEvent id="done">{properties(outcome="completed")}</endEvent>'
        + flows("start>handling_until_decision", "handling_until_decision>done", "withdrawn>case_withdrawn")
    )
    return diagram(item, body, '<message id="message_withdraws" name="applicant_withdraws"/>')


def two_at_once(item: str = "parallel-item") -> str:
    """Apply, then two tasks of two offices at the same time."""
    body = (
        lanes(applicant="submit_application", acceptance="check_here", handling="check_there")
        + '<startEvent id="start"/>'
        + SUBMIT_TASK
        + '<parallelGateway id="fork"/><parallelGateway id="join"/>'
        + user_task("check_here", "{item}/review")
        + user_task("check_there", "{item}/review")
        + '<endEvent id="done"/>'
        + flows(
            "start>submit_application",
            "submit_application>fork",
            "fork>check_here",
            "fork>check_there",
            "check_here>join",
            "check_there>join",
            "join>done",
        )
    )
    return diagram(item, body)


def with_call(item: str = "calling-item") -> str:
    """Apply, then a service call; a refusal by the platform becomes a task."""
    body = (
        lanes(applicant="submit_application", acceptance="mend", system="ask")
        + '<startEvent id="start"/>'
        + SUBMIT_TASK
        + '<serviceTask id="ask"><extensionElements>'
        + '<s:serviceTaskOperator id="ga-traffic/licence" resultVariable="licence"><s:parameters>'
        + '<s:parameter id="licenceNo" type="any" value="applicantIdNo"/>'
        + "</s:parameters></s:serviceTaskOperator></extensionElements></serviceTask>"
        + '<boundaryEvent id="refused" attachedToRef="ask"><errorEventDefinition id="e" errorRef="NO"/></boundaryEvent>'
        + user_task("mend", "{item}/review")
        + '<endEvent id="done"/><endEvent id="mended"/>'
        + flows(
            "start>submit_application", "submit_application>ask", "ask>done", "refused>mend", "mend>mended"
        )
    )
    return diagram(item, body, '<error id="NO" name="NO" errorCode="NO_SUCH_LICENCE"/>')


def with_waits(item: str = "waiting-item") -> str:
    """Apply, wait for a payment or for an hour to pass."""
    body = (
        lanes(applicant="submit_application")
        + '<startEvent id="start"/>'
        + SUBMIT_TASK
        + '<eventBasedGateway id="either"/>'
        + f'<intermediateCatchEvent id="paid">{properties(correlationKey="caseNumber")}'
        + '<messageEventDefinition id="paid_message" messageRef="message_payment"/></intermediateCatchEvent>'
        + '<intermediateCatchEvent id="late"><timerEventDefinition id="late_timer">'
        + "<timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>"
        + f'<endEvent id="done">{properties(outcome="completed")}</endEvent>'
        + f'<endEvent id="given_up">{properties(outcome="terminated")}</endEvent>'
        + flows(
            "start>submit_application", "submit_application>either", "either>paid", "either>late",
            "paid>done", "late>given_up",
        )
    )  # fmt: skip
    return diagram(item, body, '<message id="message_payment" name="payment_received"/>')


def asking(item: str = "asking-item") -> str:
    """Apply, ask another office by message, wait for its answer."""
    body = (
        lanes(applicant="submit_application")
        + '<startEvent id="start"/>'
        + SUBMIT_TASK
        + '<intermediateThrowEvent id="request"><extensionElements>'
        + "<s:messagePayload>{originCaseNumber: caseNumber, applicantRegion: applicantRegion}</s:messagePayload>"
        + '</extensionElements><messageEventDefinition id="m1" messageRef="message_request"/></intermediateThrowEvent>'
        + f'<intermediateCatchEvent id="answered">{properties(correlationKey="caseNumber")}'
        + '<messageEventDefinition id="m2" messageRef="message_answer"/></intermediateCatchEvent>'
        + '<endEvent id="done"/>'
        + flows("start>submit_application", "submit_application>request", "request>answered", "answered>done")
    )
    messages = '<message id="message_request" name="help_requested"/><message id="message_answer" name="help_given"/>'
    return diagram(item, body, messages)


def answering(item: str = "answering-item") -> str:
    """Begins with the message, one task, sends the answer."""
    body = (
        lanes(acceptance="verify")
        + '<startEvent id="asked"><messageEventDefinition id="m1" messageRef="message_request"/></startEvent>'
        + user_task("verify", "{item}/review")
        + '<intermediateThrowEvent id="reply"><extensionElements>'
        + "<s:messagePayload>{verified: accepted}</s:messagePayload><s:properties>"
        + '<s:property name="correlationKey" value="originCaseNumber"/></s:properties>'
        + '</extensionElements><messageEventDefinition id="m2" messageRef="message_answer"/></intermediateThrowEvent>'
        + '<endEvent id="done"/>'
        + flows("asked>verify", "verify>reply", "reply>done")
    )
    messages = '<message id="message_request" name="help_requested"/><message id="message_answer" name="help_given"/>'
    return diagram(item, body, messages)


def endless(item: str = "endless-item") -> str:
    """Apply, then a loop that never waits."""
    body = (
        lanes(applicant="submit_application")
        + '<startEvent id="start"/>'
        + SUBMIT_TASK
        + '<exclusiveGateway id="again"/>'
        + '<scriptTask id="count" scriptFormat="feel"><script>{n: if n = null then 1 else n + 1}</script></scriptTask>'
        + flows("start>submit_application", "submit_application>again", "again>count", "count>again")
    )
    return diagram(item, body)


def evaluated(item: str = "evaluated-item") -> str:
    """Apply, then say how it was."""
    body = (
        lanes(applicant="submit_application evaluate")
        + '<startEvent id="start"/>'
        + SUBMIT_TASK
        + user_task("evaluate", "{item}/review", purpose="evaluation")
        + '<endEvent id="done"/>'
        + flows("start>submit_application", "submit_application>evaluate", "evaluate>done")
    )
    return diagram(item, body)


ITEMS = {
    "evaluated-item": evaluated,
    "trial-item": three_tasks,
    "parallel-item": two_at_once,
    "calling-item": with_call,
    "waiting-item": with_waits,
    "asking-item": asking,
    "answering-item": answering,
    "endless-item": endless,
}


def bundle(item: str) -> dict[str, bytes]:
    """All files of one of them."""
    kind = "co-operation" if item == "answering-item" else "service"
    folder = f"forms/public-security/{item}"
    return {
        "item.yaml": CARD.format(item=item, kind=kind).encode(),
        f"{item}.bpmn": ITEMS[item]().encode(),
        f"{folder}/submit.schema.json": json.dumps(SUBMIT).encode(),
        f"{folder}/review.schema.json": json.dumps(REVIEW).encode(),
        "shared/notices/accepted.yaml": NOTICE.encode(),
        "forms/shared/documents/acceptance_notice.yaml": DOCUMENT.encode(),
    }


def install(tongban: Tongban, item: str) -> str:
    """Put an item into the database past the gate, which asks for drawn shapes that nobody looks at here."""
    files = bundle(item)
    digest = bundle_digest(files)
    loaded = load_definition(
        files, digest=digest, formats=tongban.definitions.formats, calendar=tongban.around.calendar
    )
    starts = [[start.message, start.element_id] for start in loaded.process.message_starts]
    with tongban.database.begin() as work:
        work.definitions.add(
            DefinitionRow(
                digest=digest,
                item_id=item,
                version=work.definitions.next_version(item),
                process_id=item,
                card=loaded.card.model_dump(mode="json"),
                findings=[],
                messages=starts,
                deployed_at=tongban.clock(),
                deployed_by=SYSTEM_ACTOR.account_id,
                is_current=True,
            ),
            {path: (hashlib.sha256(content).hexdigest(), content) for path, content in files.items()},
        )
    tongban.around.definitions.clear()
    return digest

"""A whole case for its people: masked data, lanes, tasks, what it waits for, materials, documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain import authority
from engine.domain.authority import sight_of
from engine.service.answers import CaseView, DocumentView, LaneBinding, Person, Text, Wait
from engine.service.documents import DOCUMENT
from engine.service.drafts import with_drafts
from engine.service.masks import mask_of
from engine.service.material_views import material_views
from engine.service.summaries import Summaries, task_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.service.hand import CaseInHand
    from engine.store.rows import DocumentRow

DOCUMENT_NAMES: dict[str, tuple[str, str]] = {
    "acceptance_notice": ("受理通知书", "Notice of acceptance"),
    "correction_notice": ("补齐补正通知书", "Correction notice"),
    "refusal_notice": ("不予受理通知书", "Notice of non-acceptance"),
    "denial_notice": ("不予许可决定书", "Decision of denial"),
    "decision": ("办结通知书", "Decision"),
    "delivery_receipt": ("送达回执", "Delivery receipt"),
}
_WAIT_WORDS = {
    "applicant_withdraws": None,
    "payment_received": ("等待缴费", "Waiting for payment"),
    "shipment_delivered": ("等待寄递送达", "Waiting for delivery"),
}


def case_view(hand: CaseInHand) -> CaseView:
    """The case; without contents for who sees the summary alone."""
    shown = Summaries(around=hand.around, actor=hand.actor, at=hand.at)
    is_seen = sight_of(hand.actor, hand.facts) == "masked"
    is_applicants = authority.is_applicant_of(hand.actor, hand.facts)
    is_openers = hand.row.opened_by == hand.actor.account_id
    lanes = hand.work.cases.lanes(hand.case_id)
    tasks = hand.work.tasks.of_case(hand.case_id)
    return CaseView(
        summary=shown.case(hand.row, hand.about),
        applicant=hand.about.masked_person if is_seen else Person(),
        data=mask_of(hand).data(hand.data) if is_seen else {},
        sensitive_fields=tuple(sorted(hand.definition.forms.sensitive.keys() & hand.data.keys()))
        if is_seen
        else (),
        lanes=tuple(
            LaneBinding(lane=row.lane, office=hand.around.offices.name(row.office), bound_at=row.bound_at)
            for row in lanes
        ),
        tasks=tuple(
            shown.task(task, hand.about, case=hand.facts, clock=hand.row.clock)
            for task in tasks
            if authority.may_see_task(hand.actor, hand.facts, task_facts(task))
        ),
        waits=tuple(_waits(hand)),
        materials=material_views(hand, hand.work.materials.of_case(hand.case_id), with_drafts(hand))
        if is_seen
        else (),
        documents=tuple(document_view(hand, row) for row in hand.work.notices.documents(hand.case_id))
        if is_seen
        else (),
        definition_digest=hand.row.definition_digest,
        can_withdraw=authority.may_withdraw(hand.actor, hand.facts) and _may_be_withdrawn(hand),
        can_note=authority.may_note(hand.actor, hand.facts),
        can_reveal=authority.may_reveal(hand.actor, hand.facts),
        state_hash=bytes(hand.row.state_hash).hex(),
        progress_code=hand.about.progress_code if is_applicants or is_openers else None,
    )


def document_view(hand: CaseInHand, row: DocumentRow) -> DocumentView:
    """A document with the facts it was issued with."""
    zh, en = DOCUMENT_NAMES.get(row.kind, (row.kind, row.kind))
    return DocumentView(
        document_ref=row.document_ref,
        kind=row.kind,
        name=Text(zh=zh, en=en),
        issued_at=row.issued_at,
        element_id=row.element_id,
        number=row.number,
        body=hand.cipher.open(DOCUMENT, bytes(row.sealed_body)),
    )


def _may_be_withdrawn(hand: CaseInHand) -> bool:
    return any(wait.message == "applicant_withdraws" for wait in hand.work.jobs.subscriptions(hand.case_id))


def _waits(hand: CaseInHand) -> Iterator[Wait]:
    for call in hand.work.jobs.calls(case_id=hand.case_id):
        if call.purpose == "element" and call.state == "waiting":
            system = hand.around.catalogue.systems.get(call.system)
            name = system or Text(zh=call.system, en=call.system)
            yield Wait(
                kind="call",
                element_id=call.element_id,
                text=Text(zh=f"等待“{name.zh}”答复", en=f"Waiting for {name.en}"),
                since=call.created_at,
            )
    for entry in hand.work.jobs.subscriptions(hand.case_id):
        words = _WAIT_WORDS.get(entry.message, ("等待外部消息", "Waiting for a message from outside"))
        if words is not None:
            yield Wait(kind="message", element_id=entry.element_id, text=Text(zh=words[0], en=words[1]))
    for timer in hand.work.jobs.timers(hand.case_id):
        name = hand.definition.element_name(timer.element_id)
        yield Wait(kind="timer", element_id=timer.element_id, text=name, until=timer.due_at)
    for incident in hand.work.incidents.search(case_id=hand.case_id, state="open"):
        yield Wait(
            kind="incident",
            element_id=incident.element_id,
            text=Text(zh="运维人员处理中", en="An operator has to look at it"),
            since=incident.raised_at,
        )

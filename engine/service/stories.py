"""The history in words: for the public progress page, and for applicants and clerks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.domain.actors import SYSTEM_ACTOR
from engine.service.answers import Progress, ProgressStep, Text
from engine.service.hand import EVENT, CaseInHand
from engine.service.recording import step_from_json
from engine.service.summaries import Summaries

if TYPE_CHECKING:
    from engine.service.surroundings import Surroundings
    from engine.store import UnitOfWork
    from engine.store.rows import CaseRow, EventRow

EVENT_WORDS: dict[str, tuple[str, str]] = {
    "case_opened": ("开立办件", "Case opened"),
    "case_withdrawn": ("申请人撤回", "Withdrawn by the applicant"),
    "task_completed": ("完成", "Completed"),
    "task_claimed": ("签收", "Claimed"),
    "task_released": ("退回待签收", "Released"),
    "task_reassigned": ("改派", "Reassigned"),
    "lane_transferred": ("移交办理机构", "Handed to another office"),
    "message_received": ("收到消息", "Message received"),
    "timer_fired": ("到时", "Time reached"),
    "call_answered": ("平台答复", "Answer of a platform"),
    "call_failed": ("平台答复异常", "A platform refused"),
    "incident_raised": ("转运维处理", "Handed to an operator"),
    "incident_retried": ("运维重试", "Tried again by an operator"),
    "incident_resolved": ("运维处理完毕", "Resolved by an operator"),
    "material_added": ("提交材料", "Material added"),
    "material_removed": ("撤下材料", "Material removed"),
    "licence_requested": ("申请调取电子证照", "E-licence asked for"),
    "licence_missing": ("未查到电子证照", "No e-licence found"),
    "licence_fetched": ("调取电子证照", "E-licence fetched"),
    "notice_delivered": ("通知送达", "Notice delivered"),
    "notice_failed": ("通知未送达", "Notice not delivered"),
    "field_revealed": ("查看敏感信息", "Sensitive field revealed"),
    "note_added": ("添加备注", "Note added"),
    "due_recomputed": ("重算期限", "Due date computed anew"),
    "case_continued": ("继续运行", "Went on"),
}
"""What each kind of event is called: Chinese, English."""

_HIDDEN_FROM_APPLICANT = frozenset(
    {"note_added", "case_continued", "task_claimed", "task_released", "task_reassigned", "field_revealed"}
)
MOST_EVENTS = 1_000


def story_of(hand: CaseInHand) -> tuple[ProgressStep, ...]:
    """Every event in a sentence; internal ones not for the applicant."""
    is_staff = hand.actor.is_staff
    return tuple(
        ProgressStep(at=row.at, text=_sentence(hand, row))
        for row in _events(hand.work, hand.case_id)
        if is_staff or row.kind not in _HIDDEN_FROM_APPLICANT
    )


def progress_of(around: Surroundings, work: UnitOfWork, row: CaseRow) -> Progress:
    """What anybody with number and code sees: statuses with their times, no person, no office's people."""
    shown = Summaries(around=around, actor=SYSTEM_ACTOR, at=around.clock())
    cipher = work.cases.cipher(row)
    steps: list[ProgressStep] = []
    for event in _events(work, row.case_id):
        code = cipher.open(EVENT, bytes(event.sealed_payload)).get("effects", {}).get("status")
        if code is not None:
            steps.append(ProgressStep(at=event.at, text=shown.status(code).text))
    return Progress(
        number=row.number,
        item_name=shown.item_name(row.item_id, row.definition_digest),
        status=shown.status(row.status),
        due=shown.due(row.clock),
        waiting_for=_waiting_for(work, row),
        steps=tuple(steps),
    )


def _events(work: UnitOfWork, case_id: str) -> list[EventRow]:
    return work.events.of_case(case_id, limit=MOST_EVENTS)


def _sentence(hand: CaseInHand, row: EventRow) -> Text:
    zh, en = EVENT_WORDS.get(row.kind, (row.kind, row.kind))
    if row.element_id:
        name = hand.definition.element_name(row.element_id)
        zh, en = f"{zh}：{name.zh}", f"{en}: {name.en}"
    payload: dict[str, Any] = hand.cipher.open(EVENT, bytes(row.sealed_payload))
    code = payload.get("effects", {}).get("status")
    if code is not None and code in hand.around.catalogue.statuses:
        status = hand.around.catalogue.statuses[code]
        zh, en = f"{zh}（{status.zh}）", f"{en} ({status.en})"
    if row.actor != SYSTEM_ACTOR.account_id:
        zh, en = f"{zh} — {row.actor_name}", f"{en} — {row.actor_name}"
    return Text(zh=zh, en=en)


def _waiting_for(work: UnitOfWork, row: CaseRow) -> Text:
    if row.state != "running":
        return Text(zh="已结束", en="Nothing: it has ended")
    tasks = work.tasks.of_case(row.case_id, open_only=True)
    if any(task.lane == "applicant" for task in tasks):
        return Text(zh="等待申请人", en="The applicant")
    return Text(zh="等待办理机构", en="An office") if tasks else Text(zh="等待系统处理", en="A platform")


def marks_of(hand: CaseInHand) -> dict[str, list[str]]:
    """Which elements are done, and where the case stands now."""
    here: dict[str, int] = {}
    done: dict[str, None] = {}
    after = 0
    while rows := hand.work.events.of_case(hand.case_id, after=after, limit=500):
        after = rows[-1].seq
        for row in rows:
            for step in hand.cipher.open(EVENT, bytes(row.sealed_payload)).get("steps", []):
                element, action, *_ = step_from_json(step)
                here[element] = here.get(element, 0) + (1 if action == "entered" else -1)
                if action == "completed":
                    done[element] = None
    is_open = hand.row.state == "running"
    return {
        "done": list(done),
        "here": [element for element, count in here.items() if count > 0] if is_open else [],
    }

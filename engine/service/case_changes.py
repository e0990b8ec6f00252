"""Changes of a whole case that are no completion of a task: withdrawn, handed to another office."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.bpmn.transition import CorrelateMessage
from engine.domain.regions import PROVINCES
from engine.errors import NotAllowedNowError
from engine.service.persons import all_pairs
from engine.service.recording import command_json
from engine.service.stepping import write_transition
from engine.store.rows import LaneRow

if TYPE_CHECKING:
    from engine.service.hand import CaseInHand, Written

WITHDRAWAL = "applicant_withdraws"


def withdrawn(hand: CaseInHand, reason: str) -> Written:
    """Bring the withdrawal to the diagram. Raises NotAllowedNowError where it does not wait for one."""
    waits = hand.work.jobs.subscriptions(hand.case_id)
    wait = next((entry for entry in waits if entry.message == WITHDRAWAL), None)
    if wait is None:
        raise NotAllowedNowError(
            f"Case '{hand.row.number}' cannot be withdrawn now: it can be from its submission until its decision "
            f"(status {hand.row.status}).",
            f"办件“{hand.row.number}”当前不能撤回：仅在提交之后、作出决定之前可以撤回（状态 {hand.row.status}）。",
        )
    command = CorrelateMessage(subscription_id=wait.subscription_id, payload={"reason": reason})
    checklist = hand.checklist().facts()
    transition = hand.apply(command, {**hand.identity(), **checklist})
    return write_transition(
        hand,
        transition,
        kind="case_withdrawn",
        element_id=wait.element_id,
        payload={"commands": [command_json(command)], "environment": checklist, "reason": reason},
        answered_subscriptions=(wait.subscription_id,),
    )


def transferred(hand: CaseInHand, lane: str, before: str, after: str, reason: str) -> Written:
    """Bind the lane to the other office; its open tasks go there, claimed by nobody."""
    about = replace(hand.about, lanes={**hand.about.lanes, lane: after})
    columns = {
        "acceptance_office": about.lanes.get("acceptance"),
        "handling_office": about.lanes.get("handling"),
    }
    provinces = {hand.row.province} | {office[:2] for office in about.offices}
    written = hand.write(
        "lane_transferred",
        {"lane": lane, "from": before, "to": after, "reason": reason},
        about=about,
        changes=columns,
        persons=all_pairs(hand, hand.data, provinces & PROVINCES),
    )
    hand.work.cases.bind_lane(LaneRow(case_id=hand.case_id, lane=lane, office=after, bound_at=hand.at))
    hand.work.tasks.move_lane(hand.case_id, lane, after)
    return written

"""The draft of the application while it is written: what the checklist and an e-licence already lean on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.authority import APPLICANT_LANE

if TYPE_CHECKING:
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand

DRAFT_KIND = "draft"


def with_drafts(hand: CaseInHand) -> JsonObject:
    """The case data with the drafts of the applicant's open tasks laid over them."""
    data = dict(hand.data)
    for task in hand.work.tasks.of_case(hand.case_id, open_only=True):
        if task.lane == APPLICANT_LANE and task.has_draft:
            draft = hand.work.tasks.draft(hand.case_id, task.task_id)
            if draft is not None:
                data |= hand.cipher.open(DRAFT_KIND, bytes(draft.sealed_data))
    return data

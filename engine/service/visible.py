"""The tasks that a command opened and its caller can see: what comes next, in the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain import authority
from engine.service.answers import CommandAnswer, TaskSummary
from engine.service.commands import summaries
from engine.service.summaries import facts_of, task_facts

if TYPE_CHECKING:
    from engine.service.hand import CaseInHand, Written


def next_tasks(hand: CaseInHand, written: Written) -> tuple[TaskSummary, ...]:
    """Newly opened tasks, as far as the caller may see them."""
    case, shown = facts_of(written.row, written.about), summaries(hand)
    return tuple(
        shown.task(task, written.about, case=case, clock=written.row.clock)
        for task in written.opened_tasks
        if authority.may_see_task(hand.actor, case, task_facts(task))
    )


def command_answer(hand: CaseInHand, written: Written) -> CommandAnswer:
    """The usual answer of a command."""
    return CommandAnswer(
        case=summaries(hand).case(written.row, written.about),
        next_tasks=next_tasks(hand, written),
        event_seq=written.seq,
        event_hash=written.event_hash.hex(),
    )

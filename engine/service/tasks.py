"""Tasks: claim, release, hand over, save a draft, complete."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.bpmn.transition import CompleteTask
from engine.domain import authority
from engine.errors import (
    CaseClosedError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    StaleRevisionError,
    TaskClaimedError,
    TaskClosedError,
)
from engine.service.answers import CommandAnswer, SavedDraft, TaskSummary
from engine.service.commands import Commands, Order, summaries
from engine.service.drafts import DRAFT_KIND
from engine.service.ids import in_case, public_id
from engine.service.limits import check_size, checked_text
from engine.service.recording import command_json
from engine.service.stepping import write_transition
from engine.service.summaries import about_of, facts_of, task_facts
from engine.service.visible import command_answer
from engine.service.worklists import Worklists
from engine.store.records import TaskClosing
from engine.store.rows import DraftRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.actors import Actor
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand, Written
    from engine.service.surroundings import Surroundings
    from engine.store.rows import TaskRow


class Tasks(Worklists):
    """Everything that is done with a task; reading them is in ``Worklists``."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and all else."""
        super().__init__(around)
        self._commands = Commands(around)

    def claim(self, actor: Actor, *, task_id: str, key: str | None = None) -> TaskSummary:
        """Take an open task of the own office. Claiming one's own again changes nothing.

        Raises:
            TaskClaimedError: somebody else holds it. TaskClosedError: it is done.
        """

        def act(hand: CaseInHand) -> Written:
            task = open_task(hand)
            if task.assignee not in (None, actor.account_id):
                raise _claimed(task)
            if not authority.is_for(actor, hand.facts, task_facts(task)) or task.office is None:
                raise _not_yours(task)
            hand.work.tasks.claim(
                hand.case_id, task.task_id, assignee=actor.account_id, name=actor.name, at=hand.at
            )
            _now(hand, assignee=actor.account_id, assignee_name=actor.name, claimed_at=hand.at)
            return hand.write("task_claimed", {"task": task.task_id}, element_id=task.element_id)

        return self._on_task(actor, task_id, act, key=key, request="claim")

    def release(self, actor: Actor, *, task_id: str, key: str | None = None) -> TaskSummary:
        """Give a task back to the office. Raises ForbiddenError for one that somebody else holds."""

        def act(hand: CaseInHand) -> Written:
            task = open_task(hand)
            if task.assignee is not None and not authority.may_release(actor, hand.facts, task_facts(task)):
                raise _not_yours(task)
            if task.office is None:
                raise _not_yours(task)
            hand.work.tasks.assign(hand.case_id, task.task_id, assignee=None, name=None, at=None)
            _now(hand, assignee=None, assignee_name=None, claimed_at=None)
            return hand.write("task_released", {"task": task.task_id}, element_id=task.element_id)

        return self._on_task(actor, task_id, act, key=key, request="release")

    def reassign(
        self, actor: Actor, *, task_id: str, to_account: str, reason: str, key: str | None = None
    ) -> TaskSummary:
        """Hand a task to a colleague who works for its office.

        Raises:
            ForbiddenError: only who holds it or leads the office may.
            NotFoundError: no such colleague.
        """
        why = checked_text(reason, what="reason", what_zh="理由")

        def act(hand: CaseInHand) -> Written:
            task = open_task(hand)
            if not authority.may_reassign(actor, hand.facts, task_facts(task)):
                raise _not_yours(task)
            colleague = self._around.accounts.of(hand.work, to_account, at=hand.at)
            if colleague is None or not authority.works_for(colleague, task.office):
                raise NotFoundError(kind="account", key=to_account)
            hand.work.tasks.assign(
                hand.case_id, task.task_id, assignee=colleague.account_id, name=colleague.name, at=hand.at
            )
            _now(hand, assignee=colleague.account_id, assignee_name=colleague.name, claimed_at=hand.at)
            payload = {"task": task.task_id, "from": task.assignee, "to": to_account, "reason": why}
            return hand.write("task_reassigned", payload, element_id=task.element_id)

        return self._on_task(actor, task_id, act, key=key, request=["reassign", to_account, why])

    def save_draft(
        self, actor: Actor, *, task_id: str, data: JsonObject, if_revision: int | None = None
    ) -> SavedDraft:
        """Keep what was typed so far. ``if_revision`` is the draft's own, against two windows at once.

        Raises:
            StaleRevisionError: the draft is another one meanwhile. LimitError: too large.
        """
        check_size(data, self._around.settings.case_data_bytes)
        wanted = in_case(task_id, kind="task")
        with self._around.database.begin() as work:
            found = work.cases.for_command(wanted.case_id, task_id=wanted.local_id)
            if found is None or found.task is None:
                raise NotFoundError(kind="task", key=task_id)
            about, task = about_of(work, found.case), found.task
            facts = facts_of(found.case, about)
            if not authority.may_see_task(actor, facts, task_facts(task)):
                raise NotFoundError(kind="task", key=task_id)
            _check_doable(actor, task, facts, found.case.number, found.case.status)
            known = work.tasks.draft(wanted.case_id, wanted.local_id)
            row = DraftRow(
                case_id=wanted.case_id,
                task_id=wanted.local_id,
                sealed_data=work.cases.cipher(found.case).seal(DRAFT_KIND, data),
                revision=(known.revision if known else 0) + 1,
                saved_at=self._around.clock(),
                saved_by=actor.account_id,
            )
            if not work.tasks.save_draft(row, expected=if_revision):
                actual = known.revision if known else 0
                raise StaleRevisionError(kind="draft", key=task_id, expected=if_revision or 0, actual=actual)
        return SavedDraft(task_id=task_id, saved_at=row.saved_at, revision=row.revision)

    def complete(
        self,
        actor: Actor,
        *,
        task_id: str,
        data: JsonObject,
        key: str | None = None,
        if_revision: int | None = None,
    ) -> CommandAnswer:
        """Complete a task; the answer holds the next tasks of the case that the caller sees.

        Raises:
            FormError: naming each field that the form does not accept.
            TaskClosedError: completed or interrupted before, with who and when.
            TaskClaimedError: somebody else holds it.
            StaleRevisionError: the task is not at ``if_revision`` any more.
        """
        check_size(data, self._around.settings.case_data_bytes)
        wanted = in_case(task_id, kind="task")
        return self._commands.run(
            Order(
                actor=actor,
                case_id=wanted.case_id,
                task_id=wanted.local_id,
                kind=CommandAnswer,
                act=lambda hand: _complete(hand, data, if_revision),
                build=command_answer,
                key=key,
                request=["complete", data],
                thing=("task", task_id),
            )
        )

    def _on_task(
        self,
        actor: Actor,
        task_id: str,
        act: Callable[[CaseInHand], Written],
        *,
        key: str | None,
        request: object,
    ) -> TaskSummary:
        wanted = in_case(task_id, kind="task")
        return self._commands.run(
            Order(
                actor=actor,
                case_id=wanted.case_id,
                task_id=wanted.local_id,
                kind=TaskSummary,
                act=act,
                build=_task_answer,
                key=key,
                request=request,
                thing=("task", task_id),
            )
        )


def open_task(hand: CaseInHand) -> TaskRow:
    """The task in hand, where the caller may see it and it is open.

    Raises:
        NotFoundError, TaskClosedError, CaseClosedError.
    """
    task = hand.task
    if task is None or not authority.may_see_task(hand.actor, hand.facts, task_facts(task)):
        raise NotFoundError(kind="task", key=public_id(hand.case_id, task.task_id if task else "?"))
    _check_open(task, hand.facts, hand.row.number, hand.row.status)
    return task


def _complete(hand: CaseInHand, data: JsonObject, if_revision: int | None) -> Written:
    task = open_task(hand)
    _check_doable(hand.actor, task, hand.facts, hand.row.number, hand.row.status)
    if if_revision is not None and if_revision != task.version:
        key = public_id(hand.case_id, task.task_id)
        raise StaleRevisionError(kind="task", key=key, expected=if_revision, actual=task.version)
    accepted = _accepted(hand, task, data)
    command = CompleteTask(task_id=task.task_id, data=accepted)
    checklist = hand.checklist({**hand.data, **accepted}).facts()
    transition = hand.apply(command, {**hand.identity(), **checklist})
    closing = TaskClosing(
        task_id=task.task_id,
        state="completed",
        closed_at=hand.at,
        closed_by=hand.actor.account_id,
        closed_by_name=hand.actor.name,
        row=task,
    )
    return write_transition(
        hand,
        transition,
        kind="task_completed",
        element_id=task.element_id,
        payload={"commands": [command_json(command)], "environment": checklist},
        closed=(closing,),
    )


def _accepted(hand: CaseInHand, task: TaskRow, data: JsonObject) -> JsonObject:
    if task.form_key:
        return hand.definition.forms[task.form_key].accepted(data)
    if data:
        raise InvalidInputError(
            f"The task '{task.element_id}' has no form: complete it without data.",
            f"任务“{task.name_zh}”没有表单，请不带数据办结。",
        )
    return {}


def _check_open(task: TaskRow, case: authority.CaseFacts, number: str, status: str) -> None:
    if task.state != "open":
        raise TaskClosedError(
            case_number=number,
            task_id=public_id(task.case_id, task.task_id),
            element_id=task.element_id,
            state=task.state,
            by=task.closed_by_name,
            at=task.closed_at,
        )
    if not case.is_open:
        raise CaseClosedError(case_number=number, status=status)


def _check_doable(actor: Actor, task: TaskRow, case: authority.CaseFacts, number: str, status: str) -> None:
    _check_open(task, case, number, status)
    if authority.may_complete(actor, case, task_facts(task)):
        return
    if authority.is_for(actor, case, task_facts(task)):
        raise _claimed(task)
    raise _not_yours(task)


def _claimed(task: TaskRow) -> TaskClaimedError:
    return TaskClaimedError(
        task_id=public_id(task.case_id, task.task_id), by=task.assignee_name or "-", at=task.claimed_at
    )


def _not_yours(task: TaskRow) -> ForbiddenError:
    return ForbiddenError(
        f"The task '{task.element_id}' is for its office or its applicant. Ask the office lead.",
        f"任务“{task.name_zh}”由其办理机构或申请人办理，请联系科室负责人。",
    )


def _now(hand: CaseInHand, **changes: object) -> None:
    assert hand.task is not None  # noqa: S101 - open_task found it
    hand.task = replace(hand.task, version=hand.task.version + 1, **changes)  # type: ignore[arg-type]


def _task_answer(hand: CaseInHand, written: Written) -> TaskSummary:
    assert hand.task is not None  # noqa: S101 - open_task found it
    case = facts_of(written.row, written.about)
    return summaries(hand).task(hand.task, written.about, case=case, clock=written.row.clock)

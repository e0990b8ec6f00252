"""Tasks 待办任务: the worklist, and what is done with a task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import ACTS_ON_CASES, SEES_CONTENTS, WORKS_IN_OFFICE
from api.calls import Reply
from api.routes import route
from api.schemas import Body, Parameters
from engine.service.answers import CommandAnswer, Page, SavedDraft, TaskCounts, TaskSummary, TaskView
from engine.service.requests import WorklistQuery

if TYPE_CHECKING:
    from api.calls import Call

tasks = APIBlueprint("tasks", __name__, tag="tasks")


class WorklistParameters(Parameters):
    """Which tasks: mine, unclaimed ones of my offices, or all of my offices."""

    scope: Literal["mine", "unclaimed", "office"] = "office"
    item_id: str | None = Field(None, max_length=100)
    purpose: str | None = Field(None, max_length=60)
    case_number: str | None = Field(None, max_length=60)
    office: str | None = Field(None, max_length=100)
    due: Literal["overdue", "today", "week"] | None = None
    order: Literal["due", "newest", "oldest", "priority"] = "due"
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)


class DataBody(Body):
    """The fields of the task's form, as far as they are filled in."""

    data: dict[str, Any]


class ReassignBody(Body):
    """To whom, and why."""

    to_account: str = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=1000)


@route(tasks, "GET", "/tasks", rule=SEES_CONTENTS, query=WorklistParameters, answer=Page[TaskSummary])
def list_tasks(call: Call, query: WorklistParameters) -> Page[TaskSummary]:
    """The worklist 待办列表, true the moment a task is completed."""
    return call.tongban.tasks.worklist(call.actor, WorklistQuery(**query.model_dump()))


@route(tasks, "GET", "/tasks/counts", rule=SEES_CONTENTS, answer=TaskCounts)
def count_tasks(call: Call) -> TaskCounts:
    """How many tasks are open for the caller 待办数量."""
    return call.tongban.tasks.counts(call.actor)


@route(tasks, "GET", "/tasks/<task_id>", rule=SEES_CONTENTS, answer=TaskView, tagged=True)
def read_task(call: Call, task_id: str) -> Reply:
    """A task with its form, draft, materials and the data of its case 查看任务."""
    view = call.tongban.tasks.read(call.actor, task_id=task_id)
    return Reply(answer=view, revision=view.summary.revision)


@route(
    tasks,
    "POST",
    "/tasks/<task_id>/claim",
    rule=WORKS_IN_OFFICE,
    answer=TaskSummary,
    idempotent=True,
    statuses=(409,),
)
def claim_task(call: Call, task_id: str) -> TaskSummary:
    """Claim a task 签收."""
    return call.tongban.tasks.claim(call.actor, task_id=task_id, key=call.key)


@route(
    tasks,
    "POST",
    "/tasks/<task_id>/release",
    rule=WORKS_IN_OFFICE,
    answer=TaskSummary,
    idempotent=True,
    statuses=(409,),
)
def release_task(call: Call, task_id: str) -> TaskSummary:
    """Give a task back 释放."""
    return call.tongban.tasks.release(call.actor, task_id=task_id, key=call.key)


@route(
    tasks,
    "POST",
    "/tasks/<task_id>/reassign",
    rule=WORKS_IN_OFFICE,
    body=ReassignBody,
    answer=TaskSummary,
    idempotent=True,
    statuses=(409,),
)
def reassign_task(call: Call, task_id: str, body: ReassignBody) -> TaskSummary:
    """Hand a task to a colleague 移交 (who holds it, or the office lead)."""
    return call.tongban.tasks.reassign(
        call.actor, task_id=task_id, to_account=body.to_account, reason=body.reason, key=call.key
    )


@route(
    tasks,
    "PUT",
    "/tasks/<task_id>/draft",
    rule=ACTS_ON_CASES,
    body=DataBody,
    answer=SavedDraft,
    conditional=True,
    tagged=True,
    statuses=(409,),
)
def save_draft(call: Call, task_id: str, body: DataBody) -> Reply:
    """Save what was typed so far 暂存; ``If-Match`` is the revision of the draft (``draftRevision``)."""
    saved = call.tongban.tasks.save_draft(
        call.actor, task_id=task_id, data=body.data, if_revision=call.if_revision
    )
    return Reply(answer=saved, revision=saved.revision)


@route(
    tasks,
    "POST",
    "/tasks/<task_id>/complete",
    rule=ACTS_ON_CASES,
    body=DataBody,
    answer=CommandAnswer,
    idempotent=True,
    conditional=True,
    tagged=True,
    statuses=(409,),
)
def complete_task(call: Call, task_id: str, body: DataBody) -> Reply:
    """Complete a task 办结任务; the answer has the next tasks of the case that the caller can see.

    Wrong data: 422 naming each field in both languages. Completed by somebody else: 409 naming who and
    when. ``If-Match`` (the ETag of the task) refuses when the case has changed since it was read.
    """
    answer = call.tongban.tasks.complete(
        call.actor, task_id=task_id, data=body.data, key=call.key, if_revision=call.if_revision
    )
    return Reply(answer=answer, revision=answer.case.revision, is_replay=answer.is_replay)

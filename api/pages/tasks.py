"""One task: its form, drafts, claiming, handing over, completing; and what happens when somebody was faster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from api.pages import forms, said, typed
from api.pages.advice import advice_of, proposed_corrections
from api.pages.asked import forms_behind
from api.pages.blueprint import OFFICE, actor, back_to, home_of, new_key, page, text_field, tongban
from api.pages.checklist import checklist_of
from api.pages.language import chosen, text_of
from api.pages.payments import payment_of
from api.pages.regions import region_names
from api.pages.steps import steps_of
from api.pages.words import words_of
from engine.domain.actors import Role
from engine.errors import (
    ConflictError,
    FormError,
    InvalidInputError,
    NotFoundError,
    TaskClaimedError,
    TaskClosedError,
)
from engine.service.requests import UploadMaterial, WorklistQuery

if TYPE_CHECKING:
    from api.pages.blueprint import Answer
    from engine.errors import FieldProblem
    from engine.service.answers import CommandAnswer, JsonObject, TaskSummary, TaskView

DOERS = (*OFFICE, Role.APPLICANT)
NOTHING: tuple[FieldProblem, ...] = ()
FILE = "file-"
"""Names of the file fields in a task's form begin so; the material's id follows."""


def answers_of(task: TaskView) -> list[tuple[str, str]]:
    """What the applicant answered before, in words."""
    words = said.AnswerWords(forms=forms_behind(task.case.item_id), language=chosen(), regions=region_names())
    own = set(task.form.schema.get("properties", {})) if task.form else set()
    return [(answer.label, answer.value) for answer in words.answers(task.data) if answer.name not in own]


def _begun(task: TaskView) -> JsonObject:
    """What the form begins with: the draft; where there is none, what the platform knows already."""
    asks_corrections = task.form is not None and "corrections" in task.form.schema.get("properties", {})
    if asks_corrections and task.draft_saved_at is None:
        return {**task.draft, "corrections": task.draft.get("corrections") or proposed_corrections(task)}
    return task.draft


def show(
    task: TaskView,
    *,
    values: JsonObject | None = None,
    problems: tuple[FieldProblem, ...] = NOTHING,
    status: int = 200,
) -> Answer:
    """The page of a task, with what was typed and what is wrong with it."""
    form = forms.FormPage(title=text_of(task.summary.name), complete_label=gettext("完成"), groups=())
    if task.form is not None:
        held = _begun(task) if values is None else values
        form = forms.page_of(
            task.form, values=held, language=chosen(), problems=problems, regions=region_names()
        )
    person = actor()
    is_staff = person.is_staff
    html = render_template(
        "work/task.html",
        task=task,
        form=form,
        materials=checklist_of(task.materials),
        key=request.form.get("key") or new_key(),
        advice=advice_of(task) if is_staff else None,
        answers=answers_of(task) if is_staff else [],
        wants_materials=bool(task.materials) and (task.form is None or form.shows_materials or is_staff),
        payment=payment_of(task.data, task.case.status),
        steps=steps_of(task.case.status),
        may_hand_in=is_staff,
    )
    return html, status


@page("/tasks/<task_id>", *DOERS, Role.AUDITOR)
def task(task_id: str) -> Answer:
    """A task with its form; one that is no longer open says who closed it and when."""
    view = tongban().tasks.read(actor(), task_id=task_id)
    if view.summary.state != "open":
        flash(gettext("“%(task)s”已不在待办中，下面是办件的现状。", task=text_of(view.summary.name)), "warn")
        return redirect(url_for("pages.case", case_id=view.case.case_id))
    return show(view)


def _typed(view: TaskView, *, shown_only: bool = False) -> JsonObject:
    return typed.read(view.form, request.form, shown_only=shown_only) if view.form else {}


def _take_files(view: TaskView) -> bool:
    """Add the files that came with the form to the checklist; False (and a message) where one was refused."""
    fine = True
    for name, file in request.files.items():
        if not name.startswith(FILE) or not file.filename:
            continue
        wanted = UploadMaterial(
            case_id=view.case.case_id,
            material_id=name.removeprefix(FILE),
            filename=file.filename,
            content=file.read(),
        )
        try:
            tongban().materials.upload(actor(), wanted)
            flash(gettext("“%(name)s”已上传。", name=file.filename), "ok")
        except (InvalidInputError, NotFoundError) as refused:
            flash(f"{file.filename}：{words_of(refused)}", "bad")
            fine = False
    return fine


@page("/tasks/<task_id>/draft", *DOERS, methods=("POST",))
def draft(task_id: str) -> Answer:
    """Keep what was typed; called while typing, or by the button where there is no JavaScript."""
    person = actor()
    view = tongban().tasks.read(person, task_id=task_id)
    is_background = request.headers.get("X-Requested-With") == "draft"
    if view.summary.state != "open":
        return (
            ("", 409)
            if is_background
            else closed(view, gettext("任务已不在待办中，暂存没有生效。"), _typed(view))
        )
    tongban().tasks.save_draft(person, task_id=task_id, data=_typed(view))
    if is_background:
        return "", 204
    if _take_files(view):
        flash(gettext("已暂存。"), "ok")
    return redirect(url_for("pages.task", task_id=task_id))


@page("/tasks/<task_id>/materials", *DOERS, methods=("POST",))
def task_material(task_id: str) -> Answer:
    """Upload, fetch, take in or take back a material while the form is being filled in; what was typed is kept."""
    person = actor()
    view = tongban().tasks.read(person, task_id=task_id)
    if view.summary.state != "open":
        return closed(view, gettext("任务已不在待办中，材料没有保存。"), _typed(view))
    tongban().tasks.save_draft(person, task_id=task_id, data=_typed(view))
    action, _, wanted = text_field("material", 200).partition(":")
    materials, case_id = tongban().materials, view.case.case_id
    fine = _take_files(view)
    try:
        if action == "fetch":
            materials.fetch_licence(person, case_id=case_id, material_id=wanted, key=None)
            flash(gettext("正在调取电子证照，通常几秒内完成，刷新可见结果。"), "ok")
        elif action == "hand-in":
            materials.hand_in(person, case_id=case_id, material_id=wanted, key=None)
            flash(gettext("已登记收到纸质件。"), "ok")
        elif action == "remove":
            removed = materials.remove(person, case_id=case_id, material_ref=wanted)
            wanted = removed.material_id
            flash(gettext("材料已撤下。"), "ok")
        elif fine and not any(file.filename for file in request.files.values()):
            flash(gettext("请先选择文件。"), "warn")
    except (ConflictError, InvalidInputError, NotFoundError) as refused:
        flash(words_of(refused), "bad")
    return redirect(f"{url_for('pages.task', task_id=task_id)}#material-{wanted}")


@page("/tasks/<task_id>/complete", *DOERS, methods=("POST",))
def complete(task_id: str) -> Answer:
    """Complete the task and go on with the next one of the case."""
    person = actor()
    view = tongban().tasks.read(person, task_id=task_id)
    everything = _typed(view)
    if view.summary.state == "open" and not _take_files(view):
        tongban().tasks.save_draft(person, task_id=task_id, data=everything)
        return redirect(url_for("pages.task", task_id=task_id))
    try:
        answer = tongban().tasks.complete(
            person,
            task_id=task_id,
            data=_typed(view, shown_only=True),
            key=text_field("key", 64) or None,
        )
    except FormError as refused:
        again = tongban().tasks.read(person, task_id=task_id)
        return show(again, values=everything, problems=refused.problems, status=422)
    except (TaskClosedError, TaskClaimedError) as lost:
        return closed(view, words_of(lost), everything)
    flash(gettext("“%(task)s”已提交。", task=text_of(view.summary.name)), "ok")
    return redirect(_following(answer))


def _following(answer: CommandAnswer) -> str:
    for following in answer.next_tasks:
        if following.can_complete or following.can_claim:
            return url_for("pages.task", task_id=following.task_id)
    return url_for("pages.case", case_id=answer.case.case_id)


def closed(view: TaskView, message: str, typed_data: JsonObject) -> Answer:
    """Somebody was faster: who and when, what was typed, and the next task."""
    words = said.AnswerWords(
        forms=(view.form,) if view.form else (), language=chosen(), regions=region_names()
    )
    return (
        render_template(
            "work/closed.html",
            message=message,
            case=view.case,
            kept=[(answer.label, answer.value) for answer in words.answers(typed_data)],
            next_task=_next_in_queue(view.summary),
        ),
        409,
    )


def _next_in_queue(gone: TaskSummary) -> TaskSummary | None:
    person = actor()
    if not person.has(*OFFICE):
        return None
    queue = tongban().tasks.worklist(person, WorklistQuery(scope="office", limit=10))
    return next((one for one in queue.entries if one.task_id != gone.task_id and one.can_complete), None)


@page("/tasks/<task_id>/claim", *OFFICE, methods=("POST",))
def claim(task_id: str) -> Answer:
    """Claim a task."""
    try:
        tongban().tasks.claim(actor(), task_id=task_id)
    except (TaskClosedError, TaskClaimedError) as lost:
        view = tongban().tasks.read(actor(), task_id=task_id)
        return closed(view, words_of(lost), {})
    return redirect(url_for("pages.task", task_id=task_id))


@page("/tasks/<task_id>/release", *OFFICE, methods=("POST",))
def release(task_id: str) -> Answer:
    """Give a task back to the office."""
    try:
        tongban().tasks.release(actor(), task_id=task_id)
        flash(gettext("任务已释放，同事可以签收。"), "ok")
    except ConflictError as lost:
        flash(words_of(lost), "bad")
    return redirect(back_to(home_of(actor())[0]))


@page("/tasks/<task_id>/hand-over", *OFFICE, methods=("GET", "POST"))
def hand_over(task_id: str) -> Answer:
    """Give a task to a colleague."""
    person = actor()
    if request.method == "POST":
        try:
            tongban().tasks.reassign(
                person, task_id=task_id, to_account=text_field("to", 128), reason=gettext("移交")
            )
            flash(gettext("任务已移交。"), "ok")
        except ConflictError as lost:
            flash(words_of(lost), "bad")
        return redirect(home_of(person)[0])
    view = tongban().tasks.read(person, task_id=task_id)
    colleagues = tongban().accounts.colleagues(person)
    return render_template("work/hand_over.html", task=view, colleagues=colleagues)

"""One task: its form, drafts, claiming, handing over, completing; and what happens when somebody was faster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from api.pages import forms
from api.pages.blueprint import (
    OFFICE,
    actor,
    back_to,
    home_of,
    new_key,
    page,
    text_field,
    tongban,
)
from api.pages.language import chosen, text_of
from engine.domain.actors import Role
from engine.errors import ConflictError, FormError, TaskClaimedError, TaskClosedError
from engine.service.requests import WorklistQuery

if TYPE_CHECKING:
    from api.pages.blueprint import Answer
    from engine.errors import FieldProblem, TongbanError
    from engine.service.answers import CommandAnswer, JsonObject, TaskSummary, TaskView

DOERS = (*OFFICE, Role.APPLICANT)
NOTHING: tuple[FieldProblem, ...] = ()
ADVICE_LEVELS = {
    "SUPPLEMENT": "warn",
    "REJECT_ACCEPTANCE": "bad",
    "DENY": "bad",
    "REFER": "warn",
    "MANUAL": "warn",
}


def words_of(error: TongbanError) -> str:
    """An error's sentence in the language of the page."""
    return error.message if chosen() == "en" else error.message_zh


def region_names() -> dict[str, str]:
    """Full names of regions by code, in the language of the page."""
    return {code: text_of(name) for code, name in tongban().offices.regions()}


def advice_of(task: TaskView) -> dict[str, Any] | None:
    """What the rules say about the case, in words; None where they say nothing yet."""
    verdict = task.data.get("verdict")
    if not isinstance(verdict, dict):
        return None
    entries = [
        str(entry.get("en" if chosen() == "en" else "zh") or entry.get("rule"))
        for part in ("reasons", "supplements", "signals")
        for entry in verdict.get(part) or ()
        if isinstance(entry, dict)
    ]
    titles = {
        "SUPPLEMENT": gettext("需要补正"),
        "REJECT_ACCEPTANCE": gettext("建议不予受理"),
        "DENY": gettext("建议不予批准"),
        "REFER": gettext("建议引导改办"),
        "MANUAL": gettext("需要人工核验"),
    }
    outcome = str(verdict.get("outcome") or "")
    return {
        "title": titles.get(outcome, gettext("未发现问题")),
        "level": ADVICE_LEVELS.get(outcome, "ok"),
        "entries": entries,
    }


def answers_of(task: TaskView) -> list[tuple[str, str]]:
    """What the applicant answered before, in words."""
    first = tongban().items.form(item_id=task.case.item_id)
    words = forms.AnswerWords(forms=(first,), language=chosen(), regions=region_names())
    own = set(task.form.schema.get("properties", {})) if task.form else set()
    return [(answer.label, answer.value) for answer in words.answers(task.data) if answer.name not in own]


def show(
    task: TaskView,
    *,
    values: JsonObject | None = None,
    problems: tuple[FieldProblem, ...] = NOTHING,
    status: int = 200,
) -> Answer:
    """The page of a task, with what was typed and what is wrong with it."""
    held = {**task.data, **task.draft} if values is None else values
    form = (
        forms.page_of(task.form, values=held, language=chosen(), problems=problems, regions=region_names())
        if task.form
        else None
    )
    person = actor()
    page_html = render_template(
        "work/task.html",
        task=task,
        form=form
        or forms.FormPage(title=text_of(task.summary.name), complete_label=gettext("完成"), groups=()),
        key=request.form.get("key") or new_key(),
        advice=advice_of(task) if person.is_staff else None,
        answers=answers_of(task) if person.is_staff else [],
        wants_materials=form is None or form.shows_materials or person.is_staff,
        complete_label=form.complete_label if form else gettext("完成"),
    )
    return page_html, status


@page("/tasks/<task_id>", *DOERS, Role.AUDITOR)
def task(task_id: str) -> Answer:
    """A task with its form; one that is no longer open says who closed it and when."""
    view = tongban().tasks.read(actor(), task_id=task_id)
    if view.summary.state != "open":
        return redirect(url_for("pages.case", case_id=view.case.case_id))
    return show(view)


def _typed(view: TaskView) -> JsonObject:
    return forms.read(view.form, request.form) if view.form else {}


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
    flash(gettext("已暂存。"), "ok")
    return redirect(url_for("pages.task", task_id=task_id))


@page("/tasks/<task_id>/complete", *DOERS, methods=("POST",))
def complete(task_id: str) -> Answer:
    """Complete the task and go on with the next one of the case."""
    person = actor()
    view = tongban().tasks.read(person, task_id=task_id)
    data = _typed(view)
    try:
        answer = tongban().tasks.complete(
            person, task_id=task_id, data=data, key=text_field("key", 64) or None
        )
    except FormError as refused:
        return show(view, values={**view.data, **data}, problems=refused.problems, status=422)
    except (TaskClosedError, TaskClaimedError) as lost:
        return closed(view, words_of(lost), data)
    flash(gettext("“%(task)s”已提交。", task=text_of(view.summary.name)), "ok")
    return redirect(_following(answer))


def _following(answer: CommandAnswer) -> str:
    for following in answer.next_tasks:
        if following.can_complete or following.can_claim:
            return url_for("pages.task", task_id=following.task_id)
    return url_for("pages.case", case_id=answer.case.case_id)


def closed(view: TaskView, message: str, typed: JsonObject) -> Answer:
    """Somebody was faster: who and when, what was typed, and the next task."""
    words = forms.AnswerWords(forms=(view.form,) if view.form else (), language=chosen())
    return (
        render_template(
            "work/closed.html",
            message=message,
            kept=[(answer.label, answer.value) for answer in words.answers(typed)],
            next_task=_next_in_queue(view.summary),
        ),
        409,
    )


def _next_in_queue(gone: TaskSummary) -> TaskSummary | None:
    person = actor()
    if not person.has(*OFFICE):
        return None
    queue = tongban().tasks.worklist(person, WorklistQuery(scope="office", limit=5))
    return next((one for one in queue.entries if one.task_id != gone.task_id), None)


@page("/tasks/<task_id>/claim", *OFFICE, methods=("POST",))
def claim(task_id: str) -> Answer:
    """Claim a task."""
    try:
        tongban().tasks.claim(actor(), task_id=task_id)
    except ConflictError as lost:
        flash(words_of(lost), "bad")
    return redirect(url_for("pages.task", task_id=task_id))


@page("/tasks/<task_id>/release", *OFFICE, methods=("POST",))
def release(task_id: str) -> Answer:
    """Give a task back to the office."""
    tongban().tasks.release(actor(), task_id=task_id)
    flash(gettext("任务已释放，同事可以签收。"), "ok")
    return redirect(back_to(home_of(actor())[0]))


@page("/tasks/<task_id>/hand-over", *OFFICE, methods=("GET", "POST"))
def hand_over(task_id: str) -> Answer:
    """Give a task to a colleague."""
    person = actor()
    if request.method == "POST":
        receiver = text_field("to", 128)
        tongban().tasks.reassign(person, task_id=task_id, to_account=receiver, reason=gettext("移交"))
        flash(gettext("任务已移交。"), "ok")
        return redirect(home_of(person)[0])
    view = tongban().tasks.read(person, task_id=task_id)
    colleagues = tongban().accounts.colleagues(person)
    return render_template("work/hand_over.html", task=view, colleagues=colleagues)

"""The page of an office lead: what is late and will be late, by clerk; reassigning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from api.pages.blueprint import actor, page, text_field, tongban
from api.pages.words import words_of
from engine.domain.actors import Role
from engine.errors import ConflictError

if TYPE_CHECKING:
    from api.pages.blueprint import Answer

MOST_AT_ONCE = 200


@page("/office", Role.OFFICE_LEAD)
def office() -> Answer:
    """The day's figures, load by clerk, and what is late."""
    person = actor()
    figures = tongban().tasks.office_figures(person)
    return render_template(
        "office/office.html",
        figures=(
            (gettext("待办"), figures.open),
            (gettext("已超时"), figures.late),
            (gettext("即将超时"), figures.soon),
            (gettext("今日办结任务"), figures.completed_today),
            (gettext("今日收件"), figures.opened_today),
        ),
        clerks=figures.clerks,
        late=tongban().tasks.late(person, limit=100),
        colleagues=tongban().accounts.colleagues(person),
    )


@page("/office/reassign", Role.OFFICE_LEAD, methods=("POST",))
def reassign() -> Answer:
    """Give the chosen tasks to somebody."""
    person, receiver, moved = actor(), text_field("to", 128), 0
    for task_id in request.form.getlist("task")[:MOST_AT_ONCE]:
        try:
            tongban().tasks.reassign(person, task_id=task_id, to_account=receiver, reason=gettext("科室改派"))
            moved += 1
        except ConflictError as lost:
            flash(words_of(lost), "warn")
    flash(gettext("已改派 %(moved)s 个任务。", moved=moved), "ok" if moved else "warn")
    return redirect(url_for("pages.office"))

"""Pages of an applicant: own cases, applying, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from api.pages.blueprint import actor, page, text_field, tongban
from engine.domain.actors import Role
from engine.errors import InvalidInputError
from engine.service.requests import CaseQuery, OpenCase, WorklistQuery

if TYPE_CHECKING:
    from api.pages.blueprint import Answer


@page("/my", Role.APPLICANT)
def my() -> Answer:
    """Own cases, and what waits for the applicant."""
    person = actor()
    cursor = request.args.get("cursor") or None
    return render_template(
        "my/home.html",
        page=tongban().cases.search(person, CaseQuery(limit=24, cursor=cursor)),
        todo=tongban().tasks.worklist(person, WorklistQuery(scope="mine", limit=50)).entries,
    )


@page("/items/<item_id>/apply", Role.APPLICANT, methods=("POST",))
def apply(item_id: str) -> Answer:
    """Open a case and go to its form, which can be saved and resumed."""
    key = text_field("key", 64)
    if not key:
        raise InvalidInputError("The form is incomplete. Go back and try again.", "表单不完整，请返回重试。")
    opened = tongban().cases.open(actor(), OpenCase(item_id=item_id, key=key))
    for following in opened.next_tasks:
        return redirect(url_for("pages.task", task_id=following.task_id))
    return redirect(url_for("pages.case", case_id=opened.case.case_id))


@page("/inbox", Role.APPLICANT)
def inbox() -> Answer:
    """Notices, newest first."""
    cursor = request.args.get("cursor") or None
    return render_template("my/inbox.html", page=tongban().notices.inbox(actor(), cursor=cursor, limit=20))


@page("/inbox/<case_id>/<notice_id>/read", Role.APPLICANT, methods=("POST",))
def mark_read(case_id: str, notice_id: str) -> Answer:  # noqa: ARG001 - the address says which case
    """Mark a notice as read."""
    tongban().notices.read(actor(), notice_id=notice_id)
    return redirect(url_for("pages.inbox"))

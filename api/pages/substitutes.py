"""Standing in during an absence: leads for their offices, administrators for all."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from api.pages.blueprint import actor, page, text_field, tongban
from api.pages.words import words_of
from engine.domain.actors import Role
from engine.domain.beijing import BEIJING
from engine.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from engine.service.requests import NewSubstitute

if TYPE_CHECKING:
    from api.pages.blueprint import Answer

MANAGERS = (Role.OFFICE_LEAD, Role.ADMINISTRATOR)
MOST_OFFICES = 40


def _page(*, typed: dict[str, Any] | None = None, error: str | None = None, status: int = 200) -> Answer:
    person = actor()
    offices = [tongban().offices.read(code=code) for code in sorted(person.offices)[:MOST_OFFICES]]
    html = render_template(
        "office/substitutes.html",
        standing_in=tongban().substitutes.list(person),
        colleagues=tongban().accounts.colleagues(person),
        offices=offices,
        typed=typed or {},
        error=error,
        now=tongban().clock(),
    )
    return html, status


@page("/substitutes", *MANAGERS)
def substitutes() -> Answer:
    """Who stands in where, and a form for another one."""
    return _page()


def _time(name: str) -> datetime:
    """A Beijing time that was typed. Raises InvalidInputError."""
    try:
        return datetime.fromisoformat(text_field(name, 40)).replace(tzinfo=BEIJING)
    except ValueError as error:
        raise InvalidInputError(
            "Give both times, such as 2026-05-06 08:30.", "请填写起止时间，例如 2026-05-06 08:30。"
        ) from error


@page("/substitutes/new", *MANAGERS, methods=("POST",))
def add_substitute() -> Answer:
    """Let somebody stand in."""
    try:
        wanted = NewSubstitute(
            account_id=text_field("account", 64),
            office=text_field("office", 128),
            valid_from=_time("from"),
            valid_to=_time("to"),
        )
        tongban().accounts.substitute(actor(), wanted)
    except (InvalidInputError, ConflictError, ForbiddenError, NotFoundError) as refused:
        return _page(typed=request.form.to_dict(), error=words_of(refused), status=422)
    flash(gettext("代岗已登记。"), "ok")
    return redirect(url_for("pages.substitutes"))


@page("/substitutes/end", *MANAGERS, methods=("POST",))
def end_substitute() -> Answer:
    """End one before its time."""
    try:
        began = datetime.fromisoformat(text_field("from", 40))
        tongban().substitutes.end(
            actor(), account_id=text_field("account", 64), office=text_field("office", 128), valid_from=began
        )
        flash(gettext("代岗已结束。"), "ok")
    except ValueError:
        flash(gettext("请刷新后重试。"), "warn")
    except NotFoundError as gone:
        flash(words_of(gone), "warn")
    return redirect(url_for("pages.substitutes"))

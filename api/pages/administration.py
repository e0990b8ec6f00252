"""Pages of an administrator: incidents, people, offices, calendar, connections. No contents of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from api.pages import words
from api.pages.blueprint import actor, page, text_field, tongban
from api.pages.words import words_of
from engine.domain.actors import Role
from engine.errors import ConflictError, InvalidInputError
from engine.service.requests import IncidentQuery, NewAccount

if TYPE_CHECKING:
    from api.pages.blueprint import Answer

ADMINISTRATOR = Role.ADMINISTRATOR


@page("/admin/incidents", ADMINISTRATOR)
def incidents() -> Answer:
    """What cannot go on by itself."""
    is_open = request.args.get("state", "open") != "resolved"
    query = IncidentQuery(
        state="open" if is_open else "resolved", cursor=request.args.get("cursor") or None, limit=50
    )
    return render_template(
        "admin/incidents.html",
        page=tongban().incidents.list(actor(), query),
        state="open" if is_open else "resolved",
    )


@page("/admin/incidents/<incident_id>/retry", ADMINISTRATOR, methods=("POST",))
def retry_incident(incident_id: str) -> Answer:
    """Try again; the case goes on where it stopped."""
    try:
        tongban().incidents.retry(actor(), incident_id=incident_id, key=None)
        flash(gettext("已重试，结果稍后可见。"), "ok")
    except ConflictError as lost:
        flash(words_of(lost), "warn")
    return redirect(url_for("pages.incidents"))


def _people(*, new_name: str | None = None, new_password: str | None = None, status: int = 200) -> Answer:
    html = render_template(
        "admin/people.html",
        accounts=tongban().accounts.list(actor()),
        role_names=words.role_names(),
        new_name=new_name,
        new_password=new_password,
    )
    return html, status


@page("/admin/people", ADMINISTRATOR)
def people() -> Answer:
    """Accounts with their roles and offices."""
    return _people()


@page("/admin/people/new", ADMINISTRATOR, methods=("POST",))
def create_person() -> Answer:
    """A new account; its password is shown once."""
    wanted = NewAccount(
        account_id=text_field("account_id", 64),
        name=text_field("name", 100),
        roles=frozenset(request.form.getlist("roles")),
        office=text_field("office", 128) or None,
    )
    try:
        created, password = tongban().accounts.create(actor(), wanted)
    except (InvalidInputError, ConflictError) as refused:
        flash(words_of(refused), "bad")
        return _people(status=422)
    return _people(new_name=created.name, new_password=password)


@page("/admin/people/<account_id>/password", ADMINISTRATOR, methods=("POST",))
def reset_password(account_id: str) -> Answer:
    """A new password, shown once."""
    password = tongban().accounts.reset_password(actor(), account_id=account_id)
    return _people(new_name=account_id, new_password=password)


@page("/admin/offices", ADMINISTRATOR)
def offices() -> Answer:
    """Offices by name or code."""
    text = request.args.get("q", "").strip()[:100]
    return render_template(
        "admin/offices.html",
        text=text,
        offices=tongban().offices.list(text=text or None),
        level_names=words.level_names(),
    )


@page("/admin/connections", ADMINISTRATOR)
def connections() -> Answer:
    """Platforms outside and how they do."""
    return render_template("admin/connections.html", systems=tongban().calls.connections(actor()))


@page("/admin/calendar", ADMINISTRATOR)
def calendar() -> Answer:
    """The official calendar, year by year."""
    return render_template("admin/calendar.html", years=tongban().calendar.years())

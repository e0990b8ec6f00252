"""Pages of an administrator: incidents, people, offices, calendar, connections. No contents of cases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from api.pages import words
from api.pages.blueprint import actor, new_key, page, text_field, tongban
from api.pages.words import words_of
from engine.domain.actors import Role
from engine.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from engine.service.requests import IncidentQuery, NewAccount

if TYPE_CHECKING:
    from api.pages.blueprint import Answer
    from engine.service.records import AccountView

ADMINISTRATOR = Role.ADMINISTRATOR
MOST_RESULT = 20_000
"""Characters of an answer given by hand."""


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


def _result(text: str) -> Any:
    """The answer that was typed as JSON; None for nothing. Raises InvalidInputError."""
    if not text:
        return None
    try:
        result = json.loads(text)
    except ValueError as error:
        raise InvalidInputError(
            "The result is no JSON. Correct it.", "结果不是有效的 JSON，请更正。"
        ) from error
    if not isinstance(result, dict):
        raise InvalidInputError(
            "The result must be a JSON object in braces. Correct it.",
            "结果须为花括号括起的 JSON 对象，请更正。",
        )
    return result


@page("/admin/incidents/<incident_id>/resolve", ADMINISTRATOR, methods=("GET", "POST"))
def resolve_incident(incident_id: str) -> Answer:
    """Close an incident with what is known by other means; the history tells who did, and why."""
    incident = tongban().incidents.read(actor(), incident_id=incident_id)
    typed, reason, error = text_field("result", MOST_RESULT), text_field("reason", 1000), None
    if request.method == "POST":
        try:
            tongban().incidents.resolve(
                actor(),
                incident_id=incident_id,
                result=_result(typed),
                reason=reason,
                key=text_field("key", 64) or None,
            )
        except (InvalidInputError, ConflictError) as refused:
            error = words_of(refused)
        else:
            flash(gettext("已人工处理，办件继续办理。"), "ok")
            return redirect(url_for("pages.incidents"))
    html = render_template(
        "admin/resolve.html",
        incident=incident,
        typed=typed,
        reason=reason,
        error=error,
        key=text_field("key", 64) or new_key(),
    )
    return html, 422 if error else 200


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


def _account(account_id: str) -> AccountView:
    found = [one for one in tongban().accounts.list(actor()) if one.account_id == account_id]
    if not found:
        raise NotFoundError(kind="account", key=account_id)
    return found[0]


@page("/admin/people/<account_id>", ADMINISTRATOR, methods=("GET", "POST"))
def person(account_id: str) -> Answer:
    """Other roles, another office."""
    account, error = _account(account_id), None
    roles, office = list(account.roles), account.office.code if account.office else ""
    if request.method == "POST":
        roles, office = request.form.getlist("roles"), text_field("office", 128)
        try:
            tongban().accounts.set_roles(actor(), account_id=account_id, roles=roles, office=office or None)
        except (InvalidInputError, ForbiddenError) as refused:
            error = words_of(refused)
        else:
            flash(gettext("已更新 %(name)s 的角色和机构。", name=account.name), "ok")
            return redirect(url_for("pages.people"))
    html = render_template(
        "admin/person.html",
        account=account,
        roles=roles,
        office=office,
        error=error,
        role_names=words.role_names(),
        is_self=account_id == actor().account_id,
    )
    return html, 422 if error else 200


@page("/admin/people/<account_id>/active", ADMINISTRATOR, methods=("POST",))
def set_active(account_id: str) -> Answer:
    """Close an account, or open it again."""
    is_active = request.form.get("active") == "1"
    try:
        changed = tongban().accounts.set_active(actor(), account_id=account_id, is_active=is_active)
    except ForbiddenError as refused:
        flash(words_of(refused), "bad")
        return redirect(url_for("pages.person", account_id=account_id))
    said = (
        gettext("已启用 %(name)s 的账号。")
        if is_active
        else gettext("已停用 %(name)s 的账号，并使其退出登录。")
    )
    flash(said % {"name": changed.name}, "ok")
    return redirect(url_for("pages.people"))


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

"""The blueprint of all pages, who may open each, and what every page shows around itself."""

from __future__ import annotations

import functools
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, cast

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext

from api import identity
from engine.domain.actors import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as WerkzeugResponse

    from engine.bootstrap import Tongban
    from engine.domain.actors import Actor

P = ParamSpec("P")
Answer: TypeAlias = "str | Response | WerkzeugResponse | tuple[str, int]"

pages = Blueprint("pages", __name__)

OFFICE = (Role.CLERK, Role.OFFICE_LEAD)
ANYONE_SIGNED_IN = tuple(Role)
PAGE_RULES: dict[str, frozenset[Role] | None] = {}
"""Which roles may open which endpoint; None for everybody. Filled by ``page``; a test holds it complete."""


def tongban() -> Tongban:
    """The services behind the pages."""
    return cast("Tongban", current_app.extensions["tongban"])


def signed_in() -> Actor | None:
    """Who is signed in, or None."""
    person = identity.signed_in()
    return person.actor if person is not None else None


def actor() -> Actor:
    """Who is signed in; only behind ``page`` with roles."""
    found = signed_in()
    if found is None:
        abort(401)
    return found


def page(
    rule: str, *roles: Role, methods: tuple[str, ...] = ("GET",)
) -> Callable[[Callable[P, Answer]], Callable[P, Answer]]:
    """A page at ``rule`` for these roles; without roles for everybody.

    Somebody who is not signed in is sent to the sign-in page and comes back; somebody with other roles gets 403.
    """

    def wrap(view: Callable[P, Answer]) -> Callable[P, Answer]:
        endpoint = view.__name__
        PAGE_RULES[f"pages.{endpoint}"] = frozenset(roles) if roles else None

        @functools.wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
            if roles:
                person = signed_in()
                if person is None:
                    back = request.full_path.rstrip("?") if request.method == "GET" else url_for("pages.home")
                    return redirect(url_for("pages.sign_in", next=back))
                if not person.has(*roles):
                    abort(403)
            return view(*args, **kwargs)

        pages.add_url_rule(rule, endpoint=endpoint, view_func=guarded, methods=list(methods))
        return guarded

    return wrap


def new_key() -> str:
    """An idempotency key for one rendering of a form: sending it twice does it once."""
    return uuid.uuid4().hex


def text_field(name: str, limit: int = 4000) -> str:
    """A text of the form that was sent, without the space around it."""
    return request.form.get(name, "").strip()[:limit]


def own_path(path: str) -> str:
    """The path where it is one of this server, else nothing: nobody is sent elsewhere by a link."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path.rstrip("?") if is_own else ""


def back_to(fallback: str) -> str:
    """Where the form that was sent came from."""
    return own_path(request.form.get("back", "")) or fallback


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the main navigation."""

    label: str
    href: str
    is_current: bool
    count: int | None = 0


def _entries(person: Actor | None) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    if person is None:
        return [("pages.items", gettext("全部事项")), ("pages.progress", gettext("进度查询"))]
    if person.has(*OFFICE):
        entries += [
            ("pages.work", gettext("待办")),
            ("pages.search", gettext("查找办件")),
            ("pages.intake", gettext("窗口收件")),
        ]
    if person.has(Role.OFFICE_LEAD):
        entries += [("pages.office", gettext("科室情况")), ("pages.substitutes", gettext("代岗"))]
    if person.has(Role.APPLICANT):
        entries += [("pages.my", gettext("我的办件")), ("pages.inbox", gettext("通知"))]
    if person.has(Role.AUDITOR):
        entries.append(("pages.search", gettext("查找办件")))
    if person.has(Role.ADMINISTRATOR):
        entries += [
            ("pages.incidents", gettext("异常")),
            ("pages.people", gettext("人员")),
            ("pages.offices", gettext("机构")),
            ("pages.substitutes", gettext("代岗")),
            ("pages.connections", gettext("连接")),
            ("pages.calendar", gettext("日历")),
        ]
    entries.append(("pages.items", gettext("全部事项")))
    return list(dict.fromkeys(entries))


def home_of(person: Actor | None) -> tuple[str, str]:
    """The page from which this person works, and its name."""
    if person is not None and person.has(*OFFICE):
        return url_for("pages.work"), gettext("待办任务")
    if person is not None and person.has(Role.APPLICANT):
        return url_for("pages.my"), gettext("我的办件")
    if person is not None and person.has(Role.ADMINISTRATOR):
        return url_for("pages.incidents"), gettext("异常处理")
    if person is not None and person.has(Role.AUDITOR):
        return url_for("pages.search"), gettext("查找办件")
    return url_for("pages.home"), gettext("首页")


def chrome() -> dict[str, Any]:
    """What every template knows: who is signed in, the navigation, the way home."""
    person = signed_in()
    home_url, home_label = home_of(person)
    office = tongban().around.offices.name(person.office) if person is not None else None
    unread = tongban().notices.unread(person) if person is not None and person.has(Role.APPLICANT) else 0
    return {
        "actor": person,
        "actor_office": office.name if office else None,
        "is_clerk": person is not None and person.has(*OFFICE),
        "home_url": home_url,
        "home_label": home_label,
        "navigation": [
            Entry(
                label=label,
                href=url_for(endpoint),
                is_current=request.endpoint == endpoint,
                count=unread if endpoint == "pages.inbox" else 0,
            )
            for endpoint, label in _entries(person)
        ],
    }

"""Pages for everybody: start, catalogue, guide, progress, sign-in and out, the parts of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext

from api import identity
from api.pages import words
from api.pages.blueprint import home_of, new_key, own_path, page, signed_in, text_field, tongban
from api.pages.language import chosen
from engine.domain.actors import Role
from engine.errors import NotFoundError
from engine.service.answers import Text
from engine.service.requests import ItemQuery

if TYPE_CHECKING:
    from api.pages.blueprint import Answer

PROVINCES = (
    ("51", Text(zh="四川", en="Sichuan")),
    ("53", Text(zh="云南", en="Yunnan")),
    ("54", Text(zh="西藏", en="Tibet")),
    ("52", Text(zh="贵州", en="Guizhou")),
    ("50", Text(zh="重庆", en="Chongqing")),
)


@page("/")
def home() -> Answer:
    """What this is, what can be applied for now, and the ways in."""
    everything = tongban().items.search(ItemQuery())
    return render_template(
        "public/home.html",
        deployed=[item for item in everything if item.is_deployed],
        total=len(everything),
        departments=tongban().items.departments(),
        endpoints=set(current_app.view_functions),
    )


@page("/items")
def items() -> Answer:
    """The catalogue by words, life event, department and province."""
    query = ItemQuery(
        text=request.args.get("q", "").strip() or None,
        theme=request.args.get("theme") or None,
        department=request.args.get("department") or None,
        province=request.args.get("province") or None,
        deployed_only=request.args.get("open") == "1",
    )
    return render_template(
        "public/items.html",
        query=query,
        items=tongban().items.search(query),
        themes=tongban().items.themes(),
        departments=tongban().items.departments(),
        provinces=PROVINCES,
    )


@page("/items/<item_id>")
def item(item_id: str) -> Answer:
    """The guide 办事指南 of one item."""
    guide = tongban().items.guide(item_id=item_id)
    person = signed_in()
    return render_template(
        "public/item.html",
        guide=guide,
        unverified=[str(entry) for entry in guide.card.get("unsure", ())],
        may_apply=person is not None and person.has(Role.APPLICANT),
        key=new_key(),
        role_names=words.place_names(),
        subject_names=words.subject_names(),
        mode_names=words.mode_names(),
    )


@page("/progress", methods=("GET", "POST"))
def progress() -> Answer:
    """Where a case stands, for its number and the code that goes with it."""
    number, error, found = request.args.get("number", "").strip(), None, None
    if request.method == "POST":
        number = text_field("number", 60)
        try:
            found = tongban().cases.progress(number=number, code=text_field("code", 60))
        except NotFoundError:
            error = gettext("办件编号与查询码不匹配，请核对后重试。")
    return render_template("public/progress.html", number=number, error=error, progress=found)


@page("/sign-in", methods=("GET", "POST"))
def sign_in() -> Answer:
    """Sign in; five failures lock the account for a while."""
    error, username = None, ""
    following = request.form.get("next", "") or request.args.get("next", "")
    if request.method == "POST":
        username = text_field("username", 100)
        try:
            admission = identity.sign_in(tongban(), username, request.form.get("password", ""))
        except identity.SignInRefused as refused:
            error = refused.words[0] if chosen() == "en" else refused.words[1]
        else:
            language = session.get("language")
            identity.begin_session(admission)
            session["language"] = language or chosen()
            return redirect(own_path(following) or home_of(admission.actor)[0])
    status = 401 if error else 200
    return render_template("public/sign_in.html", error=error, username=username, next=following), status


@page("/sign-out", methods=("POST",))
def sign_out() -> Answer:
    """Sign out and forget the session."""
    identity.end_session()
    return redirect(url_for("pages.home"))


@page("/design")
def design() -> Answer:
    """All parts of the design on one page."""
    return render_template("public/design.html")


@page("/api")
def api_documentation() -> Answer:
    """The way to the documentation of the API."""
    return redirect("/api/v1/docs")


@page("/regions")
def regions() -> Answer:
    """All regions as a list of suggestions, for fields that ask for a code."""
    answer = make_response(render_template("public/regions.html", regions=tongban().offices.regions()))
    answer.headers["Cache-Control"] = "public, max-age=86400"
    answer.vary.add("Cookie")
    return answer

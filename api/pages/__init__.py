"""Pages for people, rendered on the server from the same use cases as the API; they work without JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from api.pages import administration, assets, cases, my, office, public, substitutes, tasks, work  # noqa: F401 - they add their pages
from api.pages.blueprint import chrome, home_of, pages, signed_in
from api.pages.language import chosen, register_language
from api.problems import answer_http, status_of
from engine.errors import TongbanError

if TYPE_CHECKING:
    from apiflask import APIFlask
    from flask import Flask
    from werkzeug.wrappers import Response

    from engine.bootstrap import Tongban

STATIC = Path(__file__).resolve().parent.parent / "static"
UNAUTHORISED, FORBIDDEN, NOT_FOUND, TOO_LARGE = 401, 403, 404, 413


def register(app: APIFlask, _tongban: Tongban) -> None:
    """Add all pages to an application."""
    register_language(app)
    app.register_blueprint(pages)
    app.context_processor(_everywhere)
    assets.serve(app, STATIC)
    _tell_strangers(app)


def _everywhere() -> dict[str, object]:
    """What templates of pages know besides their own values."""
    if request.path.startswith("/api/"):
        return {}
    language = chosen()
    arguments = {**request.args.to_dict(), "lang": "en" if language == "zh" else "zh"}
    is_plain = request.endpoint is not None and request.method == "GET"
    other = (
        url_for(request.endpoint, **{**(request.view_args or {}), **arguments})
        if is_plain and request.endpoint
        else url_for("pages.home", lang=arguments["lang"])
    )
    return {
        **chrome(),
        "language": language,
        "other_language_url": other,
        "asset": assets.address,
        "has_scripts": (STATIC / "dist" / "app.js").exists(),
    }


def _page(title: str, message: str, status: int, problems: tuple[str, ...] = ()) -> tuple[str, int]:
    home_url, home_label = home_of(signed_in())
    return (
        render_template(
            "error.html",
            title=title,
            message=message,
            problems=problems,
            home_url=home_url,
            home_label=home_label,
            request_id=g.get("request_id"),
        ),
        status,
    )


def _titles() -> dict[int, str]:
    return {
        UNAUTHORISED: gettext("请先登录"),
        FORBIDDEN: gettext("没有权限"),
        NOT_FOUND: gettext("没有找到"),
        409: gettext("情况已变更"),
        TOO_LARGE: gettext("文件太大"),
        422: gettext("内容需要更正"),
    }


def _tell(error: TongbanError) -> tuple[str, int]:
    """One of our own errors as a page: what is the matter and the way out."""
    status = status_of(error)
    return _page(
        _titles().get(status, gettext("没有办成")),
        error.message if chosen() == "en" else error.message_zh,
        status,
    )


def _tell_http(error: HTTPException) -> tuple[str, int] | Response:
    """An error of HTTP itself as a page."""
    status = error.code or 500
    words = {
        FORBIDDEN: gettext("您的岗位不能打开此页面。需要时请联系管理员调整角色。"),
        NOT_FOUND: gettext("没有这个页面，或者您无权查看。请检查地址。"),
        TOO_LARGE: gettext("单个文件不能超过 20 MB。"),
        400: gettext("页面已过期或表单不完整，请返回、刷新后重试；已暂存的内容不会丢失。"),
    }
    return _page(
        _titles().get(status, gettext("没有办成")),
        words.get(status, gettext("请稍后重试，或返回首页。")),
        status,
    )


def _tell_strangers(app: Flask) -> None:
    """Addresses that no blueprint knows: a page for people, a problem for programs."""

    def unknown(error: HTTPException) -> Any:
        return answer_http(error) if request.path.startswith("/api/") else _tell_http(error)

    app.register_error_handler(NOT_FOUND, unknown)


# On the blueprint and not in register: a blueprint takes handlers only before its first application.
pages.register_error_handler(TongbanError, _tell)
pages.register_error_handler(HTTPException, _tell_http)

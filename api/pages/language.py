"""Chinese first, English complete: which language a page speaks, and how times and days are written.

Texts in code and templates are Chinese; ``api/translations/en.po`` holds the English ones and is read as it
is, so that nothing has to be compiled. A test fails on a text without English.
"""

from __future__ import annotations

import io
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import g, has_request_context, request, session
from flask_babel import Babel, Domain

from engine.domain.beijing import beijing_text

if TYPE_CHECKING:
    from datetime import date, datetime

    from flask import Flask

    from engine.service.answers import Text

Language = Literal["zh", "en"]
ENGLISH = Path(__file__).resolve().parent.parent / "translations" / "en.po"


@lru_cache(maxsize=1)
def english() -> Translations:
    """The English texts, read once."""
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file, locale="en")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def chosen() -> Language:
    """The language of this request: chosen before, else what the browser prefers, else Chinese."""
    if not has_request_context():
        return "zh"
    if "language" not in g:
        g.language = _chosen()
    language: Language = g.language
    return language


def _chosen() -> Language:
    asked = request.args.get("lang") or session.get("language")
    if asked in {"zh", "en"}:
        return "en" if asked == "en" else "zh"
    return "en" if request.accept_languages.best_match(["zh", "zh-CN", "en"], default="zh") == "en" else "zh"


AS_WRITTEN = NullTranslations()


class _Texts(Domain):
    """English from ``en.po``; Chinese is what the code says."""

    def get_translations(self) -> NullTranslations:
        return english() if chosen() == "en" else AS_WRITTEN


class _Babel(Babel):
    """Flask-Babel with our own source of texts."""

    @cached_property
    def domain_instance(self) -> Domain:
        return _Texts()  # type: ignore[no-untyped-call]


def text_of(text: Text | None) -> str:
    """The words of a text in the language of this request."""
    if text is None:
        return ""
    return (text.en or text.zh) if chosen() == "en" else (text.zh or text.en)


def moment(value: datetime | None) -> str:
    """A time as people of five provinces read it: Beijing time, to the minute."""
    return beijing_text(value) if value else "—"


def day(value: date | None) -> str:
    """A day."""
    return value.isoformat() if value else "—"


def filesize(value: int | None) -> str:
    """A size in the unit that suits it."""
    if value is None:
        return ""
    size = float(value)
    for unit in ("B", "kB", "MB"):
        if size < 1000 or unit == "MB":  # noqa: PLR2004 - SI
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError


def register_language(app: Flask) -> None:
    """Remember the language that is asked for, and give templates their filters."""
    _Babel(  # type: ignore[no-untyped-call]
        app,
        default_locale="zh_CN",
        default_timezone="Asia/Shanghai",
        locale_selector=lambda: "en" if chosen() == "en" else "zh_CN",
    )
    filters: dict[str, Any] = {"t": text_of, "moment": moment, "day": day, "filesize": filesize}
    app.jinja_env.filters.update(filters)

    @app.before_request
    def remember() -> None:
        asked = request.args.get("lang")
        if asked in {"zh", "en"} and not request.path.startswith("/api/"):
            session["language"] = asked

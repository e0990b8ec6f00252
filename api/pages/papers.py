"""Documents of a case, from what was sealed when they were issued to a page or a PDF."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import segno
from flask import url_for

from api.documents import compose, load_templates
from api.pages.blueprint import actor, tongban
from api.pages.language import chosen
from engine.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from api.documents import DocumentTemplate, Paper


@lru_cache(maxsize=4)
def _templates(folder: Path) -> dict[str, DocumentTemplate]:
    return load_templates(folder)


def _said(value: Any) -> str:
    """A value in the language of the page; texts come in both."""
    if isinstance(value, dict):
        return str(value.get(chosen()) or value.get("zh") or "")
    return "" if value is None else str(value)


def paper_of(*, case_id: str, ref: str) -> Paper:
    """The document in the language of the page. Raises NotFoundError where there is none."""
    document = tongban().notices.document(actor(), case_id=case_id, document_ref=ref)
    templates = _templates(tongban().settings.forms / "shared" / "documents")
    template = templates.get(document.kind)
    if template is None:
        raise NotFoundError(kind="document template", key=document.kind)
    body = document.body
    number = str(body.get("values", {}).get("case_number") or document.number)
    return compose(
        template,
        language=chosen(),
        number=number,
        values={name: _said(value) for name, value in body.get("values", {}).items()},
        lists={name: [_said(entry) for entry in entries] for name, entries in body.get("lists", {}).items()},
        link=url_for("pages.progress", number=number, _external=True),
    )


def qr_of(number: str) -> bytes:
    """A QR code to the progress page, as an SVG file."""
    link = url_for("pages.progress", number=number, _external=True)
    return (
        str(segno.make(link, error="m").svg_inline(scale=4, border=1))
        .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        .encode()
    )

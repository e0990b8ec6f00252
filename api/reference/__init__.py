"""The API's description: ``openapi.json`` for machines, a page for people, both from this server alone."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, json, render_template

reference = Blueprint("reference", __name__, template_folder="templates")


@reference.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI 3.1 description."""
    return Response(json.dumps(_specification(), ensure_ascii=False), content_type="application/json")


@reference.get("/docs")
def documentation() -> Response:
    """The same, to read: every route by noun, with what it takes and answers."""
    page = render_template("reference.html", spec=_specification(), nouns=_by_noun(_specification()))
    policy = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'"
    return Response(
        page, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy}
    )


def _specification() -> dict[str, Any]:
    """Computed once for each application."""
    kept = current_app.extensions.get("openapi")
    if kept is None:
        kept = current_app.extensions["openapi"] = current_app.spec  # type: ignore[attr-defined]
    return kept  # type: ignore[no-any-return]


def _by_noun(spec: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    nouns: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in spec["tags"]}
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            noun = operation["tags"][0]
            nouns[noun].append({"path": path, "method": method.upper(), **operation})
    return nouns

"""The OpenAPI 3.1 description: what APIFlask collects, completed from each ``Route``.

APIFlask writes the schemas of each route on their own; here every type gets one name, and the usual
refusals, headers and security of a route are added, so that no answer is undocumented.
"""

from __future__ import annotations

import http
import re
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from api.routes import Route
from api.schemas import outgoing
from engine.service.answers import Download

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask
    from pydantic import BaseModel

PREFIX = "/api/v1"
_PLACE = re.compile(r"<(?:[^<:>]+:)?([^<>]+)>")
_REFERENCE = "#/components/schemas/{model}"

DESCRIPTION = """Cross-province government services 跨省通办.

Sign in with `POST /sessions` and send the token as `Authorization: Bearer …`. Names in JSON are camelCase.
Every refusal is `application/problem+json` (RFC 9457) with a stable `code` and its words in English and
Chinese. Commands take an `Idempotency-Key`: the same request with the same key acts once and gets the first
answer again. `ETag` and `If-Match` carry revisions. Lists come in pages: send `nextCursor` back as `cursor`.
"""

_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "A refusal (RFC 9457), in both languages, with what else is known about it.",
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:tongban:problem:task_closed"]},
        "code": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "titleZh": {"type": "string"},
        "detail": {"type": "string"},
        "detailZh": {"type": "string"},
        "requestId": {"type": ["string", "null"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "description": "JSON pointer to the field"},
                    "rule": {"type": "string"},
                    "message": {"type": "string"},
                    "messageZh": {"type": "string"},
                },
                "required": ["path", "rule", "message", "messageZh"],
            },
        },
        "findings": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "code", "status", "title", "titleZh", "detail", "detailZh"],
    "additionalProperties": True,
}

_KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request with the same key acts once and gets the first answer again.",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,128}$"},
}
_CONDITION_PARAMETER = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The revision this is about, as ETag gave it.",
    "schema": {"type": "string", "pattern": '^(\\*|(W/)?"[0-9]{1,18}")$'},
}


def complete(app: Flask, spec: dict[str, Any]) -> dict[str, Any]:
    """The whole description, from what APIFlask has collected."""
    declared = _declared(app)
    names, schemas = _schemas([route for route, _ in declared.values()])
    spec["components"] = {
        "schemas": {**schemas, "Problem": _PROBLEM},
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "tongban"},
        },
    }
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            route, name = declared[path, method.upper()]
            operation["operationId"] = name
            _finish(operation, route, names)
    spec["servers"] = [{"url": "/"}]
    return spec


def _declared(app: Flask) -> dict[tuple[str, str], tuple[Route, str]]:
    """Each route with the name of its function, by its path as OpenAPI writes it and its method."""
    found: dict[tuple[str, str], tuple[Route, str]] = {}
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        route = getattr(view, "declared", None)
        if isinstance(route, Route):
            path = _PLACE.sub(r"{\1}", rule.rule)
            found[path, route.method] = (route, view.__name__)
    return found


def _schemas(routes: Iterable[Route]) -> tuple[dict[type[BaseModel], dict[str, Any]], dict[str, Any]]:
    """Every model once: how a route names it, and all components.

    The models of answers are only wrappers (a type, a list of it): what they wrap stands in their place.
    """
    modes: dict[type[BaseModel], Any] = {}
    for route in routes:
        if route.body is not None:
            modes[route.body] = "validation"
        if route.answer not in (None, Download):
            modes[outgoing(route.answer)] = "serialization"
    references, root = models_json_schema(list(modes.items()), by_alias=True, ref_template=_REFERENCE)
    components = root.get("$defs", {})
    names: dict[type[BaseModel], dict[str, Any]] = {}
    for model, mode in modes.items():
        reference = references[model, mode]
        if mode == "serialization":
            reference = components.pop(reference["$ref"].rpartition("/")[2])
            reference.pop("title", None)
        names[model] = reference
    return names, components


def _finish(operation: dict[str, Any], route: Route, names: dict[type[BaseModel], dict[str, Any]]) -> None:
    operation["description"] = _describe(operation.get("description", ""), route)
    operation["security"] = [] if route.rule.may is None else [{"bearer": []}, {"session": []}]
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        if parameter["in"] == "path":
            parameter["schema"] = {"type": "string", "minLength": 1}
        else:
            parameter["schema"] = _without_null(parameter["schema"])
    if route.idempotent:
        parameters.append(_KEY_PARAMETER)
    if route.conditional:
        parameters.append(_CONDITION_PARAMETER)
    _finish_body(operation, route, names)
    operation["responses"] = {
        str(route.status): _success(route, names),
        **{str(status): _refusal(status) for status in sorted(refusals(route))},
    }


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter is there or not there; it is never null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**rest, **kinds[0]}


def _describe(text: str, route: Route) -> str:
    return f"{text}\n\nFor: {route.rule.says}.".strip().replace("``", "`")


def _finish_body(operation: dict[str, Any], route: Route, names: dict[type[BaseModel], Any]) -> None:
    if route.body is not None:
        content = {"application/json": {"schema": names[route.body]}}
    elif route.fields is not None:
        schema = route.fields.model_json_schema(by_alias=True)
        if route.file:
            schema["properties"][route.file] = {"type": "string", "format": "binary"}
            schema.setdefault("required", []).append(route.file)
        content = {"multipart/form-data": {"schema": schema}}
    else:
        return
    operation["requestBody"] = {"required": True, "content": content}


def _success(route: Route, names: dict[type[BaseModel], Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": http.HTTPStatus(route.status).phrase}
    if route.answer is Download:
        answer["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    elif route.answer is not None:
        answer["content"] = {"application/json": {"schema": names[outgoing(route.answer)]}}
    if route.tagged:
        answer["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "revision or digest"}}
    return answer


def refusals(route: Route) -> set[int]:
    """Every status other than success that the route may answer."""
    statuses = {*route.statuses}
    if route.rule.may is not None:
        statuses |= {401, 403}
    if "<" in route.path:
        statuses |= {404}
    if route.body is not None or route.fields is not None:
        statuses |= {400, 413, 415, 422}
    if route.query is not None:
        statuses |= {422}
    if route.idempotent:
        statuses |= {400, 409}
    if route.conditional:
        statuses |= {400, 409, 412}
    if route.is_command:
        statuses |= {400, 503}
    return statuses


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": http.HTTPStatus(status).phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }

"""How a route is made: its rule, what it takes, what it answers. Everything else is the same for all.

``route`` checks the rule before anything is read, reads and checks what comes in, calls the function with
a ``Call`` and writes what it gives back. ``api.specification`` reads the same ``Route`` for OpenAPI.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, request
from werkzeug.exceptions import NotFound, Unauthorized

from api.calls import Call, Reply
from api.identity import ANONYMOUS, caller_of_public_route, current_actor
from api.schemas import Body, Fields, Parameters, outgoing
from engine.errors import ForbiddenError
from engine.service.answers import Download

if TYPE_CHECKING:
    from collections.abc import Callable

    from apiflask import APIBlueprint

    from api.authorisation import Rule
    from engine.domain.actors import Actor

_FORM_AROUND_A_FILE = 64 * 1024
JSON_LIMIT = 2 * 1024 * 1024
"""Bytes of a body, where a route does not say otherwise."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """Everything about a route that is not its function. ``statuses`` are refusals beyond the usual ones."""

    method: str
    path: str
    rule: Rule
    answer: Any = None
    status: int = 200
    body: type[Body] | None = None
    query: type[Parameters] | None = None
    fields: type[Fields] | None = None
    file: str | None = None
    idempotent: bool = False
    conditional: bool = False
    tagged: bool = False
    largest: int = JSON_LIMIT
    statuses: tuple[int, ...] = ()

    @property
    def is_command(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET"


def route(blueprint: APIBlueprint, method: str, path: str, **more: Any) -> Callable[..., Any]:
    """Declare a route; ``more`` are the fields of ``Route``. The function gets ``call``, path parts, inputs."""
    declared = Route(method=method, path=path, **more)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        view = _answering(declared, function)
        for model, location in (
            (declared.body, "json"),
            (declared.query, "query"),
            (declared.fields, "form_and_files"),
        ):
            if model is not None:
                view = blueprint.input(model, location=location, arg_name=_ARGUMENT[location])(view)
        if declared.answer not in (None, Download):
            view = blueprint.output(outgoing(declared.answer), status_code=declared.status)(view)
        else:
            view = blueprint.doc(responses=[declared.status])(view)
        view = _guarded(declared, view)
        view.declared = declared  # type: ignore[attr-defined]
        return blueprint.route(path, methods=[method], endpoint=function.__name__)(view)

    return decorate


_ARGUMENT = {"json": "body", "query": "query", "form_and_files": "fields"}


def _guarded(declared: Route, view: Callable[..., Any]) -> Callable[..., Any]:
    """First the address, then the rule, then the size: before anything of the body is read."""

    @wraps(view)
    def guarded(**path: str) -> Any:
        if any(_is_unreadable(part) for part in path.values()):
            raise NotFound
        actor = caller_of_public_route() if declared.rule.may is None else current_actor()
        admit(declared.rule, actor)
        call = Call(tongban=current_app.extensions["tongban"], actor=actor, request=request)
        request.max_content_length = limit_of(declared, call)
        return view(call=call, **path)

    return guarded


def limit_of(declared: Route, call: Call) -> int:
    """Bytes of the whole request: for an upload the setting's limit for a file and the form around it."""
    if declared.file is not None:
        return int(call.tongban.settings.material_bytes) + _FORM_AROUND_A_FILE
    return declared.largest


def admit(rule: Rule, actor: Actor) -> None:
    """Raises Unauthorized for nobody, ForbiddenError for somebody whom the rule does not let in."""
    if rule.may is None:
        return
    if actor is ANONYMOUS:
        raise Unauthorized
    if not rule.may(actor):
        raise ForbiddenError(
            f"Your roles do not permit this. It is for: {rule.says}.", "您的角色无权进行此操作。"
        )


def _answering(declared: Route, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def answering(**arguments: Any) -> Response:
        given = function(**arguments)
        reply = given if isinstance(given, Reply) else Reply(answer=given)
        return _written(declared, reply)

    return answering


def _written(declared: Route, reply: Reply) -> Response:
    if isinstance(reply.answer, Download):
        return _file(reply.answer)
    if declared.answer is None:
        response = Response(status=declared.status)
        response.headers.remove("Content-Type")
    else:
        text = outgoing(declared.answer).model_construct(reply.answer).model_dump_json(by_alias=True)
        response = Response(text, status=declared.status, content_type="application/json")
    if reply.revision is not None:
        response.set_etag(str(reply.revision))
    if reply.location is not None:
        response.headers["Location"] = reply.location
    if reply.is_replay:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _file(download: Download) -> Response:
    """A file, always as an attachment: what people uploaded must not run in the platform's own origin."""
    response = Response(download.content, content_type=download.content_type)
    response.headers.set("Content-Disposition", "attachment", filename=download.filename)
    response.set_etag(download.digest)
    return response


def _is_unreadable(part: str) -> bool:
    """Control characters, or bytes that were no UTF-8."""
    return any(character < " " or character in "\x7f\ufffd" for character in part)

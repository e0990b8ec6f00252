"""Errors as answers: the only place that knows HTTP statuses (RFC 9457 problem+json, both languages).

A problem has ``type`` (a URN that never changes), ``code`` (its last part), ``status``, ``title`` and
``titleZh`` (the same for every problem of the kind), ``detail`` and ``detailZh`` (this one), ``requestId``,
and what the error knows besides: ``errors`` per field, ``findings`` per element, who and when.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from flask import Response, g, json, request
from werkzeug.exceptions import HTTPException

from engine import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

_LOG = logging.getLogger(__name__)

STATUSES: Mapping[type[errors.TongbanError], int] = {
    errors.TongbanError: 500,
    errors.InvalidInputError: 422,
    errors.FormError: 422,
    errors.XmlError: 422,
    errors.DefinitionRefusedError: 422,
    errors.NotFoundError: 404,
    errors.ErasedCaseError: 410,
    errors.ConflictError: 409,
    errors.StaleRevisionError: 409,
    errors.TaskClosedError: 409,
    errors.TaskClaimedError: 409,
    errors.CaseClosedError: 409,
    errors.NotAllowedNowError: 409,
    errors.IdempotencyMismatchError: 409,
    errors.ForbiddenError: 403,
    errors.LimitError: 413,
    errors.UnavailableError: 503,
}
"""The status of each error; one that is not named has that of its nearest ancestor."""

_TITLES: Mapping[int, tuple[str, str]] = {
    400: ("The request cannot be read", "请求无法读取"),
    401: ("Please sign in", "请先登录"),
    403: ("Not permitted", "无权操作"),
    404: ("Not found", "未找到"),
    410: ("Erased", "已删除"),
    405: ("Method not allowed", "不支持的请求方法"),
    406: ("Not available in this form", "不支持所请求的格式"),
    409: ("No longer as you saw it", "内容已发生变化"),
    412: ("Changed since you read it", "读取后已被修改"),
    413: ("Too large", "内容过大"),
    414: ("The address is too long", "请求地址过长"),
    415: ("Unsupported media type", "不支持的内容类型"),
    422: ("Something sent is wrong", "提交内容有误"),
    431: ("The headers are too large", "请求头过大"),
    500: ("Something went wrong here", "系统内部错误"),
    503: ("Not available at the moment", "服务暂不可用"),
}

_DETAILS: Mapping[int, tuple[str, str]] = {
    400: ("The request could not be read. Correct it and send again.", "请求格式有误，请更正后重新发送。"),
    401: (
        "Sign in with POST /api/v1/sessions and send its token as bearer.",
        "请通过 /api/v1/sessions 登录，并在请求中携带令牌。",
    ),
    404: ("There is nothing at this address.", "此地址没有内容。"),
    405: (
        "This address does not take this method; see the header Allow.",
        "此地址不支持该请求方法，请参见响应头 Allow。",
    ),
    413: ("The request is larger than is allowed here.", "请求内容超过允许的大小。"),
    415: ("Send the body as the documentation of this address says.", "请按接口文档规定的内容类型发送。"),
    500: (
        "An error of our own. It was recorded; name the request id when you report it.",
        "系统内部错误，已记录。反馈时请提供请求编号。",
    ),
}

LIMITS_THAT_ARE_NO_SIZES: Mapping[str, int] = {"case_numbers": 503, "call_depth": 422, "instances": 422}
"""Statuses of limits that have nothing to do with how much was sent."""

STALE_WITH_CONDITION = 412
"""Status of a stale revision where the request said which one it wants (``If-Match``)."""

INTERNAL = 500
RETRY_AFTER_SECONDS = 5
MEDIA_TYPE = "application/problem+json"


def status_of(error: errors.TongbanError) -> int:
    """The HTTP status of an error."""
    if isinstance(error, errors.StaleRevisionError) and request.headers.get("If-Match"):
        return STALE_WITH_CONDITION
    if isinstance(error, errors.LimitError) and error.limit in LIMITS_THAT_ARE_NO_SIZES:
        return LIMITS_THAT_ARE_NO_SIZES[error.limit]
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def code_of(error: errors.TongbanError) -> str:
    """The stable name of an error: ``TaskClosedError`` is ``task_closed``."""
    name = type(error).__name__.removesuffix("Error")
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def problem_of(error: errors.TongbanError) -> dict[str, Any]:
    """An error as a problem object, with everything it knows."""
    body = _problem(status_of(error), code_of(error), error.message, error.message_zh)
    body.update(_members(error))
    return body


def install(app: Flask) -> None:
    """Let the application answer every error as a problem (pages may take theirs over first)."""
    app.register_error_handler(errors.TongbanError, _answer_error)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer_error(error: errors.TongbanError) -> Response:
    body = problem_of(error)
    if body["status"] == INTERNAL:
        _LOG.error("Request %s failed", g.get("request_id"), exc_info=error)
    answer = _response(body)
    if isinstance(error, errors.UnavailableError):
        answer.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def answer_http(error: HTTPException) -> Response:
    """What Flask itself refuses: no such address, wrong method, too large, unreadable."""
    status = error.code or INTERNAL
    if error.response is not None or status not in _TITLES:
        return error.get_response()  # type: ignore[return-value]  # redirects
    detail, detail_zh = _DETAILS.get(status, _TITLES[status])
    own_words = getattr(error, "words", None)
    if own_words:
        detail, detail_zh = own_words
    code = re.sub(r"[^a-z]+", "_", error.name.lower())
    answer = _response(_problem(status, code, detail, detail_zh))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "www-authenticate", "retry-after"}:
            answer.headers[name] = value
    return answer


def _answer_unexpected(error: Exception) -> Response:
    """A fault of ours: recorded with its request id, never shown."""
    _LOG.error("Request %s failed unexpectedly", g.get("request_id"), exc_info=error)
    return _response(_problem(INTERNAL, "internal", *_DETAILS[INTERNAL]))


def _problem(status: int, code: str, detail: str, detail_zh: str) -> dict[str, Any]:
    title, title_zh = _TITLES[status]
    return {
        "type": f"urn:tongban:problem:{code}",
        "code": code,
        "status": status,
        "title": title,
        "titleZh": title_zh,
        "detail": detail,
        "detailZh": detail_zh,
        "requestId": g.get("request_id"),
    }


def _members(error: errors.TongbanError) -> dict[str, Any]:
    """What the error knows besides its sentence, under the names of the API."""
    match error:
        case errors.FormError():
            return {"form": error.form, "errors": [_field(problem) for problem in error.problems]}
        case errors.DefinitionRefusedError():
            return {"name": error.name, "findings": [_finding(finding) for finding in error.findings]}
        case errors.LimitError():
            return {"limit": error.limit}
        case errors.ConflictError():
            return _conflict(error)
        case _:
            return {}


def _conflict(error: errors.ConflictError) -> dict[str, Any]:
    """Who, when, which revision."""
    match error:
        case errors.TaskClosedError():
            return {
                "caseNumber": error.case_number,
                "taskId": error.task_id,
                "elementId": error.element_id,
                "state": error.state,
                **_who_and_when(error),
            }
        case errors.TaskClaimedError():
            return {"taskId": error.task_id, **_who_and_when(error)}
        case errors.CaseClosedError():
            return {"caseNumber": error.case_number, "caseStatus": error.status}
        case errors.StaleRevisionError():
            return {"expectedRevision": error.expected, "actualRevision": error.actual}
        case _:
            return {}


def _who_and_when(error: errors.TaskClosedError | errors.TaskClaimedError) -> dict[str, Any]:
    return {"by": error.by, "at": error.at.isoformat() if error.at else None}


def _field(problem: errors.FieldProblem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "rule": problem.rule,
        "message": problem.message,
        "messageZh": problem.message_zh,
    }


def _finding(finding: errors.Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "elementId": finding.element_id,
        "severity": finding.severity,
        "message": finding.message,
        "messageZh": finding.message_zh,
        "file": finding.file,
        "line": finding.line,
        "path": list(finding.path),
    }


def _response(body: Mapping[str, Any]) -> Response:
    answer = Response(json.dumps(body, ensure_ascii=False), status=body["status"], content_type=MEDIA_TYPE)
    if body["status"] == 401:  # noqa: PLR2004 - HTTP's number for it
        answer.headers["WWW-Authenticate"] = 'Bearer realm="tongban"'
    return answer

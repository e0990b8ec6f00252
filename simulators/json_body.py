"""JSON in and out of requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from simulators.refusal import Refusal

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

    from simulators.registers import Record

_FIRST_ERROR_STATUS = 400


def json_object(request: Request) -> Record:
    """The body as an object, an empty one where there is none; raises ``Refusal`` ``malformed_json``."""
    try:
        body = json.loads(request.get_data() or b"{}")
    except ValueError as error:
        raise Refusal("malformed_json", "The body is not JSON.", "请求体不是JSON。", status=400) from error
    if not isinstance(body, dict):
        raise Refusal("malformed_json", "The body must be a JSON object.", "请求体应为JSON对象。", status=400)
    return body


def as_json(value: Any, status: int = 200) -> Response:
    """A JSON answer; problems by their media type."""
    kind = "application/problem+json" if status >= _FIRST_ERROR_STATUS else "application/json"
    return Response(json.dumps(value, ensure_ascii=False), status, content_type=f"{kind}; charset=utf-8")

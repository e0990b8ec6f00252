"""What every answer has: security headers, a request id; and a log line without personal data."""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import TYPE_CHECKING

from flask import g, request

if TYPE_CHECKING:
    from flask import Flask, Response

_LOG = logging.getLogger("tongban.requests")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Content-Security-Policy of pages. No ``unsafe-eval``; inline styles are what the diagram viewer sets."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def install(app: Flask, *, is_https: bool) -> None:
    """Before and after each request. ``is_https``: the public address is, so browsers may insist on it."""
    app.before_request(_begin)
    app.after_request(_headers)
    if is_https:
        app.after_request(_insist_on_https)
    app.after_request(_log)


def _begin() -> None:
    """The caller's X-Request-Id where it is a decent one, else a new one."""
    sent = request.headers.get("X-Request-Id", "")
    g.request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
    g.began_at = time.perf_counter()


def _headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.path.startswith("/api/"):
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        response.headers.setdefault("Cache-Control", "no-store")
    else:
        response.headers.setdefault("Content-Security-Policy", POLICY)
    return response


def _insist_on_https(response: Response) -> Response:
    response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def _log(response: Response) -> Response:
    """Method, route, status, time. The route and not the address: addresses may name people."""
    rule = request.url_rule.rule if request.url_rule else "-"
    took = (time.perf_counter() - g.get("began_at", time.perf_counter())) * 1000
    _LOG.info("%s %s %s %.1f ms %s", request.method, rule, response.status_code, took, g.get("request_id"))
    return response

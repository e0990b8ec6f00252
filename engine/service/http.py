"""One attempt to call another platform over HTTP: JSON there, JSON or a problem back.

``POST {base_url}/{operation}`` with a bearer token and an idempotency key, so that a repeated attempt has
one effect there. What comes back is one of three: a result, a refusal for good, or nothing usable for now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import httpx

if TYPE_CHECKING:
    from engine.service.answers import JsonObject
    from engine.settings import Settings

SERVER_ERROR, CLIENT_ERROR = 500, 400
LATER = frozenset({408, 425, 429})
"""Client errors that only ask to come again."""
LARGEST_ANSWER = 32 * 1024 * 1024
LONGEST_WORDS = 300


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The platform answered with a result."""

    result: Any


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The platform refused for good; ``code`` is its own word for why."""

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Unreachable:
    """No usable answer: connection, time-out, server error. To be tried again."""

    message: str


CallOutcome: TypeAlias = Answered | Refused | Unreachable


class Platforms(Protocol):
    """The way to other platforms."""

    def call(
        self, system: str, operation: str, arguments: JsonObject, *, key: str, request_id: str
    ) -> CallOutcome:
        """One attempt."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...


class HttpPlatforms:
    """Calls platforms over HTTP; one client for all, which keeps connections open."""

    def __init__(self, settings: Settings) -> None:
        """``settings`` know URL, token and time-out of each system."""
        self._settings = settings
        self._client = httpx.Client(trust_env=False, follow_redirects=False)

    def call(
        self, system: str, operation: str, arguments: JsonObject, *, key: str, request_id: str
    ) -> CallOutcome:
        """One attempt."""
        reached = self._settings.platform(system)
        headers = {
            "Authorization": f"Bearer {reached.token}",
            "Idempotency-Key": key,
            "X-Request-Id": request_id,
        }
        try:
            answer = self._client.post(
                f"{(reached.url or '').rstrip('/')}/{operation}",
                json=arguments,
                headers=headers,
                timeout=reached.timeout_seconds,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Unreachable(message=f"{system} does not answer ({type(error).__name__})")
        return _read(system, answer)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()


def _read(system: str, answer: httpx.Response) -> CallOutcome:
    if answer.status_code >= SERVER_ERROR or answer.status_code in LATER:
        return Unreachable(message=f"{system} answered {answer.status_code}")
    if len(answer.content) > LARGEST_ANSWER:
        return Refused(code="answer_too_large", message=f"{system} sent more than {LARGEST_ANSWER} bytes")
    body = _json(answer)
    if answer.is_success:
        if body is _NO_JSON:
            return Unreachable(message=f"{system} answered with something that is no JSON")
        return Answered(result=body)
    problem = body if isinstance(body, dict) else {}
    words = str(problem.get("detail") or problem.get("title") or "")[:LONGEST_WORDS]
    return Refused(code=str(problem.get("code") or f"http_{answer.status_code}")[:100], message=words)


_NO_JSON = object()


def _json(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        return _NO_JSON

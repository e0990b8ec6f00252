"""How these tests call the stand-ins: over HTTP, as the engine does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulators import RunningSimulators


class Platforms:
    """Calls operations of the stand-ins; ``ok`` insists on 200, ``refused`` on a problem."""

    def __init__(self, simulator: RunningSimulators) -> None:
        self.simulator = simulator
        self.client = httpx.Client(base_url=simulator.url, trust_env=False, timeout=10)

    def call(self, operation: str, /, *, key: str | None = None, **arguments: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.simulator.token}"}
        if key:
            headers["Idempotency-Key"] = key
        return self.client.post(f"/{operation}", json=arguments, headers=headers)

    def ok(self, operation: str, /, *, key: str | None = None, **arguments: Any) -> dict[str, Any]:
        answer = self.call(operation, key=key, **arguments)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def refused(self, operation: str, /, *, key: str | None = None, **arguments: Any) -> str:
        answer = self.call(operation, key=key, **arguments)
        assert answer.status_code >= 400
        assert answer.headers["content-type"].startswith("application/problem+json")
        return str(answer.json()["code"])

    def person(self, key: str) -> dict[str, Any]:
        people = self.client.get("/_control/people").json()
        return next(person for person in people if person["key"] == key)

    def id_no(self, key: str) -> str:
        return str(self.person(key)["idNo"])


@pytest.fixture
def platforms(simulator: RunningSimulators) -> Iterator[Platforms]:
    reached = Platforms(simulator)
    with reached.client:
        yield reached

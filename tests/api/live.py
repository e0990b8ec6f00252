"""A server that listens and a worker that runs, as ``make run`` has them."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from simulators.server_thread import ServerThread

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.api.conftest import Platform

PATIENCE_SECONDS = 20.0


@dataclass
class Live:
    """The platform over real HTTP."""

    platform: Platform
    server: ServerThread = field(init=False)
    _stop: threading.Event = field(default_factory=threading.Event)
    _tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server = ServerThread(self.platform.app, largest_body=32_000_000)
        worker = self.platform.tongban.worker
        self._worker = threading.Thread(target=worker.run, args=(self._stop,), name="worker")
        self._worker.start()
        self.http = httpx.Client(base_url=f"{self.server.url}/api/v1", trust_env=False, timeout=20)
        token = self.platform.system().token
        self.platform.simulator.aim(platform_url=self.server.url, platform_token=token)

    def close(self) -> None:
        self._stop.set()
        self._worker.join(timeout=PATIENCE_SECONDS)
        self.http.close()
        self.server.close()

    def send(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        token = self.platform.caller(who).token
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
        if body is not None:
            more["json"] = body
        return self.http.request(method, path, headers=headers, **more)

    def ok(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answer = self.send(who, method, path, body, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def case(self, who: str, case_id: str) -> dict[str, Any]:
        view: dict[str, Any] = self.ok(who, "GET", f"/cases/{case_id}")
        return view

    def task(self, who: str, number: str, element_id: str) -> str:
        """The id of an open task that ``who`` sees in their worklist; waits until it is there."""
        scopes = ("office", "mine")

        def found() -> str | None:
            for scope in scopes:
                page = self.ok(who, "GET", f"/tasks?scope={scope}&caseNumber={number}")
                for entry in page["entries"]:
                    if entry["elementId"] == element_id:
                        return str(entry["taskId"])
            return None

        task_id: str = eventually(found, f"{who} has no task {element_id} of {number}")
        return task_id

    def complete(self, who: str, number: str, element_id: str, data: dict[str, Any]) -> dict[str, Any]:
        task_id = self.task(who, number, element_id)
        done: dict[str, Any] = self.ok(who, "POST", f"/tasks/{task_id}/complete", {"data": data})
        return done

    def status(self, who: str, case_id: str, code: str) -> dict[str, Any]:
        """Waits until the case has this status; gives the case."""

        def reached() -> dict[str, Any] | None:
            view = self.case(who, case_id)
            return view if view["summary"]["status"]["code"] == code else None

        view: dict[str, Any] = eventually(
            reached, lambda: f"status {self.case(who, case_id)['summary']['status']}"
        )
        return view


def eventually(claim: Callable[[], Any], otherwise: Any, seconds: float = PATIENCE_SECONDS) -> Any:
    """The first true answer of ``claim``; fails with ``otherwise`` when none comes in time."""
    end = time.monotonic() + seconds
    while True:
        value = claim()
        if value:
            return value
        assert time.monotonic() < end, otherwise() if callable(otherwise) else otherwise
        time.sleep(0.05)

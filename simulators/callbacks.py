"""Messages from the stand-ins to the platform (payment received, shipment delivered), at least once."""

from __future__ import annotations

import heapq
import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

_LOG = logging.getLogger(__name__)
_DELAYS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)
_TIMEOUT_SECONDS = 10.0


@dataclass(kw_only=True)
class Callback:
    """One message on its way; ``state`` is waiting, delivered, refused (4xx) or given_up."""

    message_id: str
    name: str
    correlation_key: str
    payload: dict[str, Any]
    state: str = "waiting"
    attempts: int = 0
    last_status: int | None = None

    def body(self) -> dict[str, Any]:
        """The request body of ``POST /api/v1/messages``."""
        return {
            "name": self.name,
            "correlationKey": self.correlation_key,
            "payload": self.payload,
            "messageId": self.message_id,
        }


@dataclass(order=True)
class _Due:
    at: float
    serial: int
    callback: Callback = field(compare=False)


class Callbacks:
    """A thread that delivers callbacks in order of their time, with retries when nobody answers."""

    def __init__(self, *, platform_url: str | None, platform_token: str | None) -> None:
        """Without ``platform_url`` callbacks wait until ``aim`` gives one."""
        self._platform = (platform_url, platform_token)
        self._due: list[_Due] = []
        self.log: list[Callback] = []
        self._changed = threading.Condition()
        self._closed = False
        self._serial = 0
        self._thread = threading.Thread(target=self._run, name="callbacks", daemon=True)
        self._thread.start()

    def aim(self, *, platform_url: str | None, platform_token: str | None) -> None:
        """From now on deliver to this platform, what waits included."""
        with self._changed:
            self._platform = (platform_url, platform_token)
            for due in self._due:
                due.at = min(due.at, time.monotonic())
            heapq.heapify(self._due)
            self._changed.notify()

    def send(self, callback: Callback, *, after: float = 0.0) -> None:
        """Deliver ``callback`` in ``after`` seconds."""
        with self._changed:
            self.log.append(callback)
            self._push(callback, after)

    def forget(self) -> None:
        """Drop what waits, and the log."""
        with self._changed:
            self._due.clear()
            self.log.clear()

    def close(self) -> None:
        """Stop the thread; what waits is dropped."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(timeout=_TIMEOUT_SECONDS + 1)

    def _push(self, callback: Callback, after: float) -> None:
        self._serial += 1
        heapq.heappush(self._due, _Due(time.monotonic() + after, self._serial, callback))
        self._changed.notify()

    def _run(self) -> None:
        with httpx.Client(timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
            while (callback := self._next()) is not None:
                self._attempt(client, callback)

    def _next(self) -> Callback | None:
        with self._changed:
            while not self._closed:
                wait = self._due[0].at - time.monotonic() if self._due and self._platform[0] else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due).callback
                self._changed.wait(timeout=wait)
            return None

    def _attempt(self, client: httpx.Client, callback: Callback) -> None:
        url, token = self._platform
        callback.attempts += 1
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": callback.message_id}
        try:
            answer = client.post(f"{url}/api/v1/messages", json=callback.body(), headers=headers)
            callback.last_status = answer.status_code
        except httpx.HTTPError:
            callback.last_status = None
        self._settle(callback)

    def _settle(self, callback: Callback) -> None:
        status = callback.last_status
        if status is not None and status < httpx.codes.BAD_REQUEST:
            callback.state = "delivered"
        elif callback.attempts > len(_DELAYS):
            callback.state = "given_up"
            _LOG.warning("Callback %s for %s given up", callback.message_id, callback.correlation_key)
        elif status is not None and status in _FINAL:
            callback.state = "refused"
            _LOG.warning("Callback %s was refused with %s", callback.message_id, status)
        else:
            with self._changed:
                self._push(callback, _DELAYS[callback.attempts - 1])


_FINAL = {400, 403, 413, 415, 422}
"""Refusals that no repetition mends. 401 (token not there yet), 404 and 409 (the case is not yet at that
point) may mend themselves."""

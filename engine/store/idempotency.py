"""Keys of requests: inserted first, so that of two identical requests one waits for the other's answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.rows import IdempotencyRow, row_as
from engine.store.tables import idempotency_key

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.engine import Connection

    from engine.store.keys import KeyRing

_FIND = select(idempotency_key).where(idempotency_key.c.digest == bindparam("b_digest"))


class IdempotencyKeys:
    """Idempotency keys of one transaction."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        """Made by the unit of work."""
        self._connection = connection
        self._keys = keys

    def reserve(
        self, *, account_id: str, key: str, request_hash: bytes, case_id: str | None, at: datetime
    ) -> IdempotencyRow | None:
        """None where the key is new and now ours; else the row of the request that came before.

        PostgreSQL waits here for a transaction that holds the same key.
        """
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        digest = self._keys.request(account_id, key)
        done = self._connection.execute(
            dialect.insert(idempotency_key)
            .values(digest=digest, request_hash=request_hash, case_id=case_id, created_at=at)
            .on_conflict_do_nothing()
            .returning(idempotency_key.c.digest)
        )
        if done.first() is not None:
            return None
        return self.find(account_id=account_id, key=key)

    def find(self, *, account_id: str, key: str) -> IdempotencyRow | None:
        """The request that came before under this key."""
        digest = self._keys.request(account_id, key)
        found = self._connection.execute(_FIND, {"b_digest": digest}).one_or_none()
        return row_as(IdempotencyRow, found)

    def answer(self, *, account_id: str, key: str, case_id: str | None, sealed_answer: bytes) -> None:
        """What was answered, for whoever asks again. Sealed with the key of ``case_id``."""
        self._connection.execute(
            update(idempotency_key)
            .where(idempotency_key.c.digest == self._keys.request(account_id, key))
            .values(case_id=case_id, sealed_answer=sealed_answer)
        )

    def forget_before(self, at: datetime) -> int:
        """Old keys need not be kept."""
        return int(
            self._connection.execute(
                delete(idempotency_key).where(idempotency_key.c.created_at < at)
            ).rowcount
        )

"""Deployed definitions: immutable versions by content digest, their files stored once each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import zstandard
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.rows import DefinitionRow, row_as, rows_as
from engine.store.tables import definition, definition_file, resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

LARGEST = 64 * 1024 * 1024


class Definitions:
    """Definitions of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Made by the unit of work."""
        self._connection = connection

    def add(self, row: DefinitionRow, files: Mapping[str, tuple[str, bytes]]) -> None:
        """A new version; ``files`` maps a path to (digest, content). It becomes the current one of its item."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        self._connection.execute(
            update(definition).where(definition.c.item_id == row.item_id).values(is_current=False)
        )
        names = {column.name for column in definition.c}
        self._connection.execute(insert(definition), {name: getattr(row, name) for name in names})
        for path, (digest, content) in files.items():
            self._connection.execute(
                dialect.insert(resource)
                .values(digest=digest, content=zstandard.ZstdCompressor(level=10).compress(content))
                .on_conflict_do_nothing()
            )
            self._connection.execute(
                insert(definition_file),
                {"definition_digest": row.digest, "path": path, "resource_digest": digest},
            )

    def make_current(self, item_id: str, digest: str) -> None:
        """New cases of the item follow this version."""
        self._connection.execute(
            update(definition)
            .where(definition.c.item_id == item_id)
            .values(is_current=definition.c.digest == digest)
        )

    def get(self, digest: str) -> DefinitionRow | None:
        """A version by digest."""
        found = self._connection.execute(
            select(definition).where(definition.c.digest == digest)
        ).one_or_none()
        return row_as(DefinitionRow, found)

    def current(self, item_id: str) -> DefinitionRow | None:
        """The version that new cases of an item follow."""
        found = self._connection.execute(
            select(definition).where(definition.c.item_id == item_id, definition.c.is_current)
        ).one_or_none()
        return row_as(DefinitionRow, found)

    def versions(self, *, item_id: str | None = None, current_only: bool = False) -> list[DefinitionRow]:
        """Versions, newest first."""
        statement = select(definition).order_by(definition.c.item_id, definition.c.version.desc())
        if item_id is not None:
            statement = statement.where(definition.c.item_id == item_id)
        if current_only:
            statement = statement.where(definition.c.is_current)
        return rows_as(DefinitionRow, self._connection.execute(statement))

    def next_version(self, item_id: str) -> int:
        """The number of an item's next version."""
        latest = self._connection.execute(
            select(func.max(definition.c.version)).where(definition.c.item_id == item_id)
        ).scalar_one()
        return int(latest or 0) + 1

    def files(self, digest: str) -> dict[str, bytes]:
        """All files of a version by path."""
        found = self._connection.execute(
            select(definition_file.c.path, resource.c.content)
            .join(resource, resource.c.digest == definition_file.c.resource_digest)
            .where(definition_file.c.definition_digest == digest)
            .order_by(definition_file.c.path)
        )
        unpacked = zstandard.ZstdDecompressor()
        return {row.path: unpacked.decompress(row.content, max_output_size=LARGEST) for row in found}

    def paths(self, digest: str) -> tuple[tuple[str, str], ...]:
        """Paths of a version with the digests of their contents."""
        found = self._connection.execute(
            select(definition_file.c.path, definition_file.c.resource_digest)
            .where(definition_file.c.definition_digest == digest)
            .order_by(definition_file.c.path)
        )
        return tuple((row.path, row.resource_digest) for row in found)

"""Where the contents of materials lie: one interface, a folder behind it; later an object store.

Contents come in encrypted already. A key is ``<case_id>/<ref>``; a folder never has to guess at names.
"""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Protocol

from engine.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path


class Blobs(Protocol):
    """Keeps encrypted contents by key."""

    def put(self, key: str, content: bytes) -> None:
        """Keep it, durably, before anything refers to it."""
        ...

    def get(self, key: str) -> bytes:
        """It again. Raises NotFoundError."""
        ...

    def delete(self, key: str) -> None:
        """Forget it; nothing happens where it is not there."""
        ...


class FolderBlobs:
    """Contents as files of mode 600 in a folder."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when the first content comes."""
        self._folder = folder

    def put(self, key: str, content: bytes) -> None:
        """Written aside, flushed to disk, then renamed into place."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)

    def get(self, key: str) -> bytes:
        """The content of a key."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotFoundError(kind="material", key=key) from error

    def delete(self, key: str) -> None:
        """The file goes."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        case_id, _, ref = key.partition("/")
        return self._folder / case_id[-2:] / case_id / ref

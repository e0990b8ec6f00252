"""The key that signs the cookies of page sessions."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 32


def session_key(folder: Path) -> bytes:
    """Read the key from ``folder/session.key``; the first start makes it, readable by the owner alone."""
    path = folder / "session.key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        fresh = secrets.token_bytes(_BYTES)
        file.write(fresh)
    return fresh

"""Reads the file of demo logins that the first start writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_logins(path: Path) -> dict[str, str]:
    """Account and password of each line; comments begin with ``#``."""
    lines = path.read_text(encoding="utf-8").splitlines()
    entries = (line.split() for line in lines if line.strip() and not line.startswith("#"))
    return {entry[0]: entry[1] for entry in entries if len(entry) > 1}

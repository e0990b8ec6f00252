"""The bundle of an item: every file that a case of it runs on, by path, gathered from the two folders.

``item.yaml``, ``<process>.bpmn`` and ``*.dmn`` of the item's folder; of ``processes/shared`` and
``forms/shared`` what is named in them, and what that names in turn. The digest is taken over all of it,
``scenarios.yaml`` left out: a scenario more makes no new version.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from engine.errors import NotFoundError
from engine.service.cards import CARD_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SCENARIOS = "scenarios.yaml"
NOTICES = "shared/notices/"
DOCUMENTS = "forms/shared/documents/"
_KEPT = frozenset({".bpmn", ".dmn", ".yaml", ".json"})
_WORD = re.compile(rb"[A-Za-z0-9_\-]+")


def bundle_digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the sorted list of paths and the SHA-256 of each content."""
    lines = (
        f"{path}\0{hashlib.sha256(content).hexdigest()}\n"
        for path, content in sorted(files.items())
        if path != SCENARIOS
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def item_folders(processes: Path) -> Iterator[Path]:
    """The folders that hold an ``item.yaml``, by name."""
    yield from sorted(card.parent for card in processes.glob(f"*/*/{CARD_FILE}"))


def gather_bundle(folder: Path, *, processes: Path, forms: Path) -> dict[str, bytes]:
    """All files of the item in ``folder``.

    Raises:
        NotFoundError: where the folder has no ``item.yaml``.
    """
    if not (folder / CARD_FILE).is_file():
        raise NotFoundError(kind="item", key=str(folder.name))
    own = dict(_files(folder, ""))
    own_forms = forms / folder.parent.name / folder.name
    own |= _files(own_forms, f"forms/{folder.parent.name}/{folder.name}/")
    shared = dict(_files(processes / "shared", "shared/")) | dict(_files(forms / "shared", "forms/shared/"))
    return own | _named(own, shared)


def _named(own: Mapping[str, bytes], shared: Mapping[str, bytes]) -> dict[str, bytes]:
    """The shared files whose name is a word in one that is taken already."""
    by_stem: dict[bytes, list[str]] = {}
    for path in shared:
        by_stem.setdefault(path.rsplit("/", 1)[-1].split(".", 1)[0].encode(), []).append(path)
    taken: dict[str, bytes] = {}
    waiting = [content for path, content in own.items() if path != SCENARIOS]
    while waiting:
        words = set(_WORD.findall(waiting.pop()))
        for path in (path for stem in words & by_stem.keys() for path in by_stem[stem]):
            if path not in taken:
                taken[path] = shared[path]
                waiting.append(shared[path])
    return taken


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, bytes]]:
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _KEPT:
            yield prefix + path.relative_to(folder).as_posix(), path.read_bytes()

"""The checklist of materials 材料清单: what a case needs, what it holds, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from engine.service.cards import ItemCard, MaterialCard


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """Material ids: needed now, held, missing (needed and not held), each in the order of the card."""

    needed: tuple[str, ...]
    held: tuple[str, ...]
    missing: tuple[MaterialCard, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def facts(self) -> dict[str, Any]:
        """What expressions may ask of it."""
        return {
            "materialsComplete": self.is_complete,
            "missingMaterials": [{"id": entry.id, "zh": entry.zh, "en": entry.en} for entry in self.missing],
            "materialsHeld": list(self.held),
        }


def checklist_of(card: ItemCard, held: Collection[str], holds: Callable[[str], bool]) -> Checklist:
    """The checklist of a case; ``holds`` tells whether a condition (FEEL) is true of its data.

    A condition that is null, as its facts are not known yet, asks for nothing yet.
    """
    needed = [entry for entry in card.materials if _is_needed(entry, holds)]
    present = [entry.id for entry in card.materials if entry.id in held or entry.is_generated]
    return Checklist(
        needed=tuple(entry.id for entry in needed),
        held=tuple(present),
        missing=tuple(entry for entry in needed if entry.id not in present),
    )


def _is_needed(entry: MaterialCard, holds: Callable[[str], bool]) -> bool:
    if entry.need == "required":
        return True
    return entry.need == "conditional" and entry.when is not None and holds(entry.when)

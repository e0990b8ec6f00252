"""The checklist of a case as people see it: each line of the card with what the case holds of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.domain.masking import masked_within
from engine.service.answers import MaterialView, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.service.answers import JsonObject
    from engine.service.cards import MaterialCard
    from engine.service.hand import CaseInHand
    from engine.store.rows import MaterialRow

FILENAME, NOTE = "filename", "material"
_STATES: dict[str, Literal["uploaded", "fetching", "fetched", "handed_in", "failed"]] = {
    "uploaded": "uploaded",
    "fetching": "fetching",
    "fetched": "fetched",
    "handed_in": "handed_in",
    "failed": "failed",
}
HELD_STATES = frozenset({"uploaded", "fetched", "handed_in"})


def material_views(
    hand: CaseInHand, rows: Sequence[MaterialRow], data: JsonObject
) -> tuple[MaterialView, ...]:
    """Every line of the card, with the newest material of it; further ones follow their line."""
    card = hand.definition.card
    needed = hand.checklist(data).needed
    by_line: dict[str, list[MaterialRow]] = {}
    for row in rows:
        by_line.setdefault(row.material_id, []).append(row)
    views: list[MaterialView] = []
    for entry in card.materials:
        own = by_line.get(entry.id, [])
        is_needed = entry.id in needed
        views += [material_view(hand, entry, row, is_needed=is_needed) for row in own]
        if not own:
            views.append(material_view(hand, entry, None, is_needed=is_needed))
    return tuple(views)


def material_view(
    hand: CaseInHand, entry: MaterialCard, row: MaterialRow | None, *, is_needed: bool
) -> MaterialView:
    """One line."""
    if row is None:
        return MaterialView(
            material_id=entry.id,
            name=Text(zh=entry.zh, en=entry.en),
            need=entry.need,
            is_needed_now=is_needed,
            e_licence=entry.e_licence,
            state="uploaded" if entry.is_generated else "missing",
            note=Text(zh="由系统根据表单生成", en="Made by the platform from the form")
            if entry.is_generated
            else None,
        )
    filename = (
        masked_within(hand.cipher.open(FILENAME, bytes(row.sealed_filename))) if row.sealed_filename else None
    )
    return MaterialView(
        material_id=entry.id,
        name=Text(zh=entry.zh, en=entry.en),
        need=entry.need,
        is_needed_now=is_needed,
        e_licence=entry.e_licence,
        state=_STATES[row.state],
        material_ref=row.material_ref,
        filename=filename,
        content_type=row.content_type,
        size=row.size,
        digest=row.digest,
        added_at=row.added_at,
        added_by=row.added_by,
    )

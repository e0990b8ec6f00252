"""The checklist as people see it: an attempt that failed is gone once the material is there by another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.service.answers import MaterialView


def checklist_of(materials: Sequence[MaterialView]) -> tuple[MaterialView, ...]:
    """The lines to show."""
    there = {one.material_id for one in materials if one.state not in {"missing", "failed"}}
    return tuple(one for one in materials if one.state != "failed" or one.material_id not in there)

"""Binding lanes: which office does the tasks of a role of the case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.domain.authority import APPLICANT_LANE
from engine.domain.office_names import DEPARTMENT_IDS, UNIT_IDS

if TYPE_CHECKING:
    from engine.domain.office_directory import OfficeDirectory
    from engine.domain.offices import Office
    from engine.service.cards import ItemCard, LaneCard
    from engine.service.expressions import Expressions

_REGION = re.compile(r"\d{6}")
NO_OFFICE_LANES = frozenset({APPLICANT_LANE, "system"})


def office_for(
    lane: str, card: ItemCard, expressions: Expressions, directory: OfficeDirectory
) -> Office | None:
    """The office that ``lane`` is bound to by the card and what is known now; None where that is not enough."""
    rule = card.lanes.get(lane)
    if rule is None:
        return None
    region = expressions.value(rule.region)
    if not isinstance(region, str) or _REGION.fullmatch(region) is None:
        return None
    department, unit = _department(rule, expressions), _unit(rule, expressions)
    return None if department is None else directory.find(region=region, department=department, unit=unit)


def _department(rule: LaneCard, expressions: Expressions) -> str | None:
    if rule.department in DEPARTMENT_IDS:
        return rule.department
    found = expressions.value(rule.department)
    return found if isinstance(found, str) and found in DEPARTMENT_IDS else None


def _unit(rule: LaneCard, expressions: Expressions) -> str | None:
    if rule.unit is None or rule.unit in UNIT_IDS:
        return rule.unit
    found = expressions.value(rule.unit)
    return found if isinstance(found, str) and found in UNIT_IDS else None


def expressions_of(card: ItemCard) -> list[tuple[str, str]]:
    """Every FEEL text of a card, with where it stands, for the check at deployment."""
    found = [
        (f"lanes.{lane}.{part}", text)
        for lane, rule in card.lanes.items()
        for part, text, literals in (
            ("region", rule.region, frozenset[str]()),
            ("department", rule.department, DEPARTMENT_IDS),
            ("unit", rule.unit or "", UNIT_IDS),
        )
        if text and text not in literals
    ]
    return found + [(f"materials.{entry.id}.when", entry.when) for entry in card.materials if entry.when]

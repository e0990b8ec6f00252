"""Finding cases by person: a blind index per province, of the fields that a form marks ``x-index: person``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.offices import region_of_office
from engine.domain.regions import PROVINCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.service.about import About
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand
    from engine.store import KeyRing

INDEX = "person"


def person_pairs(
    keys: KeyRing, values: Iterable[str], provinces: Iterable[str]
) -> tuple[tuple[str, bytes], ...]:
    """The pairs under which these numbers are found in these provinces."""
    wanted = sorted(set(provinces))
    return tuple(
        (province, keys.blind_index(INDEX, province, value.upper()))
        for value in sorted(set(values))
        for province in wanted
    )


def index_pairs(
    hand: CaseInHand, before: About, after: About, data: JsonObject
) -> tuple[tuple[str, bytes], ...]:
    """Pairs to write, where people or provinces are others than before; empty where nothing changed."""
    values = indexed_values(hand, data)
    provinces = provinces_of(hand.row.province, after)
    is_known = not hand.is_new and values == indexed_values(hand, hand.data)
    if not values or (is_known and provinces == provinces_of(hand.row.province, before)):
        return ()
    return person_pairs(hand.around.database.keys, values, provinces)


def indexed_values(hand: CaseInHand, data: JsonObject) -> set[str]:
    """The numbers that the case data hold in indexed fields, and the applicant's own."""
    own = hand.definition.card.applicant
    names = {name for name, entry in hand.definition.forms.sensitive.items() if entry.index == INDEX}
    names |= {name for name in (own.id_no,) if name}
    return {value for name in names if isinstance(value := data.get(name), str) and value}


def provinces_of(own: str, about: About) -> set[str]:
    """The provinces whose offices have to do with the case."""
    return ({own} | {region_of_office(office)[:2] for office in about.offices}) & PROVINCES

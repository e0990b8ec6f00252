"""Finding cases by person: a blind index per province, of the fields that a form marks ``x-index: person``.

Beside the numbers stands the applicant's full name, or the organisation's, as a kind of its own: whoever searches
has to know it whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.names import normalised_name
from engine.domain.offices import region_of_office
from engine.domain.regions import PROVINCES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.service.about import About
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand
    from engine.store import KeyRing

INDEX = "person"
NAME_INDEX = "name"


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


def name_pairs(
    keys: KeyRing, names: Iterable[str], provinces: Iterable[str]
) -> tuple[tuple[str, bytes], ...]:
    """The pairs under which these full names are found, whichever middle dot and spaces they are typed with."""
    wanted = sorted(set(provinces))
    return tuple(
        (province, keys.blind_index(NAME_INDEX, province, name))
        for name in sorted({normalised_name(name).casefold() for name in names})
        for province in wanted
    )


def all_pairs(hand: CaseInHand, data: JsonObject, provinces: Iterable[str]) -> tuple[tuple[str, bytes], ...]:
    """Every pair under which a case with these data is found: numbers and names."""
    keys, wanted = hand.around.database.keys, frozenset(provinces)
    numbers = person_pairs(keys, indexed_values(hand, data), wanted)
    return numbers + name_pairs(keys, indexed_names(hand, data), wanted)


def index_pairs(
    hand: CaseInHand, before: About, after: About, data: JsonObject
) -> tuple[tuple[str, bytes], ...]:
    """Pairs to write, where people or provinces are others than before; empty where nothing changed."""
    values, names = indexed_values(hand, data), indexed_names(hand, data)
    provinces = provinces_of(hand.row.province, after)
    is_known = not hand.is_new and (values, names) == (
        indexed_values(hand, hand.data),
        indexed_names(hand, hand.data),
    )
    if is_known and provinces == provinces_of(hand.row.province, before):
        return ()
    return all_pairs(hand, data, provinces)


def indexed_values(hand: CaseInHand, data: JsonObject) -> set[str]:
    """The numbers that the case data hold in indexed fields, and the applicant's own."""
    own = hand.definition.card.applicant
    names = {name for name, entry in hand.definition.forms.sensitive.items() if entry.index == INDEX}
    names |= {name for name in (own.id_no,) if name}
    return {value for name in names if isinstance(value := data.get(name), str) and value}


def indexed_names(hand: CaseInHand, data: JsonObject) -> set[str]:
    """The names of the applicant and of the applicant's organisation, where the case data hold them."""
    own = hand.definition.card.applicant
    return {
        value
        for name in (own.name, own.organisation)
        if name and isinstance(value := data.get(name), str) and value.strip()
    }


def provinces_of(own: str, about: About) -> set[str]:
    """The provinces whose offices have to do with the case."""
    return ({own} | {region_of_office(office)[:2] for office in about.offices}) & PROVINCES

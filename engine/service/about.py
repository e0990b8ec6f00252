"""What the platform itself keeps of a case beside the diagram's state: sealed in one column of its row.

Who it is for, which offices hold its lanes, which materials it has. Read with the case in one statement,
so that a command needs no further tables to decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.domain.masking import masked_id, masked_name, masked_phone
from engine.service.answers import JsonObject, Person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.service.cards import ItemCard

SEALED_KIND = "person"


@dataclass(frozen=True, kw_only=True)
class About:
    """``lanes`` maps a lane to its office (None: the applicant themselves); ``held`` are material ids.

    ``person`` has name, id_type, id_no, phone, organisation as far as they are known.
    """

    person: Mapping[str, str] = field(default_factory=dict)
    lanes: Mapping[str, str | None] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    progress_code: str = ""
    documents: int = 0

    def to_json(self) -> JsonObject:
        """As it is sealed; short names, as every case carries it."""
        return {
            "p": dict(self.person),
            "l": dict(self.lanes),
            "m": list(self.held),
            "c": self.progress_code,
            "d": self.documents,
        }

    @classmethod
    def from_json(cls, stored: JsonObject) -> About:
        """Back from the row."""
        return cls(
            person=stored["p"],
            lanes=stored["l"],
            held=tuple(stored["m"]),
            progress_code=stored["c"],
            documents=stored["d"],
        )

    @property
    def offices(self) -> frozenset[str]:
        """The offices that hold a lane."""
        return frozenset(office for office in self.lanes.values() if office is not None)

    @property
    def masked_person(self) -> Person:
        """Who it is for, as it may be shown."""
        own = self.person
        return Person(
            name=masked_name(own["name"]) if own.get("name") else None,
            id_no=masked_id(own["id_no"]) if own.get("id_no") else None,
            phone=masked_phone(own["phone"]) if own.get("phone") else None,
            organisation=own.get("organisation"),
        )

    @property
    def display(self) -> str | None:
        """The applicant in a list: an organisation by name, a person masked."""
        if self.person.get("organisation"):
            return self.person["organisation"]
        return masked_name(self.person["name"]) if self.person.get("name") else None


def person_of(card: ItemCard, data: JsonObject) -> dict[str, str]:
    """Who the case data say the applicant is, by the fields that the card names."""
    fields = card.applicant.model_dump()
    found: dict[str, str] = {}
    for part, name in fields.items():
        value: Any = data.get(name) if name else None
        if isinstance(value, str) and value:
            found[part] = value
    return found

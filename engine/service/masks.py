"""Case data as they may be shown: personal data masked, wherever in the data they stand.

Three nets: the fields that a form calls sensitive; what platforms call a person's data inside of their
answers; and every text that holds the plain value of one of the case's own sensitive fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.domain.identifiers import is_id_number, is_phone
from engine.domain.masking import masked, masked_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.domain.masking import MaskKind
    from engine.service.answers import JsonObject
    from engine.service.form_sets import SensitiveField
    from engine.service.hand import CaseInHand

SHORTEST_SECRET = 2
PERSONAL_KEYS: dict[str, MaskKind] = {
    "name": "name",
    "holdername": "name",
    "ownername": "name",
    "payer": "name",
    "recipient": "name",
    "signedby": "name",
    "address": "text",
    "phone": "phone",
    "mobile": "phone",
    "idno": "id",
    "holderidno": "id",
}
"""What platforms call a person's data inside of their answers."""
_KINDS_OF_PERSON: dict[str, MaskKind] = {"name": "name", "id_no": "id", "phone": "phone"}


class Mask:
    """Masks data of one case."""

    def __init__(self, sensitive: Mapping[str, SensitiveField], secrets: Mapping[str, str]) -> None:
        """``secrets`` maps plain values of the case to what is shown instead, longest first."""
        self._sensitive = sensitive
        self._secrets = dict(sorted(secrets.items(), key=lambda pair: -len(pair[0])))

    def data(self, data: JsonObject) -> JsonObject:
        """The data as they may be shown."""
        return {name: self._top(name, value) for name, value in data.items()}

    def _top(self, name: str, value: Any) -> Any:
        field = self._sensitive.get(name)
        return masked(value, field.mask) if field is not None else self._any(name, value)

    def _any(self, name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {inner: self._inside(inner, entry) for inner, entry in value.items()}
        if isinstance(value, list):
            return [self._top(name, entry) for entry in value]
        return self._text(value) if isinstance(value, str) else value

    def _inside(self, name: str, value: Any) -> Any:
        kind = PERSONAL_KEYS.get(name.lower())
        return masked(value, kind) if kind is not None and isinstance(value, str) else self._top(name, value)

    def _text(self, text: str) -> str:
        if is_id_number(text) or is_phone(text):
            return str(masked(text))
        for plain, shown in self._secrets.items():
            text = text.replace(plain, shown)
        return masked_within(text)


def mask_of(hand: CaseInHand) -> Mask:
    """The mask for a case: knows its sensitive fields and their plain values."""
    sensitive = hand.definition.forms.sensitive
    return Mask(sensitive, dict(_secrets(hand, sensitive)))


def _secrets(hand: CaseInHand, sensitive: Mapping[str, SensitiveField]) -> Iterator[tuple[str, str]]:
    for name, field in sensitive.items():
        value = hand.data.get(name)
        if isinstance(value, str) and len(value) >= SHORTEST_SECRET:
            yield value, str(masked(value, field.mask))
    for part, kind in _KINDS_OF_PERSON.items():
        value = hand.about.person.get(part)
        if value is not None and len(value) >= SHORTEST_SECRET:
            yield value, str(masked(value, kind))

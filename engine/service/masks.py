"""Case data as they may be shown: sensitive fields masked, wherever in the data they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.domain.identifiers import is_id_number, is_phone
from engine.domain.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.domain.masking import MaskKind
    from engine.service.answers import JsonObject
    from engine.service.form_sets import SensitiveField


def masked_data(data: JsonObject, sensitive: Mapping[str, SensitiveField]) -> JsonObject:
    """The data with every sensitive field masked; ID numbers and phones also where no form names them."""
    return {name: _masked(name, value, sensitive) for name, value in data.items()}


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


def _inside(name: str, value: Any, sensitive: Mapping[str, SensitiveField]) -> Any:
    """A value inside of another one, as in the answer of a platform."""
    kind = PERSONAL_KEYS.get(name.lower())
    return (
        masked(value, kind)
        if kind is not None and isinstance(value, str)
        else _masked(name, value, sensitive)
    )


def _masked(name: str, value: Any, sensitive: Mapping[str, SensitiveField]) -> Any:
    field = sensitive.get(name)
    if field is not None:
        return masked(value, field.mask)
    if isinstance(value, dict):
        return {inner: _inside(inner, entry, sensitive) for inner, entry in value.items()}
    if isinstance(value, list):
        return [_masked(name, entry, sensitive) for entry in value]
    if isinstance(value, str) and (is_id_number(value) or is_phone(value)):
        return masked(value)
    return value

"""Case data as they may be shown: sensitive fields masked, wherever in the data they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.domain.identifiers import is_id_number, is_phone
from engine.domain.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.service.answers import JsonObject
    from engine.service.form_sets import SensitiveField


def masked_data(data: JsonObject, sensitive: Mapping[str, SensitiveField]) -> JsonObject:
    """The data with every sensitive field masked; ID numbers and phones also where no form names them."""
    return {name: _masked(name, value, sensitive) for name, value in data.items()}


def _masked(name: str, value: Any, sensitive: Mapping[str, SensitiveField]) -> Any:
    field = sensitive.get(name)
    if field is not None:
        return masked(value, field.mask)
    if isinstance(value, dict):
        return {inner: _masked(inner, entry, sensitive) for inner, entry in value.items()}
    if isinstance(value, list):
        return [_masked(name, entry, sensitive) for entry in value]
    if isinstance(value, str) and (is_id_number(value) or is_phone(value)):
        return masked(value)
    return value

"""How sensitive values are shown: enough to recognise one's own, too little to take another's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from engine.domain.identifiers import is_credit_code, is_id_number, is_phone

if TYPE_CHECKING:
    from collections.abc import Callable

MaskKind: TypeAlias = Literal["id", "phone", "name", "text"]
HIDDEN = "***"
_NUMBERS = re.compile(r"(?<!\d)\d{11,17}[\dX]?(?!\d)", re.ASCII)
_SHOWN_ADDRESS = 6


def masked_id(text: str) -> str:
    """``5101**********1234``; shorter numbers keep one character at each end."""
    shown = 4 if len(text) >= 12 else 1  # noqa: PLR2004 - passports have nine characters
    if len(text) <= 2 * shown:
        return HIDDEN
    return f"{text[:shown]}{'*' * (len(text) - 2 * shown)}{text[-shown:]}"


def masked_phone(text: str) -> str:
    """``138****0000``."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 11 else HIDDEN  # noqa: PLR2004 - a mobile number


def masked_name(text: str) -> str:
    """``张*``, ``欧**``, ``扎***``: the first character; how many follow is told up to three."""
    return f"{text[:1]}{'*' * min(len(text) - 1, 3)}" if len(text) > 1 else "*"


def masked_text(text: str) -> str:
    """An address keeps its beginning (the region); anything short is hidden whole."""
    return f"{text[:_SHOWN_ADDRESS]}{HIDDEN}" if len(text) > 2 * _SHOWN_ADDRESS else HIDDEN


def masked_within(text: str) -> str:
    """A text, such as the name of a file, with every ID number and phone in it masked."""
    return _NUMBERS.sub(lambda match: str(masked(match[0])) if _is_personal(match[0]) else match[0], text)


def _is_personal(text: str) -> bool:
    return is_id_number(text) or is_phone(text)


def masked(value: Any, kind: MaskKind | None = None) -> Any:
    """A value of a sensitive field, masked by ``kind`` or by what it looks like; None stays None."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [masked(entry, kind) for entry in value]
    if isinstance(value, dict):
        return {key: masked(entry) for key, entry in value.items()}
    text = str(value)
    return _MASKS[kind or _kind_of(text)](text)


_MASKS: dict[MaskKind, Callable[[str], str]] = {
    "id": masked_id,
    "phone": masked_phone,
    "name": masked_name,
    "text": masked_text,
}


def _kind_of(text: str) -> MaskKind:
    if is_id_number(text) or is_credit_code(text):
        return "id"
    return "phone" if is_phone(text) else "text"

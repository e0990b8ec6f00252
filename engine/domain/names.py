"""Names of all peoples: with ·, forty characters long, in any script, with rare characters, without surname.

Nothing is cut, translated or refused for being unusual; only what cannot be a name (control
characters, direction overrides, unpaired surrogates) is. Text is kept in Unicode NFC.
"""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 100
MIDDLE_DOT = "·"
_DOTS = str.maketrans(dict.fromkeys("•‧∙・･⋅᛫", MIDDLE_DOT))
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
"""Zero-width joiners, which Uyghur and other scripts need inside a word."""


def normalised_name(text: str) -> str:
    """The name as it is kept: NFC, one kind of middle dot, single spaces, nothing around it."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_DOTS).split())


def is_name(text: str) -> bool:
    """Whether this can be the name of a person: 1 to 100 characters, none of them invisible control."""
    name = normalised_name(text)
    return 0 < len(name) <= LONGEST_NAME and any(map(_carries, name)) and not any(map(_is_refused, text))


def _carries(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "L" or category in {"Co", "Cn"}


def _is_refused(character: str) -> bool:
    return unicodedata.category(character) in _REFUSED_CATEGORIES and character not in _JOINERS

"""Character classes of XML Schema patterns: escapes, categories, blocks, groups and their subtraction."""

from __future__ import annotations

from dataclasses import dataclass

_NAME_START = "A-Z_:a-zÀ-ÖØ-öø-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
_NAME_START += "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_NAME_PART = _NAME_START + "\\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"

_INSIDE = {
    "d": "\\p{Nd}",
    "D": "\\P{Nd}",
    "s": " \\t\\n\\r",
    "S": "\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f!-\ud7ff\ue000-\U0010ffff",
    "w": "\\p{L}\\p{M}\\p{N}\\p{S}",
    "W": "\\p{P}\\p{Z}\\p{C}",
    "i": _NAME_START,
    "c": _NAME_PART,
    "n": "\\n",
    "r": "\\r",
    "t": "\\t",
}
"""Multi-character escapes as they stand inside square brackets."""

_OUTSIDE = {"D": "\\P{Nd}", "S": "[^ \\t\\n\\r]", "I": f"[^{_NAME_START}]", "C": f"[^{_NAME_PART}]"}
_PUNCTUATION = frozenset("\\|.?*+(){}[]^$-")
_CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)


@dataclass(frozen=True, slots=True)
class ClassText:
    """A class translated: its text, where the source goes on, and whether RE2 cannot do it."""

    text: str
    end: int
    beyond_re2: bool = False


def read_escape(source: str, position: int) -> ClassText:
    """A backslash escape outside square brackets."""
    char = source[position + 1 : position + 2]
    if char in ("p", "P"):
        return _property(source, position)
    if char in _OUTSIDE:
        return ClassText(_OUTSIDE[char], position + 2)
    if char in _INSIDE:
        return ClassText(f"[{_INSIDE[char]}]", position + 2)
    if char in _PUNCTUATION and char:
        return ClassText(f"\\{char}", position + 2)
    raise ValueError(f"\\{char} is no escape of XPath")


def _property(source: str, position: int) -> ClassText:
    r"""``\p{Lu}`` or ``\\p{IsGreek}``, with a small or a capital P."""
    end = source.find("}", position)
    if end < 0 or source[position + 2 : position + 3] != "{":
        raise ValueError("a category is written \\p{L}")
    name = source[position + 3 : end]
    if name in _CATEGORIES:
        return ClassText(source[position : end + 1], end + 1, beyond_re2=name in ("C", "Cn"))
    if name.startswith("Is") and name[2:].replace("-", "").isalnum():
        return ClassText(f"\\{source[position + 1]}{{In{name[2:]}}}", end + 1, beyond_re2=True)
    raise ValueError(f"'{name}' is no category or block")


def read_class(source: str, position: int, depth: int = 0) -> ClassText:
    """A character class from its ``[`` to its ``]``, with subtraction ``[a-z-[aeiou]]``."""
    if depth > 8:  # noqa: PLR2004 (deeper than anybody writes)
        raise ValueError("too many classes within each other")
    start = position + 1
    negated = source.startswith("^", start)
    at = start + negated
    parts: list[str] = []
    beyond = False
    while at < len(source) and (source[at] != "]" or not parts):
        if source.startswith("-[", at) and parts:
            inner = read_class(source, at + 1, depth + 1)
            if not source.startswith("]", inner.end):
                raise ValueError("nothing may follow a subtraction in a class")
            return ClassText(_subtracted(parts, inner.text, negated=negated), inner.end + 1, beyond_re2=True)
        piece = _member(source, at)
        beyond = beyond or piece.beyond_re2
        parts.append(piece.text)
        at = piece.end
    if at >= len(source) or not parts:
        raise ValueError("a class [ is not closed or empty")
    return ClassText(f"[{'^' if negated else ''}{''.join(parts)}]", at + 1, beyond)


def _subtracted(parts: list[str], inner: str, *, negated: bool) -> str:
    outer = "".join(parts)
    return f"[[^{outer}]--{inner}]" if negated else f"[[{outer}]--{inner}]"


def _member(source: str, at: int) -> ClassText:
    """One character, range or escape inside square brackets."""
    if source[at] == "\\" and source[at + 1 : at + 2] in ("p", "P"):
        return _property(source, at)
    if source[at] == "\\" and source[at + 1 : at + 2] in ("I", "C"):
        return ClassText(_OUTSIDE[source[at + 1]], at + 2, beyond_re2=True)
    if source[at] == "\\" and source[at + 1 : at + 2] in set(_INSIDE) - set("nrt"):
        return ClassText(_INSIDE[source[at + 1]], at + 2)
    low, after = _character(source, at)
    if source.startswith("-", after) and source[after + 1 : after + 2] not in ("", "]", "["):
        high, end = _character(source, after + 1)
        if high < low:
            raise ValueError(f"the range {low}-{high} runs backwards")
        return ClassText(f"{_literal(low)}-{_literal(high)}", end)
    return ClassText(_literal(low), after)


def _character(source: str, at: int) -> tuple[str, int]:
    char = source[at]
    if char == "[":
        raise ValueError("'[' in a class is written \\[")
    if char != "\\":
        return char, at + 1
    escaped = source[at + 1 : at + 2]
    if escaped in ("n", "r", "t"):
        return {"n": "\n", "r": "\r", "t": "\t"}[escaped], at + 2
    if escaped and escaped in _PUNCTUATION:
        return escaped, at + 2
    raise ValueError(f"\\{escaped} is no escape of XPath")


def _literal(char: str) -> str:
    """The character as both engines read it inside a class."""
    if char.isascii() and not char.isalnum():
        return f"\\x{ord(char):02x}"
    return char

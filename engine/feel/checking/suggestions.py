"""What was probably meant: the nearest known name, or the word that FEEL has for another language's."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SUGGESTIONS = 20
"""Looking for what was meant takes milliseconds; a text that is wrong throughout gets no more than these."""
_LONGEST = 60
_OTHER_LANGUAGES = {
    "True": "true", "False": "false", "TRUE": "true", "FALSE": "false", "None": "null", "NULL": "null", "nil": "null",
    "undefined": "null", "len": "count", "length": "string length", "size": "count", "upper": "upper case",
    "lower": "lower case", "toUpperCase": "upper case", "toLowerCase": "lower case", "avg": "mean", "average": "mean",
    "round": "round half up", "ceil": "ceiling", "pow": "**", "mod": "modulo", "concat": "concatenate",
    "join": "string join", "includes": "list contains", "startsWith": "starts with", "endsWith": "ends with",
    "indexOf": "index of", "distinct": "distinct values", "datetime": "date and time", "year": "date.year",
    "isnull": "= null", "is defined": "!= null", "substr": "substring", "regex": "matches", "match": "matches",
    "str": "string", "int": "number", "float": "number", "keys": "get entries", "sorted": "sort", "reversed": "reverse",
    "AND": "and", "OR": "or", "NOT": "not", "Not": "not",
}  # fmt: skip


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` was probably meant to be, None if nothing is near."""
    if len(name) > _LONGEST:
        return None
    candidates = list(known)
    if name in _OTHER_LANGUAGES and name not in candidates:
        return _OTHER_LANGUAGES[name]
    by_folded = {candidate.casefold().replace(" ", ""): candidate for candidate in candidates}
    folded = name.casefold().replace(" ", "")
    if folded in by_folded:
        return by_folded[folded]
    near = get_close_matches(folded, by_folded, n=1, cutoff=0.75)
    return by_folded[near[0]] if near else None


def did_you_mean(name: str, known: Iterable[str]) -> tuple[str, str]:
    """The suggestion as the end of a message in both languages; empty where there is none."""
    found = suggestion(name, known)
    return (f" Did you mean '{found}'?", f"是否指“{found}”？") if found else ("", "")

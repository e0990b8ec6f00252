"""Names of FEEL: which characters they have and how the longest known one is found (clause 10.3.1.4–6).

A name is a sequence of tokens, so ``Monthly  Salary`` and ``Monthly Salary`` are one name and ``a - b``
is the name ``a-b`` where such a name is in scope.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_START = (
    r"?A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3005-\u3007\u3021-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF10-\uFF19\uFF21-\uFF3A"
    r"\uFF41-\uFF5A\uFF66-\uFFFC\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F\u2040"
SPACE = r"\t\n\v\f\r \u0085\u00A0\u1680\u180E\u2000-\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF"
"""White space of rules 61 and 62, as the inside of a character class.

Rule 28 counts CJK and full-width punctuation among letters. Here it is not: an analyst who types （）
or “” with a Chinese keyboard gets a message. A *known* name may hold any character.
"""

WORD = re.compile(f"[{_START}][{_PART}]*")
TOKEN = re.compile(f"[{_PART}]+|[^{SPACE}]")
GAP = re.compile(rf"(?:[{SPACE}]+|//[^\n\r]*|/\*(?:[^*]|\*(?!/))*\*/)*")

KEYWORDS = frozenset(
    [
        "and",
        "between",
        "else",
        "every",
        "external",
        "false",
        "for",
        "function",
        "if",
        "in",
        "instance",
        "null",
        "or",
        "return",
        "satisfies",
        "some",
        "then",
        "true",
    ]
)
"""Words that cannot begin a name that is not known."""


def tokens_of(name: str) -> tuple[str, ...]:
    """The tokens that make up a name."""
    return tuple(TOKEN.findall(name))


class KnownNames:
    """A set of names in scope, found by their first token; scopes nest."""

    __slots__ = ("_by_first", "_outer")

    def __init__(self, names: Iterable[str] = (), outer: KnownNames | None = None) -> None:
        """``outer`` is searched as well; the longest match of all wins."""
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._outer = outer
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Bring one more name into scope."""
        tokens = tokens_of(name)
        if tokens:
            bucket = self._by_first.setdefault(tokens[0], [])
            if (tokens, name) not in bucket:
                bucket.append((tokens, name))

    def merge(self, other: KnownNames) -> None:
        """Bring all names of ``other`` (without its outer scopes) into scope."""
        for bucket in other._by_first.values():
            for _, name in bucket:
                self.add(name)

    def longest_at(self, text: str, position: int) -> tuple[str, int] | None:
        """The longest known name that begins at ``position``, and where it ends."""
        first = TOKEN.match(text, position)
        if first is None:
            return None
        best: tuple[str, int] | None = None
        scope: KnownNames | None = self
        while scope is not None:
            for tokens, name in scope._by_first.get(first[0], ()):  # noqa: SLF001 (own class)
                end = first.end() if len(tokens) == 1 else _match(tokens, text, first.end())
                if end is not None and (best is None or end > best[1]):
                    best = name, end
            scope = scope._outer  # noqa: SLF001 (own class)
        return best


def _match(tokens: tuple[str, ...], text: str, position: int) -> int | None:
    for token in tokens[1:]:
        gap = GAP.match(text, position)
        found = TOKEN.match(text, gap.end() if gap else position)
        if found is None or found[0] != token:
            return None
        position = found.end()
    return position

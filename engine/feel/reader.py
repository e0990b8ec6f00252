"""Reading a text from left to right: white space, words, names, and complaints with a position.

The parser works on the text itself, not on a list of tokens: which words make up a name depends on the
names that are in scope at that place (clause 10.3.1.6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from engine.feel.errors import FeelBudgetError, FeelSyntaxError
from engine.feel.names import GAP, KEYWORDS, TOKEN, WORD, KnownNames
from engine.feel.slips import slip_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel.budget import Budget

_NAME_SYMBOLS = frozenset("./-'’+*")
_MAX_NAME_TOKENS = 48
_STOPS = KEYWORDS | {"not", "of"}


class Reader:
    """A text, a position in it, and the names in scope there."""

    def __init__(self, text: str, names: KnownNames, keys: KnownNames, budget: Budget) -> None:
        """``names`` are variables and functions in scope, ``keys`` possible entries after a dot."""
        if len(text) > budget.text:
            raise FeelBudgetError("text", budget.text)
        self.text = text
        self.position = 0
        self.names = names
        self.keys = keys
        self.budget = budget
        self.depth = 0
        self._parts_left = budget.parts

    def count_part(self) -> None:
        """One more operand; FeelBudgetError when there are too many."""
        self._parts_left -= 1
        if self._parts_left < 0:
            raise FeelBudgetError("parts", self.budget.parts)

    # --- position

    def skip(self) -> int:
        """Move past white space and comments; the new position."""
        if "!" <= self.text[self.position : self.position + 1] <= "~" and self.text[self.position] != "/":
            return self.position
        gap = GAP.match(self.text, self.position)
        if gap is not None:
            self.position = gap.end()
        return self.position

    @property
    def at_end(self) -> bool:
        """Whether nothing but white space is left."""
        return self.skip() >= len(self.text)

    def peek(self) -> str:
        """The next character, or an empty string at the end."""
        return self.text[self.skip() : self.position + 1]

    def looking_at(self, sign: str) -> bool:
        """Whether ``sign`` stands next."""
        return self.text.startswith(sign, self.skip())

    def take(self, sign: str) -> bool:
        """Move past ``sign`` if it stands next."""
        if self.text.startswith(sign, self.skip()):
            self.position += len(sign)
            return True
        return False

    def expect(self, sign: str, purpose: str, purpose_zh: str) -> None:
        """Move past ``sign`` or complain that it is needed, for what purpose."""
        if not self.take(sign):
            self.complain(f"'{sign}' is expected {purpose}", f"{purpose_zh}应有“{sign}”")

    def word(self) -> str:
        """The next word without moving, or an empty string."""
        found = WORD.match(self.text, self.skip())
        return found[0] if found else ""

    def take_word(self, word: str) -> bool:
        """Move past exactly that word if it stands next."""
        if self.word() == word:
            self.position += len(word)
            return True
        return False

    def expect_word(self, word: str, purpose: str, purpose_zh: str) -> None:
        """Move past ``word`` or complain."""
        if not self.take_word(word):
            self.complain(f"'{word}' is expected {purpose}", f"{purpose_zh}应有“{word}”")

    # --- depth and scopes

    def deeper(self) -> Deeper:
        """One more level of nesting, for a ``with``."""
        return Deeper(self)

    def scope(self, names: Iterable[str] = ()) -> InnerScope:
        """More names for a while, for a ``with``."""
        return InnerScope(self, names)

    # --- names

    def known_name(self, known: KnownNames) -> str | None:
        """Move past the longest name of ``known`` that stands next."""
        found = known.longest_at(self.text, self.skip())
        if found is None:
            return None
        self.position = found[1]
        return found[0]

    def loose_name(self) -> str:
        """Move past a name that is not known: words side by side, up to a keyword or a sign."""
        words = [self.word()]
        self.position += len(words[0])
        while (following := self.word()) and following not in _STOPS:
            if slip_at(self.text, self.position, operand=False):
                break
            words.append(following)
            self.position += len(following)
        return " ".join(words)

    def name_before(self, ends: str) -> str | None:
        """Move past a new name that one of the characters ``ends`` follows; None if none stands here."""
        start = self.skip()
        position = start
        for count in range(_MAX_NAME_TOKENS):
            gap = GAP.match(self.text, position)
            token = TOKEN.match(self.text, gap.end() if gap else position)
            if token is None:
                return None
            if token[0] in ends:
                return self._new_name(start, position, token.start()) if count else None
            if not self._may_be_part(token[0], first=count == 0):
                return None
            position = token.end()
        return None

    def name_before_word(self, word: str) -> str | None:
        """Move past a new name that the word ``word`` follows."""
        start = position = self.skip()
        for count in range(_MAX_NAME_TOKENS):
            gap = GAP.match(self.text, position)
            token = TOKEN.match(self.text, gap.end() if gap else position)
            if token is None:
                return None
            if token[0] == word and count:
                return self._new_name(start, position, token.start())
            if not self._may_be_part(token[0], first=count == 0):
                return None
            position = token.end()
        return None

    def _may_be_part(self, token: str, *, first: bool) -> bool:
        if first:
            return WORD.fullmatch(token) is not None
        return token in _NAME_SYMBOLS or token[0].isalnum() or WORD.fullmatch(token) is not None

    def _new_name(self, start: int, end: int, following: int) -> str:
        self.position = following
        return " ".join(self.text[start:end].split())

    # --- complaints

    def complain(
        self, reason: str, reason_zh: str, *, operand: bool = False, position: int | None = None
    ) -> NoReturn:
        """Raise the error for what stands at the position."""
        where = self.skip() if position is None else position
        found, found_zh = self._found(where)
        slip = slip_at(self.text, where, operand=operand) or slip_at(self.text, where, operand=not operand)
        raise FeelSyntaxError(
            self.text,
            where,
            reason=f"{reason}, but {found}",
            reason_zh=f"{reason_zh}，但{found_zh}",
            hint=slip.hint if slip else None,
            hint_zh=slip.hint_zh if slip else None,
        )

    def _found(self, where: int) -> tuple[str, str]:
        if where >= len(self.text):
            return "the expression ends", "表达式已结束"
        token = TOKEN.match(self.text, where)
        shown = token[0] if token else self.text[where]
        shown = shown if len(shown) <= 30 else shown[:30] + "…"  # noqa: PLR2004 (enough to recognise it)
        return f"'{shown}' stands there", f"此处是“{shown}”"


class Deeper:
    """A level of nesting; entering it costs depth."""

    __slots__ = ("_reader",)

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __enter__(self) -> None:
        self._reader.depth += 1
        if self._reader.depth > self._reader.budget.depth:
            raise FeelBudgetError("depth", self._reader.budget.depth)

    def __exit__(self, *_: object) -> None:
        self._reader.depth -= 1


class InnerScope:
    """A scope with more names, left behind at the end of the ``with``."""

    __slots__ = ("_names", "_outer", "_reader")

    def __init__(self, reader: Reader, names: Iterable[str]) -> None:
        self._reader = reader
        self._outer = reader.names
        self._names = KnownNames(names, reader.names)

    def __enter__(self) -> KnownNames:
        self._reader.names = self._names
        return self._names

    def __exit__(self, *_: object) -> None:
        self._reader.names = self._outer

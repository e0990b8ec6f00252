"""Regular expressions of XPath (XQuery and XPath Functions and Operators, clause 7.6) within a budget.

Patterns are translated and run by RE2, whose time for one search grows only with text times pattern; that
product is charged in steps. What RE2 cannot do (back-references, subtraction in classes) goes to the
``regex`` module. Compiling, many matches and that module are held by an allowance of processor time: the
one place where a clock is read, and only to end what takes too long.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from time import thread_time
from typing import TYPE_CHECKING, Protocol

import re2
import regex

from engine.feel.errors import FeelBudgetError
from engine.feel.pattern_translation import PatternError, Translation, translate, translate_replacement
from engine.feel.run import Undefined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.feel.run import Run

_RE2_MEMORY = 1 << 19
_MATCHES_PER_LOOK = 32


class Match(Protocol):
    """What both libraries give for a match."""

    def span(self, group: int = 0, /) -> tuple[int, int]:
        """Start and end of a group."""
        ...

    def group(self, group: int = 0, /) -> str | None:
        """The text of a group."""
        ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: how to find its matches, and how many instructions it has."""

    translation: Translation
    matches: Callable[[str, float], Iterator[Match]]
    size: int

    def finds(self, run: Run, text: str) -> Iterator[Match]:
        """All matches from left to right; FeelBudgetError when they take too long."""
        run.charge((len(text) * self.size) >> 9)
        begun = thread_time()
        try:
            for count, found in enumerate(self.matches(text, run.pattern_seconds), 1):
                if not count % _MATCHES_PER_LOOK:
                    run.charge(_MATCHES_PER_LOOK >> 1)
                    if thread_time() - begun > run.pattern_seconds:
                        raise FeelBudgetError("pattern", run.budget.pattern)
                yield found
        except TimeoutError as error:
            raise FeelBudgetError("pattern", run.budget.pattern) from error
        finally:
            run.pattern_seconds -= thread_time() - begun


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> Pattern | str:
    """The pattern, or why it is none."""
    try:
        translation = translate(pattern, flags)
    except PatternError as error:
        return str(error)
    if translation.beyond_re2:
        return _by_regex(translation)
    return _by_re2(translation)


def _by_re2(translation: Translation) -> Pattern | str:
    options = re2.Options()
    options.max_mem = _RE2_MEMORY
    options.log_errors = False
    try:
        compiled = re2.compile(translation.pattern, options)  # type: ignore[no-untyped-call]  # re2 has no types
    except re2.error as error:
        return str(error)

    def matches(text: str, _seconds: float) -> Iterator[Match]:
        found: Iterator[Match] = compiled.finditer(text)
        return found

    return Pattern(translation, matches, compiled.programsize)


def _by_regex(translation: Translation) -> Pattern | str:
    try:
        compiled = regex.compile(translation.pattern, regex.V1)  # type: ignore[no-untyped-call]  # no types
    except (regex.error, RecursionError, OverflowError) as error:
        return str(error)

    def matches(text: str, seconds: float) -> Iterator[Match]:
        found: Iterator[Match] = compiled.finditer(text, timeout=seconds)
        return found

    return Pattern(translation, matches, len(translation.pattern))


def _pattern(run: Run, pattern: str, flags: str) -> Pattern:
    run.charge(len(pattern) >> 6)
    begun = thread_time()
    found = _compiled(pattern, flags)
    run.pattern_seconds -= thread_time() - begun
    if run.pattern_seconds < 0:
        raise FeelBudgetError("pattern", run.budget.pattern)
    if isinstance(found, str):
        raise Undefined(f"cannot read the pattern: {found}", f"无法识别正则表达式：{found}")
    return found


def matches(run: Run, text: str, pattern: str, flags: str) -> bool:
    """Whether the pattern is found anywhere in the text."""
    return next(_pattern(run, pattern, flags).finds(run, text), None) is not None


def replace(run: Run, text: str, pattern: str, replacement: str, flags: str) -> str:
    """Every match replaced; a pattern that matches nothing at all is refused (XPath FORX0003)."""
    compiled = _pattern(run, pattern, flags)
    _refuse_empty(run, compiled)
    try:
        parts = translate_replacement(replacement, compiled.translation)
    except PatternError as error:
        raise Undefined(f"cannot read the replacement: {error}", f"无法识别替换文本：{error}") from error
    pieces: list[str] = []
    size = position = 0
    for found in compiled.finds(run, text):
        start, end = found.span()
        pieces.append(text[position:start])
        pieces += [part if isinstance(part, str) else found.group(part) or "" for part in parts]
        size += sum(map(len, pieces[-len(parts) :])) if parts else 0
        if size > run.budget.string:
            raise FeelBudgetError("string", run.budget.string)
        position = end
    return run.text("".join(pieces) + text[position:])


def split(run: Run, text: str, pattern: str) -> list[object]:
    """The pieces between matches; of an empty text nothing but itself."""
    compiled = _pattern(run, pattern, "")
    _refuse_empty(run, compiled)
    pieces: list[object] = []
    position = 0
    for found in compiled.finds(run, text):
        start, end = found.span()
        pieces.append(text[position:start])
        position = end
    return [*pieces, text[position:]]


def extract(run: Run, text: str, pattern: str) -> list[object]:
    """All matches."""
    return [found.group() for found in _pattern(run, pattern, "").finds(run, text)]


def _refuse_empty(run: Run, compiled: Pattern) -> None:
    if next(compiled.finds(run, ""), None) is not None:
        raise Undefined(
            "needs a pattern that does not match the empty string", "的正则表达式不得匹配空字符串"
        )

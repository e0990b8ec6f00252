r"""From the regular expressions of XPath and XML Schema to those of RE2 and ``regex``.

What differs: character class subtraction ``[a-z-[aeiou]]``, ``\i`` and ``\c``, the flags ``x`` and ``q``,
``$`` that only matches at the very end, ``\d`` and ``\w`` over all of Unicode, and stricter escapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel.pattern_classes import ClassText, read_class, read_escape

if TYPE_CHECKING:
    from collections.abc import Callable

_META = frozenset("\\|.?*+(){}[]^$-")
_END = "\x00$"
"""Stands for the end of the text until it is known which engine will read the pattern."""
_MAX_REPEAT = 1000
_MAX_PATTERN = 4096


class PatternError(Exception):
    """A pattern that XPath does not allow."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern in the syntax of the engines."""

    pattern: str
    groups: int
    beyond_re2: bool
    """Back-references, subtraction in classes, blocks: what only ``regex`` can do."""
    literal: bool
    """Flag ``q``: pattern and replacement mean themselves."""


def translate(pattern: str, flags: str) -> Translation:
    """The pattern with its flags (any of ``s m i x q``)."""
    if not set(flags) <= set("smixq"):
        raise PatternError(f"unknown flag in '{flags}'")
    if len(pattern) > _MAX_PATTERN:
        raise PatternError(f"longer than {_MAX_PATTERN} characters")
    inline = "".join(sorted(set(flags) & set("smi")))
    prefix = f"(?{inline})" if inline else ""
    if "q" in flags:
        return Translation(prefix + _quoted(pattern), 0, beyond_re2=False, literal=True)
    source = _without_space(pattern) if "x" in flags else pattern
    reader = _Translator(source, multi_line="m" in flags, dot_all="s" in flags)
    body = reader.run()
    return Translation(prefix + body, reader.groups, reader.beyond_re2, literal=False)


def _quoted(pattern: str) -> str:
    return "".join(f"\\{char}" if char in _META or char in "/&~#" else char for char in pattern)


def _without_space(pattern: str) -> str:
    """Flag ``x``: white space is left out, except inside a class."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for char in pattern:
        if not escaped:
            depth += (char == "[") - (char == "]")
        if depth > 0 or char not in "\t\n\r ":
            kept.append(char)
        escaped = char == "\\" and not escaped
    return "".join(kept)


class _Translator:
    def __init__(self, source: str, *, multi_line: bool, dot_all: bool) -> None:
        self.source = source
        self.position = 0
        self.groups = 0
        self.closed: set[int] = set()
        self.open: list[int] = []
        self.beyond_re2 = False
        self.multi_line = multi_line
        self.dot_all = dot_all
        self.out: list[str] = []

    def run(self) -> str:
        while self.position < len(self.source):
            self._step()
        if self.open:
            raise PatternError("a bracket ( is not closed")
        end = "\\Z" if self.beyond_re2 else "\\z"
        return "".join(self.out).replace(_END, end)

    def _step(self) -> None:
        char = self.source[self.position]
        if char == "\\":
            self._escape()
        elif char == "[":
            self._take(read_class)
        elif char == "(":
            self._open()
        elif char == ")":
            self._close()
        elif char == "{":
            self._repeat()
        elif char in "]}":
            raise PatternError(f"'{char}' must be written \\{char}")
        else:
            self._plain(char)

    def _take(self, read: Callable[[str, int], ClassText]) -> None:
        try:
            found = read(self.source, self.position)
        except ValueError as error:
            raise PatternError(str(error)) from error
        self.beyond_re2 = self.beyond_re2 or found.beyond_re2
        self.out.append(found.text)
        self.position = found.end

    def _plain(self, char: str) -> None:
        self.position += 1
        if char == "$" and not self.multi_line:
            self.out.append(_END)
        elif char == "." and not self.dot_all:
            self.out.append("[^\\n\\r]")
        elif char in "&~#":
            self.out.append(f"\\{char}")
        else:
            self.out.append(char)

    def _open(self) -> None:
        following = self.source[self.position + 1 : self.position + 3]
        if following.startswith("?"):
            if following != "?:":
                raise PatternError("XPath has no (?…) but (?:…)")
            self.open.append(0)
            self.out.append("(?:")
            self.position += 3
            return
        self.groups += 1
        self.open.append(self.groups)
        self.out.append("(")
        self.position += 1

    def _close(self) -> None:
        if not self.open:
            raise PatternError("a bracket ) has no partner")
        self.closed.add(self.open.pop())
        self.out.append(")")
        self.position += 1

    def _repeat(self) -> None:
        end = self.source.find("}", self.position)
        bounds = self.source[self.position + 1 : max(end, 0)].split(",")
        if (
            end < 0
            or len(bounds) > 2  # noqa: PLR2004 (low and high)
            or not bounds[0].isdecimal()
            or not all(not each or each.isdecimal() for each in bounds)
        ):
            raise PatternError("a repetition is written {n}, {n,} or {n,m}")
        if any(each and int(each[:9]) > _MAX_REPEAT for each in bounds):
            raise PatternError(f"a repetition of more than {_MAX_REPEAT}")
        self.out.append(self.source[self.position : end + 1])
        self.position = end + 1

    def _escape(self) -> None:
        if self.source[self.position + 1 : self.position + 2].isdecimal():
            self._back_reference()
        else:
            self._take(read_escape)

    def _back_reference(self) -> None:
        end = self.position + 2
        number = int(self.source[self.position + 1 : end])
        while (
            self.source[end : end + 1].isdecimal()
            and int(self.source[self.position + 1 : end + 1]) <= self.groups
        ):
            end += 1
            number = int(self.source[self.position + 1 : end])
        if number == 0 or number not in self.closed:
            raise PatternError(f"\\{number} refers to no group before it")
        self.beyond_re2 = True
        self.out.append(f"(?:\\{number})")
        self.position = end


def translate_replacement(replacement: str, translation: Translation) -> list[str | int]:
    """The replacement as literal pieces and numbers of groups (XPath ``fn:replace``)."""
    if translation.literal:
        return [replacement]
    parts: list[str | int] = []
    position = 0
    while position < len(replacement):
        char = replacement[position]
        if char == "\\":
            if replacement[position + 1 : position + 2] not in ("\\", "$"):
                raise PatternError("a backslash is written \\\\ and a dollar \\$")
            parts.append(replacement[position + 1])
            position += 2
        elif char == "$":
            number, position = _group_number(replacement, position + 1, translation.groups)
            parts.append(number if number <= translation.groups else "")
        else:
            parts.append(char)
            position += 1
    return parts


def _group_number(replacement: str, start: int, groups: int) -> tuple[int, int]:
    """As many digits as make the number of a group."""
    end = start + 1
    if not replacement[start:end].isdecimal():
        raise PatternError("a dollar is followed by the number of a group")
    while replacement[end : end + 1].isdecimal() and int(replacement[start : end + 1]) <= groups:
        end += 1
    return int(replacement[start:end]), end

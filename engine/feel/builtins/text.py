"""String functions and ``not`` (clauses 10.3.4.2 and 10.3.4.3, Tables 73 and 74)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import patterns
from engine.feel.builtins.conversion import truncated
from engine.feel.builtins.library import builtin
from engine.feel.run import Undefined

if TYPE_CHECKING:
    from engine.feel.run import Run
    from engine.feel.values import Value


@builtin("not(negand: boolean): boolean")
def negate(_run: Run, negand: bool) -> bool:  # noqa: FBT001 (positional by the standard)
    """Logical negation; null for anything that is no boolean."""
    return not negand


@builtin("substring(string: string, start position: number, length?: number?): string")
def substring(run: Run, string: str, start_position: Decimal, length: Decimal | None = None) -> str:
    """Characters from a position, the first being 1 and the last -1."""
    start = truncated(start_position, "start position")
    if start == 0 or abs(start) > len(string):
        raise Undefined("starts outside the string", "的起始位置超出字符串")
    first = start - 1 if start > 0 else len(string) + start
    if length is None:
        return run.text(string[first:])
    count = truncated(length, "length")
    if count < 1:
        raise Undefined("needs a length of at least 1", "的长度至少为 1")
    return run.text(string[first : first + count])


@builtin("string length(string: string): number")
def string_length(_run: Run, string: str) -> Decimal:
    """The number of code points."""
    return Decimal(len(string))


@builtin("upper case(string: string): string")
def upper_case(run: Run, string: str) -> str:
    """All letters large."""
    return run.text(string.upper())


@builtin("lower case(string: string): string")
def lower_case(run: Run, string: str) -> str:
    """All letters small."""
    return run.text(string.lower())


@builtin("substring before(string: string, match: string): string")
def substring_before(run: Run, string: str, match: str) -> str:
    """What stands before the first match; empty without one."""
    run.text(string)
    before, found, _ = string.partition(match) if match else ("", "", "")
    return before if found else ""


@builtin("substring after(string: string, match: string): string")
def substring_after(run: Run, string: str, match: str) -> str:
    """What stands after the first match; empty without one."""
    run.text(string)
    return string.partition(match)[2] if match else string


@builtin("contains(string: string, match: string): boolean")
def contains(run: Run, string: str, match: str) -> bool:
    """Whether the match stands in the string."""
    run.text(string)
    return match in string


@builtin("starts with(string: string, match: string): boolean")
def starts_with(_run: Run, string: str, match: str) -> bool:
    """Whether the string begins with the match."""
    return string.startswith(match)


@builtin("ends with(string: string, match: string): boolean")
def ends_with(_run: Run, string: str, match: str) -> bool:
    """Whether the string ends with the match."""
    return string.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string?): boolean")
def matches(run: Run, input: str, pattern: str, flags: str | None = None) -> bool:  # noqa: A002 (its name)
    """Whether the pattern is found in the input (XPath ``fn:matches``)."""
    return patterns.matches(run, input, pattern, flags or "")


@builtin("replace(input: string, pattern: string, replacement: string, flags?: string?): string")
def replace(
    run: Run,
    input: str,  # noqa: A002 (its name)
    pattern: str,
    replacement: str,
    flags: str | None = None,
) -> str:
    """Every match replaced, ``$1`` standing for a group (XPath ``fn:replace``)."""
    return patterns.replace(run, input, pattern, replacement, flags or "")


@builtin("split(string: string, delimiter: string): list<string>")
def split(run: Run, string: str, delimiter: str) -> list[Value]:
    """The pieces between matches of the delimiter pattern."""
    return run.sized(patterns.split(run, string, delimiter))


@builtin("extract(string: string, pattern: string): list<string>")
def extract(run: Run, string: str, pattern: str) -> list[Value]:
    """All pieces that match the pattern (widely offered beyond the standard)."""
    return run.sized(patterns.extract(run, string, pattern))


@builtin("string join(list: list, delimiter?: string?): string")
def string_join(run: Run, list_: list[Value], delimiter: str | None = None) -> str:
    """The strings of the list, nulls left out, with the delimiter between them."""
    pieces = [each for each in list_ if each is not None]
    if not all(isinstance(each, str) for each in pieces):
        raise Undefined("needs a list of strings", "需要字符串列表")
    run.charge(len(pieces) >> 4)
    return run.text((delimiter or "").join(pieces))

"""``range(from)``: ranges as strings (clause 10.3.4.1; grammar rules 66 and 67).

Endpoints are literals. One of them may be missing where its bracket is open: ``[2..)`` is ``>= 2``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.feel.builtins.library import STANDARD, builtin
from engine.feel.comparison import order
from engine.feel.run import Undefined
from engine.feel.string_literals import LITERAL, unescape
from engine.feel.temporal.text import read_temporal
from engine.feel.values import DECIMAL128, Range

if TYPE_CHECKING:
    from engine.feel.run import Run
    from engine.feel.values import Value

_ARGUMENTS = rf"\s*{LITERAL.pattern}\s*|[-0-9.,\s]*"
_ENDPOINT = rf"(?:[^\"()\[\]]|{LITERAL.pattern}|\((?:{_ARGUMENTS})\))*?"
_RANGE = re.compile(rf"\s*([\[(\]])({_ENDPOINT})\.\.({_ENDPOINT})([\])\[])\s*", re.DOTALL)
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_CALL = re.compile(rf"(date and time|date|time|duration)\s*\(({_ARGUMENTS})\)", re.DOTALL)
_LONGEST = 1000


@builtin("range(from: string): range")
def range_from_text(run: Run, from_: str) -> Range:
    """The range that the string writes, such as ``[18..21)``."""
    run.charge(len(from_) >> 5)
    found = _RANGE.fullmatch(from_) if len(from_) <= _LONGEST else None
    if found is None:
        raise _unreadable(from_)
    low, high = _endpoint(run, found[2].strip()), _endpoint(run, found[3].strip())
    low_included, high_included = found[1] == "[", found[4] == "]"
    if (low is None and (high is None or low_included)) or (high is None and high_included):
        raise _unreadable(from_)
    sign = -1 if low is None or high is None else order(low, high)
    if sign is None or sign > 0:
        raise _unreadable(from_)
    return Range(low, high, low_included, high_included)


def _unreadable(text: str) -> Undefined:
    return Undefined(
        f"cannot read '{text[:40]}' as a range such as [1..10)", f"无法把“{text[:40]}”读作区间，如 [1..10)"
    )


def _arguments(text: str) -> list[Value]:
    """What a call of a date function is given: one string or several numbers."""
    if text.startswith('"'):
        return [unescape(text[1:-1])]
    parts = [part.strip() for part in text.split(",")]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        raise _unreadable(text)
    return [DECIMAL128.create_decimal(part) for part in parts]


def _endpoint(run: Run, text: str) -> Value:
    """A literal, or None for an endpoint that is left out."""
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return DECIMAL128.create_decimal(text)
    if LITERAL.fullmatch(text):
        return unescape(text[1:-1])
    call = _CALL.fullmatch(text)
    if call is not None:
        return STANDARD.functions[call[1]].invoke(run, _arguments(call[2].strip()))
    if text.startswith("@") and LITERAL.fullmatch(text, 1):
        value = read_temporal(unescape(text[2:-1]))
        if value is not None:
            return value
    raise _unreadable(text)

"""JSON that reads well but cannot be kept: control character NUL, NaN and infinity, numbers beyond 2^53.

PostgreSQL refuses NUL in text; RFC 8785, the canonical form of the history, has no NaN and only integers
that a double holds exactly. Said here, with the place, they are the sender's to mend.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from engine.errors import FieldProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_INTEGER = 2**53 - 1


def unstorable(value: Any) -> tuple[FieldProblem, ...]:
    """Every place in a JSON value that could not be kept."""
    return tuple(_search(value))


def pointer(parts: tuple[object, ...]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _search(root: Any) -> Iterator[FieldProblem]:
    open_values: list[tuple[tuple[object, ...], Any]] = [((), root)]
    while open_values:
        path, value = open_values.pop()
        if isinstance(value, dict):
            for key, inner in value.items():
                if "\x00" in key:
                    yield _control(path)
                open_values.append(((*path, key), inner))
        elif isinstance(value, list):
            open_values.extend(((*path, index), inner) for index, inner in enumerate(value))
        elif isinstance(value, str):
            if "\x00" in value:
                yield _control(path)
        elif (isinstance(value, float) and not math.isfinite(value)) or (
            isinstance(value, int) and abs(value) > LARGEST_INTEGER
        ):
            yield _number(path)


def _control(path: tuple[object, ...]) -> FieldProblem:
    return FieldProblem(
        path=pointer(path).replace("\x00", "\\u0000"),
        rule="control_character",
        message="The character NUL is not allowed.",
        message_zh="不允许包含空字符（NUL）。",
    )


def _number(path: tuple[object, ...]) -> FieldProblem:
    return FieldProblem(
        path=pointer(path),
        rule="number_range",
        message="The number must be finite and at most 9007199254740991 (2^53 - 1) in size.",
        message_zh="数字须为有限值，且绝对值不超过 9007199254740991。",
    )

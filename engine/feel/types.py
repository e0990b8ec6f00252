"""Types of FEEL (clause 10.3.2.9): a lattice between Null and Any, with conformance.

``FeelType`` is one frozen class for all kinds, so that a type can be compared, hashed and shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class FeelType:
    """A node of the type lattice.

    ``kind`` is the standard's name (``number``, ``date and time``, ``list``, ``context`` …).
    ``element`` is the type of list items or range endpoints; None leaves it open.
    ``entries`` are the typed keys of a context; None means any context.
    ``parameters`` and ``result`` belong to functions; None means any function.
    """

    kind: str
    element: FeelType | None = None
    entries: tuple[tuple[str, FeelType], ...] | None = None
    parameters: tuple[FeelType, ...] | None = None
    result: FeelType | None = None

    def __str__(self) -> str:
        """The type as it is written after ``instance of``."""
        if self.kind in ("list", "range"):
            return f"{self.kind}<{self.element or ANY}>"
        if self.kind == "context" and self.entries is not None:
            return f"context<{', '.join(f'{name}: {entry}' for name, entry in self.entries)}>"
        if self.kind == "function" and self.parameters is not None:
            return f"function<{', '.join(map(str, self.parameters))}> -> {self.result or ANY}"
        return self.kind

    def entry(self, name: str) -> FeelType | None:
        """The type of the entry ``name`` of a context type, None where it is not known."""
        for key, entry in self.entries or ():
            if key == name:
                return entry
        return None

    def conforms_to(self, other: FeelType) -> bool:
        """Whether a value of this type may stand where ``other`` is expected (clause 10.3.2.9.2)."""
        if other.kind == "Any" or self.kind == "Null" or self is other:
            return True
        if self.kind != other.kind:
            return False
        if self.kind in ("list", "range"):
            return (self.element or ANY).conforms_to(other.element or ANY)
        if self.kind == "context":
            return self._context_conforms_to(other)
        if self.kind == "function":
            return self._function_conforms_to(other)
        return True

    def _context_conforms_to(self, other: FeelType) -> bool:
        if other.entries is None:
            return True
        own = dict(self.entries or ())
        return all(name in own and own[name].conforms_to(entry) for name, entry in other.entries)

    def _function_conforms_to(self, other: FeelType) -> bool:
        if other.parameters is None:
            return True
        if self.parameters is None or len(self.parameters) != len(other.parameters):
            return False
        contravariant = all(
            theirs.conforms_to(ours) for ours, theirs in zip(self.parameters, other.parameters, strict=True)
        )
        return contravariant and (self.result or ANY).conforms_to(other.result or ANY)


ANY = FeelType("Any")
NULL = FeelType("Null")
NUMBER = FeelType("number")
STRING = FeelType("string")
BOOLEAN = FeelType("boolean")
DATE = FeelType("date")
TIME = FeelType("time")
DATE_AND_TIME = FeelType("date and time")
DAYS_AND_TIME = FeelType("days and time duration")
YEARS_AND_MONTHS = FeelType("years and months duration")
CONTEXT = FeelType("context")
LIST = FeelType("list")
FUNCTION = FeelType("function")
RANGE = FeelType("range")

SIMPLE_TYPES: dict[str, FeelType] = {
    each.kind: each
    for each in (
        ANY,
        NULL,
        NUMBER,
        STRING,
        BOOLEAN,
        DATE,
        TIME,
        DATE_AND_TIME,
        DAYS_AND_TIME,
        YEARS_AND_MONTHS,
    )
} | {
    "dateTime": DATE_AND_TIME,
    "dayTimeDuration": DAYS_AND_TIME,
    "yearMonthDuration": YEARS_AND_MONTHS,
}
"""Type names of the standard, with the older spellings of DMN 1.1."""


def list_of(element: FeelType) -> FeelType:
    """The type ``list<element>``."""
    return FeelType("list", element=element)


def range_of(element: FeelType) -> FeelType:
    """The type ``range<element>``."""
    return FeelType("range", element=element)


def context_of(entries: Mapping[str, FeelType]) -> FeelType:
    """The type ``context<name: type, …>``."""
    return FeelType("context", entries=tuple(entries.items()))


def function_of(parameters: tuple[FeelType, ...], result: FeelType) -> FeelType:
    """The type ``function<parameters> -> result``."""
    return FeelType("function", parameters=parameters, result=result)

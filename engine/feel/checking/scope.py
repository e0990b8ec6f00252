"""Names and their types while an expression is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.types import FeelType


@dataclass(frozen=True)
class TypeScope:
    """Names in scope; ``open_ended`` where others may come from an item whose keys are not known."""

    types: Mapping[str, FeelType]
    outer: TypeScope | None = None
    open_ended: bool = False

    def inner(self, types: Mapping[str, FeelType], *, open_ended: bool = False) -> TypeScope:
        """A scope with more names."""
        return TypeScope(types, self, open_ended or self.open_ended)

    def find(self, name: str) -> FeelType | None:
        """The type of a name, from the inside out."""
        current: TypeScope | None = self
        while current is not None:
            if name in current.types:
                return current.types[name]
            current = current.outer
        return None

    def names(self) -> Iterator[str]:
        """All names in scope."""
        current: TypeScope | None = self
        while current is not None:
            yield from current.types
            current = current.outer

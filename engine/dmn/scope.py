"""Names that an expression of a model can use, with the shapes of their values; known before anything runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.parsing import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.library import Functions
    from engine.feel.types import FeelType


class Names:
    """Names in scope, immutable. All expressions of one scope share one vocabulary."""

    __slots__ = ("_vocabulary", "functions", "named_types", "open_ended", "types")

    def __init__(
        self,
        types: Mapping[str, FeelType],
        functions: Functions,
        named_types: Mapping[str, FeelType],
        *,
        open_ended: bool = False,
    ) -> None:
        """``open_ended`` where there may be names that nobody can know before (keys of items in a filter)."""
        self.types = dict(types)
        self.functions = functions
        self.named_types = named_types
        self.open_ended = open_ended
        self._vocabulary: Vocabulary | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """What the FEEL parser has to know."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self.functions.known_names, (), self.types, self.named_types)
        return self._vocabulary

    def with_names(self, more: Mapping[str, FeelType], *, open_ended: bool = False) -> Names:
        """A scope with more names, which go before those of the same name."""
        return Names(
            {**self.types, **more},
            self.functions,
            self.named_types,
            open_ended=self.open_ended or open_ended,
        )

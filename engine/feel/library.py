"""The functions an expression may call: the standard's, the extensions for government rules, and one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.builtins import (
    contexts,
    conversion,
    lists,
    numbers,
    range_text,
    ranges,
    statistics,
    temporal,
    text,
)
from engine.feel.builtins.library import STANDARD
from engine.feel.names import KnownNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Function

_MODULES = (contexts, conversion, lists, numbers, range_text, ranges, statistics, temporal, text)
"""Importing them has filled the library."""


class Functions:
    """A set of functions by name, immutable; :meth:`with_functions` makes a larger one."""

    __slots__ = ("by_name", "known_names")

    def __init__(self, by_name: Mapping[str, Function]) -> None:
        """``by_name`` gives each function its name in expressions; names may have spaces."""
        self.by_name = dict(by_name)
        self.known_names = KnownNames(self.by_name)

    def with_functions(self, more: Mapping[str, Function]) -> Functions:
        """These functions and more; a name that exists is replaced."""
        return Functions({**self.by_name, **more})


STANDARD_FUNCTIONS = Functions(STANDARD.functions)
"""The built-ins of DMN 1.5 and nothing else."""

"""What one evaluation may cost, so that a hostile or careless expression ends early.

A step is one turn of a loop, a filter or a quantifier, one call of a function, or the handling of a
block of list items or characters by a built-in; a loop whose body is large pays more per turn.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Budget:
    """Limits of one evaluation. The defaults hold any evaluation well below 100 ms."""

    steps: int = 10_000
    """Loop turns and function calls."""
    depth: int = 64
    """Nesting of brackets in the text, and of calls of user-defined functions."""
    string: int = 65_536
    """Characters of a string that an expression builds."""
    items: int = 10_000
    """Items of a list that an expression builds."""
    text: int = 65_536
    """Characters of the expression itself."""
    parts: int = 5_000
    """Literals, names and brackets in the expression."""
    pattern: int = 40
    """Milliseconds of processor time for all regular expressions of one evaluation."""


DEFAULT_BUDGET = Budget()

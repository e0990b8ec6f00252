"""The one library that all modules of this package fill."""

from __future__ import annotations

from engine.feel.builtins.signature import Library

STANDARD = Library()
builtin = STANDARD.builtin

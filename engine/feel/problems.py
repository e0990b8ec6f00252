"""Why a part of an expression became null: recorded, never raised (clause 10.3.2.17, error handling)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding about an expression, from evaluating or from checking it.

    ``rule`` is a stable key; ``position`` and ``end`` count characters of the text from 0.
    """

    rule: str
    position: int
    end: int
    message: str
    message_zh: str
    severity: str = "error"

"""Faults that a test switches on for one system: down, slow, failing the next few requests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with a system; the default is nothing.

    ``down``: every request gets 503. ``delay_ms``: wait before answering. ``fail_next``: that many
    requests get ``fail_status`` (with ``fail_code`` as a problem's code). ``lose_next``: that many
    requests are carried out, but the answer is lost (500) — the case for idempotency keys.
    """

    down: bool = False
    delay_ms: int = 0
    fail_next: int = 0
    fail_status: int = 503
    fail_code: str = "unavailable"
    lose_next: int = 0

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> Fault:
        """From ``{down, delayMs, failNext, failStatus, failCode, loseNext}``; raises ValueError on others."""
        names = {
            "down": "down",
            "delayMs": "delay_ms",
            "failNext": "fail_next",
            "failStatus": "fail_status",
            "failCode": "fail_code",
            "loseNext": "lose_next",
        }
        if unknown := set(body) - set(names):
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(names)}")
        return cls(**{names[key]: value for key, value in body.items()})

    def as_json(self) -> dict[str, Any]:
        """The same names as ``from_json``."""
        return {
            "down": self.down,
            "delayMs": self.delay_ms,
            "failNext": self.fail_next,
            "failStatus": self.fail_status,
            "failCode": self.fail_code,
            "loseNext": self.lose_next,
        }

    def after_failure(self) -> Fault:
        """One failure used up."""
        return replace(self, fail_next=self.fail_next - 1)

    def after_loss(self) -> Fault:
        """One lost answer used up."""
        return replace(self, lose_next=self.lose_next - 1)

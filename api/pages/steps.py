"""Where a case stands among the five steps that every case takes, for the indicator above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flask_babel import gettext

if TYPE_CHECKING:
    from engine.service.answers import Status

_FIRST_STATUS = (10, 20, 40, 60, 80)
"""The first status code (codes.yaml) of each step."""
_ENDED_EARLY = frozenset({"31", "61", "90", "91", "92"})
_STANDS_AT = {"31": 1, "61": 3, "90": 1, "91": 1, "92": 1}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step with whether it is done, the one now, or still to come."""

    label: str
    state: Literal["done", "now", "ended", "ahead"]


def steps_of(status: Status) -> tuple[Step, ...]:
    """Application, acceptance, examination, decision and delivery, end."""
    labels = (gettext("申请"), gettext("收件受理"), gettext("审查"), gettext("决定与送达"), gettext("办结"))
    number = int(status.code)
    at = _STANDS_AT.get(status.code, max(i for i, first in enumerate(_FIRST_STATUS) if number >= first))
    here: Literal["now", "ended"] = "ended" if status.code in _ENDED_EARLY else "now"
    is_done = status.code == "80"
    return tuple(
        Step(
            label=label,
            state="done" if place < at or is_done else here if place == at else "ahead",
        )
        for place, label in enumerate(labels)
    )

"""Statuses of a case 办件状态: what people read, and what the clock does at each.

The list is data (``processes/catalogue/codes.yaml``, ``proposed_case_status``); here is only its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from engine.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ClockEffect: TypeAlias = Literal["off", "acceptance", "running", "suspended", "stops", "delivery"]

DRAFT = "10"
CORRECTION = "30"
ACCEPTED = "40"
EXTENDED = "43"
WITHDRAWN = "90"
TERMINATED = "91"

_EFFECTS: tuple[tuple[str, ClockEffect], ...] = (
    ("acceptance", "acceptance"),
    ("delivery", "delivery"),
    ("suspended", "suspended"),
    ("running", "running"),
    ("stops", "stops"),
    ("off", "off"),
)


@dataclass(frozen=True, kw_only=True)
class CaseStatus:
    """One status: its code, its words, whether the case ends with it, what it does to the clock."""

    code: str
    zh: str
    en: str
    clock: ClockEffect
    is_terminal: bool


class StatusList:
    """All statuses by code."""

    def __init__(self, statuses: Iterable[CaseStatus]) -> None:
        """In the order of the list."""
        self._by_code = {status.code: status for status in statuses}

    @classmethod
    def from_codes(cls, rows: Iterable[Mapping[str, Any]]) -> StatusList:
        """Read the rows of ``proposed_case_status``."""
        return cls(
            CaseStatus(
                code=str(row["code"]),
                zh=str(row["zh"]),
                en=str(row["en"]),
                clock=_clock_effect(str(row["clock"])),
                is_terminal=bool(row["terminal"]),
            )
            for row in rows
        )

    def __iter__(self) -> Iterator[CaseStatus]:
        return iter(self._by_code.values())

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __getitem__(self, code: str) -> CaseStatus:
        """The status with this code.

        Raises:
            InvalidInputError: where there is none.
        """
        status = self._by_code.get(code)
        if status is None:
            raise InvalidInputError(
                f"There is no case status '{code}'. Use one of {', '.join(self._by_code)}.",
                f"没有办件状态“{code}”。可用：{'、'.join(self._by_code)}。",
            )
        return status


def _clock_effect(words: str) -> ClockEffect:
    for beginning, effect in _EFFECTS:
        if words.startswith(beginning):
            return effect
    raise InvalidInputError(f"'{words}' is no effect on the clock.", f"“{words}”不是有效的计时规则。")

"""The registers behind all stand-ins: one set of made-up people, so that the platforms agree.

Everything is plain JSON, so that it can be written to a file and read back (``--state``): a stand-in
that starts again still knows which orders were paid and who moved where.
"""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

Record: TypeAlias = dict[str, Any]

PEOPLE = Path(__file__).with_name("people.yaml")
BEIJING = ZoneInfo("Asia/Shanghai")
_RELATIVE_DAY = re.compile(r"today([+-]\d+)?")


def system_clock() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


class Registers:
    """All records, by kind. Not safe for threads: the application holds one lock around each request."""

    def __init__(
        self,
        *,
        people_file: Path = PEOPLE,
        state_file: Path | None = None,
        clock: Callable[[], datetime] = system_clock,
    ) -> None:
        """``state_file`` keeps what operations changed; without it everything lives in memory."""
        self.clock = clock
        self._people_file = people_file
        self._state_file = state_file
        self.last_serial = self._milliseconds_of_day()
        self.reset()
        if state_file is not None and state_file.exists():
            self._restore(json.loads(state_file.read_text(encoding="utf-8")))

    def reset(self) -> None:
        """Every record as the people file says, nothing ordered, sent or changed."""
        source = yaml.safe_load(self._people_file.read_text(encoding="utf-8"))
        records = _resolve_days(source, self.today)
        self.people: dict[str, Record] = {person["idNo"]: person for person in records["people"]}
        self.settlements: dict[str, Record] = {bill["settlementNo"]: bill for bill in records["settlements"]}
        self.institutions: dict[str, Record] = {place["orgCode"]: place for place in records["institutions"]}
        self.insurance_policies: list[Record] = records["insurancePolicies"]
        self.settlement_policies: list[Record] = records["settlementPolicies"]
        self.orders: dict[str, Record] = {}
        self.shipments: dict[str, Record] = {}
        self.messages: list[Record] = []
        self.evaluations: dict[str, Record] = {}
        self.pushes: list[Record] = []
        self.permits: dict[str, Record] = {}
        self.answers: dict[str, Record] = {}

    @property
    def now(self) -> datetime:
        """The instant of the request, UTC."""
        return self.clock()

    @property
    def today(self) -> date:
        """The day in Beijing."""
        return self.clock().astimezone(BEIJING).date()

    def person(self, id_no: str) -> Record | None:
        """The person with this ID number (``x`` at the end counts as ``X``), or None."""
        return self.people.get(id_no.upper())

    def serial(self, prefix: str) -> str:
        """A new number: prefix, day and nine digits.

        They count on from the milliseconds of the day at the start, so that a server that begins anew (or
        is reset) gives no number a second time: the platform knows messages by them.
        """
        self.last_serial += 1
        return f"{prefix}{self.today:%Y%m%d}{self.last_serial:09}"

    def _milliseconds_of_day(self) -> int:
        at = self.now.astimezone(BEIJING)
        return ((at.hour * 60 + at.minute) * 60 + at.second) * 1000 + at.microsecond // 1000

    def save(self) -> None:
        """Write what can change to the state file, for its owner alone, in one step. Recipients, payers, texts stay out."""
        if self._state_file is None:
            return
        state = {name: getattr(self, name) for name in _KEPT}
        state["orders"] = {key: _without(row, "payer") for key, row in self.orders.items()}
        state["shipments"] = {
            key: _without(row, "recipient", "address", "phone", "contents")
            for key, row in self.shipments.items()
        }
        self._state_file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._state_file.with_suffix(".new")
        with os.fdopen(
            os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(state, file, ensure_ascii=False)
        os.replace(fresh, self._state_file)  # noqa: PTH105 - the atomic one

    def _restore(self, state: Record) -> None:
        for name in _KEPT:
            setattr(self, name, state.get(name, getattr(self, name)))
        self.last_serial = max(self.last_serial, self._milliseconds_of_day())


_KEPT = ("people", "settlements", "orders", "shipments", "permits", "answers", "last_serial")


def longest_prefix(rules: list[Record], code: str) -> Record:
    """The rule whose ``prefix`` begins ``code`` and is longest; one with an empty prefix must be there."""
    fitting = [rule for rule in rules if code.startswith(rule["prefix"])]
    return max(fitting, key=lambda rule: len(rule["prefix"]))


def _resolve_days(value: Any, today: date) -> Any:
    if isinstance(value, dict):
        return {key: _resolve_days(item, today) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolve_days(item, today) for item in value]
    if isinstance(value, str) and (match := _RELATIVE_DAY.fullmatch(value)):
        return (today + timedelta(days=int(match.group(1) or 0))).isoformat()
    return value


def _without(record: Record, *names: str) -> Record:
    return {key: value for key, value in record.items() if key not in names}

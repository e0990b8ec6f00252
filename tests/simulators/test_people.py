"""The made-up people are consistent, look made up, and make every rule of the items fire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from stdnum.iso7064 import mod_11_2

from simulators.registers import Registers


def people() -> list[dict[str, Any]]:
    return list(Registers(clock=lambda: datetime(2026, 3, 2, 16, 30, tzinfo=UTC)).people.values())


def test_id_numbers_are_unique_and_have_the_right_check_digit() -> None:
    numbers = [person["idNo"] for person in people()]

    assert len(set(numbers)) == len(numbers) >= 36
    assert all(mod_11_2.is_valid(number) for number in numbers)
    assert all(datetime.strptime(number[6:14], "%Y%m%d").replace(tzinfo=UTC) for number in numbers)


def test_phones_are_unique_and_names_of_all_kinds_are_there() -> None:
    names = [person["name"] for person in people()]

    assert len({person["phone"] for person in people()}) == len(names)
    assert any(len(name) > 40 for name in names)
    assert any("·" in name for name in names)
    assert any(ord(character) > 0xFFFF for name in names for character in name)
    assert any(name.isascii() for name in names)
    assert any(len(name) == 2 for name in names)


def test_days_are_counted_from_the_day_in_beijing() -> None:
    # 16:30 UTC on 2 March is half past midnight on 3 March in Beijing
    zhangsan = next(person for person in people() if person["key"] == "zhangsan")

    assert zhangsan["licence"]["expiry"] == "2026-04-02"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("status", {"A", "B", "E", "F", "G", "H", "I", "M", "R"}),
        ("term", {6, 10}),
        ("everFull12", {True, False}),
        ("points", {0, 12}),
        ("openViolations", {0, 2}),
        ("openAccidents", {0, 1}),
    ],
)
def test_licences_of_every_kind_are_there(field: str, values: set[Any]) -> None:
    found = {person["licence"][field] for person in people() if "licence" in person}

    assert found == values

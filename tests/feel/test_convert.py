"""Values that enter and leave: Python's, JSON's, and back."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.feel.types import DATE, DATE_AND_TIME, NUMBER, STRING, context_of, list_of
from tests.feel.evaluation import shown

ENTERING: list[Any] = [
    (1, "1"),
    (True, "true"),
    (0.1, "0.1"),
    (float("nan"), "null"),
    (Decimal("1E+9000"), "null"),
    pytest.param(10**7000, "null", id="a-huge-integer"),
    ((1, [2]), "[1, [2]]"),
    (MappingProxyType({"a": 1}), "{a: 1}"),
    (OrderedDict(b=2), "{b: 2}"),
    (date(2025, 1, 31), "2025-01-31"),
    (time(10, 30, tzinfo=UTC), "10:30:00Z"),
    (datetime(2025, 1, 31, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai")), "2025-01-31T10:30:00@Asia/Shanghai"),
    (datetime(2025, 1, 31, 10, 30, 0, 500), "2025-01-31T10:30:00.0005"),  # noqa: DTZ001 (a local value)
    (timedelta(days=1, hours=2), "P1DT2H"),
]


@pytest.mark.parametrize(("value", "expected"), ENTERING)
def test_a_value_of_the_program_enters_as_feel(value: Any, expected: str) -> None:
    assert shown("v", v=value) == expected


def test_an_object_has_no_place_in_feel() -> None:
    class Person:
        name = "张三"

    with pytest.raises(feel.FeelValueError, match="'Person' cannot enter"):
        feel.compile("p.name")({"p": Person()})


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(feel.FeelValueError):
        feel.compile("v")({"v": endless})


def test_a_text_of_another_class_is_plain_text_inside() -> None:
    class Colour(StrEnum):
        RED = "red"

    assert shown('c = "red" and c in ["red"]', c=Colour.RED) == "true"


def test_only_the_names_that_are_asked_for_are_converted() -> None:
    assert feel.compile("a + 1")({"a": 1, "b": object()}) == 2


def test_a_context_of_feel_values_is_taken_as_it_is() -> None:
    assert feel.compile("a")(feel.FeelContext(a=Decimal(3))) == 3


def test_json_is_read_by_type() -> None:
    kind = context_of({"born": DATE, "at": DATE_AND_TIME, "points": list_of(NUMBER), "name": STRING})

    value = feel.from_json(
        {"born": "2000-02-29", "at": "x", "points": [1, "2.5"], "name": "张三", "more": 1}, kind
    )

    assert value == {
        "born": feel.Date(2000, 2, 29),
        "at": None,
        "points": [Decimal(1), Decimal("2.5")],
        "name": "张三",
        "more": Decimal(1),
    }


def test_values_leave_as_json_without_loss() -> None:
    value = feel.compile('{a: 1, b: 0.1, c: 1 / 3, d: @"2025-01-31", e: [@"P1D", null], f: [1..2)}')({})

    assert feel.to_json(value) == {
        "a": 1,
        "b": 0.1,
        "c": "0." + "3" * 34,
        "d": "2025-01-31",
        "e": ["P1D", None],
        "f": {"start": 1, "end": 2, "start included": True, "end included": False},
    }
    with pytest.raises(feel.FeelValueError):
        feel.to_json(feel.compile("function(a) a")({}))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(-1e9, 1e9) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_json_comes_back_as_it_went_in(value: Any) -> None:
    assert feel.to_json(feel.to_feel(value)) == value


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))  # noqa: DTZ001
def test_calendar_arithmetic_agrees_with_datetime(moment: datetime) -> None:
    day = feel.to_feel(moment.date())

    assert day.number == moment.toordinal() - date(1970, 1, 1).toordinal()
    assert feel.Date.of_number(day.number) == day
    week = feel.compile("week of year(d)")({"d": moment})
    assert week == moment.isocalendar().week

"""The extension functions for rules of government services."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from engine import feel
from engine.feel import GOVERNMENT_FUNCTIONS
from engine.feel.run import Run
from engine.feel.writing import write_literal
from tests.feel.evaluation import Table, reason, shown

BEIJING = timezone(timedelta(hours=8))


class Weekdays:
    """A calendar without holidays."""

    def is_working_day(self, day: date, /) -> bool:
        return day.isoweekday() < 6

    def add_working_days(self, day: date, count: int, /) -> date:
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date, /) -> int:
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))


ENVIRONMENT = feel.Environment(now=datetime(2025, 1, 3, 0, 30, tzinfo=BEIJING), calendar=Weekdays())

FUNCTIONS: Table = [
    ('working days between(@"2025-01-03", @"2025-01-10")', "5"),
    ('workdays(from: @"2025-01-03", to: @"2025-01-10")', "5"),
    ('add working days(@"2025-01-03", 1)', "2025-01-06"),
    ('is working day(@"2025-01-04")', "false"),
    ('days between(@"2025-01-01", @"2025-03-01")', "59"),
    ('days(@"2025-03-01", @"2025-01-01")', "-59"),
    ('days(@"2025-01-01T23:59:00", @"2025-01-02")', "1"),
    ('months(@"2024-01-31", @"2024-02-29")', "0"),
    ('months between(@"2024-01-31", @"2024-03-31")', "2"),
    ('years(@"2000-02-29", @"2025-02-28")', "24"),
    ('hours(@"2025-01-01T00:00:00Z", @"2025-01-01T10:30:00+08:00")', "2"),
    ('month(@"2025-07-01")', "7"),
    ("next january(today())", "2026-01-01"),
    ('age on(@"2000-02-29", @"2018-02-28")', "17"),
    ('age on(@"2000-02-29", @"2018-03-01")', "18"),
    ('age on("11010519491231002X", @"2025-01-01")', "75"),
    ('age("11010519491231002X")', "75"),
    ('age on("110105194912310021", @"2025-01-01")', "null"),
    ('age on(@"2030-01-01", @"2025-01-01")', "null"),
    ('birth date of("11010519491231002X")', "1949-12-31"),
    ('sex of("11010519491231002X")', '"F"'),
    ('is valid id("11010519491231002X")', "true"),
    ('id check digit ok("110105194912310021")', "false"),
    ('is valid uscc("91350100M000100Y43")', "true"),
    ('is valid uscc("91350100M000100Y44")', "false"),
    ('province("510100")', '"51"'),
    ('province("51010019")', "null"),
    ('province("990000")', "null"),
    ('not(province("110000") in ["50", "51"])', "true"),
    ('surname("张三")', '"张"'),
    ('surname("欧阳小明")', '"欧阳"'),
    ('surname("尼玛·次仁")', "null"),
    ("today()", "2025-01-03"),
    ("now()", "2025-01-03T00:30:00+08:00"),
    ('is working day(@"20000-01-01")', "null"),
    ('workdays(@"0001-01-01", @"9999-12-31")', "null"),
]


@pytest.mark.parametrize(("text", "expected"), FUNCTIONS)
def test_an_extension_function_gives_what_the_documentation_says(text: str, expected: str) -> None:
    value = feel.compile(text, functions=GOVERNMENT_FUNCTIONS)({}, environment=ENVIRONMENT)

    assert write_literal(value, Run()) == expected


def test_without_calendar_and_time_the_reason_says_who_must_give_them() -> None:
    assert "official calendar" in reason('is working day(@"2025-01-03")', GOVERNMENT_FUNCTIONS)
    assert "nobody gave the time" in reason("today()", GOVERNMENT_FUNCTIONS)


def test_facts_may_bear_the_names_of_functions() -> None:
    assert shown("age >= 18 and months > 2", GOVERNMENT_FUNCTIONS, age=20, months=3) == "true"


def test_own_functions_join_the_standard_ones() -> None:
    double = feel.HostFunction("twice", [feel.FormalParameter("n")], lambda _run, a: a[0] * 2)
    functions = feel.STANDARD_FUNCTIONS.with_functions({"twice as much": double})

    assert shown("twice as much(3) + count([1])", functions) == "7"
    assert "twice as much" not in feel.STANDARD_FUNCTIONS.by_name

"""Working days by the official calendar."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from engine.domain.beijing import beijing_day, start_of_day
from engine.domain.calendar import WorkingCalendar, unpublished_note
from engine.errors import InvalidInputError

PUBLISHED = Path("processes/catalogue/holidays_2021_2026.json")


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return WorkingCalendar.from_published(json.loads(PUBLISHED.read_text()))


def test_national_day_is_passed_over_and_the_makeup_saturday_is_worked(calendar: WorkingCalendar) -> None:
    before_the_holiday = date(2026, 9, 30)

    due = calendar.workday_after(before_the_holiday, 2)

    assert due.day == date(2026, 10, 9)
    assert calendar.is_working_day(date(2026, 10, 10))
    assert not due.is_provisional


def test_zero_days_is_the_day_itself(calendar: WorkingCalendar) -> None:
    assert calendar.workday_after(date(2026, 10, 3), 0).day == date(2026, 10, 3)


def test_a_count_into_an_unpublished_year_is_provisional_and_uses_weekends(calendar: WorkingCalendar) -> None:
    due = calendar.workday_after(date(2026, 12, 30), 3)

    assert due.day == date(2027, 1, 4)
    assert due.is_provisional
    assert unpublished_note(2027)[1] == "2027 calendar not published"


def test_a_published_year_replaces_only_itself(calendar: WorkingCalendar) -> None:
    newer = WorkingCalendar.from_published(
        {"holiday_weekdays": {"2027": ["2027-01-01"]}, "makeup_workdays": {"2027": ["2027-01-03"]}}
    )

    merged = calendar.merged(newer)

    assert merged.workday_after(date(2026, 12, 30), 3).day == date(2027, 1, 4)
    assert not merged.workday_after(date(2026, 12, 30), 3).is_provisional
    assert merged.workday_after(date(2026, 12, 30), 2).day == date(2027, 1, 3)
    assert not merged.is_working_day(date(2026, 10, 1))


def test_working_days_between_two_days_count_the_last_and_not_the_first(calendar: WorkingCalendar) -> None:
    monday, friday = date(2026, 11, 23), date(2026, 11, 27)

    assert calendar.working_days_between(monday, friday) == 4
    assert calendar.working_days_between(friday, monday) == -4


def test_working_days_can_be_counted_back_and_never_further_than_ten_years(calendar: WorkingCalendar) -> None:
    assert calendar.add_working_days(date(2026, 10, 8), -1) == date(2026, 9, 30)
    assert calendar.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    for count in (5_000, -5_000):
        with pytest.raises(ValueError, match="ten years"):
            calendar.add_working_days(date(2026, 10, 8), count)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"holiday_weekdays": {"2027": ["2026-01-01"]}, "makeup_workdays": {}},
        {"holiday_weekdays": {"2027": ["yesterday"]}, "makeup_workdays": {}},
        {"holiday_weekdays": {"2027": ["2027-01-02"]}, "makeup_workdays": {"2027": []}},
        {"holiday_weekdays": {"2027": []}, "makeup_workdays": {"2027": ["2027-01-04"]}},
        {"holiday_weekdays": {"2027": [7]}, "makeup_workdays": {"2027": []}},
    ],
)
def test_a_calendar_that_cannot_be_one_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        WorkingCalendar.from_published(document)


def test_half_past_eleven_and_half_past_midnight_in_beijing_are_two_days() -> None:
    before_midnight = datetime(2026, 11, 25, 15, 30, tzinfo=UTC)
    after_midnight = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)

    assert beijing_day(before_midnight) == date(2026, 11, 25)
    assert beijing_day(after_midnight) == date(2026, 11, 26)
    assert start_of_day(date(2026, 11, 26)) == datetime(2026, 11, 25, 16, tzinfo=UTC)


def test_an_instant_without_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        beijing_day(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake itself

"""The clock of a case: start, suspension, stop, levels."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from engine.domain.calendar import WorkingCalendar
from engine.domain.clock import CaseClock, TimeLimit
from engine.domain.statuses import StatusList

CATALOGUE = Path("processes/catalogue")
CALENDAR = WorkingCalendar.from_published(json.loads((CATALOGUE / "holidays_2021_2026.json").read_text()))
STATUSES = StatusList.from_codes(
    yaml.safe_load((CATALOGUE / "codes.yaml").read_text())["proposed_case_status"]
)
FIVE = TimeLimit(days=5)
MONDAY = date(2026, 11, 2)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def clock_after(*entries: tuple[str, date], limit: TimeLimit = FIVE) -> CaseClock:
    clock = CaseClock()
    for code, day in entries:
        clock = clock.entered(STATUSES[code], at=noon(day), limit=limit)
    return clock


def test_the_limit_starts_the_day_after_acceptance() -> None:
    clock = clock_after(("40", MONDAY))

    due = clock.due(CALENDAR, today=MONDAY)

    assert due is not None
    assert due.day == date(2026, 11, 9)


@pytest.mark.parametrize(("hour", "due_day"), [(15, date(2026, 11, 9)), (16, date(2026, 11, 10))])
def test_acceptance_at_half_past_eleven_and_half_past_midnight_differ_by_a_day(
    hour: int, due_day: date
) -> None:
    accepted_at = datetime(2026, 11, 2, hour, 30, tzinfo=UTC)

    clock = CaseClock().entered(STATUSES["40"], at=accepted_at, limit=FIVE)

    due = clock.due(CALENDAR, today=MONDAY)
    assert due is not None
    assert due.day == due_day


def test_a_suspended_span_does_not_count() -> None:
    clock = clock_after(("40", MONDAY), ("30", date(2026, 11, 4)), ("40", date(2026, 11, 11)))

    due = clock.due(CALENDAR, today=date(2026, 11, 12))

    assert due is not None
    assert due.day == date(2026, 11, 16)


def test_while_suspended_the_reading_says_so_and_the_limit_moves_on() -> None:
    clock = clock_after(("40", MONDAY), ("30", MONDAY))

    reading = clock.reading(CALENDAR, today=date(2026, 11, 20))

    assert reading.is_suspended
    assert reading.remaining_days == 5
    assert "suspended" in reading.en
    assert reading.level == "green"


def test_suspending_twice_and_resuming_twice_changes_nothing() -> None:
    once = clock_after(("40", MONDAY), ("30", date(2026, 11, 4)), ("40", date(2026, 11, 6)))

    twice = clock_after(
        ("40", MONDAY),
        ("30", date(2026, 11, 4)),
        ("41", date(2026, 11, 5)),
        ("40", date(2026, 11, 6)),
        ("50", date(2026, 11, 6)),
    )

    assert twice == once


@pytest.mark.parametrize(
    ("day", "level", "words"),
    [
        (date(2026, 11, 3), "green", "4 working day(s) left"),
        (date(2026, 11, 6), "yellow", "1 working day(s) left"),
        (date(2026, 11, 9), "yellow", "Due today"),
        (date(2026, 11, 10), "red", "Overdue by 1 working day(s)"),
    ],
)
def test_levels_come_with_words(day: date, level: str, words: str) -> None:
    reading = clock_after(("40", MONDAY)).reading(CALENDAR, today=day)

    assert (reading.level, reading.en) == (level, words)


def test_a_decision_in_time_stays_green_for_ever() -> None:
    clock = clock_after(("40", MONDAY), ("60", date(2026, 11, 9)))

    reading = clock.reading(CALENDAR, today=date(2027, 3, 1))

    assert (reading.level, reading.en) == ("green", "Done in time")


def test_a_late_decision_stays_red() -> None:
    clock = clock_after(("40", MONDAY), ("61", date(2026, 11, 11)))

    reading = clock.reading(CALENDAR, today=date(2026, 12, 1))

    assert (reading.level, reading.en) == ("red", "Done 2 working day(s) late")


def test_an_extension_adds_ten_days_once() -> None:
    clock = clock_after(("40", MONDAY), ("43", MONDAY), ("50", MONDAY), ("43", MONDAY))

    due = clock.due(CALENDAR, today=MONDAY)

    assert due is not None
    assert due.day == date(2026, 11, 23)


def test_waiting_for_acceptance_has_five_days_and_delivery_ten() -> None:
    waiting = clock_after(("24", MONDAY)).due(CALENDAR, today=MONDAY)
    making = clock_after(("40", MONDAY), ("60", MONDAY), ("70", MONDAY)).due(CALENDAR, today=MONDAY)

    assert waiting is not None
    assert making is not None
    assert waiting.day == date(2026, 11, 9)
    assert making.day == date(2026, 11, 16)


def test_an_instant_item_is_due_on_the_day_and_a_calendar_day_limit_ignores_weekends() -> None:
    instant = clock_after(("40", MONDAY), limit=TimeLimit(days=0, unit="instant"))
    calendar_days = clock_after(("40", MONDAY), limit=TimeLimit(days=6, unit="calendar-day"))

    instant_due, calendar_due = instant.due(CALENDAR, today=MONDAY), calendar_days.due(CALENDAR, today=MONDAY)

    assert instant_due is not None
    assert calendar_due is not None
    assert instant_due.day == MONDAY
    assert calendar_due.day == date(2026, 11, 8)


def test_without_acceptance_or_limit_nothing_is_due() -> None:
    assert clock_after(("20", MONDAY)).reading(CALENDAR, today=MONDAY).level == "none"
    assert (
        clock_after(("40", MONDAY), limit=TimeLimit(days=0, unit="none")).due(CALENDAR, today=MONDAY) is None
    )


def test_a_due_date_in_an_unpublished_year_is_provisional_in_words() -> None:
    reading = clock_after(("40", date(2026, 12, 29))).reading(CALENDAR, today=date(2026, 12, 29))

    assert reading.is_provisional
    assert reading.note_en == "2027 calendar not published"
    assert reading.note_zh is not None
    assert "2027" in reading.note_zh


def test_a_clock_survives_its_row() -> None:
    clock = clock_after(
        ("40", MONDAY),
        ("43", MONDAY),
        ("30", date(2026, 11, 4)),
        ("50", date(2026, 11, 5)),
        ("65", date(2026, 11, 6)),
    )

    assert CaseClock.from_json(json.loads(json.dumps(clock.to_json()))) == clock
    assert CaseClock.from_json({}) == CaseClock()


def test_every_status_of_the_list_moves_a_clock() -> None:
    for status in STATUSES:
        clock = clock_after(("40", MONDAY)).entered(status, at=noon(MONDAY + timedelta(days=1)), limit=FIVE)

        assert clock.phase is not None

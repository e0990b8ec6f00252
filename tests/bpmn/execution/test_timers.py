"""Timers: dates, durations, cycles, in ISO 8601 and in FEEL, on every place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.bpmn.execution.timers import add_duration, next_due, read_due
from tests.bpmn.execution.driving import BEGIN, Driver, diagram, node, nodes, path

ENDS = nodes("startEvent", "start") + nodes("endEvent", "done")


def timer(text: str, form: str = "timeDuration") -> str:
    return f"<timerEventDefinition><{form}>{text}</{form}></timerEventDefinition>"


@pytest.mark.parametrize(
    ("text", "form", "due"),
    [
        ("PT90S", "timeDuration", BEGIN + timedelta(seconds=90)),
        ("P1M", "timeDuration", datetime(2026, 2, 5, 1, tzinfo=UTC)),
        ("duration(&quot;P&quot; + string(days) + &quot;D&quot;)", "timeDuration", BEGIN + timedelta(days=3)),
        ("2026-02-01", "timeDate", datetime(2026, 1, 31, 16, tzinfo=UTC)),
        ("2026-02-01T09:30:00+08:00", "timeDate", datetime(2026, 2, 1, 1, 30, tzinfo=UTC)),
        ("date and time(deadline)", "timeDate", datetime(2026, 3, 1, 2, tzinfo=UTC)),
        ("deadline", "timeDate", datetime(2026, 3, 1, 2, tzinfo=UTC)),
        ("today + duration(&quot;P1D&quot;)", "timeDate", datetime(2026, 1, 5, 16, tzinfo=UTC)),
        ("R3/PT10M", "timeCycle", BEGIN + timedelta(minutes=10)),
    ],
)
def test_a_catch_event_is_due_then(text: str, form: str, due: datetime) -> None:
    catch = node("intermediateCatchEvent", "c", timer(text, form))
    case = Driver(diagram(ENDS, catch, path("start", "c", "done"))).start(
        days=3, deadline="2026-03-01T10:00:00"
    )

    assert case.result.set_timers[0].due_at == due
    case.fire("c")
    assert case.state == "completed"


class EveryDay:
    """A calendar on which every day but Sunday is a working day."""

    def is_working_day(self, day: date, /) -> bool:
        return day.weekday() != 6

    def add_working_days(self, day: date, count: int, /) -> date:
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date, /) -> int:
        return sum(self.is_working_day(start + timedelta(days=n + 1)) for n in range((end - start).days))


def test_working_days_come_from_the_calendar_of_the_definition() -> None:
    catch = node("intermediateCatchEvent", "c", timer("add working days(today, 7)", "timeDate"))
    case = Driver(diagram(ENDS, catch, path("start", "c", "done")), calendar=EveryDay()).start()

    assert case.result.set_timers[0].due_at == datetime(2026, 1, 12, 16, tzinfo=UTC)


def test_a_timer_that_says_nothing_sensible_is_an_incident() -> None:
    catch = node("intermediateCatchEvent", "c", timer("when"))
    case = Driver(diagram(ENDS, catch, path("start", "c", "done"))).start(when=True)

    assert [each.element_id for each in case.result.incidents] == ["c"]
    case.set(when="PT1S")
    case.go_on()
    case.fire("c")
    assert case.state == "completed"


@pytest.mark.parametrize(("cycle", "times"), [("R3/PT10S", 3), ("R1/PT10S", 1)])
def test_a_cycle_fires_as_often_as_it_says(cycle: str, times: int) -> None:
    boundary = node(
        "boundaryEvent", "b", timer(cycle, "timeCycle"), attachedToRef="u", cancelActivity="false"
    )
    case = Driver(
        diagram(
            ENDS,
            nodes("userTask", "u"),
            boundary,
            nodes("task", "t"),
            path("start", "u", "done"),
            path("b", "t"),
        )
    ).start()

    case.pass_time(minutes=5)

    assert case.counts()["t"] == times
    assert case.timers == {}


def test_an_endless_cycle_goes_on_until_its_activity_ends() -> None:
    boundary = node(
        "boundaryEvent", "b", timer("R/PT1H", "timeCycle"), attachedToRef="u", cancelActivity="false"
    )
    case = Driver(
        diagram(
            ENDS,
            nodes("userTask", "u"),
            boundary,
            nodes("task", "t"),
            path("start", "u", "done"),
            path("b", "t"),
        )
    ).start()

    case.pass_time(hours=30, minutes=1)
    case.complete("u")

    assert case.counts()["t"] == 30
    assert (case.timers, case.state) == ({}, "completed")


def test_a_due_moment_does_not_drift_when_a_timer_fires_late() -> None:
    boundary = node(
        "boundaryEvent", "b", timer("R/PT1H", "timeCycle"), attachedToRef="u", cancelActivity="false"
    )
    case = Driver(diagram(ENDS, nodes("userTask", "u"), boundary, path("start", "u", "done"))).start()

    case.now = BEGIN + timedelta(minutes=75)
    case.fire("b")

    assert case.result.set_timers[0].due_at == BEGIN + timedelta(hours=2)


def test_an_interrupting_timer_on_a_subprocess_ends_it() -> None:
    inner = node("subProcess", "sub", nodes("userTask", "u"))
    boundary = node("boundaryEvent", "late", timer("PT1H"), attachedToRef="sub")
    case = Driver(
        diagram(
            ENDS,
            inner,
            boundary,
            nodes("userTask", "other"),
            path("start", "sub", "done"),
            path("late", "other", "done"),
        )
    ).start()

    case.fire("late")

    assert case.open == ["other"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2026-01-05T09:00:00", BEGIN),
        ("2026-01-05T09:00:00[Asia/Shanghai]", BEGIN),
        ("2026-01-05T09:00:00@Asia/Shanghai", BEGIN),
        ("P1Y2M3DT4H5M6S", datetime(2027, 3, 8, 5, 5, 6, tzinfo=UTC)),
        ("P2W", BEGIN + timedelta(weeks=2)),
        ("R/2026-02-01T00:00:00Z/P1D", datetime(2026, 2, 1, tzinfo=UTC)),
    ],
)
def test_due_moments_are_read(text: str, due: datetime) -> None:
    found = read_due(text, BEGIN)

    assert found is not None
    assert found.due == due


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "soon", "R0/PT1S", "R3/", "2026-13-01", 5, None, True, ["PT1S"]]
)
def test_what_is_no_moment_is_none(text: object) -> None:
    assert read_due(text, BEGIN) is None


def test_months_end_where_the_calendar_ends() -> None:
    assert add_duration(datetime(2026, 1, 31, tzinfo=UTC), "P1M") == datetime(2026, 2, 28, tzinfo=UTC)


def test_after_the_last_turn_nothing_follows() -> None:
    assert next_due(BEGIN.isoformat(), [0, "PT1S"]) is None
    assert next_due(BEGIN.isoformat(), None) is None

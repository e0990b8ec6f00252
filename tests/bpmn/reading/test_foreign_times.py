"""Times of other engines become ISO 8601 or FEEL of the same meaning, or are named."""

from __future__ import annotations

import pytest

from engine.bpmn import define
from engine.bpmn.gate import check
from engine.bpmn.reading import read
from engine.bpmn.reading.foreign_times import iso_time
from engine.bpmn.reading.vocabulary import descendants, text
from tests.bpmn.gate.sketch import sketch


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("500ms", "timeDuration", "P0DT0H0M0.5S"),
        ("1d2h", "timeDuration", "P1DT2H0M0S"),
        ("5m", "timeDuration", "P0DT0H5M0S"),
        ("3000", "timeDuration", "P0DT0H0M3S"),
        ("5s###10s", "timeCycle", "R/P0DT0H0M10S"),
        ("*/1 * * * * ?", "timeCycle", "R/PT1S"),
        ("0/10 * * * * ?", "timeCycle", "R/PT10S"),
        ("0 0/5 * * * ?", "timeCycle", "R/PT5M"),
        ("*/15 * * * *", "timeCycle", "R/PT15M"),
        ("0 0 0/2 * * ? *", "timeCycle", "R/PT2H"),
        ("0 0 9 * * ?", "timeCycle", None),
        ("0 0 0 1 1 ? 2020", "timeCycle", None),
        ("0/7 * * * * ?", "timeCycle", None),
        ("0/5 * * * * ?", "timeDate", None),
        ("PT${n}M", "timeDuration", '"PT" + string(n) + "M"'),
        ("R${n}/PT1H", "timeCycle", '"R" + string(n) + "/PT1H"'),
        ("R3/${bean.call()}", "timeCycle", None),
        ("@daily", "timeCycle", None),
        ("tomorrow at nine or so", "timeDate", None),
    ],
)
def test_a_foreign_time_is_translated_where_it_can_be(source: str, name: str, expected: str | None) -> None:
    assert iso_time(source, name) == expected


def timer(element: str, time: str) -> bytes:
    return sketch(
        f'start s\ncatch c : <timerEventDefinition><{element} xsi:type="tFormalExpression">{time}</{element}>'
        "</timerEventDefinition>\nend e\ns > c > e"
    )


def test_a_translated_time_is_said_and_stands_in_the_draft() -> None:
    reading = read(timer("timeCycle", "0 0/5 * * * ?"), file="p.bpmn")

    assert [text(each) for each in descendants(reading.tree, "timeCycle")] == ["R/PT5M"]
    assert [finding.rule for finding in reading.findings] == ["time-translated"]


def test_a_time_that_cannot_be_read_is_said_and_the_draft_is_defined() -> None:
    data = timer("timeCycle", "0 0 9 * * MON-FRI")

    definition = define({"p.bpmn": data}, process_id="p", strict=False)

    assert "time-not-read" in {finding.rule for finding in definition.findings}


def test_publishing_says_what_to_write_for_cron() -> None:
    found = [
        each
        for each in check({"p.bpmn": timer("timeCycle", "0 0 9 * * ?")})
        if each.rule == "expression-unreadable"
    ]

    assert len(found) == 1
    assert "R/P1D" in found[0].message
    assert "R/P1D" in found[0].message_zh

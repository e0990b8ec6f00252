"""The player of scenarios says what is wrong, by scenario and step."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from engine.service.scenario_files import ScenarioFile
from engine.service.scenario_play import Stage
from engine.service.scenario_runs import ScenarioRun, run_scenario
from engine.service.scenarios import COVERAGE, run_folder
from tests.processes.bundles import FORMS, PROCESSES, catalogue, loaded, scenarios

if TYPE_CHECKING:
    from pathlib import Path

ITEM = "driver-licence-expiry-renewal"


def play(**changes: Any) -> ScenarioRun:
    """The first scenario of the driver licence with other words."""
    file = scenarios(ITEM)
    first = file.scenarios[0].model_copy(update=changes)
    changed = file.model_copy(update={"scenarios": (first,)})
    stage = Stage(loaded=loaded(ITEM), file=changed, calendar=catalogue().published)
    return run_scenario(stage, first)


def steps_of(*steps: Any) -> Any:
    """Steps as a file would have them."""
    expect: dict[str, Any] = {}
    body = {"id": "probe", "zh": "x", "en": "x", "steps": steps, "expect": expect}
    read = ScenarioFile.model_validate({"at": scenarios(ITEM).at, "scenarios": [body]})
    return read.scenarios[0].steps


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (("review_acceptance",), "the task is not open; open are: submit_application"),
        (({"message": "payment_received"},), "does not wait for this message"),
        (({"fire": "delivery_overdue"},), "no timer runs there"),
        (({"complete": "submit_application", "data": {"applicantIdNo": "1"}},), "/applicantIdNo"),
        (({"complete": "submit_application", "data": {"unheardOf": "1"}},), "/unheardOf"),
    ],
)
def test_a_step_that_cannot_be_done_is_named_with_what_could(steps: tuple[Any, ...], said: str) -> None:
    played = play(steps=steps_of(*steps))

    assert not played.is_as_expected
    assert said in played.problems[0][0]
    assert played.problems[0][1]


def test_a_call_without_an_answer_is_named() -> None:
    file = scenarios(ITEM)
    stage = Stage(
        loaded=loaded(ITEM), file=file.model_copy(update={"answers": {}}), calendar=catalogue().published
    )

    played = run_scenario(stage, file.scenarios[0])

    assert "'nat-idauth/verify' is called" in played.problems[0][0]


def test_each_difference_from_what_is_expected_is_a_problem_of_its_own() -> None:
    expect = scenarios(ITEM).scenarios[0].expect
    wrong = expect.model_copy(
        update={
            "path": ("submit_application", "request_correction"),
            "never": ("make_certificate",),
            "end": "application_denied",
            "outcome": "denied",
            "status": "61",
            "open": ("pay_fee",),
            "rules": ("acceptance_rules:R1",),
            "notices": ("application_denied",),
            "documents": ("denial_notice",),
            "thrown": ("move_out_requested",),
            "data": {"newTerm": 6},
        }
    )

    played = play(expect=wrong)

    said = [problem.split(":")[0] for problem, _ in played.problems]
    assert len(said) == 11


def test_a_folder_is_checked_scenario_by_scenario_and_flow_by_flow(tmp_path: Path) -> None:
    processes = tmp_path / "processes"
    shutil.copytree(PROCESSES, processes)
    path = processes / "public-security" / ITEM / "scenarios.yaml"
    path.write_text(path.read_text("utf-8").split("  - id: renewed-to-long-term")[0], "utf-8")

    results = run_folder(processes=processes, forms=FORMS, item=ITEM)

    played = [result for result in results if result.name != COVERAGE]
    untaken = [result for result in results if result.name == COVERAGE]
    assert [(result.name, result.is_passed) for result in played] == [("renewed-to-ten-years", True)]
    assert untaken
    assert all("driver-licence-expiry-renewal" in result.differences[0] for result in untaken)
    assert any("what_was_reviewed_to_correct_application" in result.differences[0] for result in untaken)


def test_an_item_that_cannot_be_read_is_a_result_that_has_not_passed(tmp_path: Path) -> None:
    processes = tmp_path / "processes"
    shutil.copytree(PROCESSES, processes)
    (processes / "public-security" / ITEM / "scenarios.yaml").write_text("scenarios: 1", "utf-8")

    results = run_folder(processes=processes, forms=FORMS, item=ITEM)

    assert [result.is_passed for result in results] == [False]
    assert "scenarios" in results[0].differences[0]

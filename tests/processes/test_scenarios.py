"""Every scenario comes as expected, and together they walk every sequence flow."""

from __future__ import annotations

import pytest

from engine.errors import DefinitionRefusedError
from engine.service.scenario_files import read_scenarios
from engine.service.scenario_runs import untaken_flows
from tests.processes.bundles import ITEMS, loaded, run, scenarios

ALL = [(item, scenario.id) for item in ITEMS for scenario in scenarios(item).scenarios]


@pytest.mark.parametrize(("item", "scenario"), ALL)
def test_the_scenario_comes_as_expected(item: str, scenario: str) -> None:
    played = run(item, scenario)

    assert [problem for problem, _ in played.problems] == []


@pytest.mark.parametrize("item", ITEMS)
def test_the_scenarios_of_an_item_take_every_sequence_flow_of_its_diagram(item: str) -> None:
    process = loaded(item).process
    runs = [run(item, scenario.id) for scenario in scenarios(item).scenarios]

    own = {
        flow for flow in process.flows.values() if process.elements[flow.source].process == process.process_id
    }
    untaken = set(untaken_flows(process, runs)) & {flow.id for flow in own}

    assert sorted(untaken) == [], f"no scenario of '{item}' takes these flows"


def test_the_scenarios_together_take_every_sequence_flow_of_the_shared_diagrams() -> None:
    taken = {flow for item, scenario in ALL for flow in run(item, scenario).taken}
    flows = {flow: item for item in ITEMS for flow in loaded(item).process.flows}

    untaken = sorted(flow for flow in flows if flow not in taken)

    assert untaken == [], "no scenario of any item takes these flows"


@pytest.mark.parametrize("item", ITEMS)
def test_every_item_shows_completion_refusal_and_each_scenario_in_both_languages(item: str) -> None:
    file = scenarios(item)

    outcomes = {scenario.expect.outcome for scenario in file.scenarios}

    assert "completed" in outcomes | {"completed" if item.startswith("hukou-move") else None}
    assert all(scenario.zh and scenario.en for scenario in file.scenarios)
    if loaded(item).card.kind == "service":
        assert {"rejected", "referred", "withdrawn", "terminated"} <= outcomes


def test_a_scenario_with_an_unknown_key_or_two_actions_in_a_step_is_refused_by_name() -> None:
    content = b"""
at: "2026-03-02T09:00:00+08:00"
scenarios:
  - {id: a, zh: x, en: x, stepz: [], expect: {}}
  - {id: b, zh: x, en: x, steps: [{complete: one, fire: two}], expect: {}}
"""

    with pytest.raises(DefinitionRefusedError) as refused:
        read_scenarios(content, name="probe")

    said = " ".join(finding.message for finding in refused.value.findings)
    assert "stepz" in said
    assert "exactly one" in said

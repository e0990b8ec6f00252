"""Scenarios 场景 of whole folders: played, compared, and held against the sequence flows they must take.

What ``tongban check`` shows. Called processes are shared by items, so their flows count as taken when the
scenarios of any item take them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import TongbanError
from engine.service.bundles import SCENARIOS, gather_bundle, item_folders
from engine.service.catalogue import Catalogue
from engine.service.formats import form_formats
from engine.service.loaded import load_definition
from engine.service.scenario_files import read_scenarios
from engine.service.scenario_play import Stage
from engine.service.scenario_runs import ScenarioRun, run_scenario, untaken_flows

if TYPE_CHECKING:
    from pathlib import Path

    from engine.bpmn import Definition

COVERAGE = "sequence-flows"
"""The name under which an item's flows are reported that no scenario takes."""


@dataclass(frozen=True, kw_only=True)
class ScenarioResult:
    """What came of one scenario; ``differences`` are sentences in English and Chinese, empty where it passed."""

    item_id: str
    name: str
    is_passed: bool
    differences: tuple[str, ...] = ()


def run_folder(
    *, processes: Path, forms: Path, item: str | None = None, catalogue: Path | None = None
) -> tuple[ScenarioResult, ...]:
    """Play the scenarios of every item in the folder, or of one.

    ``catalogue`` holds regions and calendar, by default ``processes/catalogue``. An item without scenarios,
    or one that cannot be read, gives one result that has not passed.
    """
    lists = Catalogue.read(catalogue or processes / "catalogue")
    results: list[ScenarioResult] = []
    played: dict[str, tuple[Definition, list[ScenarioRun]]] = {}
    for folder in item_folders(processes):
        if item is not None and folder.name != item:
            continue
        try:
            stage = _stage(gather_bundle(folder, processes=processes, forms=forms), folder.name, lists)
        except TongbanError as error:
            results.append(_failed(folder.name, SCENARIOS, error.message, error.message_zh))
            continue
        runs = [run_scenario(stage, scenario) for scenario in stage.file.scenarios]
        played[folder.name] = (stage.definition, runs)
        results += [_result(folder.name, run) for run in runs]
    return (*results, *_coverage(played, is_whole=item is None))


def _stage(files: dict[str, bytes], name: str, lists: Catalogue) -> Stage:
    file = read_scenarios(files.get(SCENARIOS, b""), name=name)
    loaded = load_definition(files, digest="", formats=form_formats(lists.regions), calendar=lists.published)
    return Stage(loaded=loaded, file=file, calendar=lists.published)


def _result(item_id: str, run: ScenarioRun) -> ScenarioResult:
    lines = tuple(f"{english} / {chinese}" for english, chinese in run.problems)
    return ScenarioResult(item_id=item_id, name=run.scenario, is_passed=run.is_as_expected, differences=lines)


def _failed(item_id: str, name: str, english: str, chinese: str) -> ScenarioResult:
    return ScenarioResult(
        item_id=item_id, name=name, is_passed=False, differences=(f"{english} / {chinese}",)
    )


def _coverage(
    played: dict[str, tuple[Definition, list[ScenarioRun]]], *, is_whole: bool
) -> list[ScenarioResult]:
    """Own flows of an item by its own scenarios; those of called processes by all, where all were played."""
    everything = [run for _, runs in played.values() for run in runs]
    found = []
    for item_id, (definition, runs) in played.items():
        own = set(untaken_flows(definition, runs))
        called = set(untaken_flows(definition, everything)) if is_whole else set()
        for flow in sorted(own):
            process = definition.elements[definition.flows[flow].source].process
            if process == definition.process_id or flow in called:
                found.append(
                    _failed(
                        item_id,
                        COVERAGE,
                        f"no scenario takes the sequence flow '{flow}' of '{process}'",
                        f"没有场景经过“{process}”的顺序流“{flow}”",
                    )
                )
    return found

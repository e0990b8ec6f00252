"""The bundles of the project's items, read once for all tests of this folder."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from engine.service.bundles import SCENARIOS, gather_bundle, item_folders
from engine.service.catalogue import Catalogue
from engine.service.formats import form_formats
from engine.service.loaded import LoadedDefinition, load_definition
from engine.service.scenario_files import ScenarioFile, read_scenarios
from engine.service.scenario_play import Stage
from engine.service.scenario_runs import ScenarioRun, run_scenario

ROOT = Path(__file__).parents[2]
PROCESSES, FORMS = ROOT / "processes", ROOT / "forms"
ITEMS = tuple(folder.name for folder in item_folders(PROCESSES))
CATALOGUE_ITEMS = tuple(item for item in ITEMS if item != "hukou-move-out-verification")
ENVIRONMENT = frozenset(
    {
        "today", "now", "caseNumber", "caseId", "channel",
        "materialsComplete", "missingMaterials", "materialsHeld",
    }
)  # fmt: skip
OUTSIDE_MESSAGES = frozenset(
    {
        "applicant_withdraws",
        "payment_received",
        "shipment_delivered",
        "move_out_requested",
        "move_out_answered",
    }
)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


@cache
def catalogue() -> Catalogue:
    """The catalogue's data as it lies in the project."""
    return Catalogue.read(PROCESSES / "catalogue")


@cache
def folder_of(item: str) -> Path:
    """Where the item lies."""
    return next(folder for folder in item_folders(PROCESSES) if folder.name == item)


@cache
def bundle(item: str) -> dict[str, bytes]:
    """All files of the item."""
    return gather_bundle(folder_of(item), processes=PROCESSES, forms=FORMS)


@cache
def loaded(item: str) -> LoadedDefinition:
    """The item, ready to run."""
    formats = form_formats(catalogue().regions)
    return load_definition(bundle(item), digest="", formats=formats, calendar=catalogue().published)


@cache
def scenarios(item: str) -> ScenarioFile:
    """What is expected of the item."""
    return read_scenarios(bundle(item)[SCENARIOS], name=item)


@cache
def run(item: str, scenario: str) -> ScenarioRun:
    """One scenario, played once."""
    stage = Stage(loaded=loaded(item), file=scenarios(item), calendar=catalogue().published)
    return run_scenario(stage, next(each for each in stage.file.scenarios if each.id == scenario))


@cache
def diagrams() -> dict[str, Any]:
    """Every diagram of the project by path, parsed."""
    return {
        path.relative_to(PROCESSES).as_posix(): etree.parse(path).getroot()
        for path in sorted(PROCESSES.rglob("*.bpmn"))
    }


def properties_of(node: Any) -> dict[str, str]:
    """The element properties of a node of a parsed diagram."""
    holder = node.find(f"{BPMN}extensionElements")
    found = () if holder is None else holder.iter("{*}property")
    return {each.get("name"): each.get("value") for each in found}


@cache
def form_fields(item: str) -> dict[str, frozenset[str]]:
    """Fields of every form of the bundle, own ones also under ``{item}/``."""
    own = f"forms/{loaded(item).card.department}/{item}/"
    found: dict[str, frozenset[str]] = {}
    for path, content in bundle(item).items():
        if path.endswith(".schema.json"):
            fields = frozenset(json.loads(content).get("properties", {}))
            found[path.removeprefix("forms/").removesuffix(".schema.json")] = fields
            if path.startswith(own):
                found["{item}/" + path.removeprefix(own).removesuffix(".schema.json")] = fields
    return found

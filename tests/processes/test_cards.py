"""The cards say what the catalogue says, and the diagrams do what the cards say."""

from __future__ import annotations

from typing import Any

import pytest

from engine import feel
from tests.processes.bundles import CATALOGUE_ITEMS, ITEMS, catalogue, diagrams, loaded


def operators(item: str) -> list[Any]:
    """The service calls of an item's own diagram and the shared ones."""
    card = loaded(item).card
    return [
        operator
        for path, root in diagrams().items()
        if path.startswith(("shared/", f"{card.department}/{item}/"))
        for operator in root.iter("{*}serviceTaskOperator")
    ]


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_the_card_repeats_the_row_of_the_catalogue(item: str) -> None:
    card, row = loaded(item).card, catalogue().items[item]

    assert (card.code, card.basic_code) == (row["code"], row["synthetic_catalog_code"])
    assert (card.name.zh, card.name.en) == (row["name_zh"], row["name_en"])
    assert (card.department, card.theme, card.subject) == (row["department"], row["theme"], row["subject"])
    assert (card.pattern, list(card.modes)) == (row["pattern"], row["modes"])
    assert card.roles == row["roles"]
    assert [
        (each.id, each.zh, each.en, each.need, each.e_licence, each.source) for each in card.materials
    ] == [
        (each["id"], each["zh"], each["en"], each["need"], each["e_licence"], each["source"])
        for each in row["materials"]
    ]
    assert card.time_limit.promised_working_days == row["time_limit"]["promised_working_days"]
    assert card.time_limit.statutory == row["time_limit"]["statutory"]
    assert list(card.time_limit.clock_excludes) == row["time_limit"]["clock_excludes"]
    assert card.fee.amount_yuan == row["fee"]["amount_yuan"]
    assert card.result is not None
    assert card.result.name_zh == row["result"]["name_zh"]
    assert list(card.legal_basis) == row["legal_basis"]
    assert list(card.exceptions) == row["exceptions"]
    assert list(card.systems) == row["systems"]
    assert card.parameters["unsure"] == row["unsure"]


@pytest.mark.parametrize("item", ITEMS)
def test_a_conditional_material_says_when_it_is_needed(item: str) -> None:
    for material in loaded(item).card.materials:
        assert (material.when is not None) == (material.need == "conditional"), material.id
        if material.when is not None:
            feel.compile(material.when, functions=feel.GOVERNMENT_FUNCTIONS)


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_each_derived_fact_of_the_catalogue_is_a_typed_entry(item: str) -> None:
    facts = {fact["key"]: fact for fact in loaded(item).card.facts}

    for row in catalogue().items[item]["derived_facts"]:
        fact = facts[row["key"]]
        assert fact["type"] in {"string", "number", "boolean", "date"}
        assert fact["known_at"]
        assert {"operation", "expression", "message"} & fact.keys(), row["key"]


@pytest.mark.parametrize("item", ITEMS)
def test_each_fact_from_a_system_is_read_by_the_diagram_with_the_same_arguments(item: str) -> None:
    called = {
        (
            operator.get("id"),
            tuple(sorted((each.get("id"), each.get("value")) for each in operator.iter("{*}parameter"))),
        )
        for operator in operators(item)
    }

    for fact in loaded(item).card.facts:
        if "operation" in fact:
            arguments = tuple(sorted(fact["arguments"].items()))
            assert (f"{fact['system']}/{fact['operation']}", arguments) in called, fact["key"]


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_every_system_that_the_diagram_calls_is_on_the_card(item: str) -> None:
    card = loaded(item).card
    own = [
        operator.get("id").split("/")[0]
        for path, root in diagrams().items()
        if path.startswith(f"{card.department}/{item}/")
        for operator in root.iter("{*}serviceTaskOperator")
    ]

    assert set(own) - set(card.systems) == set()


@pytest.mark.parametrize("item", ITEMS)
def test_every_lane_with_a_task_or_a_note_is_bound_to_an_office(item: str) -> None:
    card, process = loaded(item).card, loaded(item).process
    used = {element.lane for element in process.elements.values() if element.kind == "userTask"}
    noted = {
        element.properties["notify"]
        for element in process.elements.values()
        if element.properties.get("notify")
    }
    own = {
        element.lane
        for element in process.elements.values()
        if element.kind == "userTask" and element.process == process.process_id
    }

    wanted = (own if card.kind == "co-operation" else used) | noted

    assert {lane for lane in wanted if lane != "applicant"} <= card.lanes.keys()


@pytest.mark.parametrize("item", ITEMS)
def test_the_lanes_of_a_case_give_regions_from_its_example(item: str) -> None:
    from tests.processes.bundles import scenarios  # noqa: PLC0415 (only this test plays with data)

    file = scenarios(item)
    first = file.scenarios[0]
    data = (
        {**first.data, **next(iter(file.examples.values()))}
        if first.data
        else next(iter(file.examples.values()))
    )

    for lane in loaded(item).card.lanes.values():
        region = feel.compile(lane.region, functions=feel.GOVERNMENT_FUNCTIONS)(data)
        assert region in catalogue().regions, lane.region


def payload_of(diagram: str, message: str) -> set[str]:
    """The names that a diagram sends with a message."""
    found: set[str] = set()
    for event in diagrams()[diagram].iter("{*}intermediateThrowEvent"):
        definition = event.find("{*}messageEventDefinition")
        if definition is not None and definition.get("messageRef") == f"message_{message}":
            tree = feel.parse(event.findtext(".//{*}messagePayload") or "")
            found |= {str(entry.key) for entry in tree.entries}  # type: ignore[attr-defined]
    return found


def test_what_is_sent_with_the_request_is_what_the_co_operation_case_knows() -> None:
    main = "public-security/hukou-migration-job-transfer/hukou-migration-job-transfer.bpmn"
    other = "public-security/hukou-move-out-verification/hukou-move-out-verification.bpmn"

    sent = payload_of(main, "move_out_requested")

    assert sent == set(loaded("hukou-move-out-verification").card.parameters["message_data"])
    assert payload_of(other, "move_out_answered") == {"moveOutFeedback", "migrationCertNo", "moveOutReason"}


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_the_periods_on_the_card_are_those_of_the_shared_diagrams(item: str) -> None:
    parameters = loaded(item).card.parameters
    correction = diagrams()["shared/request-correction.bpmn"]
    evaluation = diagrams()["shared/evaluate-service.bpmn"]

    script = correction.findtext(".//{*}script") or ""
    timer = evaluation.findtext(".//{*}timeDate") or ""

    assert f"days(date(today), {parameters['correction_deadline_working_days']})" in script
    assert f"days(date(today), {parameters['evaluation_period_working_days']})" in timer

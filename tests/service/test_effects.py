"""Effects of elements on a case, notices, bundles, the way up to an office."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine.bpmn.transition import Step, Transition
from engine.domain.clock import CaseClock, TimeLimit
from engine.domain.office_directory import OfficeDirectory
from engine.domain.office_names import offices_of
from engine.errors import DefinitionRefusedError, InvalidInputError, NotFoundError
from engine.service.bundles import bundle_digest, gather_bundle, item_folders
from engine.service.catalogue import Catalogue
from engine.service.effects import Asked, Before, effects_of
from engine.service.notice_texts import read_template, rendered
from engine.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = Catalogue.read(Settings().catalogue)
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
PROPERTIES: dict[str, dict[str, str]] = {
    "check": {"caseStatus": "24"},
    "accepted": {"caseStatus": "40", "notice": "accepted", "documentKind": "acceptance_notice"},
    "correct": {"caseStatus": "30", "notice": "correction_needed", "caseStatusOnComplete": "40"},
    "move_out": {"caseStatus": "41", "notify": "cooperating"},
    "decide": {"noticeOnComplete": "decided"},
    "denied": {"outcome": "denied"},
    "done": {"caseStatus": "80", "outcome": "completed"},
}


def step(element_id: str, action: Any = "entered") -> Step:
    return Step(element_id=element_id, action=action, token_id="t1")


def effects(*steps: Step, **transition: Any) -> Any:
    state = transition.pop("state", "running")
    return effects_of(
        Transition(snapshot=b"", data={}, state=state, steps=steps, **transition),
        lambda element_id: PROPERTIES.get(element_id, {}),
        before=Before(status="20", clock=CaseClock(), accepted_at=None, limit=TimeLimit(days=5)),
        statuses=CATALOGUE.statuses,
        at=NOON,
    )


def test_statuses_are_taken_over_in_order_and_drive_the_clock() -> None:
    found = effects(step("check"), step("check", "completed"), step("accepted"), step("correct"))

    assert found.status == "30"
    assert found.accepted_at == NOON
    assert found.clock.suspended_on is not None
    assert found.notices == (
        Asked(element_id="accepted", key="accepted"),
        Asked(element_id="correct", key="correction_needed"),
    )
    assert found.documents == (Asked(element_id="accepted", key="acceptance_notice"),)


def test_on_complete_acts_on_completion_and_interrupted_elements_do_nothing() -> None:
    assert effects(step("correct", "completed")).status == "40"
    assert effects(step("correct", "interrupted")).status == "20"
    assert effects(step("decide")).notices == ()
    assert effects(step("decide", "completed")).notices == (Asked(element_id="decide", key="decided"),)


def test_the_lane_to_notify_is_named() -> None:
    assert effects(step("move_out")).notified == (Asked(element_id="move_out", key="cooperating"),)


@pytest.mark.parametrize(
    ("steps", "outcome", "state", "status", "named"),
    [
        ((step("denied"),), "denied", "completed", "61", "denied"),
        ((step("done"),), "done", "completed", "80", "completed"),
        ((), None, "terminated", "91", "terminated"),
        ((), "somewhere", "completed", "80", "completed"),
    ],
)
def test_the_end_event_names_the_outcome_and_the_case_gets_a_final_status(
    steps: tuple[Step, ...], outcome: str | None, state: str, status: str, named: str
) -> None:
    found = effects(*steps, state=state, outcome=outcome)

    assert (found.status, found.outcome, found.is_closed) == (status, named, True)


def test_an_unknown_status_is_named() -> None:
    with pytest.raises(InvalidInputError, match="'99'"):
        effects_of(
            Transition(snapshot=b"", data={}, state="running", steps=(step("x"),)),
            lambda _: {"caseStatus": "99"},
            before=Before(status="20", clock=CaseClock(), accepted_at=None, limit=TimeLimit(days=5)),
            statuses=CATALOGUE.statuses,
            at=NOON,
        )


TEMPLATE = """
key: accepted
channels: [inbox, sms]
values: {due: dueOn, items: list}
zh: {title: "{itemName}已受理", body: "办件{caseNumber}：{due}前办结。{items}", sms: "{caseNumber}已受理"}
en: {title: "{itemName} accepted", body: "Case {caseNumber}, due {due}. {items}"}
"""


def test_a_notice_is_filled_once_so_that_values_stay_values() -> None:
    values = {"dueOn": "{caseNumber} {0.__class__}", "list": ["一", None, True]}

    text = rendered(
        read_template("t", TEMPLATE.encode()),
        case_number="N1",
        item_zh="换证",
        item_en="Renewal",
        evaluate=values.get,
    )

    assert text.title_zh == "换证已受理"
    assert text.body_en == "Case N1, due {caseNumber} {0.__class__}. 一；；是"
    assert text.sms == "N1已受理"


@pytest.mark.parametrize(
    "content", ["key: x", "{", TEMPLATE.replace("values: {due: dueOn, items: list}", "values: {}")]
)
def test_a_template_with_a_slip_is_refused(content: str) -> None:
    with pytest.raises(DefinitionRefusedError):
        read_template("shared/notices/x.yaml", content.encode())


def write(root: Path, path: str, content: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content)


def test_a_bundle_holds_what_is_named_and_what_that_names(tmp_path: Path) -> None:
    processes, forms = tmp_path / "p", tmp_path / "f"
    write(processes, "d/i/item.yaml", "id: i")
    write(processes, "d/i/i.bpmn", '<callActivity calledElement="deliver-result"/> notice="accepted"')
    write(processes, "d/i/scenarios.yaml", "unused")
    write(processes, "shared/deliver-result.bpmn", 'calledElement="evaluate-service"')
    write(processes, "shared/evaluate-service.bpmn", "")
    write(processes, "shared/unused.bpmn", "")
    write(processes, "shared/notices/accepted.yaml", "")
    write(processes, "shared/notices/other.yaml", "")
    write(forms, "d/i/submit.schema.json", '{"$ref": "../../shared/person.schema.json"}')
    write(forms, "shared/person.schema.json", "{}")
    write(forms, "shared/address.schema.json", "{}")

    bundle = gather_bundle(processes / "d" / "i", processes=processes, forms=forms)

    assert set(bundle) == {
        "item.yaml",
        "i.bpmn",
        "scenarios.yaml",
        "shared/deliver-result.bpmn",
        "shared/evaluate-service.bpmn",
        "shared/notices/accepted.yaml",
        "forms/d/i/submit.schema.json",
        "forms/shared/person.schema.json",
    }
    assert [folder.name for folder in item_folders(processes)] == ["i"]
    with pytest.raises(NotFoundError):
        gather_bundle(processes / "shared", processes=processes, forms=forms)


def test_the_digest_follows_every_content_and_path_but_the_scenarios() -> None:
    files = {"a": b"1", "b": b"2"}

    assert bundle_digest(files) == bundle_digest({"b": b"2", "a": b"1", "scenarios.yaml": b"x"})
    assert (
        len({bundle_digest(files), bundle_digest({"a": b"2", "b": b"1"}), bundle_digest({"a": b"12"})}) == 3
    )


@pytest.fixture(scope="module")
def directory() -> OfficeDirectory:
    regions = CATALOGUE.regions
    return OfficeDirectory(
        (
            office
            for region in regions
            for office in offices_of(region, ["public-security"], full_name=regions.full_name(region.code))
        ),
        regions,
    )


@pytest.mark.parametrize(
    ("region", "unit", "code"),
    [
        ("530326", "traffic-police", "530326-public-security-traffic-police"),
        ("540402", "police-station", "540402-public-security-police-station"),
        ("540400", "police-station", "540400-public-security"),
        ("530326", None, "530326-public-security"),
        ("530326", "no-such-unit", "530326-public-security"),
    ],
)
def test_an_office_is_found_in_the_region_or_above(
    directory: OfficeDirectory, region: str, unit: str | None, code: str
) -> None:
    office = directory.find(region=region, department="public-security", unit=unit)

    assert office is not None
    assert office.code == code


def test_unknown_regions_and_departments_have_no_office(directory: OfficeDirectory) -> None:
    assert directory.find(region="999999", department="public-security") is None
    assert directory.find(region="530326", department="taxation") is None
    assert "530326-public-security-traffic-police" in directory.below("530326-public-security")
    assert directory.below("530326-public-security-traffic-police") == frozenset()

"""Every user task has a form with complete words in Chinese and English."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from engine import feel
from engine.errors import FormError
from tests.processes.bundles import CATALOGUE_ITEMS, FORMS, ITEMS, catalogue, diagrams, loaded, scenarios

if TYPE_CHECKING:
    from engine.service.answers import FormView

HAN = re.compile(r"[㐀-鿿]")
KEYS = sorted(
    path.relative_to(FORMS).as_posix().removesuffix(".schema.json") for path in FORMS.rglob("*.schema.json")
)
SUBMITS = {item: f"{loaded(item).card.department}/{item}/submit_application" for item in CATALOGUE_ITEMS}
SUBMITS["medical-inpatient-direct-settlement"] = SUBMITS["medical-inpatient-direct-settlement"].replace(
    "submit_application", "submit_settlement"
)


def form(key: str) -> FormView:
    """A form with its references resolved."""
    for item in ITEMS:
        if key in loaded(item).forms:
            return loaded(item).forms[key].view
    message = f"no bundle takes the form '{key}' along"
    raise AssertionError(message)


def columns_of(field: dict[str, Any]) -> set[str]:
    """The columns of a field with rows."""
    return set(field.get("items", {}).get("properties", {}))


def values_of(field: dict[str, Any]) -> set[str]:
    """What can be chosen, as a text."""
    return {str(each) for each in field.get("enum", []) if each is not None and not isinstance(each, bool)}


@pytest.mark.parametrize("item", ITEMS)
def test_every_user_task_has_a_form(item: str) -> None:
    process = loaded(item).process
    tasks = [element for element in process.elements.values() if element.kind == "userTask"]
    answering = [task for task in tasks if task.id == "answer_correction"]

    for task in tasks:
        if task in answering and loaded(item).card.kind == "co-operation":
            continue
        key = loaded(item).form_key(task.properties["formKey"])
        assert key in loaded(item).forms, task.id


def test_no_form_is_left_without_a_task() -> None:
    asked = {
        loaded(item).form_key(element.properties.get("formKey"))
        for item in ITEMS
        for element in loaded(item).process.elements.values()
    }

    assert set(KEYS) - asked == set()


@pytest.mark.parametrize("key", KEYS)
def test_every_word_exists_in_chinese_and_english(key: str) -> None:
    view = form(key)
    chinese, english = view.texts["zh"], view.texts["en"]

    assert _shape(chinese) == _shape(english)
    for language, words in (("zh", chinese), ("en", english)):
        for text in _leaves(words):
            assert text.strip()
            if language == "en":
                assert not HAN.search(text), text
    for word in ("title", "complete"):
        assert HAN.search(chinese[word])
    for name, field in view.schema["properties"].items():
        assert HAN.search(chinese["fields"][name]["title"]), name
        assert set(chinese.get("enums", {}).get(name, {})) == values_of(field), name
        assert set(chinese.get("columns", {}).get(name, {})) == columns_of(field), name
        if name in view.schema.get("required", ()):
            assert chinese["errors"][name]["required"]
        if "pattern" in field:
            assert chinese["errors"][name]["pattern"], name


def _shape(words: Any) -> Any:
    return {key: _shape(value) for key, value in words.items()} if isinstance(words, dict) else ""


def _leaves(words: Any) -> list[str]:
    if isinstance(words, dict):
        return [text for value in words.values() for text in _leaves(value)]
    return [str(words)]


@pytest.mark.parametrize("key", KEYS)
def test_texts_and_layout_name_fields_of_the_form_and_no_others(key: str) -> None:
    view = form(key)
    names = set(view.schema["properties"])
    listed = [name for group in view.ui["groups"] for name in group["fields"]]

    assert sorted(listed) == sorted(names)
    assert {group["id"] for group in view.ui["groups"]} == set(view.texts["zh"]["groups"])
    shown = view.ui.get("shows", [])
    assert list(view.texts["zh"].get("shows", {})) == shown
    assert set(view.texts["zh"].get("enums", {})) <= names | set(shown)
    for part in ("fields", "enumHelp", "columns", "errors"):
        assert set(view.texts["zh"].get(part, {})) <= names, part
    for part in ("widgets", "showIf", "visible"):
        assert set(view.ui.get(part, {})) <= names, part


@pytest.mark.parametrize("key", KEYS)
def test_visibility_in_feel_agrees_with_what_pages_use(key: str) -> None:
    view = form(key)
    shown = view.ui.get("showIf", {})

    assert set(shown) == set(view.ui.get("visible", {}))
    for name, condition in shown.items():
        visible = feel.compile(view.ui["visible"][name])
        field = view.schema["properties"][condition["field"]]
        choices = field.get("enum", [True, False])
        for value in [*choices, None]:
            assert visible({condition["field"]: value}) is (value in condition["values"]), (name, value)


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_every_field_of_the_catalogue_is_asked_or_written_by_the_diagram(item: str) -> None:
    row = catalogue().items[item]
    base = [field for field in _individual() if field["key"] in form(SUBMITS[item]).schema["properties"]]
    view = form(SUBMITS[item])
    card = loaded(item).card
    written = " ".join(
        (script.text or "")
        for path, root in diagrams().items()
        if path.startswith(f"{card.department}/{item}/")
        for script in [*root.iter("{*}postScript"), *root.iter("{*}messagePayload")]
    )

    assert len(base) == len(_individual())
    for field in [*base, *row["form"]["fields"]]:
        name = field["key"]
        if name not in view.schema["properties"]:
            assert f"{name}:" in written, f"'{name}' is neither asked nor written"
            continue
        assert bool(field.get("required")) == (name in view.schema["required"]), name
        title = view.texts["zh"]["fields"][name]["title"], view.texts["en"]["fields"][name]["title"]
        assert title == (field["zh"], field["en"]), name
        if field["type"] == "enum":
            wanted = {option.rstrip("职工居民") for option in field["options"]}
            assert values_of(view.schema["properties"][name]) == wanted, name


def _individual() -> list[dict[str, Any]]:
    import yaml  # noqa: PLC0415 (only here)

    from tests.processes.bundles import PROCESSES  # noqa: PLC0415

    text = (PROCESSES / "catalogue" / "items.yaml").read_text("utf-8")
    start = text.index("form_bases:")
    stop = text.index("common_facts:")
    fields: list[dict[str, Any]] = yaml.safe_load(text[start:stop])["form_bases"]["individual"]
    return fields


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_the_correction_asks_for_everything_that_the_application_asked(item: str) -> None:
    applied = form(SUBMITS[item])
    corrected = form(f"{loaded(item).card.department}/{item}/answer_correction")

    properties = dict(corrected.schema["properties"])
    assert properties.pop("correctionNote")
    assert properties == applied.schema["properties"]
    assert corrected.schema["required"] == applied.schema["required"]


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_personal_data_are_marked_and_people_are_found_by_their_number(item: str) -> None:
    view = form(SUBMITS[item])

    assert {"applicantName", "applicantIdNo", "applicantPhone", "agentIdNo", "deliveryAddress"} <= set(
        view.sensitive_fields
    )
    assert view.schema["properties"]["applicantIdNo"]["x-index"] == "person"


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
@pytest.mark.parametrize(
    ("changes", "path", "rule"),
    [
        ({"applicantIdNo": "512002199001019018"}, "/applicantIdNo", "cn-id"),
        ({"applicantIdType": "414", "applicantIdNo": "e-1"}, "/applicantIdNo", "pattern"),
        ({"applicantPhone": "23900000001"}, "/applicantPhone", "cn-phone"),
        ({"applicantRegion": "539999"}, "/applicantRegion", "region"),
        ({"resultDelivery": "PIGEON"}, "/resultDelivery", "enum"),
        ({"isAgent": "yes"}, "/isAgent", "type"),
        ({"applicantName": None}, "/applicantName", "required"),
        ({"nickname": "三"}, "/nickname", "unknown"),
    ],
)
def test_wrong_data_are_refused_field_by_field_in_both_languages(
    item: str, changes: dict[str, Any], path: str, rule: str
) -> None:
    key = SUBMITS[item]
    example = scenarios(item).example(key.rpartition("/")[2], changes)

    with pytest.raises(FormError) as refused:
        loaded(item).forms[key].accepted(example)

    found = {(problem.path, problem.rule): problem for problem in refused.value.problems}
    assert (path, rule) in found
    assert HAN.search(found[path, rule].message_zh)
    assert not HAN.search(found[path, rule].message)


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
@pytest.mark.parametrize(
    "name",
    ["阿卜杜热合曼·买买提依明", "Tashi Dhondup Namgyal Wangchuk of Nyingchi", "𠮷田·拉姆", "曲"],
)
def test_names_of_all_peoples_are_names(item: str, name: str) -> None:
    key = SUBMITS[item]
    example = scenarios(item).example(key.rpartition("/")[2], {"applicantName": name})

    assert loaded(item).forms[key].accepted(example)["applicantName"] == name


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_agent_data_and_address_are_no_errors_of_the_form_but_of_rules_c4_and_c5(item: str) -> None:
    key = SUBMITS[item]
    example = scenarios(item).example(
        key.rpartition("/")[2], {"isAgent": True, "resultDelivery": "EMS", "deliveryAddress": None}
    )

    accepted = loaded(item).forms[key].accepted(example)

    assert accepted["isAgent"] is True


@pytest.mark.parametrize(
    "key",
    [
        key
        for key in KEYS
        if key.endswith(("review_acceptance", "confirm_renewal", "decide_filing", "review_move_in"))
    ],
)
def test_no_refusal_without_reason_and_remedy(key: str) -> None:
    item = key.split("/")[1]
    name, value = (
        ("acceptanceDecision", "REFUSE") if key.endswith("review_acceptance") else ("decisionOutcome", "DENY")
    )

    with pytest.raises(FormError) as refused:
        loaded(item).forms[key].accepted({name: value})

    assert len(refused.value.problems) == 2
    assert {problem.rule for problem in refused.value.problems} == {"required"}


@pytest.mark.parametrize("key", [key for key in KEYS if key.endswith("review_acceptance")])
def test_a_correction_names_what_must_be_corrected(key: str) -> None:
    forms = loaded(key.split("/")[1]).forms

    absent: tuple[list[str] | None, ...] = (None, [])
    for corrections in absent:
        data = {"acceptanceDecision": "CORRECT"} | (
            {} if corrections is None else {"corrections": corrections}
        )
        with pytest.raises(FormError):
            forms[key].accepted(data)
    accepted = forms[key].accepted(
        {"acceptanceDecision": "CORRECT", "corrections": [{"about": "photo", "what": "照片不清晰"}]}
    )

    assert json.dumps(accepted, ensure_ascii=False).count("照片不清晰") == 1


def test_who_has_no_resident_id_card_gives_the_date_of_birth_where_age_matters() -> None:
    key = SUBMITS["driver-licence-expiry-renewal"]
    forms = loaded("driver-licence-expiry-renewal").forms
    passport = {"applicantIdType": "414", "applicantIdNo": "E12345678"}
    example = scenarios("driver-licence-expiry-renewal").example("submit_application", passport)

    with pytest.raises(FormError) as refused:
        forms[key].accepted(example)

    assert [(problem.path, problem.rule) for problem in refused.value.problems] == [
        ("/birthDate", "required")
    ]
    assert forms[key].accepted({**example, "birthDate": "1990-01-01"})["birthDate"] == "1990-01-01"


def test_what_is_shown_beside_a_form_is_case_data_that_some_step_writes() -> None:
    scripts = " ".join(
        text.text or ""
        for root in diagrams().values()
        for text in [*root.iter("{*}postScript"), *root.iter("{*}preScript"), *root.iter("{*}messagePayload")]
    )
    asked = {name for key in KEYS for name in form(key).schema["properties"]}

    for key in KEYS:
        for name in form(key).ui.get("shows", []):
            assert name in asked or f"{name}:" in scripts, (key, name)
            assert name not in form(key).schema["properties"], (key, name)

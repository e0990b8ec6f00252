"""Forms: validation that names each field in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.errors import DefinitionRefusedError, FormError, NotFoundError
from engine.service.catalogue import Catalogue
from engine.service.form_sets import FormSet
from engine.service.formats import form_formats
from engine.settings import Settings

FORMATS = form_formats(Catalogue.read(Settings().catalogue).regions)
PERSON = {
    "$defs": {"name": {"type": "string", "format": "person-name", "maxLength": 100, "x-sensitive": True}},
    "type": "object",
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["applicantName", "applicantIdNo", "applicantPhone", "isAgent"],
    "properties": {
        "applicantName": {"$ref": "../../shared/person.schema.json#/$defs/name"},
        "applicantIdNo": {"type": "string", "format": "cn-id", "x-sensitive": True, "x-index": "person"},
        "applicantPhone": {"type": "string", "format": "cn-phone", "x-sensitive": True},
        "homeRegion": {"type": "string", "format": "region"},
        "on": {"type": "string", "format": "date"},
        "term": {"enum": [6, 10]},
        "isAgent": {"type": "boolean"},
        "agentName": {"$ref": "../../shared/person.schema.json#/$defs/name"},
    },
    "if": {"required": ["isAgent"], "properties": {"isAgent": {"const": True}}},
    "then": {"required": ["agentName"]},
}
TEXTS = {
    "zh": {"title": "申请", "errors": {"isAgent": {"required": "请说明是否代办"}}},
    "en": {"title": "Application", "errors": {"isAgent": {"required": "Say whether you act for somebody"}}},
}
GOOD = {
    "applicantName": "张三",
    "applicantIdNo": "11010519491231002X",
    "applicantPhone": "13900000001",
    "isAgent": False,
}


def form_set(**changes: Any) -> FormSet:
    files = {
        "forms/d/i/submit.schema.json": json.dumps({**SCHEMA, **changes}).encode(),
        "forms/d/i/submit.i18n.json": json.dumps(TEXTS).encode(),
        "forms/shared/person.schema.json": json.dumps(PERSON).encode(),
    }
    return FormSet(files, FORMATS)


def problems(data: Any) -> dict[str, tuple[str, str, str]]:
    with pytest.raises(FormError) as caught:
        form_set()["d/i/submit"].accepted(data)
    return {
        problem.path: (problem.rule, problem.message, problem.message_zh) for problem in caught.value.problems
    }


def test_good_data_are_kept_with_names_in_their_normal_form() -> None:
    kept = form_set()["d/i/submit"].accepted({**GOOD, "applicantName": " 阿依古丽•买买提 "})

    assert kept["applicantName"] == "阿依古丽·买买提"
    assert kept["applicantIdNo"] == GOOD["applicantIdNo"]


def test_each_wrong_field_is_named_in_both_languages() -> None:
    found = problems(
        {
            "applicantName": "",
            "applicantIdNo": "110105194912310021",
            "applicantPhone": "12",
            "homeRegion": "999999",
            "on": "2026-02-30",
            "term": 7,
            "isAgent": "yes",
        }
    )

    assert {path: entry[0] for path, entry in found.items()} == {
        "/applicantName": "person-name",
        "/applicantIdNo": "cn-id",
        "/applicantPhone": "cn-phone",
        "/homeRegion": "region",
        "/on": "date",
        "/term": "enum",
        "/isAgent": "type",
    }
    for _, english, chinese in found.values():
        assert english.isascii()
        assert not chinese.isascii()


def test_missing_and_unknown_fields_are_named_one_by_one() -> None:
    found = problems({"applicantName": "张三", "isAdmin": True, "__proto__": 1})

    assert {path: entry[0] for path, entry in found.items()} == {
        "/applicantIdNo": "required",
        "/applicantPhone": "required",
        "/isAgent": "required",
        "/isAdmin": "unknown",
        "/__proto__": "unknown",
    }
    assert found["/isAgent"][1:] == ("Say whether you act for somebody", "请说明是否代办")


def test_a_condition_makes_a_field_required() -> None:
    assert problems({**GOOD, "isAgent": True})["/agentName"][0] == "required"


@pytest.mark.parametrize("data", [None, [], "text", 7])
def test_what_is_no_object_is_refused_at_the_root(data: Any) -> None:
    assert problems(data)[""][0] == "type"


def test_sensitive_fields_are_known_with_their_mask_and_index() -> None:
    forms = form_set()

    assert {name: (entry.mask, entry.index) for name, entry in forms.sensitive.items()} == {
        "applicantName": ("name", None),
        "applicantIdNo": ("id", "person"),
        "applicantPhone": ("phone", None),
        "agentName": ("name", None),
    }
    assert forms["d/i/submit"].view.title.en == "Application"
    assert "$ref" not in json.dumps(forms["d/i/submit"].view.schema)


def test_a_form_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFoundError, match="d/i/other"):
        form_set()["d/i/other"]


def test_an_open_form_and_broken_files_are_refused_with_every_finding() -> None:
    with pytest.raises(DefinitionRefusedError) as caught:
        FormSet(
            {
                "forms/a/b/c.schema.json": b'{"type": "object", "properties": {}}',
                "forms/a/b/d.schema.json": b"{",
                "forms/a/b/e.schema.json": b"[]",
                "forms/a/b/f.schema.json": b'{"type": "nonsense", "additionalProperties": false}',
                "forms/a/b/g.schema.json": b'{"$ref": "../missing.schema.json"}',
                "forms/a/b/h.schema.json": b'{"$ref": "#/$defs/x", "$defs": {"x": {"$ref": "#/$defs/x"}}}',
            },
            FORMATS,
        )

    assert sorted((finding.rule, finding.file) for finding in caught.value.findings) == [
        ("form-json", "forms/a/b/d.schema.json"),
        ("form-json", "forms/a/b/e.schema.json"),
        ("form-open", "forms/a/b/c.schema.json"),
        ("form-schema", "forms/a/b/f.schema.json"),
        ("form-schema", "forms/a/b/g.schema.json"),
        ("form-schema", "forms/a/b/h.schema.json"),
    ]

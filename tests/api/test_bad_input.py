"""What is wrong is named, in both languages, and never breaks the server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.applications import licence_renewal
from tests.api.conftest import ITEM

if TYPE_CHECKING:
    from tests.api.conftest import Platform

JSON = {"Content-Type": "application/json"}


def refused(running: Platform, raw: bytes) -> tuple[int, dict[str, Any]]:
    answer = running.caller("zhangsan").post("/cases", data=raw, headers=JSON)
    body: dict[str, Any] = answer.get_json()
    return answer.status_code, body


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"itemId": }',
        b"\xff\xfe",
        b'{"itemId": "\\ud800"}',
        b'{"itemId": "x", "data": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"itemId": "x", "data": {"a": ' + b"9" * 5000 + b"}}",
    ],
    ids=["empty", "cut off", "no value", "no utf-8", "half a character", "100,000 levels", "5,000 digits"],
)
def test_a_body_that_is_no_json_is_400(running: Platform, raw: bytes) -> None:
    status, body = refused(running, raw)

    assert (status, body["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("NaN", "number_range"),
        ("Infinity", "number_range"),
        ("1e999", "number_range"),
        ("9007199254740993", "number_range"),
        ('"a\\u0000b"', "control_character"),
    ],
)
def test_what_cannot_be_kept_is_named_with_its_place(running: Platform, value: str, rule: str) -> None:
    raw = f'{{"itemId": "{ITEM}", "data": {{"rows": [{{"deep": {value}}}]}}}}'.encode()

    status, body = refused(running, raw)

    assert status == 422
    assert [(error["path"], error["rule"]) for error in body["errors"]] == [("/data/rows/0/deep", rule)]


def test_each_wrong_field_of_a_request_is_named_in_both_languages(running: Platform) -> None:
    raw = json.dumps({"itemID": "x", "submit": "yes", "channel": "pigeon"}).encode()

    status, body = refused(running, raw)

    assert status == 422
    found = {error["path"]: error for error in body["errors"]}
    assert set(found) == {"/itemId", "/itemID", "/submit", "/channel"}
    for error in found.values():
        assert error["message"].isascii()
        assert any("\u4e00" <= character <= "\u9fff" for character in error["messageZh"])


def test_another_content_type_is_415_and_a_huge_body_413(running: Platform) -> None:
    caller = running.caller("zhangsan")

    assert caller.post("/cases", data="itemId=x").status_code == 415
    assert caller.post("/cases", data=b"x" * 2_200_000, headers=JSON).status_code == 413


def test_a_form_names_each_wrong_field_in_both_languages_and_refuses_unknown_ones(running: Platform) -> None:
    opened = running.open()
    task = opened["nextTasks"][0]["taskId"]
    data = licence_renewal(applicantIdNo="512002199001019018", applicantPhone="12", surplus=1, term=7)
    del data["licenceExpiry"]

    answer = running.caller("zhangsan").post(f"/tasks/{task}/complete", {"data": data})

    body = answer.get_json()
    assert (answer.status_code, body["code"]) == (422, "form")
    found = {error["path"]: error for error in body["errors"]}
    assert set(found) == {"/applicantIdNo", "/applicantPhone", "/surplus", "/term", "/licenceExpiry"}
    for error in found.values():
        assert error["message"] != error["messageZh"]
        assert "512002199001019018" not in error["message"] + error["messageZh"]


@pytest.mark.parametrize(
    "path",
    [
        "/cases/no-uuid",
        "/cases/00000000-0000-0000-0000-000000000000",
        "/cases/%00",
        "/cases/%ff%fe",
        "/cases/" + "9" * 3000,
        "/cases/' OR 1=1 --",
        "/cases/..%2f..%2fetc%2fpasswd",
        "/tasks/no.task",
        "/tasks/x",
        "/items/none",
        "/offices/none",
        "/nowhere",
    ],
)
def test_an_address_of_nothing_is_404(running: Platform, path: str) -> None:
    answer = running.caller("huize.traffic").get(path)

    assert answer.status_code == 404
    assert answer.get_json()["detailZh"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Idempotency-Key": "k" * 129},
        {"Idempotency-Key": "two words"},
        {"Idempotency-Key": "键".encode().decode("latin-1")},
        {"Idempotency-Key": ""},
    ],
)
def test_a_bad_idempotency_key_is_400_and_says_how_it_should_be(
    running: Platform, headers: dict[str, str]
) -> None:
    answer = running.caller("zhangsan").post("/cases", {"itemId": ITEM}, headers=headers)

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.get_json()["detail"]
    assert "Idempotency-Key" in answer.get_json()["detailZh"]


@pytest.mark.parametrize("value", ["7", '"x"', '"7", "8"', '"-1"'])
def test_a_bad_condition_is_400(running: Platform, value: str) -> None:
    task = running.open()["nextTasks"][0]["taskId"]

    answer = running.caller("zhangsan").put(f"/tasks/{task}/draft", {"data": {}}, headers={"If-Match": value})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "scope=all", "colour=red", "cursor=%00"]
)
def test_a_wrong_query_is_422(running: Platform, query: str) -> None:
    assert running.caller("huize.traffic").get(f"/tasks?{query}").status_code == 422


def test_a_cursor_that_is_not_ours_is_422(running: Platform) -> None:
    for path in ("/tasks", "/cases", "/notices"):
        assert running.caller("huize.traffic").get(f"{path}?cursor=bm9uc2Vuc2U").status_code == 422

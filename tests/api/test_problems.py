"""Every error has a status, says what it knows, and speaks both languages."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from api import problems
from engine import errors

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

EXAMPLES: dict[type[errors.TongbanError], errors.TongbanError] = {
    error.__class__: error
    for error in (
        errors.TongbanError("Broken.", "已损坏。"),
        errors.InvalidInputError("Wrong.", "有误。"),
        errors.FormError(
            form="f",
            problems=[
                errors.FieldProblem(path="/a", rule="type", message="A text.", message_zh="应为文本。")
            ],
        ),
        errors.XmlError("Not XML.", "不是 XML。"),
        errors.DefinitionRefusedError(
            name="x.bpmn",
            findings=[errors.Finding(rule="r", element_id="e", message="Mend it.", message_zh="请修改。")],
        ),
        errors.NotFoundError(kind="case", key="1"),
        errors.ConflictError("No longer.", "已变化。"),
        errors.StaleRevisionError(kind="case", key="1", expected=3, actual=4),
        errors.TaskClosedError(
            case_number="N", task_id="c.t", element_id="decide", state="completed", by="王五", at=AT
        ),
        errors.TaskClaimedError(task_id="c.t", by="王五", at=AT),
        errors.CaseClosedError(case_number="N", status="80"),
        errors.NotAllowedNowError("Not now.", "目前不可。"),
        errors.IdempotencyMismatchError(key="k"),
        errors.ForbiddenError("No.", "无权。"),
        errors.LimitError(limit="material_size", message="Too large.", message_zh="过大。"),
        errors.UnavailableError("Down.", "不可用。"),
    )
}


def all_errors() -> list[type[errors.TongbanError]]:
    return [
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, errors.TongbanError)
    ]


def answer(error: Exception, **headers: str) -> tuple[int, dict[str, Any], Any]:
    app = Flask("problems")
    problems.install(app)

    @app.get("/")
    def fail() -> str:
        raise error

    response = app.test_client().get("/", headers=headers)
    body: dict[str, Any] = response.get_json()
    return response.status_code, body, response.headers


def test_every_error_of_the_tree_has_a_status_and_every_status_belongs_to_an_error() -> None:
    named = set(problems.STATUSES)
    # FeelSyntaxError and its like live on their floor and have their parent's status
    own = {kind for kind in all_errors() if kind.__module__ == errors.__name__}

    assert own == named


@pytest.mark.parametrize("kind", list(EXAMPLES), ids=lambda kind: kind.__name__)
def test_each_error_is_a_problem_in_both_languages(kind: type[errors.TongbanError]) -> None:
    error = EXAMPLES[kind]

    status, body, headers = answer(error)

    assert status == body["status"] == problems.STATUSES[kind]
    assert headers["Content-Type"] == "application/problem+json"
    assert (body["detail"], body["detailZh"]) == (error.message, error.message_zh)
    assert body["type"] == f"urn:tongban:problem:{body['code']}"
    assert body["title"] != body["titleZh"]


def test_conflicts_say_who_and_when() -> None:
    _, closed, _ = answer(EXAMPLES[errors.TaskClosedError])
    _, claimed, _ = answer(EXAMPLES[errors.TaskClaimedError])

    assert (closed["by"], closed["at"], closed["state"]) == ("王五", AT.isoformat(), "completed")
    assert (claimed["by"], claimed["at"]) == ("王五", AT.isoformat())


def test_a_form_names_each_field_and_a_definition_each_element() -> None:
    _, form, _ = answer(EXAMPLES[errors.FormError])
    _, definition, _ = answer(EXAMPLES[errors.DefinitionRefusedError])

    assert form["errors"] == [{"path": "/a", "rule": "type", "message": "A text.", "messageZh": "应为文本。"}]
    assert definition["findings"][0]["elementId"] == "e"


def test_a_stale_revision_is_412_only_where_the_request_named_one() -> None:
    stale = EXAMPLES[errors.StaleRevisionError]

    assert answer(stale)[0] == 409
    assert answer(stale, **{"If-Match": '"3"'})[0] == 412


@pytest.mark.parametrize(
    ("limit", "status"), [("material_size", 413), ("case_numbers", 503), ("instances", 422)]
)
def test_a_limit_that_is_no_size_is_not_called_one(limit: str, status: int) -> None:
    assert answer(errors.LimitError(limit=limit, message="Too much.", message_zh="超限。"))[0] == status


def test_what_is_not_expected_is_recorded_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    status, body, _ = answer(RuntimeError("the secret of 张三"))

    assert status == 500
    assert "张三" not in str(body)
    assert "RuntimeError" in caplog.text


def test_something_unavailable_says_when_to_come_back() -> None:
    assert answer(EXAMPLES[errors.UnavailableError])[2]["Retry-After"] == "5"

"""Who gets what: every role × office × province against every route that is about a case, exact statuses.

The case was opened by 张三 online, issued in Ziyang (Sichuan), and lies with the traffic police of Huize
(Yunnan). Columns: somebody without a token, the applicant, another applicant, the office's clerk and
lead, a clerk in another office of the same kind (Sichuan), in another province (Tibet) and of another
department (Tibet), analyst, auditor, administrator, another platform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from api.authorisation import PUBLIC
from tests.api.applications import licence_renewal

if TYPE_CHECKING:
    from tests.api.conftest import Caller, Platform

COLUMNS = (
    "nobody",
    "zhangsan",
    "lisi",
    "huize.traffic",
    "huize.traffic.lead",
    "yanjiang.traffic",
    "linzhi.police",
    "linzhi.medical",
    "analyst",
    "auditor",
    "admin",
    "system",
)

REASON = {"reason": "测试"}
DATA: dict[str, Any] = {"data": {}}

TABLE: tuple[tuple[str, str, Any, str], ...] = (
    # method, path, body, one status for each column (in the order of COLUMNS)
    ("GET", "/sessions/current", None, "401 200 200 200 200 200 200 200 200 200 200 200"),
    ("GET", "/items", None, "200 200 200 200 200 200 200 200 200 200 200 200"),
    ("GET", "/cases", None, "401 200 200 200 200 200 200 200 403 200 200 403"),
    ("GET", "/cases/{case}", None, "401 200 404 200 200 404 404 404 403 200 200 403"),
    ("GET", "/cases/{case}/others", None, "401 200 404 200 200 404 404 404 403 200 403 403"),
    ("GET", "/cases/{case}/history", None, "401 200 404 200 200 404 404 404 403 200 403 403"),
    ("GET", "/cases/{case}/history/verification", None, "401 200 404 200 200 404 404 404 403 200 403 403"),
    ("GET", "/cases/{case}/materials", None, "401 200 404 200 200 404 404 404 403 200 403 403"),
    ("GET", "/cases/{case}/documents", None, "401 200 404 200 200 404 404 404 403 200 403 403"),
    ("GET", "/cases/{case}/notes", None, "401 403 403 200 200 404 404 404 403 200 403 403"),
    ("POST", "/cases/{case}/notes", {"text": ""}, "401 403 403 422 422 422 422 422 403 403 403 403"),
    ("POST", "/cases/{case}/notes", {"text": "备注"}, "401 403 403 201 201 404 404 404 403 403 403 403"),
    (
        "POST",
        "/cases/{case}/reveal",
        {"field": "applicantIdNo", **REASON},
        "401 200 404 200 200 404 404 404 403 200 403 403",
    ),
    (
        "POST",
        "/cases/{case}/transfer",
        {"lane": "acceptance", "office": "530326-nowhere", **REASON},
        "401 403 403 403 404 403 403 403 403 403 403 403",
    ),
    (
        "POST",
        "/cases/{case}/materials/nothing/hand-in",
        None,
        "401 403 403 404 404 404 404 404 403 403 403 403",
    ),
    (
        "POST",
        "/cases/{case}/materials/nothing/fetch",
        None,
        "401 404 404 404 404 404 404 404 403 403 403 403",
    ),
    ("DELETE", "/cases/{case}/materials/nothing", None, "401 404 404 404 404 404 404 404 403 403 403 403"),
    ("GET", "/tasks", None, "401 200 200 200 200 200 200 200 403 200 403 403"),
    ("GET", "/tasks/counts", None, "401 200 200 200 200 200 200 200 403 200 403 403"),
    ("GET", "/tasks/{task}", None, "401 404 404 200 200 404 404 404 403 200 403 403"),
    (
        "POST",
        "/tasks/{task}/reassign",
        {"to_account": "x", **REASON},
        "401 403 403 422 422 422 422 422 403 403 403 403",
    ),
    ("PUT", "/tasks/{task}/draft", DATA, "401 404 404 200 200 404 404 404 403 403 403 403"),
    ("POST", "/tasks/{task}/complete", DATA, "401 404 404 422 422 404 404 404 403 403 403 403"),
    ("POST", "/tasks/{task}/claim", None, "401 403 403 200 409 404 404 404 403 403 403 403"),
    ("POST", "/tasks/{task}/release", None, "401 403 403 200 200 404 404 404 403 403 403 403"),
    ("GET", "/notices", None, "401 200 200 200 200 200 200 200 403 403 403 403"),
    ("GET", "/definitions", None, "401 403 403 200 200 200 200 200 200 200 200 403"),
    ("POST", "/definitions", {"files": {}}, "401 403 403 403 403 403 403 403 422 403 403 403"),
    (
        "POST",
        "/messages",
        {"name": "nothing", "messageId": "m", "correlationKey": "k"},
        "401 403 403 403 403 403 403 403 403 403 403 404",
    ),
    ("GET", "/incidents", None, "401 403 403 403 403 403 403 403 403 403 200 403"),
    ("POST", "/incidents/none/retry", None, "401 403 403 403 403 403 403 403 403 403 404 403"),
    (
        "POST",
        "/incidents/none/resolve",
        {"result": {}, **REASON},
        "401 403 403 403 403 403 403 403 403 403 404 403",
    ),
    ("GET", "/calls", None, "401 403 403 403 403 403 403 403 403 403 200 403"),
    ("GET", "/accounts", None, "401 403 403 403 403 403 403 403 403 403 200 403"),
    ("POST", "/accounts", {}, "401 403 403 403 403 403 403 403 403 403 422 403"),
    (
        "PUT",
        "/accounts/none/roles",
        {"roles": ["auditor"]},
        "401 403 403 403 403 403 403 403 403 403 404 403",
    ),
    ("POST", "/accounts/none/reset-password", None, "401 403 403 403 403 403 403 403 403 403 404 403"),
    ("POST", "/accounts/none/tokens", {"label": "x"}, "401 403 403 403 403 403 403 403 403 403 404 403"),
    ("DELETE", "/tokens/none", None, "401 403 403 403 403 403 403 403 403 403 404 403"),
    ("POST", "/calendar", {}, "401 403 403 403 403 403 403 403 403 403 422 403"),
    ("POST", "/cases", {"itemId": "none"}, "401 404 404 403 403 403 403 403 403 403 403 403"),
    (
        "POST",
        "/cases",
        {"itemId": "none", "channel": "counter"},
        "401 403 403 404 404 404 404 404 403 403 403 403",
    ),
    ("POST", "/cases/search", {"person": "51200219"}, "401 200 200 200 200 200 200 200 403 200 200 403"),
    ("POST", "/cases/{case}/withdraw", REASON, "401 200 404 403 403 404 404 404 403 403 403 403"),
)


@pytest.fixture(scope="module")
def addresses(running: Platform) -> dict[str, str]:
    """The ids of the case and of its open task at Huize."""
    running.simulator.reset()
    opened = running.apply("zhangsan", licence_renewal())
    clerk = running.caller("huize.traffic")
    [task] = clerk.get(f"/tasks?caseNumber={opened['case']['number']}").get_json()["entries"]
    return {"case": opened["case"]["caseId"], "task": task["taskId"]}


def caller_of(running: Platform, column: str) -> Caller:
    if column == "nobody":
        return running.nobody
    return running.system() if column == "system" else running.caller(column)


ORDER = sorted(range(len(COLUMNS)), key=lambda index: COLUMNS[index] == "zhangsan")
"""The applicant comes last, so that a withdrawal does not end the case under the others."""


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]} {row[1]} {sorted(row[2] or {})}")
def test_each_caller_gets_exactly_the_status_of_the_table(
    running: Platform, addresses: dict[str, str], row: tuple[str, str, Any, str]
) -> None:
    method, path, body, statuses = row
    expected = [int(status) for status in statuses.split()]
    more = {} if body is None else {"json": body}

    answers: dict[int, int] = {}
    for index in ORDER:
        caller = caller_of(running, COLUMNS[index])
        answers[index] = caller.send(method, path.format(**addresses), **more).status_code

    got = dict(zip(COLUMNS, (answers[index] for index in range(len(COLUMNS))), strict=True))
    assert got == dict(zip(COLUMNS, expected, strict=True))


def test_every_route_that_is_not_public_stands_in_the_table(running: Platform) -> None:
    tabled = {(method, path.split("?")[0]) for method, path, _, _ in TABLE}
    missing = []
    for view in running.app.view_functions.values():
        route = getattr(view, "declared", None)
        if route is None or route.rule is PUBLIC:
            continue
        if not any(route.method == method and matches(route.path, path) for method, path in tabled):
            missing.append((route.method, route.path))

    assert sorted(missing) == sorted(NOT_ABOUT_A_CASE)


NOT_ABOUT_A_CASE = [
    ("DELETE", "/sessions/current"),
    ("PUT", "/accounts/current/password"),
    ("POST", "/accounts/<account_id>/substitutes"),
    ("GET", "/definitions/<digest>"),
    ("GET", "/definitions/<digest>/files/<path:path>"),
    ("GET", "/incidents/<incident_id>"),
    ("POST", "/notices/<notice_id>/read"),
    ("GET", "/cases/<case_id>/documents/<document_ref>"),
    ("GET", "/cases/<case_id>/materials/<material_ref>/content"),
    ("POST", "/cases/<case_id>/materials"),
]
"""Routes with the rule of a neighbour in the table, tested where they are used."""


def matches(declared: str, tabled: str) -> bool:
    left, right = declared.split("/"), tabled.split("/")
    return len(left) == len(right) and all(
        one.startswith("<") or one == other for one, other in zip(left, right, strict=True)
    )

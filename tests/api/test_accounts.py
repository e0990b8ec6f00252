"""Administration over the API: accounts, roles that conflict, tokens, substitutes, the calendar."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import Caller

if TYPE_CHECKING:
    from tests.api.conftest import Platform

CALENDAR = Path(__file__).resolve().parents[2] / "processes" / "catalogue" / "holidays_2021_2026.json"
HUIZE = "530326-public-security-traffic-police"


def created(running: Platform, **more: Any) -> dict[str, Any]:
    account_id = f"test.{uuid.uuid4().hex[:10]}"
    body = {"accountId": account_id, "name": "测试", "roles": ["clerk"], "office": HUIZE, **more}
    answer = running.caller("admin").post("/accounts", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def signed_in(running: Platform, account_id: str, password: str) -> Caller:
    answer = running.nobody.post("/sessions", {"accountId": account_id, "password": password})
    assert answer.status_code == 201, answer.text
    return Caller(running.app, answer.get_json()["token"])


def test_a_new_account_gets_a_password_once_and_can_work(running: Platform) -> None:
    made = created(running)
    account = made["account"]["accountId"]

    clerk = signed_in(running, account, made["password"])
    listed = running.caller("admin").get("/accounts").get_json()

    assert clerk.get("/tasks").status_code == 200
    assert account in {row["accountId"] for row in listed}
    assert made["password"] not in json.dumps(listed)


def test_a_name_is_taken_once(running: Platform) -> None:
    body = {"accountId": "huize.traffic", "name": "x", "roles": ["clerk"], "office": HUIZE}

    assert running.caller("admin").post("/accounts", body).status_code == 409


@pytest.mark.parametrize(
    "roles",
    [
        ["auditor", "clerk"],
        ["administrator", "office_lead"],
        ["analyst", "clerk"],
        ["auditor", "administrator"],
        ["emperor"],
        [],
    ],
)
def test_roles_that_conflict_are_refused(running: Platform, roles: list[str]) -> None:
    made = created(running)
    path = f"/accounts/{made['account']['accountId']}/roles"

    answer = running.caller("admin").put(path, {"roles": roles, "office": HUIZE})

    assert answer.status_code == 422
    assert answer.get_json()["detailZh"]


def test_a_new_password_ends_every_session(running: Platform) -> None:
    made = created(running)
    account = made["account"]["accountId"]
    clerk = signed_in(running, account, made["password"])

    wrong = clerk.put("/accounts/current/password", {"old": "no", "new": "another-password-1"})
    reset = running.caller("admin").post(f"/accounts/{account}/reset-password")

    assert wrong.status_code == 403
    assert reset.status_code == 200
    assert clerk.get("/tasks").status_code == 401
    again = signed_in(running, account, reset.get_json()["password"])
    changed = again.put(
        "/accounts/current/password", {"old": reset.get_json()["password"], "new": "another-password-1"}
    )
    assert changed.status_code == 204
    assert again.get("/tasks").status_code == 401
    assert signed_in(running, account, "another-password-1").get("/tasks").status_code == 200


def test_a_system_gets_tokens_that_can_be_revoked_and_people_do_not(running: Platform) -> None:
    admin = running.caller("admin")
    issued = admin.post("/accounts/courier-ems/tokens", {"label": "测试"}).get_json()
    system = Caller(running.app, issued["token"])

    before = system.get("/sessions/current").get_json()
    revoked = admin.delete(f"/tokens/{issued['tokenId']}")

    assert before["roles"] == ["system"]
    assert revoked.status_code == 204
    assert system.get("/sessions/current").status_code == 401
    assert admin.post("/accounts/huize.traffic/tokens", {"label": "x"}).status_code == 403


def test_an_expired_token_is_worth_nothing(running: Platform) -> None:
    past = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()

    issued = running.caller("admin").post("/accounts/nhsa/tokens", {"label": "x", "expiresAt": past})

    if issued.status_code == 201:
        token = issued.get_json()["token"]
        assert Caller(running.app, token).get("/sessions/current").status_code == 401
    else:
        assert issued.status_code == 422


def test_a_substitute_sees_the_other_office_for_the_time_being(running: Platform) -> None:
    made = created(running)
    account = made["account"]["accountId"]
    clerk = signed_in(running, account, made["password"])
    now = datetime.now(UTC)
    other = "540402-public-security-police-station"
    body = {
        "office": other,
        "validFrom": (now - timedelta(hours=1)).isoformat(),
        "validTo": (now + timedelta(hours=1)).isoformat(),
    }

    before = clerk.get("/sessions/current").get_json()["offices"]
    added = running.caller("admin").post(f"/accounts/{account}/substitutes", body)
    after = clerk.get("/sessions/current").get_json()["offices"]

    assert added.status_code == 204, added.text
    assert other not in before
    assert other in after


def test_a_time_without_a_zone_is_refused(running: Platform) -> None:
    body = {"office": HUIZE, "validFrom": "2026-01-01T00:00:00", "validTo": "2026-01-02T00:00:00"}

    answer = running.caller("admin").post("/accounts/huize.traffic/substitutes", body)

    assert answer.status_code == 422
    assert {error["rule"] for error in answer.get_json()["errors"]} == {"timezone_aware"}


def test_the_calendar_as_published_is_imported_again_without_harm(running: Platform) -> None:
    before = running.nobody.get("/calendar").get_json()

    answer = running.caller("admin").post("/calendar", json.loads(CALENDAR.read_text(encoding="utf-8")))

    assert answer.status_code == 200, answer.text
    assert [year["year"] for year in before if year["isPublished"]][-1] == 2026
    assert running.nobody.get("/calendar").get_json() == before

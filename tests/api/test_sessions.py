"""Signing in and out, locking, cookies with CSRF; headers of every answer; nothing personal in the log."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING

import pytest

from api import identity
from tests.api.applications import PEOPLE

if TYPE_CHECKING:
    from tests.api.conftest import Platform


def test_a_token_tells_who_one_is_until_signing_out(running: Platform) -> None:
    password = running.passwords["huize.traffic2"]
    signed = running.nobody.post("/sessions", {"accountId": "huize.traffic2", "password": password})
    headers = {"Authorization": f"Bearer {signed.get_json()['token']}"}

    me = running.nobody.get("/sessions/current", headers=headers).get_json()
    out = running.nobody.send("DELETE", "/sessions/current", headers=headers)
    after = running.nobody.get("/sessions/current", headers=headers)

    assert me["roles"] == ["clerk"]
    assert me["office"] == "530326-public-security-traffic-police"
    assert me["province"] == "53"
    assert (out.status_code, out.data) == (204, b"")
    assert after.status_code == 401
    assert after.headers["WWW-Authenticate"].startswith("Bearer")


def test_wrong_name_and_wrong_password_are_told_alike(running: Platform) -> None:
    wrong = running.nobody.post("/sessions", {"accountId": "kongshisan", "password": "no"})
    unknown = running.nobody.post("/sessions", {"accountId": "nobody-here", "password": "no"})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.get_json()["detail"] == unknown.get_json()["detail"]


def test_five_wrong_passwords_lock_the_account(running: Platform) -> None:
    right = running.passwords["caoshisi"]

    for _ in range(5):
        assert (
            running.nobody.post("/sessions", {"accountId": "caoshisi", "password": "no"}).status_code == 401
        )

    locked = running.nobody.post("/sessions", {"accountId": "caoshisi", "password": right})
    assert locked.status_code == 401


@pytest.mark.parametrize("value", ["Bearer nonsense", "Bearer ", "Basic YTpi", "Bearer " + "x" * 5000])
def test_a_token_that_is_none_is_401_even_on_public_routes_that_ask_who(
    running: Platform, value: str
) -> None:
    answer = running.nobody.get("/tasks", headers={"Authorization": value})

    assert answer.status_code == 401


def test_a_cookie_session_reads_but_changes_only_with_the_csrf_token(running: Platform) -> None:
    client = running.app.test_client()
    admission = identity.sign_in(running.tongban, "lisi", running.passwords["lisi"])
    with client.session_transaction() as cookie:
        cookie["_user_id"] = admission.issued.token
        cookie["seen"] = int(time.time())

    reading = client.get("/api/v1/notices")
    forged = client.post("/api/v1/cases", json={"itemId": "driver-licence-expiry-renewal"})

    assert reading.status_code == 200
    assert forged.status_code == 400


def test_an_idle_cookie_session_ends(running: Platform) -> None:
    client = running.app.test_client()
    admission = identity.sign_in(running.tongban, "lisi", running.passwords["lisi"])
    with client.session_transaction() as cookie:
        cookie["_user_id"] = admission.issued.token
        cookie["seen"] = 1

    assert client.get("/api/v1/notices").status_code == 401


def test_every_answer_has_security_headers_and_a_request_id(running: Platform) -> None:
    for path in ("/health", "/nowhere", "/tasks"):
        answer = running.nobody.get(path, headers={"X-Request-Id": "abcdefgh-1"})

        assert answer.headers["X-Request-Id"] == "abcdefgh-1"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
    strange = running.nobody.get("/health", headers={"X-Request-Id": "a b<script>"})
    assert re.fullmatch("[0-9a-f]{32}", strange.headers["X-Request-Id"])


def test_the_log_names_routes_and_not_people(running: Platform, caplog: pytest.LogCaptureFixture) -> None:
    person = PEOPLE["zhangsan"]
    caplog.set_level(logging.DEBUG)

    running.caller("huize.traffic").post("/cases/search", {"person": person["idNo"]})
    running.nobody.get(f"/progress/{person['idNo']}?code={person['phone']}")

    assert "/api/v1/progress/<number>" in caplog.text
    for private in (person["idNo"], person["phone"], person["name"]):
        assert private not in caplog.text

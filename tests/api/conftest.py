"""A whole platform for the tests of the API: database, bundled items, demo accounts, stand-ins."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from api import create_app
from engine.bootstrap import Tongban, build
from engine.settings import Settings
from tests.api.logins import read_logins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apiflask import APIFlask
    from werkzeug.test import TestResponse

    from simulators import RunningSimulators

PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)
"""A PNG file of one pixel."""

ITEM = "driver-licence-expiry-renewal"


@dataclass
class Caller:
    """Somebody who calls the API, with their token. Paths are below ``/api/v1``."""

    app: APIFlask
    token: str | None
    account_id: str | None = None

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = dict(more.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        client = self.app.test_client(use_cookies=False)
        return client.open(f"/api/v1{path}", method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        if body is not None:
            more["json"] = body
        return self.send("POST", path, **more)

    def put(self, path: str, body: Any, **more: Any) -> TestResponse:
        return self.send("PUT", path, json=body, **more)

    def delete(self, path: str) -> TestResponse:
        return self.send("DELETE", path)


@dataclass
class Platform:
    """The running platform of a test session."""

    tongban: Tongban
    app: APIFlask
    passwords: dict[str, str]
    simulator: RunningSimulators
    _callers: dict[str, Caller] = field(default_factory=dict)

    @property
    def nobody(self) -> Caller:
        return Caller(self.app, None)

    def caller(self, account_id: str) -> Caller:
        """Signed in as a demo account, once for the whole session."""
        if account_id not in self._callers:
            answer = self.nobody.post(
                "/sessions", {"accountId": account_id, "password": self.passwords[account_id]}
            )
            assert answer.status_code == 201, answer.text
            self._callers[account_id] = Caller(self.app, answer.get_json()["token"], account_id)
        return self._callers[account_id]

    def forget(self, account_id: str) -> None:
        """Sign in anew the next time."""
        self._callers.pop(account_id if account_id != "system" else "system:pay-nontax", None)

    def system(self, account_id: str = "pay-nontax") -> Caller:
        """A platform with a token of its own."""
        key = f"system:{account_id}"
        if key not in self._callers:
            issued = self.caller("admin").post(f"/accounts/{account_id}/tokens", {"label": "test"})
            assert issued.status_code == 201, issued.text
            self._callers[key] = Caller(self.app, issued.get_json()["token"], account_id)
        return self._callers[key]

    def work(self, rounds: int = 50) -> None:
        """Let the worker do everything that is due."""
        for _ in range(rounds):
            if not self.tongban.worker.run_once():
                return
        raise AssertionError("the worker does not come to rest")

    def open(self, account_id: str = "zhangsan", item: str = ITEM, **body: Any) -> dict[str, Any]:
        answer = self.caller(account_id).post(
            "/cases", {"itemId": item, **body}, headers={"Idempotency-Key": str(uuid.uuid4())}
        )
        assert answer.status_code == 201, answer.text
        opened: dict[str, Any] = answer.get_json()
        return opened

    def apply(self, account_id: str, data: dict[str, Any], item: str = ITEM) -> dict[str, Any]:
        """Open, bring every material, submit; the automatic checks have run when it returns."""
        caller = self.caller(account_id)
        opened = self.open(account_id, item, data=data)
        case_id = opened["case"]["caseId"]
        for row in caller.get(f"/cases/{case_id}/materials").get_json():
            if row["isNeededNow"] and row["state"] == "missing":
                self._bring(caller, case_id, row)
        self.work()
        done = caller.post(f"/tasks/{opened['nextTasks'][0]['taskId']}/complete", {"data": data})
        assert done.status_code == 200, done.text
        self.work()
        return opened

    def _bring(self, caller: Caller, case_id: str, row: dict[str, Any]) -> None:
        if row["eLicence"]:
            answer = caller.post(f"/cases/{case_id}/materials/{row['materialId']}/fetch")
        else:
            answer = caller.post(
                f"/cases/{case_id}/materials",
                data={"materialId": row["materialId"], "file": (io.BytesIO(PHOTO), "材料.png")},
                content_type="multipart/form-data",
            )
        assert answer.status_code in {201, 202}, answer.text


@pytest.fixture(scope="session")
def running(
    tmp_path_factory: pytest.TempPathFactory, simulator_server: RunningSimulators
) -> Iterator[Platform]:
    """Built once: deploying and seeding takes seconds."""
    var = tmp_path_factory.mktemp("var")
    settings = Settings(
        var=var,
        platform_url=simulator_server.url,
        platform_token=simulator_server.token,
        call_backoff_seconds=0.05,
        worker_poll_seconds=0.05,
    )
    tongban = build(settings)
    tongban.prepare()
    tongban.seeds.offices_and_accounts(settings.logins)
    administrator = tongban.accounts.local_administrator()
    tongban.definitions.deploy_folder(administrator, processes=settings.processes, forms=settings.forms)
    yield Platform(tongban, create_app(tongban), read_logins(settings.logins), simulator_server)
    tongban.close()


@pytest.fixture
def platform(running: Platform, simulator: RunningSimulators) -> Platform:
    """The platform, with the stand-ins' records as at the start."""
    return running

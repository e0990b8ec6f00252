"""Somebody who reads and sends pages without a browser, as one whose scripts are switched off does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.api.conftest import Platform

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    """One signed-in person with cookies of their own."""

    platform: Platform
    account_id: str
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.platform.app.test_client()
        password = self.platform.passwords[self.account_id]
        answer = self.send("/sign-in", username=self.account_id, password=password)
        assert answer.status_code == 302, answer.text

    def get(self, path: str, **query: str) -> str:
        """The page, which must be there."""
        answer = self.client.get(path, query_string=query)
        assert answer.status_code == 200, f"{answer.status_code} {path}"
        return answer.text

    def send(self, path: str, *, page: str | None = None, **form: Any) -> TestResponse:
        """Send a form; its token is that of ``page``, or of the page at the same address."""
        token = CSRF.search(self.client.get(page or path).text)
        assert token, f"no form on {page or path}"
        return self.client.post(path, data={"csrf_token": token[1], **form})

"""Worklist and task page stay small, so that they are quick at the end of a thin line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.api.applications import licence_renewal
from tests.api.live import Live

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.conftest import Platform

MOST_BYTES = 100_000
LINES = 30


@pytest.fixture
def live(platform: Platform) -> Iterator[Live]:
    serving = Live(platform)
    yield serving
    serving.close()


def carried(client: httpx.Client, path: str) -> tuple[int, str]:
    """Bytes on the wire of a page and everything that it loads, and the page."""
    total, page = 0, ""
    wanted = [path]
    for place in wanted:
        with client.stream("GET", place) as answer:
            answer.raise_for_status()
            body = b"".join(answer.iter_raw())
        total += len(body)
        if place == path:
            page = body.decode()
            wanted += re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    return total, page


def test_worklist_and_task_page_weigh_less_than_100_kilobytes_in_all(live: Live) -> None:
    for _ in range(LINES):
        item = {"itemId": "driver-licence-expiry-renewal", "channel": "counter", "data": licence_renewal()}
        live.ok("huize.traffic", "POST", "/cases", item)
    with httpx.Client(base_url=live.server.url, trust_env=False, follow_redirects=True) as client:
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
        assert token
        password = live.platform.passwords["huize.traffic"]
        client.post(
            "/sign-in", data={"csrf_token": token[1], "username": "huize.traffic", "password": password}
        )

        queue, page = carried(client, "/work")
        link = re.search(r'class="row-link" href="([^"]+)"', page)
        assert link
        task, _ = carried(client, link[1].replace("&amp;", "&"))

    assert queue < MOST_BYTES
    assert task < MOST_BYTES


def test_styles_and_scripts_are_compressed_and_kept_for_as_long_as_they_do_not_change(live: Live) -> None:
    page = httpx.get(f"{live.server.url}/", trust_env=False).text
    style = re.search(r'href="(/static/css/components[^"]+)"', page)
    assert style

    answer = httpx.get(f"{live.server.url}{style[1]}", trust_env=False)
    plain = httpx.get(
        f"{live.server.url}{style[1]}", headers={"Accept-Encoding": "identity"}, trust_env=False
    )

    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.text == plain.text
    assert "Content-Encoding" not in plain.headers

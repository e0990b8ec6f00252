"""How long the server takes for the worklist and a task page at 100,000 open tasks, on both databases.

    python -m benchmarks.pages [--tasks 100000] [--only sqlite|postgresql]

The office that asks holds a tenth of all tasks. The tasks on its first page are of real cases, opened through
the use cases; the rest only has to be there to be searched through.
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from api import create_app
from benchmarks.store_worklists import CHUNK, OFFICES, SLICES, _cases, _task
from engine.bootstrap import Tongban, build
from engine.service.requests import OpenCase
from engine.settings import Settings
from engine.store import tables
from engine.store.rows import NO_DUE_DAY
from tests.api.applications import licence_renewal
from tests.api.logins import read_logins
from tests.databases import Databases

if TYPE_CHECKING:
    from flask.testing import FlaskClient

CLERK = "huize.traffic"
ITEM = "driver-licence-expiry-renewal"
SHOWN = 40
LATER = datetime(2030, 1, 1, tzinfo=UTC)
ROUNDS = 60


def _fill(tongban: Tongban, number: int, office: str) -> None:
    """Tasks that come after the real ones in the order of the page."""
    cases = [
        {**case, "opened_at": LATER + timedelta(seconds=place)} for place, case in enumerate(_cases(number))
    ]
    with tongban.database.begin() as work:
        for start in range(0, number, CHUNK):
            chunk = cases[start : start + CHUNK]
            rows: list[dict[str, Any]] = []
            for offset, case in enumerate(chunk):
                place = start + offset
                row = {**_task(case, place), "case_due_on": NO_DUE_DAY}
                rows.append({**row, "office": office if place % SLICES == 0 else OFFICES[1 + place % 299]})
            work.connection.execute(insert(tables.case_file), chunk)
            work.connection.execute(insert(tables.task), rows)
    with tongban.database.begin() as work:
        work.connection.exec_driver_sql("ANALYZE")


def _prepared(folder: Path, url: str, keys: Any, number: int) -> tuple[Tongban, FlaskClient]:
    """A platform with ``number`` open tasks, and a clerk who is signed in."""
    settings = Settings(var=folder, database_url=url)
    tongban = build(settings, keys=keys)
    tongban.prepare()
    tongban.seeds.offices_and_accounts(settings.logins)
    administrator = tongban.accounts.local_administrator()
    tongban.definitions.deploy_folder(administrator, processes=settings.processes, forms=settings.forms)
    clerk = tongban.accounts.actor(account_id=CLERK)
    for _ in range(SHOWN):
        request = OpenCase(item_id=ITEM, key=uuid.uuid4().hex, channel="counter", data=licence_renewal())
        tongban.cases.open(clerk, request)
    _fill(tongban, number, clerk.office or "")
    client = create_app(tongban).test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").get_data(as_text=True))
    assert token
    password = read_logins(settings.logins)[CLERK]
    form = {"csrf_token": token[1], "username": CLERK, "password": password}
    assert client.post("/sign-in", data=form).status_code == 302
    return tongban, client


def _measure(name: str, client: FlaskClient, path: str) -> None:
    spans = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = client.get(path)
        spans.append((time.perf_counter() - start) * 1e3)
        assert answer.status_code == 200, answer.status
    size = len(answer.get_data())
    spread = statistics.quantiles(spans, n=20)
    print(
        f"  {name:12} median {statistics.median(spans):6.1f} ms   95 % {spread[-1]:6.1f} ms   {size:7,} bytes"
    )


def main() -> None:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder), is_durable=True)
        for kind in ("sqlite", "postgresql"):
            if chosen.only in (None, kind):
                var = Path(folder) / kind
                tongban, client = _prepared(var, databases.url(kind), databases.keys, chosen.tasks)
                print(f"{kind}: {chosen.tasks:,} open tasks")
                queue = client.get("/work").get_data(as_text=True)
                task = re.search(r'class="row-link" href="([^"]+)"', queue)
                assert task
                _measure("worklist", client, "/work")
                _measure("task", client, task[1])
                tongban.close()
        databases.stop()


if __name__ == "__main__":
    main()

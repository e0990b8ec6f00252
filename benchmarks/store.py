"""What the store costs: statements, commits, CPU and bytes of a case with three tasks, on both databases.

A case is opened (with its first task) and three tasks are completed, each command with event, chain, encryption,
idempotency key and worklist rows, no engine around it::

    python -m benchmarks.store [--cases 400] [--threads 2] [--only sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event as listening

from engine.domain.history import GENESIS, state_hash
from engine.store import CaseCipher, Database
from engine.store.command import AnswerRecord, CommandRecord, EventRecord, TaskClosing
from engine.store.rows import CaseRow, CommandContext, LaneRow, TaskRow
from tests.databases import Databases

if TYPE_CHECKING:
    from engine.store import UnitOfWork

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
OFFICE = "530326-public-security-traffic-police"
ELEMENTS = ("submit_application", "check_materials", "review_application", "decide")
DATA = {
    "applicantName": "张三",
    "applicantIdNo": "51010719900307123X",
    "applicantPhone": "13800000000",
    "licenceNo": "510100123456",
    "licenceStatus": "normal",
    "vehicleClass": "C1",
    "expiry": "2026-05-01",
    "address": "云南省曲靖市会泽县古城街道",
    "declaration": True,
    "verdict": {"outcome": "ACCEPT", "reasons": [], "supplements": []},
}


@dataclass
class Counted:
    """Statements and commits, as the driver sees them."""

    statements: int = 0
    commits: int = 0


def _snapshot(step: int) -> bytes:
    """As large as the execution core's: a token or two and the data, compressed already."""
    import zstandard  # noqa: PLC0415 - only here

    state = {"c": step, "s": "running", "o": [], "d": DATA, "p": [["1", "licence_renewal", None, {}]]}
    text = repr({**state, "t": [[str(step), ELEMENTS[step], "1", "", "waiting", None, "f1", None]], "q": []})
    return zstandard.compress(text.encode())


def _payload(step: int) -> dict[str, Any]:
    steps = [[name, "entered", "t1", [], {}, "", ["f1"]] for name in ELEMENTS[step : step + 2]]
    return {"input": DATA if step == 0 else {"decision": "approve", "opinion": "材料齐全"}, "steps": steps}


def _task(case: CaseRow, step: int) -> TaskRow:
    return TaskRow(
        case_id=case.case_id,
        task_id=f"t{step}",
        element_id=ELEMENTS[step],
        name_zh="审查材料",
        name_en="Check materials",
        lane="acceptance",
        office=OFFICE,
        applicant_account=None,
        purpose="acceptance",
        form_key="public-security/driver-licence-expiry-renewal/check_materials",
        state="open",
        priority=0,
        opened_at=AT,
        due_at=None,
        assignee=None,
        assignee_name=None,
        claimed_at=None,
        closed_at=None,
        closed_by=None,
        closed_by_name=None,
        item_id=case.item_id,
        case_number=case.number,
        case_status=case.status,
        case_due_on=case.due_on,
    )


def _event(cipher: CaseCipher, kind: str, step: int) -> EventRecord:
    return EventRecord(
        kind=kind,
        version=1,
        element_id=ELEMENTS[step],
        actor="huize.traffic",
        actor_name="会泽交警窗口 甲",
        office=OFFICE,
        at=AT + timedelta(minutes=step),
        sealed_payload=cipher.seal("event", _payload(step)),
    )


def _answer(cipher: CaseCipher, case: CaseRow, key: str) -> AnswerRecord:
    return AnswerRecord(
        account_id="huize.traffic",
        key=key,
        request_hash=bytes(32),
        at=AT,
        sealed=lambda seq, digest: cipher.seal(
            "answer", {"seq": seq, "hash": digest.hex(), "number": case.number}
        ),
    )


def _open(work: UnitOfWork, case_id: str, key: str) -> None:
    number = work.numbers.take("115303260151234567" + "4" + "000123456000", date(2026, 3, 2))[0]
    secret = work.keys.new_case_key()
    cipher = CaseCipher(secret, case_id)
    case = CaseRow(
        case_id=case_id,
        number=f"11530326015123456740001234560002026030{number:05d}",
        item_id="driver-licence-expiry-renewal",
        definition_digest="0" * 64,
        revision=0,
        state="running",
        status="10",
        outcome=None,
        channel="online",
        province="53",
        applicant_account="zhangsan",
        opened_by="zhangsan",
        opening_office=None,
        acceptance_office=OFFICE,
        handling_office=None,
        parent_case=None,
        opened_at=AT,
        accepted_at=None,
        closed_at=None,
        due_on=date(2026, 3, 9),
        due_provisional=False,
        clock={"started_on": "2026-03-02", "limit": 3},
        progress_hash=bytes(32),
        head_seq=0,
        head_hash=GENESIS,
        state_hash=state_hash(cipher.salt, _snapshot(0)),
        sealed_person=cipher.seal("person", {"name": "张三", "idNo": "51010719900307123X"}),
        sealed_snapshot=cipher.seal_bytes("snapshot", _snapshot(0)),
        wrapped=work.keys.wrap(secret, case_id),
    )
    work.write_command(
        CommandRecord(
            case=case,
            event=_event(cipher, "case_opened", 0),
            is_new=True,
            answer=_answer(cipher, case, key),
            lanes=[LaneRow(case_id=case_id, lane="acceptance", office=OFFICE, bound_at=AT)],
            opened_tasks=[_task(case, 0)],
            persons=[("53", work.keys.blind_index("id", "53", "51010719900307123X"))],
        )
    )


def _complete(work: UnitOfWork, case_id: str, step: int, key: str) -> None:
    found: CommandContext | None = work.cases.for_command(
        case_id, task_id=f"t{step}", account_id="huize.traffic", key=key
    )
    assert found is not None
    assert found.earlier is None
    assert found.task is not None
    cipher = work.cases.cipher(found.case)
    cipher.open_bytes("snapshot", found.case.sealed_snapshot)
    is_last = step == len(ELEMENTS) - 2
    snapshot = _snapshot(step + 1)
    case = replace(
        found.case,
        state="completed" if is_last else "running",
        sealed_snapshot=cipher.seal_bytes("snapshot", snapshot),
        state_hash=state_hash(cipher.salt, snapshot),
    )
    closing = TaskClosing(
        task_id=f"t{step}",
        state="completed",
        closed_at=AT,
        closed_by="huize.traffic",
        closed_by_name="会泽交警窗口 甲",
        row=found.task,
    )
    work.write_command(
        CommandRecord(
            case=case,
            event=_event(cipher, "task_completed", step + 1),
            answer=_answer(cipher, case, key),
            closed_tasks=[closing],
            opened_tasks=[] if is_last else [_task(case, step + 1)],
        )
    )


def _one_case(database: Database) -> None:
    case_id = str(uuid.uuid4())
    database.run(lambda work: _open(work, case_id, f"{case_id}-open"))
    for step in range(len(ELEMENTS) - 1):
        database.run(lambda work, step=step: _complete(work, case_id, step, f"{case_id}-{step}"))  # type: ignore[misc]


def _bytes(database: Database) -> int:
    with database.read() as work:
        if database.dialect == "sqlite":
            pages = work.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            free = work.connection.exec_driver_sql("PRAGMA freelist_count").scalar_one()
            return int((pages - free) * work.connection.exec_driver_sql("PRAGMA page_size").scalar_one())
        return int(
            work.connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
        )


def _cpu() -> tuple[float, float]:
    """CPU seconds of this process and of every PostgreSQL process of this machine (Linux)."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it may end while we look
            fields = stat.read_text().rpartition(")")
            if fields[0].endswith("(postgres"):
                ticks += sum(int(value) for value in fields[2].split()[11:13])
    server = ticks / os.sysconf("SC_CLK_TCK")
    return own.ru_utime + own.ru_stime, server


def _count(database: Database) -> Counted:
    counted = Counted()
    inner = database._database  # noqa: SLF001 - a benchmark looks under the bonnet
    listening.listen(
        inner, "before_cursor_execute", lambda *_: setattr(counted, "statements", counted.statements + 1)
    )
    listening.listen(inner, "commit", lambda *_: setattr(counted, "commits", counted.commits + 1))
    return counted


def measure(database: Database, *, cases: int, threads: int) -> None:
    """Run and print."""
    for _ in range(20):
        _one_case(database)
    if database.dialect == "postgresql":
        _vacuum(database)
    before = _bytes(database)
    own, server = _cpu()
    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _: _one_case(database), range(cases)))
    seconds = time.perf_counter() - start
    own_after, server_after = _cpu()
    raw = (_bytes(database) - before) / cases
    if database.dialect == "postgresql":
        _vacuum(database)
    after = (_bytes(database) - before) / cases
    commands = 4 * cases
    counted = _count(database)
    case_id = str(uuid.uuid4())
    database.run(lambda work: _open(work, case_id, "open"))
    opening = counted.statements - (database.dialect == "sqlite")
    counted.statements = counted.commits = 0
    database.run(lambda work: _complete(work, case_id, 0, "complete"))
    completing = counted.statements - (database.dialect == "sqlite")
    print(f"{database.dialect}: {cases / seconds:.0f} cases/s ({threads} threads)")
    print(
        f"  CPU per command: {1e3 * (own_after - own) / commands:.2f} ms client"
        f" + {1e3 * (server_after - server) / commands:.2f} ms server"
    )
    print(f"  statements: {opening} to open, {completing} to complete; {counted.commits} commit each")
    print(f"  stored per case: {raw:,.0f} bytes as written, {after:,.0f} after VACUUM FULL")


def _vacuum(database: Database) -> None:
    inner = database._database  # noqa: SLF001
    with inner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM FULL")
        connection.exec_driver_sql("CHECKPOINT")


def main() -> None:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder), is_durable=True)
        for kind in ("sqlite", "postgresql"):
            if chosen.only in (None, kind):
                database = Database(databases.url(kind), keys=databases.keys)
                measure(database, cases=chosen.cases, threads=chosen.threads)
                database.close()
        databases.stop()


if __name__ == "__main__":
    main()

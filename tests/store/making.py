"""Cases and tasks as tests need them: small, whole, and in one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid5

from engine.domain.history import GENESIS, state_hash
from engine.store.codec import CaseCipher
from engine.store.command import CommandRecord, EventRecord
from engine.store.rows import NO_DUE_DAY, CaseRow, LaneRow, TaskRow

if TYPE_CHECKING:
    from engine.store import Database, UnitOfWork

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
OFFICE = "530326-public-security"


def case_id(name: str) -> str:
    """The same id for the same name."""
    return str(uuid5(NAMESPACE_OID, name))


CASE = case_id("case-1")


def new_case(database: Database, case_id: str, **values: Any) -> tuple[CaseRow, CaseCipher]:
    """A case that is not written yet, and what seals its contents."""
    key = database.keys.new_case_key()
    cipher = CaseCipher(key, case_id)
    made = CaseRow(
        case_id=case_id,
        number=f"N-{case_id[:8]}",
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
        acceptance_office=None,
        handling_office=None,
        parent_case=None,
        opened_at=AT,
        accepted_at=None,
        closed_at=None,
        due_on=date(2026, 3, 4),
        due_provisional=False,
        clock={},
        progress_hash=None,
        head_seq=0,
        head_hash=GENESIS,
        state_hash=state_hash(cipher.salt, b"snapshot"),
        sealed_person=cipher.seal("person", {"name": "张三", "idNo": "51010719900307123X"}),
        sealed_snapshot=cipher.seal_bytes("snapshot", b"snapshot"),
        wrapped=database.keys.wrap(key, case_id),
    )
    return replace(made, **values), cipher


def event_of(cipher: CaseCipher, kind: str = "case_opened", **payload: Any) -> EventRecord:
    return EventRecord(
        kind=kind,
        version=1,
        element_id=None,
        actor="zhangsan",
        actor_name="张*",
        office=None,
        at=AT,
        sealed_payload=cipher.seal("event", payload),
    )


def new_task(case: CaseRow, task_id: str, **values: Any) -> TaskRow:
    made = TaskRow(
        case_id=case.case_id,
        task_id=task_id,
        element_id="check_materials",
        name_zh="审查材料",
        name_en="Check materials",
        lane="acceptance",
        office=OFFICE,
        applicant_account=None,
        purpose="acceptance",
        form_key="shared/accept",
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
        case_due_on=case.due_on or NO_DUE_DAY,
        has_draft=False,
        version=1,
    )
    return replace(made, **values)


def open_case(database: Database, case_id: str, tasks: int = 1, **values: Any) -> CaseRow:
    """Write a case with its first event, its lane and some open tasks."""
    case, cipher = new_case(database, case_id, **values)
    with database.begin() as work:
        work.write_command(
            CommandRecord(
                case=case,
                event=event_of(cipher, note="张三 51010719900307123X"),
                is_new=True,
                lanes=[LaneRow(case_id=case_id, lane="acceptance", office=OFFICE, bound_at=AT)],
                opened_tasks=[new_task(case, f"t{index}") for index in range(1, tasks + 1)],
                persons=[("53", database.keys.blind_index("id", "53", "51010719900307123X"))],
            )
        )
    return read_case(database, case_id)


def read_case(database: Database, case_id: str) -> CaseRow:
    with database.read() as work:
        found = work.cases.get(case_id)
    assert found is not None
    return found


def go_on(work: UnitOfWork, case: CaseRow, **values: Any) -> bytes:
    """One more command on a case as it was read."""
    cipher = work.cases.cipher(case)
    return work.write_command(
        CommandRecord(case=replace(case, **values), event=event_of(cipher, "task_completed"))
    )

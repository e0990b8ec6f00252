"""Whoever copies the database reads no name, no number and no phone; whoever erased a case neither."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.errors import ErasedCaseError, UnavailableError
from engine.store import Database, KeyRing
from engine.store.command import AnswerRecord, CommandRecord
from engine.store.rows import (
    AccountRow,
    CallRow,
    DocumentRow,
    DraftRow,
    IncidentRow,
    MaterialRow,
    MessageRow,
    NoteRow,
    NoticeRow,
    SubscriptionRow,
)
from tests.store.making import AT, CASE, event_of, open_case, read_case

if TYPE_CHECKING:
    from engine.store import UnitOfWork

NAME, ID_NUMBER, PHONE = "卓玛央金次仁·旺姆", "51010719900307123X", "13812345678"
SECRETS = (NAME, ID_NUMBER, PHONE, ID_NUMBER.lower())


def _fill(database: Database) -> None:
    """The same three secrets in everything that can hold contents."""
    open_case(database, CASE)
    case = read_case(database, CASE)
    secret = {"name": NAME, "idNo": ID_NUMBER, "phone": PHONE}
    words = f"{NAME} {ID_NUMBER} {PHONE}"
    with database.begin() as work:
        cipher = work.cases.cipher(case)
        work.write_command(
            CommandRecord(
                case=replace(
                    case,
                    sealed_person=cipher.seal("person", secret),
                    sealed_snapshot=cipher.seal_bytes("snapshot", words.encode()),
                ),
                event=event_of(cipher, "task_completed", **secret),
                answer=AnswerRecord(
                    account_id="zhangsan",
                    key=words,
                    request_hash=bytes(32),
                    at=AT,
                    sealed=lambda seq, _: cipher.seal("answer", {**secret, "seq": seq}),
                ),
                subscriptions=[
                    SubscriptionRow(
                        case_id=CASE,
                        subscription_id="s1",
                        element_id="wait",
                        message="paid",
                        correlation_key=ID_NUMBER,
                    )
                ],
                calls=[_call(cipher.seal("call", secret))],
                messages=[_message(cipher.seal("message", secret))],
                incidents=[_incident(cipher.seal("incident", words))],
                notices=[_notice(cipher.seal("notice", secret))],
                documents=[_document(cipher.seal("document", secret))],
                persons=[("51", database.keys.blind_index("id", "51", ID_NUMBER))],
            )
        )
        _outside_commands(work, cipher.seal("draft", secret), cipher.seal("note", words), words)


def _outside_commands(work: UnitOfWork, draft: bytes, note: bytes, words: str) -> None:
    work.tasks.save_draft(
        DraftRow(case_id=CASE, task_id="t1", sealed_data=draft, revision=1, saved_at=AT, saved_by="zhangsan"),
        expected=0,
    )
    work.cases.add_note(
        NoteRow(
            case_id=CASE, note_id="n1", sealed_text=note, author="c", author_name="甲", office=None, at=AT
        )
    )
    work.jobs.release("outgoing_call", case_id=CASE, job_id="c1", due_at=AT, error=words)
    work.jobs.set_message(CASE, "m1", state="failed", due_at=AT, error=words)
    work.materials.add(
        MaterialRow(
            case_id=CASE,
            material_ref="r1",
            material_id="id_card",
            state="uploaded",
            sealed_filename=note,
            content_type="image/png",
            size=1,
            digest=None,
            storage_key="k",
            added_at=AT,
            added_by="zhangsan",
        )
    )
    work.people.add(
        AccountRow(
            account_id="zhangsan",
            name=NAME,
            roles=["applicant"],
            office=None,
            password_hash="x",
            sealed_person=work.people.seal_person("zhangsan", {"idNo": ID_NUMBER, "phone": PHONE}),
            is_active=True,
            failures=0,
            locked_until=None,
            created_at=AT,
        )
    )


def _call(sealed: bytes) -> CallRow:
    return CallRow(
        case_id=CASE,
        call_id="c1",
        element_id="read",
        system="ga-traffic",
        operation="licence",
        sealed_arguments=sealed,
        purpose="element",
        state="waiting",
        created_at=AT,
        due_at=AT,
        last_error=None,
    )


def _message(sealed: bytes) -> MessageRow:
    return MessageRow(
        case_id=CASE,
        message_id="m1",
        element_id="throw",
        message="move_out_requested",
        correlation_key=ID_NUMBER,
        sealed_payload=sealed,
        state="waiting",
        created_at=AT,
        due_at=AT,
        last_error=None,
    )


def _incident(sealed: bytes) -> IncidentRow:
    return IncidentRow(
        case_id=CASE,
        incident_id="i1",
        kind="call",
        element_id="read",
        reference=None,
        system=None,
        operation=None,
        sealed_message=sealed,
        case_number="N",
        attempts=0,
        state="open",
        raised_at=AT,
    )


def _notice(sealed: bytes) -> NoticeRow:
    return NoticeRow(
        case_id=CASE,
        notice_id="o1",
        account_id="zhangsan",
        office=None,
        template="acceptance_notice",
        case_number="N",
        sealed_body=sealed,
        created_at=AT,
        read_at=None,
        delivery="inbox",
    )


def _document(sealed: bytes) -> DocumentRow:
    return DocumentRow(
        case_id=CASE,
        document_ref="d1",
        kind="decision",
        element_id="decide",
        number="1",
        sealed_body=sealed,
        issued_at=AT,
    )


def _everything(database: Database) -> bytes:
    """Every byte that a thief of the database has: the files of SQLite, the rows of PostgreSQL."""
    if database.dialect == "sqlite":
        with database.read() as work:
            path = Path(work.connection.exec_driver_sql("PRAGMA database_list").one()[2])
        return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))
    found = []
    with database.read() as work:
        names = work.connection.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).scalars()
        for name in list(names):
            rows = work.connection.exec_driver_sql(f"SELECT * FROM {name}")  # noqa: S608 - from the catalogue
            found += [
                bytes(value) if isinstance(value, bytes) else str(value).encode()
                for row in rows
                for value in row
            ]
    return b"\n".join(found)


def test_nothing_personal_can_be_grepped_from_the_database(database: Database) -> None:
    _fill(database)

    content = _everything(database)

    assert b"ga-traffic" in content
    assert [secret for secret in SECRETS if secret.encode() in content] == []


def test_what_was_hidden_comes_back_to_those_who_have_the_key(database: Database) -> None:
    _fill(database)

    with database.read() as work:
        call = work.jobs.call(CASE, "c1")
        (message,) = work.jobs.messages(CASE)
        account = work.people.get("zhangsan")
        waiting = work.cases.subscribers("paid", ID_NUMBER)
        strangers = work.cases.subscribers("paid", PHONE)

    assert call is not None
    assert NAME in (call.last_error or "")
    assert (message.correlation_key, NAME in (message.last_error or "")) == (ID_NUMBER, True)
    assert account is not None
    assert account.name == NAME
    assert waiting == [(CASE, "s1")]
    assert strangers == []


def test_an_erased_case_is_unreadable_and_its_chain_still_verifies(database: Database) -> None:
    _fill(database)
    with database.begin() as work:
        work.cases.erase(CASE, by="admin", at=AT)

    with database.read() as work:
        case = work.cases.get(CASE)
        assert case is not None
        assert work.events.first_break(CASE) is None
        with pytest.raises(ErasedCaseError):
            work.cases.cipher(case)


def test_another_master_key_opens_nothing(database: Database) -> None:
    _fill(database)
    url = database_url_of(database)
    other = Database(url, keys=KeyRing(bytes(32)))

    with other.read() as work:
        case = work.cases.get(CASE)
        assert case is not None
        with pytest.raises(UnavailableError, match="master key"):
            work.cases.cipher(case)
        with pytest.raises(UnavailableError, match="master key"):
            work.people.get("zhangsan")

    other.close()


def database_url_of(database: Database) -> str:
    with database.read() as work:
        return work.connection.engine.url.render_as_string(hide_password=False)

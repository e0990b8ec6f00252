"""A command is written whole or not at all, under the revision that was read, and never changed again."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.errors import ErasedCaseError, LimitError, StaleRevisionError
from tests.store.making import AT, CASE, go_on, open_case, read_case

if TYPE_CHECKING:
    from engine.store import Database


def test_each_command_counts_the_revision_and_the_head_of_the_history_on(database: Database) -> None:
    case = open_case(database, CASE)

    with database.begin() as work:
        head = go_on(work, case, status="40")

    after = read_case(database, CASE)
    assert (after.revision, after.head_seq, after.status) == (2, 2, "40")
    assert bytes(after.head_hash) == head


def test_the_second_of_two_commands_on_one_revision_is_refused_and_leaves_nothing(database: Database) -> None:
    case = open_case(database, CASE)
    with database.begin() as work:
        go_on(work, case, status="40")

    with pytest.raises(StaleRevisionError), database.begin() as work:
        go_on(work, case, status="61")

    after = read_case(database, CASE)
    assert (after.revision, after.status) == (2, "40")
    with database.read() as work:
        assert len(work.events.of_case(CASE)) == 2


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event"])
def test_the_database_itself_refuses_to_change_an_event(database: Database, statement: str) -> None:
    open_case(database, CASE)

    with pytest.raises(DBAPIError, match="append-only"), database.begin() as work:
        work.connection.execute(text(statement))


def test_one_flipped_bit_in_an_event_is_named(database: Database) -> None:
    case = open_case(database, CASE)
    with database.begin() as work:
        go_on(work, case)
    with database.begin() as work:
        _without_triggers(work)
        row = work.events.of_case(CASE)[1]
        changed = bytes([row.sealed_payload[0] ^ 1]) + bytes(row.sealed_payload[1:])
        work.connection.execute(
            text("UPDATE event SET sealed_payload = :changed WHERE seq = 2"), {"changed": changed}
        )

    with database.read() as work:
        found = work.events.first_break(CASE)

    assert found is not None
    assert found.seq == 2
    assert "contents of event 2 were changed" in found.message


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("DELETE FROM event WHERE seq = 2", 2),
        ("DELETE FROM event WHERE seq = 3", 3),
        ("UPDATE event SET actor = 'mallory' WHERE seq = 1", 1),
    ],
)
def test_a_missing_or_altered_event_is_named(database: Database, statement: str, seq: int) -> None:
    open_case(database, CASE)
    for _ in range(2):
        case = read_case(database, CASE)
        with database.begin() as work:
            go_on(work, case)
    with database.begin() as work:
        _without_triggers(work)
        work.connection.execute(text(statement))

    with database.read() as work:
        found = work.events.first_break(CASE)

    assert found is not None
    assert found.seq == seq


def test_events_that_change_places_are_named(database: Database) -> None:
    open_case(database, CASE)
    for _ in range(2):
        case = read_case(database, CASE)
        with database.begin() as work:
            go_on(work, case)
    with database.begin() as work:
        _without_triggers(work)
        for before, after in ((2, 9), (3, 2), (9, 3)):
            work.connection.execute(text(f"UPDATE event SET seq = {after} WHERE seq = {before}"))  # noqa: S608

    with database.read() as work:
        found = work.events.first_break(CASE)

    assert found is not None
    assert found.seq == 2


def test_a_whole_history_has_no_break_even_after_its_case_was_erased(database: Database) -> None:
    open_case(database, CASE)
    with database.begin() as work:
        work.cases.erase(CASE, by="admin", at=AT)

    with database.read() as work:
        case = work.cases.get(CASE)
        assert case is not None
        assert work.events.first_break(CASE) is None
        with pytest.raises(ErasedCaseError):
            work.cases.cipher(case)


def test_contents_are_readable_with_the_key_and_nowhere_in_the_file(database: Database) -> None:
    case = open_case(database, CASE)

    with database.read() as work:
        opened = work.cases.cipher(case).open("person", bytes(case.sealed_person or b""))

    assert opened["idNo"] == "51010719900307123X"
    if database.dialect == "sqlite":
        with database.read() as work:
            path = work.connection.exec_driver_sql("PRAGMA database_list").one()[2]
        with sqlite3.connect(path) as plain:
            plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        plain.close()
        with open(path, "rb") as file:  # noqa: PTH123 - plain bytes
            content = file.read()
        assert b"51010719900307123X" not in content
        assert "张三 ".encode() not in content


def test_a_repeated_key_gives_the_request_that_came_before(database: Database) -> None:
    def reserve(_: int) -> bool:
        return database.run(
            lambda work: (
                work.idempotency.reserve(account_id="a", key="k", request_hash=bytes(32), case_id=None, at=AT)
                is None
            )
        )

    with ThreadPoolExecutor(8) as threads:
        wins = list(threads.map(reserve, range(8)))

    assert sum(wins) == 1


def test_numbers_are_given_once_and_their_end_is_a_named_error(database: Database) -> None:
    day = date(2026, 3, 2)

    def take(_: int) -> int:
        return database.run(lambda work: work.numbers.take("code", day))[0]

    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(take, range(60)))

    assert sorted(taken) == list(range(1, 61))
    with pytest.raises(LimitError, match="are used"), database.begin() as work:
        work.numbers.take("code", day, count=9_999)


def _without_triggers(work: object) -> None:
    connection = work.connection  # type: ignore[attr-defined]
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER event_no_update"))
        connection.execute(text("DROP TRIGGER event_no_delete"))
    else:
        connection.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))

"""The migrations, run one after another, give exactly the tables that the code speaks of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine.store import Database
from engine.store.tables import metadata

if TYPE_CHECKING:
    from tests.databases import Databases

PLATFORM = {
    "account",
    "calendar_year",
    "definition",
    "definition_file",
    "idempotency_key",
    "number_block",
    "office",
    "person_index",
    "preference",
    "resource",
    "substitute",
    "token",
}
"""Small tables with keys of their own."""


def test_the_sum_of_the_migrations_equals_the_tables(database: Database) -> None:
    with database.read() as work:
        context = MigrationContext.configure(work.connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.upgrade()

    with database.read() as work:
        assert work.offices.count() == 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_start_together_make_one_schema(databases: Databases, kind: str) -> None:
    url = databases.empty_url(kind)

    def start(_: int) -> int:
        database = Database(url, keys=databases.keys)
        database.upgrade()
        with database.read() as work:
            count = work.offices.count()
        database.close()
        return count

    with ThreadPoolExecutor(3) as starters:
        assert list(starters.map(start, range(3))) == [0, 0, 0]
    databases.drop(url)


def test_every_key_of_a_case_table_starts_with_the_case() -> None:
    strays = {
        table.name
        for table in metadata.tables.values()
        if table.name not in PLATFORM and next(iter(table.primary_key.columns)).name != "case_id"
    }

    assert strays == set()

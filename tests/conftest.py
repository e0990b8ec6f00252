"""Fixtures that several floors share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulators import RunningSimulators, serve
from tests.databases import Databases, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.store import Database


@pytest.fixture(scope="session")
def simulator_server() -> Iterator[RunningSimulators]:
    """The stand-ins of the national platforms, started once for the whole run, on a free port."""
    with serve() as running:
        yield running


@pytest.fixture
def simulator(simulator_server: RunningSimulators) -> RunningSimulators:
    """The stand-ins with every record as at the start and no fault switched on."""
    simulator_server.reset()
    return simulator_server


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases of both kinds; one PostgreSQL server for the whole run."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """An empty, migrated database; each test runs on SQLite and on PostgreSQL."""
    with opened(databases, request.param) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of an empty, migrated database, for what opens it itself (with ``databases.keys``)."""
    url = databases.url(request.param)
    yield url
    databases.drop(url)

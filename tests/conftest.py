"""Fixtures that several floors share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from simulators import RunningSimulators, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


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

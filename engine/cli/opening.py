"""Opening the platform for one command: settings, database, and who acts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.bootstrap import build
from engine.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bootstrap import Tongban
    from engine.domain.actors import Actor


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Tongban]:
    """The platform with its schema up to date; closed again at the end."""
    tongban = build(settings or Settings.from_environment())
    try:
        tongban.prepare()
        yield tongban
    finally:
        tongban.close()


def local_administrator(tongban: Tongban) -> Actor:
    """Whoever may run commands on this machine acts as its administrator; the history says so."""
    return tongban.accounts.local_administrator()


def acting(tongban: Tongban, account_id: str | None) -> Actor:
    """The named account, or the local administrator."""
    return tongban.accounts.actor(account_id=account_id) if account_id else local_administrator(tongban)

"""One transaction and what can be done inside it, one repository per noun."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.store.cases import Cases
from engine.store.command import write_command
from engine.store.definitions import Definitions
from engine.store.events import Events
from engine.store.idempotency import IdempotencyKeys
from engine.store.incidents import Incidents
from engine.store.jobs import Jobs
from engine.store.materials import Materials
from engine.store.notices import Notices
from engine.store.numbers import Numbers
from engine.store.offices import Offices
from engine.store.people import People
from engine.store.tasks import Tasks

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from engine.store.command import CommandRecord
    from engine.store.keys import KeyRing
    from engine.store.numbers import NumberBlocks


class UnitOfWork:
    """Reads and writes of one transaction. It never commits: ``Database.begin`` does."""

    def __init__(self, connection: Connection, keys: KeyRing, blocks: NumberBlocks | None = None) -> None:
        """Made by ``Database``."""
        self.connection = connection
        self.keys = keys
        self._blocks = blocks

    @cached_property
    def cases(self) -> Cases:
        """Case files, their keys, lanes, notes and who they are about."""
        return Cases(self.connection, self.keys)

    @cached_property
    def tasks(self) -> Tasks:
        """Tasks, worklists and drafts."""
        return Tasks(self.connection, self.keys)

    @cached_property
    def events(self) -> Events:
        """Histories."""
        return Events(self.connection)

    @cached_property
    def jobs(self) -> Jobs:
        """Timers, calls, messages, continuations, subscriptions."""
        return Jobs(self.connection, self.keys)

    @cached_property
    def incidents(self) -> Incidents:
        """What a person must look at."""
        return Incidents(self.connection)

    @cached_property
    def materials(self) -> Materials:
        """Materials of a case."""
        return Materials(self.connection)

    @cached_property
    def notices(self) -> Notices:
        """Notices and documents."""
        return Notices(self.connection)

    @cached_property
    def definitions(self) -> Definitions:
        """Deployed definitions and their files."""
        return Definitions(self.connection)

    @cached_property
    def offices(self) -> Offices:
        """Offices and the official calendar."""
        return Offices(self.connection)

    @cached_property
    def people(self) -> People:
        """Accounts, tokens, substitutes, preferences."""
        return People(self.connection, self.keys)

    @cached_property
    def numbers(self) -> Numbers:
        """Case numbers."""
        return Numbers(self.connection, self._blocks)

    @cached_property
    def idempotency(self) -> IdempotencyKeys:
        """Keys of requests that were answered."""
        return IdempotencyKeys(self.connection, self.keys)

    def write_command(self, record: CommandRecord) -> bytes:
        """Everything that one command changed; gives the hash of its event."""
        return write_command(self.connection, self.keys, record)

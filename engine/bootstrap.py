"""Puts the house together: real database, clock and ids behind the use cases. API and command line begin here."""

from __future__ import annotations

import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.errors import NotFoundError
from engine.service.accounts import Accounts
from engine.service.audit import Audit
from engine.service.blobs import FolderBlobs
from engine.service.calendar import Calendar
from engine.service.calls import Calls
from engine.service.cases import Cases
from engine.service.catalogue import Catalogue
from engine.service.definitions import Definitions
from engine.service.formats import form_formats
from engine.service.forms import Forms
from engine.service.http import HttpPlatforms, Platforms
from engine.service.incidents import Incidents
from engine.service.items import Items
from engine.service.loaded import DefinitionCache, load_definition
from engine.service.materials import Materials
from engine.service.messages import Messages
from engine.service.notices import Notices
from engine.service.offices import Offices
from engine.service.posting import Posting
from engine.service.seeds import Seeds
from engine.service.substitutes import Substitutes
from engine.service.surroundings import LiveCalendar, LiveOffices, Surroundings
from engine.service.tasks import Tasks
from engine.service.timers import Timers
from engine.service.worker import Worker
from engine.store import Database, KeyRing

if TYPE_CHECKING:
    from collections.abc import Callable

    from jsonschema import FormatChecker

    from engine.service.loaded import LoadedDefinition
    from engine.settings import Settings

MASTER_KEY_FILE = "master.key"
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8


@dataclass(frozen=True, kw_only=True)
class Tongban:
    """The whole platform, service by service."""

    settings: Settings
    clock: Callable[[], datetime]
    database: Database
    around: Surroundings
    cases: Cases
    tasks: Tasks
    items: Items
    forms: Forms
    definitions: Definitions
    materials: Materials
    notices: Notices
    messages: Messages
    incidents: Incidents
    timers: Timers
    calls: Calls
    audit: Audit
    accounts: Accounts
    substitutes: Substitutes
    offices: Offices
    calendar: Calendar
    worker: Worker
    seeds: Seeds
    platforms: Platforms

    def prepare(self) -> None:
        """Create or migrate the database and read what was imported into it."""
        self.database.upgrade()
        self.around.calendar.refresh()

    def secret(self, purpose: str) -> bytes:
        """A secret derived from the master key, the same on every host, such as for signing sessions."""
        return self.database.keys.secret(purpose)

    def close(self) -> None:
        """Give connections back."""
        self.platforms.close()
        self.database.close()


def build(
    settings: Settings,
    *,
    clock: Callable[[], datetime] | None = None,
    new_id: Callable[[], str] | None = None,
    keys: KeyRing | None = None,
    platforms: Platforms | None = None,
    catalogue: Catalogue | None = None,
) -> Tongban:
    """The platform on real parts; tests give their own clock, ids, keys or way to other platforms."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    known = catalogue or Catalogue.read(settings.catalogue)
    database = Database(settings.database, keys=keys or _key_ring(settings))
    now, ids = clock or _now, new_id or uuid7
    calendar = LiveCalendar(database, known.published)
    offices = LiveOffices(database, known)
    formats = form_formats(known.regions)
    accounts = Accounts(database=database, offices=offices, settings=settings, clock=now, new_id=ids)
    around = Surroundings(
        database=database,
        settings=settings,
        clock=now,
        new_id=ids,
        new_code=new_code,
        catalogue=known,
        offices=offices,
        calendar=calendar,
        definitions=_definitions(database, formats, calendar),
        blobs=FolderBlobs(settings.materials),
        accounts=accounts,
    )
    reached = platforms or HttpPlatforms(settings)
    messages = Messages(around)
    timers, calls = Timers(around), Calls(around, reached)
    return Tongban(
        settings=settings,
        clock=now,
        database=database,
        around=around,
        cases=Cases(around),
        tasks=Tasks(around),
        items=Items(around),
        forms=Forms(around),
        definitions=Definitions(around, formats),
        materials=Materials(around),
        notices=Notices(around),
        messages=messages,
        incidents=Incidents(around),
        timers=timers,
        calls=calls,
        audit=Audit(around),
        accounts=accounts,
        substitutes=Substitutes(around),
        offices=Offices(around),
        calendar=Calendar(around),
        worker=Worker(around, timers=timers, calls=calls, posting=Posting(around, messages)),
        seeds=Seeds(around),
        platforms=reached,
    )


def uuid7() -> str:
    """A UUID of version 7 (RFC 9562): sorts by time, random behind it."""
    milliseconds = time.time_ns() // 1_000_000
    value = (
        (milliseconds << 80)
        | (0x7 << 76)
        | (secrets.randbits(12) << 64)
        | (0b10 << 62)
        | secrets.randbits(62)
    )
    return str(uuid.UUID(int=value))


def new_code() -> str:
    """A code that people type with a case number: 40 random bits in letters that are not mistaken."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def _now() -> datetime:
    return datetime.now(UTC)


def _key_ring(settings: Settings) -> KeyRing:
    if settings.master_key:
        return KeyRing.from_text(settings.master_key)
    return KeyRing.from_file(settings.var / MASTER_KEY_FILE)


def _definitions(database: Database, formats: FormatChecker, calendar: LiveCalendar) -> DefinitionCache:
    def load(digest: str) -> LoadedDefinition:
        with database.read() as work:
            files = work.definitions.files(digest)
        if not files:
            raise NotFoundError(kind="definition", key=digest[:80])
        return load_definition(files, digest=digest, formats=formats, calendar=calendar)

    def current(item_id: str) -> str | None:
        with database.read() as work:
            row = work.definitions.current(item_id)
        return None if row is None else row.digest

    return DefinitionCache(load, current)

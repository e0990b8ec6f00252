"""A whole platform below the API: real database of both kinds, a clock and platforms that tests move."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.bootstrap import Tongban, build
from engine.domain.actors import Actor, Role
from engine.domain.office_names import offices_of
from engine.service.catalogue import Catalogue
from engine.service.http import Answered, CallOutcome
from engine.service.requests import OpenCase
from engine.settings import Settings
from engine.store.rows import AccountRow, OfficeRow
from tests.service.bundles import ITEMS, install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from engine.service.answers import CaseView, Opened
    from tests.databases import Databases

ZHANGSAN_ID = "512002199001019017"
DATA: dict[str, Any] = {
    "applicantName": "张三丰·测试",
    "applicantIdNo": ZHANGSAN_ID,
    "applicantPhone": "13900000001",
    "applicantRegion": "530326",
}
REGIONS = ("530326", "530300", "530000", "512000", "510000", "540402", "540400", "540000")
CATALOGUE = Catalogue.read(Settings().catalogue)


@dataclass
class Clock:
    """Time that a test decides."""

    at: datetime = datetime(2026, 11, 25, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class FakePlatforms:
    """Our own seam to other platforms: answers what a test says, remembers what was asked."""

    answer: Callable[[str, str, dict[str, Any]], CallOutcome] = field(
        default=lambda _system, _operation, _arguments: Answered(result={"messageId": "1"})
    )
    asked: list[tuple[str, str, dict[str, Any], str]] = field(default_factory=list)

    def call(
        self, system: str, operation: str, arguments: dict[str, Any], *, key: str, request_id: str
    ) -> CallOutcome:
        assert request_id
        self.asked.append((system, operation, arguments, key))
        return self.answer(system, operation, arguments)

    def close(self) -> None:
        """Nothing is open."""


@dataclass
class World:
    """The platform and its people."""

    tongban: Tongban
    clock: Clock
    platforms: FakePlatforms

    def who(self, account_id: str) -> Actor:
        return self.tongban.accounts.actor(account_id=account_id)

    def open(
        self, item: str = "trial-item", *, submit: bool = True, who: str = "zhangsan", **more: Any
    ) -> Opened:
        data = {**DATA, **more.pop("data", {})}
        request = OpenCase(
            item_id=item, key=more.pop("key", str(uuid.uuid4())), data=data, submit=submit, **more
        )
        return self.tongban.cases.open(self.who(who), request)

    def case(self, case_id: str, who: str = "auditor") -> CaseView:
        return self.tongban.cases.read(self.who(who), case_id=case_id)

    def task(self, case_id: str, element_id: str) -> str:
        tasks = self.case(case_id).tasks
        return next(task.task_id for task in tasks if task.element_id == element_id and task.state == "open")

    def complete(self, case_id: str, element_id: str, who: str, **data: Any) -> Any:
        return self.tongban.tasks.complete(
            self.who(who), task_id=self.task(case_id, element_id), data=data or {"accepted": True}
        )

    def work(self, rounds: int = 60) -> None:
        """Let the worker do everything that is due now."""
        for _ in range(rounds):
            if not self.tongban.worker.run_once():
                return
        message = "the worker does not come to rest"
        raise AssertionError(message)


PEOPLE = (
    ("zhangsan", {Role.APPLICANT}, None),
    ("lisi", {Role.APPLICANT}, None),
    ("huize", {Role.CLERK}, "530326-public-security-traffic-police"),
    ("huize2", {Role.CLERK}, "530326-public-security-traffic-police"),
    ("huize.lead", {Role.OFFICE_LEAD}, "530326-public-security-traffic-police"),
    ("huize.bureau", {Role.CLERK}, "530326-public-security"),
    ("bureau.lead", {Role.OFFICE_LEAD}, "530326-public-security"),
    ("ziyang", {Role.CLERK}, "512000-public-security"),
    ("linzhi", {Role.CLERK}, "540402-public-security"),
    ("analyst", {Role.ANALYST}, None),
    ("auditor", {Role.AUDITOR}, None),
    ("admin", {Role.ADMINISTRATOR}, None),
    ("pay-nontax", {Role.SYSTEM}, None),
)


def make_world(settings: Settings, databases: Databases) -> World:
    """Build, seed a few offices and people, install the small items."""
    clock, platforms = Clock(), FakePlatforms()
    tongban = build(settings, clock=clock, keys=databases.keys, platforms=platforms, catalogue=CATALOGUE)
    tongban.prepare()
    regions = tongban.around.catalogue.regions
    rows = [
        OfficeRow(**vars(office))
        for code in REGIONS
        for office in offices_of(regions[code], ["public-security"], full_name=regions.full_name(code))
    ]
    with tongban.database.begin() as work:
        work.offices.add(rows)
    with tongban.database.begin() as work:
        for account_id, roles, office in PEOPLE:
            is_applicant = Role.APPLICANT in roles
            person = {"id_no": ZHANGSAN_ID, "phone": "13900000001"} if account_id == "zhangsan" else {}
            work.people.add(
                AccountRow(
                    account_id=account_id,
                    name="张三丰·测试" if is_applicant else f"窗口 {account_id}",
                    roles=sorted(roles),
                    office=office,
                    password_hash="nobody signs in here",
                    sealed_person=work.people.seal_person(account_id, person) if person else None,
                    is_active=True,
                    failures=0,
                    locked_until=None,
                    created_at=clock(),
                )
            )
    for item in ITEMS:
        install(tongban, item)
    return World(tongban=tongban, clock=clock, platforms=platforms)


@pytest.fixture
def world(database_url: str, databases: Databases, tmp_path: Path) -> Iterator[World]:
    """A platform of its own for each test, on SQLite and on PostgreSQL."""
    settings = Settings(
        database_url=database_url, var=tmp_path / "var", call_backoff_seconds=1.0, call_attempts=3
    )
    made = make_world(settings, databases)
    yield made
    made.tongban.close()

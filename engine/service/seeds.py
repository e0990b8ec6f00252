"""What a new installation begins with: offices of the five provinces, and the demo's accounts.

Passwords are made here, once, and written to a file of mode 600; no account has a built-in one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.actors import Role
from engine.domain.office_names import DEPARTMENT_IDS, offices_of
from engine.service.bundles import item_folders
from engine.service.cards import CARD_FILE, read_card
from engine.service.demo import DEMO_STAFF, DEMO_SYSTEMS, demo_applicants
from engine.service.requests import NewAccount
from engine.store.rows import OfficeRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from engine.service.surroundings import Surroundings

HEADER = (
    "# Demo accounts of Tongban 通办 / 演示账号. Passwords were made at the first start and are kept nowhere else.\n"
    "# account                 password          roles, office, name\n"
)


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """What was new."""

    offices: int
    accounts: int
    logins: Path


class Seeds:
    """Fills an empty installation; a second time nothing happens."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, regions and the folders."""
        self._around = around

    def offices_and_accounts(self, logins: Path) -> Seeded:
        """Offices of the deployed departments at every level with their units, and the demo accounts."""
        offices = self._offices()
        people = self._people()
        made = self._around.accounts.add_many(people)
        if made:
            _write_logins(logins, people, made)
        return Seeded(offices=offices, accounts=len(made), logins=logins)

    def _offices(self) -> int:
        regions = self._around.catalogue.regions
        departments = self._departments()
        rows = [
            OfficeRow(
                code=office.code,
                region=office.region,
                department=office.department,
                unit=office.unit,
                level=office.level,
                name_zh=office.name_zh,
                name_en=office.name_en,
                credit_code=office.credit_code,
            )
            for region in regions
            for office in offices_of(region, departments, full_name=regions.full_name(region.code))
        ]
        with self._around.database.begin() as work:
            new = work.offices.add(rows)
        self._around.offices.refresh()
        return new

    def _departments(self) -> frozenset[str]:
        """Those of the items that lie in the folders, and of the deployed ones."""
        found = {
            read_card((folder / CARD_FILE).read_bytes()).department
            for folder in item_folders(self._around.settings.processes)
        }
        with self._around.database.read() as work:
            found |= {row.card["department"] for row in work.definitions.versions(current_only=True)}
        return frozenset(found) & DEPARTMENT_IDS

    def _people(self) -> list[NewAccount]:
        applicants = demo_applicants(self._around.settings.people)
        known = self._around.offices.directory
        people = [*applicants, *(one for one in DEMO_STAFF if one.office is None or known.get(one.office))]
        accounts = [
            NewAccount(
                account_id=person.account_id,
                name=person.name,
                roles=frozenset(str(role) for role in person.roles),
                office=person.office,
                id_no=person.id_no,
                phone=person.phone,
            )
            for person in people
        ]
        systems = self._around.catalogue.systems
        return accounts + [
            NewAccount(account_id=system, name=systems[system].zh, roles=frozenset({str(Role.SYSTEM)}))
            for system in DEMO_SYSTEMS
        ]


def _write_logins(path: Path, people: Iterable[NewAccount], made: dict[str, str]) -> None:
    """Add the new ones to the file, which only its owner reads."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_new = not path.exists()
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
    ) as file:
        if is_new:
            file.write(HEADER)
        for person in people:
            if person.account_id in made and Role.SYSTEM not in person.roles:
                where = person.office or "-"
                roles = ",".join(sorted(person.roles))
                file.write(
                    f"{person.account_id:24}  {made[person.account_id]}  {roles}  {where}  {person.name}\n"
                )
    path.chmod(0o600)


def note_new_password(path: Path, account_id: str, password: str) -> bool:
    """Keep the file of logins true after a reset; whether the account stands in it. No other account is added."""
    if not path.is_file():
        return False
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines):
        words = line.split(maxsplit=2)
        if len(words) > 1 and words[0] == account_id:
            lines[number] = line.replace(words[1], password, 1)
            break
    else:
        return False
    fresh = path.with_name(f"{path.name}.new")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.writelines(lines)
    fresh.replace(path)
    return True

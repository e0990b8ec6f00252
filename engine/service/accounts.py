"""Accounts: creating them, roles, passwords, who stands in for whom, what somebody saved for themselves."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.domain.actors import OFFICE_ROLES, SYSTEM_ACTOR, Actor, Role, conflicting_roles
from engine.domain.identifiers import is_id_number, is_phone
from engine.domain.names import is_name, normalised_name
from engine.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from engine.service.identities import (
    LOCAL_ADMINISTRATOR,
    LONGEST_LABEL,
    LONGEST_PASSWORD,
    Identities,
    administer,
    shown_name,
)
from engine.service.passwords import new_password, password_hash
from engine.service.records import AccountView
from engine.store.rows import AccountRow, SubstituteRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.service.requests import NewAccount, NewSubstitute
    from engine.store import UnitOfWork

ACCOUNT_ID = re.compile(r"[a-z0-9][a-z0-9._\-]{1,62}[a-z0-9]")
RESERVED = frozenset({SYSTEM_ACTOR.account_id, LOCAL_ADMINISTRATOR.account_id})


class Accounts(Identities):
    """Everything about accounts; who somebody is stands in ``Identities``."""

    def create(self, actor: Actor, new: NewAccount) -> tuple[AccountView, str | None]:
        """A new account, with its password where one was made.

        Raises:
            ForbiddenError: only administrators. InvalidInputError: roles that conflict, an unknown office.
            ConflictError: the name is taken.
        """
        administer(actor)
        password = new.password or new_password()
        if new.password is not None:
            self._check_password(new.password)
        row = self._new_row(new, password)
        with self._database.begin() as work:
            if work.people.get(new.account_id) is not None:
                raise ConflictError(
                    f"There is an account '{new.account_id}' already. Choose another name.",
                    f"账号“{new.account_id}”已存在，请更换。",
                )
            work.people.add(_with_person(work, row, new))
        return self._view(row), None if new.password else password

    def add_many(self, people: Iterable[NewAccount]) -> dict[str, str]:
        """Accounts that are not there yet, with generated passwords by account (for the seeds)."""
        with self._database.read() as work:
            wanted = [new for new in people if work.people.get(new.account_id) is None]
        made = {new.account_id: new_password() for new in wanted}
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # hashing leaves the interpreter free
            rows = list(pool.map(lambda new: (self._new_row(new, made[new.account_id]), new), wanted))
        with self._database.begin() as work:
            for row, new in rows:
                if work.people.get(new.account_id) is None:
                    work.people.add(_with_person(work, row, new))
        return made

    def list(self, actor: Actor, *, office: str | None = None) -> tuple[AccountView, ...]:
        """All accounts, or those of an office (also for its lead)."""
        if not (actor.has(Role.OFFICE_LEAD) and office is not None and office in actor.offices):
            administer(actor)
        with self._database.read() as work:
            rows = work.people.accounts(offices=None if office is None else [office])
        return tuple(self._view(row) for row in rows)

    def colleagues(self, actor: Actor) -> tuple[AccountView, ...]:
        """Clerks and leads of the caller's offices, without the caller."""
        if not actor.has(Role.CLERK, Role.OFFICE_LEAD):
            return ()
        with self._database.read() as work:
            rows = work.people.accounts(offices=sorted(actor.offices))
        return tuple(
            self._view(row)
            for row in rows
            if row.account_id != actor.account_id and row.is_active and OFFICE_ROLES & set(row.roles)
        )

    def reset_password(self, actor: Actor, *, account_id: str, password: str | None = None) -> str:
        """A new password, made where none is given; all tokens of the account end."""
        administer(actor)
        if password is not None:
            self._check_password(password)
        chosen = password or new_password()
        self._set_password(account_id, chosen)
        return chosen

    def change_password(self, actor: Actor, *, old: str, new: str) -> None:
        """One's own password. Raises ForbiddenError where the old one is wrong."""
        self.sign_in(account_id=actor.account_id, password=old)
        self._check_password(new)
        self._set_password(actor.account_id, new)

    def set_roles(
        self, actor: Actor, *, account_id: str, roles: Iterable[str], office: str | None
    ) -> AccountView:
        """Other roles, another office. Raises InvalidInputError for roles that conflict."""
        administer(actor)
        if account_id == actor.account_id:
            raise ForbiddenError(
                "Nobody changes their own roles. Ask another administrator.",
                "不能修改自己的角色，请由其他管理员操作。",
            )
        chosen = self._checked_roles(roles, office)
        with self._database.begin() as work:
            row = work.people.lock(account_id)
            if row is None:
                raise NotFoundError(kind="account", key=account_id)
            changed = replace(row, roles=sorted(chosen), office=office)
            work.people.change(account_id, roles=changed.roles, office=office)
        return self._view(changed)

    def set_active(self, actor: Actor, *, account_id: str, is_active: bool) -> AccountView:
        """Close an account, or open it again; its tokens end. Raises ForbiddenError for one's own."""
        administer(actor)
        if account_id == actor.account_id:
            raise ForbiddenError(
                "Nobody closes their own account. Ask another administrator.",
                "不能停用自己的账号，请由其他管理员操作。",
            )
        with self._database.begin() as work:
            row = work.people.lock(account_id)
            if row is None:
                raise NotFoundError(kind="account", key=account_id)
            work.people.change(account_id, is_active=is_active)
            work.people.revoke_tokens_of(account_id, at=self._clock())
        return self._view(replace(row, is_active=is_active))

    def substitute(self, actor: Actor, new: NewSubstitute) -> None:
        """Somebody stands in for an office for a while; leads decide for their own office."""
        if not (actor.has(Role.OFFICE_LEAD) and new.office in actor.offices):
            administer(actor)
        if new.valid_to <= new.valid_from:
            raise InvalidInputError(
                "A substitution ends after it begins. Correct the times.",
                "代岗结束时间须晚于开始时间，请更正。",
            )
        with self._database.begin() as work:
            row = work.people.get(new.account_id)
            if row is None or not OFFICE_ROLES & set(row.roles):
                raise NotFoundError(kind="account", key=new.account_id)
            if self._offices.directory.get(new.office) is None:
                raise NotFoundError(kind="office", key=new.office)
            known = work.people.substitutes(account_id=new.account_id)
            if any(one.office == new.office and one.valid_from == new.valid_from for one in known):
                raise ConflictError(
                    f"'{new.account_id}' stands in for '{new.office}' from then on already.",
                    f"“{new.account_id}”自该时间起已代岗“{new.office}”。",
                )
            work.people.add_substitute(
                SubstituteRow(
                    account_id=new.account_id,
                    office=new.office,
                    valid_from=new.valid_from,
                    valid_to=new.valid_to,
                )
            )

    def preferences(self, actor: Actor, *, kind: str) -> dict[str, Any]:
        """What somebody saved for themselves, such as filters, by name."""
        with self._database.glance() as work:
            return work.people.preferences(actor.account_id, kind)

    def save_preference(self, actor: Actor, *, kind: str, name: str, value: Any) -> None:
        """Keep one; ``value`` None forgets it."""
        if not 0 < len(name) <= LONGEST_LABEL:
            raise InvalidInputError(
                f"A name needs 1 to {LONGEST_LABEL} characters.", f"名称须为1至{LONGEST_LABEL}个字符。"
            )
        with self._database.begin() as work:
            work.people.save_preference(actor.account_id, kind, name, value)

    # --- inside

    def _set_password(self, account_id: str, password: str) -> None:
        hashed = password_hash(password)
        with self._database.begin() as work:
            if work.people.lock(account_id) is None:
                raise NotFoundError(kind="account", key=account_id)
            work.people.change(account_id, password_hash=hashed, failures=0, locked_until=None)
            work.people.revoke_tokens_of(account_id, at=self._clock())

    def _check_password(self, password: str) -> None:
        shortest = self._settings.password_length
        if not shortest <= len(password) <= LONGEST_PASSWORD:
            raise InvalidInputError(
                f"A password needs {shortest} to {LONGEST_PASSWORD} characters.",
                f"密码须为{shortest}至{LONGEST_PASSWORD}个字符。",
            )

    def _checked_roles(self, roles: Iterable[str], office: str | None) -> frozenset[Role]:
        try:
            chosen = frozenset(Role(role) for role in roles)
        except ValueError as error:
            raise InvalidInputError(
                f"Roles are {', '.join(Role)}. Correct the list.", f"角色只能是 {'、'.join(Role)}，请更正。"
            ) from error
        pair = conflicting_roles(chosen)
        if pair is not None or not chosen:
            first, second = pair or ("-", "-")
            raise InvalidInputError(
                f"The roles {first} and {second} must not be held together, and one is needed.",
                f"角色 {first} 与 {second} 不得兼任，且至少需要一个角色。",
            )
        if chosen & OFFICE_ROLES and self._offices.directory.get(office) is None:
            raise InvalidInputError(
                f"A clerk or lead needs an office that exists; '{office}' does not.",
                f"窗口人员和负责人须有所属机构，“{office}”不存在。",
            )
        return chosen

    def _new_row(self, new: NewAccount, password: str) -> AccountRow:
        if ACCOUNT_ID.fullmatch(new.account_id) is None or new.account_id in RESERVED:
            raise InvalidInputError(
                f"'{new.account_id}' is no name to sign in with: 3 to 64 of a-z, 0-9, '.', '_', '-'.",
                f"“{new.account_id}”不能作为账号：须为3至64位小写字母、数字、点、下划线或连字符。",
            )
        if not is_name(new.name):
            raise InvalidInputError("This cannot be a name. Correct it.", "姓名有误，请更正。")
        if (new.id_no and not is_id_number(new.id_no)) or (new.phone and not is_phone(new.phone)):
            raise InvalidInputError(
                "ID number or phone are wrong. Correct them.", "证件号码或手机号码有误，请更正。"
            )
        chosen = self._checked_roles(new.roles, new.office)
        return AccountRow(
            account_id=new.account_id,
            name=normalised_name(new.name),
            roles=sorted(chosen),
            office=new.office,
            password_hash=password_hash(password),
            sealed_person=None,
            is_active=True,
            failures=0,
            locked_until=None,
            created_at=self._clock(),
        )

    def _view(self, row: AccountRow) -> AccountView:
        return AccountView(
            account_id=row.account_id,
            name=shown_name(row),
            roles=tuple(row.roles),
            office=self._offices.name(row.office),
            is_active=row.is_active,
            locked_until=row.locked_until,
            created_at=row.created_at,
        )


def _with_person(work: UnitOfWork, row: AccountRow, new: NewAccount) -> AccountRow:
    person = {"id_no": new.id_no, "phone": new.phone}
    known = {name: value for name, value in person.items() if value}
    return replace(row, sealed_person=work.people.seal_person(row.account_id, known)) if known else row

"""Who somebody is: signing in, bearer tokens, the roles and offices that an account acts with now."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.domain import authority
from engine.domain.actors import OFFICE_ROLES, STAFF_ROLES, Actor, Role
from engine.domain.masking import masked_name
from engine.errors import ForbiddenError, InvalidInputError, NotFoundError
from engine.service.passwords import new_token, password_matches, token_hash
from engine.service.records import IssuedToken
from engine.store.rows import AccountRow, TokenRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from engine.service.surroundings import LiveOffices
    from engine.settings import Settings
    from engine.store import Database, UnitOfWork

LONGEST_PASSWORD = 200
LONGEST_LABEL = 100
LOCAL_ADMINISTRATOR = Actor(
    account_id="local", name="本机管理员", roles=frozenset({Role.ADMINISTRATOR, Role.ANALYST})
)
"""Whoever may run programs on the machine may administer it; nobody signs in as this."""
LOCAL_AUDITOR = replace(LOCAL_ADMINISTRATOR, name="本机审计员", roles=frozenset({Role.AUDITOR}))
"""The same person reading histories: masked, and without a say in anything."""


class Identities:
    """Answers who somebody is."""

    def __init__(
        self,
        *,
        database: Database,
        offices: LiveOffices,
        settings: Settings,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        """Stands below the other services, which ask it who somebody is."""
        self._database = database
        self._offices = offices
        self._settings = settings
        self._clock = clock
        self._new_id = new_id

    @staticmethod
    def local_administrator() -> Actor:
        """Who the command line acts as."""
        return LOCAL_ADMINISTRATOR

    @staticmethod
    def local_auditor() -> Actor:
        """Who the command line acts as where it reads what cases hold."""
        return LOCAL_AUDITOR

    def actor(self, *, account_id: str) -> Actor:
        """An account as it acts now. Raises NotFoundError."""
        with self._database.read() as work:
            found = self.of(work, account_id, at=self._clock())
        if found is None:
            raise NotFoundError(kind="account", key=account_id)
        return found

    def of(self, work: UnitOfWork, account_id: str, *, at: datetime) -> Actor | None:
        """The same inside a transaction; None where there is no such active account."""
        row = work.people.get(account_id)
        return None if row is None or not row.is_active else self._actor(work, row, at)

    def actor_by_token(self, *, token: str) -> Actor:
        """Who a bearer token acts for.

        Raises:
            ForbiddenError: unknown, expired, revoked, or the account is no longer active.
        """
        at = self._clock()
        with self._database.glance() as work:
            found = work.people.by_token(bytes.fromhex(token_hash(token)), at=at)
        if found is None:
            raise ForbiddenError(
                "This token is unknown, expired or revoked. Sign in again.",
                "令牌无效、已过期或已撤销，请重新登录。",
            )
        return self._acting(*found)

    def sign_in(self, *, account_id: str, password: str) -> Actor:
        """Who signs in. Failures are counted; after too many the account is locked for a while.

        Raises:
            ForbiddenError: with the same words whatever was wrong.
        """
        at = self._clock()
        with self._database.read() as work:
            known = work.people.get(account_id)
        is_right = len(password) <= LONGEST_PASSWORD and password_matches(
            known.password_hash if known else None, password
        )
        with self._database.begin() as work:
            row = work.people.lock(account_id)
            if row is None:
                raise _refused()
            is_locked = row.locked_until is not None and row.locked_until > at
            is_current = known is not None and row.password_hash == known.password_hash
            if is_right and is_current and row.is_active and not is_locked:
                if row.failures or row.locked_until:
                    work.people.change(account_id, failures=0, locked_until=None)
                return self._actor(work, row, at)
            if not is_locked:
                self._count_failure(work, row, at)
        raise _refused()

    def sign_out(self, *, token: str) -> None:
        """Revoke a token; nothing happens where it is unknown."""
        with self._database.begin() as work:
            row = work.people.token(bytes.fromhex(token_hash(token)))
            if row is not None:
                work.people.revoke_token(row.token_id, at=self._clock())

    def issue_token(
        self, actor: Actor, *, account_id: str, label: str, expires_at: datetime | None = None
    ) -> IssuedToken:
        """A bearer token: for oneself, or by an administrator for a platform's account. Shown once."""
        if account_id != actor.account_id:
            administer(actor)
        name = label.strip()
        if not name or len(name) > LONGEST_LABEL:
            raise InvalidInputError(
                f"A label needs 1 to {LONGEST_LABEL} characters.", f"名称须为1至{LONGEST_LABEL}个字符。"
            )
        token, token_id = new_token(), self._new_id()
        with self._database.begin() as work:
            row = work.people.get(account_id)
            if row is None or not row.is_active:
                raise NotFoundError(kind="account", key=account_id)
            if account_id != actor.account_id and Role.SYSTEM not in row.roles:
                raise ForbiddenError(
                    "Tokens for others are issued to platforms only; people sign in themselves.",
                    "只能为平台账号签发令牌，个人须自行登录。",
                )
            work.people.add_token(
                TokenRow(
                    token_hash=bytes.fromhex(token_hash(token)),
                    token_id=token_id,
                    account_id=account_id,
                    label=name,
                    created_at=self._clock(),
                    expires_at=expires_at,
                    revoked_at=None,
                )
            )
        return IssuedToken(
            token_id=token_id, token=token, account_id=account_id, label=name, expires_at=expires_at
        )

    def revoke_token(self, actor: Actor, *, token_id: str) -> None:
        """End a token: one's own, or any by an administrator. Raises NotFoundError."""
        with self._database.begin() as work:
            row = work.people.token_by_id(token_id)
            is_own = row is not None and row.account_id == actor.account_id
            if row is None or not (is_own or authority.may_administer(actor)):
                raise NotFoundError(kind="token", key=token_id)
            work.people.revoke_token(token_id, at=self._clock())

    @staticmethod
    def person(work: UnitOfWork, account_id: str) -> dict[str, str]:
        """Name, ID number and phone of an account, in plain, for its own forms."""
        row = work.people.get(account_id)
        if row is None:
            return {}
        return {"name": row.name, **work.people.open_person(row)}

    # --- inside

    def _actor(self, work: UnitOfWork, row: AccountRow, at: datetime) -> Actor:
        is_of_office = row.office is not None and not OFFICE_ROLES.isdisjoint(row.roles)
        found = work.people.substitutes(account_id=row.account_id, at=at) if is_of_office else ()
        return self._acting(row, {one.office for one in found})

    def _acting(self, row: AccountRow, stands_in_for: Collection[str]) -> Actor:
        roles = frozenset(Role(role) for role in row.roles)
        offices: set[str] = set()
        if row.office is not None and roles & OFFICE_ROLES:
            offices |= {row.office, *stands_in_for}
            if Role.OFFICE_LEAD in roles:
                offices |= {
                    unit for office in tuple(offices) for unit in self._offices.directory.below(office)
                }
        return Actor(
            account_id=row.account_id,
            name=shown_name(row),
            roles=roles,
            office=row.office,
            offices=frozenset(offices),
        )

    def _count_failure(self, work: UnitOfWork, row: AccountRow, at: datetime) -> None:
        failures = row.failures + 1
        if failures >= self._settings.sign_in_failures:
            until = at + timedelta(seconds=self._settings.sign_in_lock_seconds)
            work.people.change(row.account_id, failures=0, locked_until=until)
        else:
            work.people.change(row.account_id, failures=failures)


def shown_name(row: AccountRow) -> str:
    """Staff by name; an applicant masked, as this name stands in histories that others read."""
    return row.name if set(row.roles) & (STAFF_ROLES | {Role.SYSTEM}) else masked_name(row.name)


def administer(actor: Actor) -> None:
    """Nothing for an administrator. Raises ForbiddenError."""
    if not authority.may_administer(actor):
        raise ForbiddenError(
            "Accounts are managed by administrators. Ask one of them.", "账号由系统管理员管理，请联系管理员。"
        )


def _refused() -> ForbiddenError:
    return ForbiddenError(
        "Name or password are wrong, or the account is locked for a while.",
        "账号或密码有误，或账号已被暂时锁定。",
    )

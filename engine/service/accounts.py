"""Accounts: signing in, tokens, roles, who stands in for whom."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from engine.domain import authority
from engine.domain.actors import OFFICE_ROLES, STAFF_ROLES, SYSTEM_ACTOR, Actor, Role, conflicting_roles
from engine.domain.identifiers import is_id_number, is_phone
from engine.domain.masking import masked_name
from engine.domain.names import is_name, normalised_name
from engine.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from engine.service.passwords import new_password, new_token, password_hash, password_matches, token_hash
from engine.service.records import AccountView, IssuedToken
from engine.store.rows import AccountRow, SubstituteRow, TokenRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from engine.service.requests import NewAccount, NewSubstitute
    from engine.service.surroundings import LiveOffices
    from engine.settings import Settings
    from engine.store import Database, UnitOfWork

ACCOUNT_ID = re.compile(r"[a-z0-9][a-z0-9._\-]{1,62}[a-z0-9]")
LONGEST_PASSWORD = 200
LONGEST_LABEL = 100
LOCAL_ADMINISTRATOR = Actor(
    account_id="local", name="本机管理员", roles=frozenset({Role.ADMINISTRATOR, Role.ANALYST})
)
"""Whoever may run programs on the machine may administer it; nobody signs in as this."""
RESERVED = frozenset({SYSTEM_ACTOR.account_id, LOCAL_ADMINISTRATOR.account_id})


class Accounts:
    """Everything about accounts."""

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

    # --- who somebody is

    @staticmethod
    def local_administrator() -> Actor:
        """Who the command line acts as."""
        return LOCAL_ADMINISTRATOR

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
        with self._database.read() as work:
            row = work.people.token(bytes.fromhex(token_hash(token)))
            is_good = (
                row is not None and row.revoked_at is None and (row.expires_at is None or row.expires_at > at)
            )
            found = self.of(work, row.account_id, at=at) if row is not None and is_good else None
        if found is None:
            raise ForbiddenError(
                "This token is unknown, expired or revoked. Sign in again.",
                "令牌无效、已过期或已撤销，请重新登录。",
            )
        return found

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

    # --- managing accounts

    def create(self, actor: Actor, new: NewAccount) -> tuple[AccountView, str | None]:
        """A new account, with its password where one was made.

        Raises:
            ForbiddenError: only administrators. InvalidInputError: roles that conflict, an unknown office.
            ConflictError: the name is taken.
        """
        _administer(actor)
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
        made: dict[str, str] = {}
        with self._database.read() as work:
            wanted = [new for new in people if work.people.get(new.account_id) is None]
        rows = []
        for new in wanted:
            made[new.account_id] = new_password()
            rows.append((self._new_row(new, made[new.account_id]), new))
        with self._database.begin() as work:
            for row, new in rows:
                if work.people.get(new.account_id) is None:
                    work.people.add(_with_person(work, row, new))
        return made

    def list(self, actor: Actor, *, office: str | None = None) -> tuple[AccountView, ...]:
        """All accounts, or those of an office (also for its lead)."""
        if not (actor.has(Role.OFFICE_LEAD) and office is not None and office in actor.offices):
            _administer(actor)
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
        _administer(actor)
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
        _administer(actor)
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
        """Close an account, or open it again; its tokens end."""
        _administer(actor)
        with self._database.begin() as work:
            row = work.people.lock(account_id)
            if row is None:
                raise NotFoundError(kind="account", key=account_id)
            work.people.change(account_id, is_active=is_active)
            work.people.revoke_tokens_of(account_id, at=self._clock())
        return self._view(replace(row, is_active=is_active))

    # --- tokens, substitutes, preferences, person

    def issue_token(
        self, actor: Actor, *, account_id: str, label: str, expires_at: datetime | None = None
    ) -> IssuedToken:
        """A bearer token: for oneself, or by an administrator for a platform's account. Shown once."""
        if account_id != actor.account_id:
            _administer(actor)
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

    def substitute(self, actor: Actor, new: NewSubstitute) -> None:
        """Somebody stands in for an office for a while; leads decide for their own office."""
        if not (actor.has(Role.OFFICE_LEAD) and new.office in actor.offices):
            _administer(actor)
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
        with self._database.read() as work:
            return work.people.preferences(actor.account_id, kind)

    def save_preference(self, actor: Actor, *, kind: str, name: str, value: Any) -> None:
        """Keep one; ``value`` None forgets it."""
        if not 0 < len(name) <= LONGEST_LABEL:
            raise InvalidInputError(
                f"A name needs 1 to {LONGEST_LABEL} characters.", f"名称须为1至{LONGEST_LABEL}个字符。"
            )
        with self._database.begin() as work:
            work.people.save_preference(actor.account_id, kind, name, value)

    @staticmethod
    def person(work: UnitOfWork, account_id: str) -> dict[str, str]:
        """Name, ID number and phone of an account, in plain, for its own forms."""
        row = work.people.get(account_id)
        if row is None:
            return {}
        return {"name": row.name, **work.people.open_person(row)}

    # --- inside

    def _actor(self, work: UnitOfWork, row: AccountRow, at: datetime) -> Actor:
        roles = frozenset(Role(role) for role in row.roles)
        offices: set[str] = set()
        if row.office is not None and roles & OFFICE_ROLES:
            offices.add(row.office)
            offices |= {one.office for one in work.people.substitutes(account_id=row.account_id, at=at)}
            if Role.OFFICE_LEAD in roles:
                offices |= {
                    unit for office in tuple(offices) for unit in self._offices.directory.below(office)
                }
        return Actor(
            account_id=row.account_id,
            name=_shown_name(row),
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
            name=_shown_name(row),
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


def _shown_name(row: AccountRow) -> str:
    """Staff by name; an applicant masked, as this name stands in histories that others read."""
    return row.name if set(row.roles) & (STAFF_ROLES | {Role.SYSTEM}) else masked_name(row.name)


def _administer(actor: Actor) -> None:
    if not authority.may_administer(actor):
        raise ForbiddenError(
            "Accounts are managed by administrators. Ask one of them.", "账号由系统管理员管理，请联系管理员。"
        )


def _refused() -> ForbiddenError:
    return ForbiddenError(
        "Name or password are wrong, or the account is locked for a while.",
        "账号或密码有误，或账号已被暂时锁定。",
    )

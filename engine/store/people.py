"""Accounts, their tokens, substitutes and preferences. Personal data of accounts is encrypted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from engine.store.codec import dump_json
from engine.store.rows import AccountRow, SubstituteRow, TokenRow, row_as, rows_as
from engine.store.tables import account, preference, substitute, token

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy.engine import Connection, Row

    from engine.store.keys import KeyRing

_ACCOUNT = tuple(column.name for column in account.c if column.name != "sealed_name")
_ONE = select(account).where(account.c.account_id == bindparam("b_account_id"))
_LOCKED = _ONE.with_for_update()
_AT = bindparam("b_at", type_=token.c.expires_at.type)
_BY_TOKEN = (
    select(account, substitute.c.office.label("stands_in_for"))
    .join(token, token.c.account_id == account.c.account_id)
    .outerjoin(
        substitute,
        and_(
            substitute.c.account_id == account.c.account_id,
            substitute.c.valid_from <= _AT,
            substitute.c.valid_to > _AT,
        ),
    )
    .where(
        token.c.token_hash == bindparam("b_token_hash"),
        token.c.revoked_at.is_(None),
        or_(token.c.expires_at.is_(None), token.c.expires_at > _AT),
        account.c.is_active,
    )
)


class People:
    """Accounts of one transaction."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        """Made by the unit of work."""
        self._connection = connection
        self._keys = keys

    def add(self, row: AccountRow) -> None:
        """A new account."""
        values = {name: getattr(row, name) for name in _ACCOUNT}
        self._connection.execute(
            insert(account), {**values, "sealed_name": self._sealed_name(row.account_id, row.name)}
        )

    def _sealed_name(self, account_id: str, name: str) -> bytes:
        return self._keys.seal(f"account.name.{account_id}", name.encode())

    def _rows(self, found: Iterable[Row[Any]]) -> list[AccountRow]:
        return [self._row(dict(row._mapping)) for row in found]  # noqa: SLF001 - SQLAlchemy's public name

    def _row(self, values: dict[str, Any]) -> AccountRow:
        name = self._keys.open(f"account.name.{values['account_id']}", bytes(values.pop("sealed_name")))
        return AccountRow(name=name.decode(), **values)

    def get(self, account_id: str) -> AccountRow | None:
        """One account."""
        found = self._rows(self._connection.execute(_ONE, {"b_account_id": account_id}))
        return found[0] if found else None

    def by_token(self, token_hash: bytes, *, at: datetime) -> tuple[AccountRow, frozenset[str]] | None:
        """The active account of a token that is good at that time, and where it stands in: one statement."""
        found = [
            dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
            for row in self._connection.execute(_BY_TOKEN, {"b_token_hash": token_hash, "b_at": at})
        ]
        if not found:
            return None
        offices = frozenset(office for row in found if (office := row.pop("stands_in_for")) is not None)
        return self._row(found[0]), offices

    def lock(self, account_id: str) -> AccountRow | None:
        """One account to be changed, so that failures are counted one by one."""
        found = self._rows(self._connection.execute(_LOCKED, {"b_account_id": account_id}))
        return found[0] if found else None

    def change(self, account_id: str, **values: Any) -> None:
        """Change columns of an account; a new ``name`` is encrypted."""
        if "name" in values:
            values["sealed_name"] = self._sealed_name(account_id, values.pop("name"))
        self._connection.execute(update(account).where(account.c.account_id == account_id).values(values))

    def accounts(
        self, *, offices: Collection[str] | None = None, limit: int = 500, after: str | None = None
    ) -> list[AccountRow]:
        """Accounts by name of sign-in."""
        statement = select(account).order_by(account.c.account_id).limit(limit)
        if offices is not None:
            statement = statement.where(account.c.office.in_(offices))
        if after is not None:
            statement = statement.where(account.c.account_id > after)
        return self._rows(self._connection.execute(statement))

    def seal_person(self, account_id: str, person: dict[str, Any]) -> bytes:
        """ID number and phone of an account, encrypted and bound to it."""
        return self._keys.seal(f"account.person.{account_id}", dump_json(person))

    def open_person(self, row: AccountRow) -> dict[str, Any]:
        """They again; empty where there is nothing."""
        if row.sealed_person is None:
            return {}
        opened = self._keys.open(f"account.person.{row.account_id}", bytes(row.sealed_person))
        person: dict[str, Any] = json.loads(opened)
        return person

    def add_token(self, row: TokenRow) -> None:
        """A new token."""
        names = {column.name for column in token.c}
        self._connection.execute(insert(token), {name: getattr(row, name) for name in names})

    def token(self, token_hash: bytes) -> TokenRow | None:
        """A token by its hash."""
        found = self._connection.execute(select(token).where(token.c.token_hash == token_hash)).one_or_none()
        return row_as(TokenRow, found)

    def tokens(self, account_id: str) -> list[TokenRow]:
        """Tokens of an account, newest first."""
        found = self._connection.execute(
            select(token).where(token.c.account_id == account_id).order_by(token.c.created_at.desc())
        )
        return rows_as(TokenRow, found)

    def token_by_id(self, token_id: str) -> TokenRow | None:
        """A token by its public id."""
        found = self._connection.execute(select(token).where(token.c.token_id == token_id)).one_or_none()
        return row_as(TokenRow, found)

    def revoke_token(self, token_id: str, *, at: datetime) -> bool:
        """It is good for nothing any more."""
        done = self._connection.execute(
            update(token)
            .where(token.c.token_id == token_id, token.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        return done.rowcount == 1

    def revoke_tokens_of(self, account_id: str, *, at: datetime) -> None:
        """All of an account's, as after a new password."""
        self._connection.execute(
            update(token)
            .where(token.c.account_id == account_id, token.c.revoked_at.is_(None))
            .values(revoked_at=at)
        )

    def add_substitute(self, row: SubstituteRow) -> None:
        """Somebody stands in for an office."""
        self._connection.execute(
            insert(substitute),
            {name: getattr(row, name) for name in ("account_id", "office", "valid_from", "valid_to")},
        )

    def substitutes(
        self, *, account_id: str | None = None, at: datetime | None = None
    ) -> list[SubstituteRow]:
        """Who stands in where, of an account, at a time."""
        statement = select(substitute)
        if account_id is not None:
            statement = statement.where(substitute.c.account_id == account_id)
        if at is not None:
            statement = statement.where(substitute.c.valid_from <= at, substitute.c.valid_to > at)
        return rows_as(SubstituteRow, self._connection.execute(statement))

    def end_substitute(self, account_id: str, office: str, valid_from: datetime, *, at: datetime) -> bool:
        """Somebody stands in no longer; False where they did not, or it had ended."""
        done = self._connection.execute(
            update(substitute)
            .where(
                substitute.c.account_id == account_id,
                substitute.c.office == office,
                substitute.c.valid_from == valid_from,
                substitute.c.valid_to > at,
            )
            .values(valid_to=at)
        )
        return done.rowcount == 1

    def preferences(self, account_id: str, kind: str) -> dict[str, Any]:
        """What somebody saved for themselves, such as filters, by name."""
        found = self._connection.execute(
            select(preference.c.name, preference.c.value)
            .where(preference.c.account_id == account_id, preference.c.kind == kind)
            .order_by(preference.c.name)
        )
        return {row.name: row.value for row in found}

    def save_preference(self, account_id: str, kind: str, name: str, value: Any) -> None:
        """Keep one, in place of one of the same name. ``value`` None forgets it."""
        self._connection.execute(
            delete(preference).where(
                preference.c.account_id == account_id, preference.c.kind == kind, preference.c.name == name
            )
        )
        if value is not None:
            self._connection.execute(
                insert(preference), {"account_id": account_id, "kind": kind, "name": name, "value": value}
            )

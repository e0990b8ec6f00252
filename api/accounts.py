"""Accounts 账户: people and systems, their roles and offices, tokens, substitutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import AwareDatetime, Field

from api.authorisation import ADMINISTERS, SIGNED_IN
from api.calls import Reply
from api.routes import route
from api.schemas import Body
from engine.domain.actors import Role  # noqa: TC001 - Pydantic reads it
from engine.service.records import AccountView, IssuedToken
from engine.service.requests import NewAccount, NewSubstitute

if TYPE_CHECKING:
    from api.calls import Call

accounts = APIBlueprint("accounts", __name__, tag="accounts")

AccountId = Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]$", examples=["huize.traffic"])


class AccountBody(Body):
    """A new account. Without a password one is made up and shown once."""

    account_id: str = AccountId
    name: str = Field(min_length=1, max_length=100)
    roles: list[Role] = Field(max_length=7, strict=False)
    office: str | None = Field(None, max_length=100)
    password: str | None = Field(None, min_length=1, max_length=200)
    id_no: str | None = Field(None, max_length=40)
    phone: str | None = Field(None, max_length=20)


class RolesBody(Body):
    """Roles and office from now on."""

    roles: list[Role] = Field(max_length=7, strict=False)
    office: str | None = Field(None, max_length=100)


class TokenBody(Body):
    """What the token is for, and until when."""

    label: str = Field(min_length=1, max_length=100)
    expires_at: AwareDatetime | None = None


class SubstituteBody(Body):
    """For which office the account stands in, and from when until when."""

    office: str = Field(min_length=8, max_length=100)
    valid_from: AwareDatetime
    valid_to: AwareDatetime


class PasswordBody(Body):
    """The password so far and the new one."""

    old: str = Field(min_length=1, max_length=200)
    new: str = Field(min_length=1, max_length=200)


@dataclass(frozen=True, kw_only=True)
class CreatedAccount:
    """A new account, and its password where one was made up."""

    account: AccountView
    password: str | None


@dataclass(frozen=True, kw_only=True)
class NewPassword:
    """A password made up, shown once."""

    account_id: str
    password: str


@route(accounts, "GET", "/accounts", rule=ADMINISTERS, answer=tuple[AccountView, ...])
def list_accounts(call: Call) -> tuple[AccountView, ...]:
    """All accounts 账户列表."""
    return call.tongban.accounts.list(call.actor)


@route(
    accounts,
    "POST",
    "/accounts",
    rule=ADMINISTERS,
    body=AccountBody,
    answer=CreatedAccount,
    status=201,
    statuses=(404, 409),
)
def create_account(call: Call, body: AccountBody) -> CreatedAccount:
    """Create an account 新建账户; roles that must not be held together are refused."""
    account, password = call.tongban.accounts.create(
        call.actor,
        NewAccount(
            account_id=body.account_id,
            name=body.name,
            roles=frozenset(role.value for role in body.roles),
            office=body.office,
            password=body.password,
            id_no=body.id_no,
            phone=body.phone,
        ),
    )
    return CreatedAccount(account=account, password=password)


@route(accounts, "POST", "/accounts/<account_id>/reset-password", rule=ADMINISTERS, answer=NewPassword)
def reset_password(call: Call, account_id: str) -> NewPassword:
    """Make up a new password 重置密码, shown once."""
    password = call.tongban.accounts.reset_password(call.actor, account_id=account_id)
    return NewPassword(account_id=account_id, password=password)


@route(
    accounts,
    "PUT",
    "/accounts/<account_id>/roles",
    rule=ADMINISTERS,
    body=RolesBody,
    answer=AccountView,
    statuses=(409,),
)
def set_roles(call: Call, account_id: str, body: RolesBody) -> AccountView:
    """Change roles and office 调整角色."""
    return call.tongban.accounts.set_roles(
        call.actor,
        account_id=account_id,
        roles=frozenset(role.value for role in body.roles),
        office=body.office,
    )


@route(
    accounts,
    "POST",
    "/accounts/<account_id>/tokens",
    rule=ADMINISTERS,
    body=TokenBody,
    answer=IssuedToken,
    status=201,
    statuses=(409,),
)
def issue_token(call: Call, account_id: str, body: TokenBody) -> IssuedToken:
    """Issue a token for a system 签发令牌, shown once."""
    return call.tongban.accounts.issue_token(
        call.actor, account_id=account_id, label=body.label, expires_at=body.expires_at
    )


@route(accounts, "DELETE", "/tokens/<token_id>", rule=ADMINISTERS, status=204)
def revoke_token(call: Call, token_id: str) -> None:
    """Revoke a token 撤销令牌."""
    call.tongban.accounts.revoke_token(call.actor, token_id=token_id)


@route(
    accounts,
    "POST",
    "/accounts/<account_id>/substitutes",
    rule=ADMINISTERS,
    body=SubstituteBody,
    status=204,
    statuses=(409,),
)
def add_substitute(call: Call, account_id: str, body: SubstituteBody) -> None:
    """Let the account stand in for an office for a time 设置代班."""
    call.tongban.accounts.substitute(
        call.actor,
        NewSubstitute(
            account_id=account_id,
            office=body.office,
            valid_from=body.valid_from,
            valid_to=body.valid_to,
        ),
    )


@route(accounts, "PUT", "/accounts/current/password", rule=SIGNED_IN, body=PasswordBody, status=204)
def change_password(call: Call, body: PasswordBody) -> Reply:
    """Change one's own password 修改密码."""
    call.tongban.accounts.change_password(call.actor, old=body.old, new=body.new)
    return Reply(answer=None)

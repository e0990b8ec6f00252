"""``tongban user``: accounts from a terminal."""

from __future__ import annotations

import click

from engine.cli.opening import local_administrator, opened
from engine.cli.output import as_json_option, console, english, say, show_json, show_table
from engine.domain.actors import Role
from engine.service.requests import NewAccount
from engine.service.seeds import note_new_password


@click.group()
def user() -> None:
    """Accounts: list, create, reset a password, issue a token for a platform."""


@user.command("list")
@as_json_option
def list_users(*, as_json: bool) -> None:
    """Every account with roles and office."""
    with opened() as tongban:
        accounts = tongban.accounts.list(local_administrator(tongban))
    if as_json:
        show_json(accounts)
        return
    show_table(
        ("Account", "Name", "Roles", "Office", ""),
        (
            (
                account.account_id,
                account.name,
                ", ".join(account.roles),
                say(account.office.name) if account.office else "",
                "locked" if account.locked_until else "",
            )
            for account in accounts
        ),
    )


@user.command()
@click.argument("account_id")
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.option("--office", help="Office code, such as 530326-public-security-traffic-police.")
def create(*, account_id: str, name: str, roles: tuple[str, ...], office: str | None) -> None:
    """Create an account; its password is made up and printed once."""
    wanted = NewAccount(account_id=account_id, name=name, roles=frozenset(roles), office=office)
    with opened() as tongban:
        created, password = tongban.accounts.create(local_administrator(tongban), wanted)
    console.print(f"{created.account_id}  {password}", markup=False)


@user.command("reset-password")
@click.argument("account_id")
def reset_password(*, account_id: str) -> None:
    """Give an account a new password, printed once; its sessions and tokens end.

    Where the account stands in the file of demo logins, its line there is brought up to date.
    """
    with opened() as tongban:
        password = tongban.accounts.reset_password(local_administrator(tongban), account_id=account_id)
        note_new_password(tongban.settings.logins, account_id, password)
    label = "New password" if english() else "新密码"
    console.print(f"{label}: {password}", markup=False)


@user.command()
@click.argument("account_id")
@click.option("--label", default="command line", show_default=True, help="What the token is for.")
def token(*, account_id: str, label: str) -> None:
    """Issue a bearer token, printed once."""
    with opened() as tongban:
        issued = tongban.accounts.issue_token(
            local_administrator(tongban), account_id=account_id, label=label
        )
    console.print(issued.token, markup=False)

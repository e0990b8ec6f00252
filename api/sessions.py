"""Signing in and out: a token for a person, for as long as a working day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - Pydantic reads it
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import PUBLIC, SIGNED_IN
from api.calls import Reply
from api.identity import bearer_token, end_session, sign_in, sign_out
from api.routes import route
from api.schemas import Body

if TYPE_CHECKING:
    from api.calls import Call
    from engine.domain.actors import Actor

sessions = APIBlueprint("sessions", __name__, tag="sessions")


class SignIn(Body):
    """Who signs in."""

    account_id: str = Field(min_length=1, max_length=100, examples=["zhangsan"])
    password: str = Field(min_length=1, max_length=200)


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who is calling, with roles and office."""

    account_id: str
    name: str
    roles: tuple[str, ...]
    office: str | None
    province: str | None
    offices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Session:
    """A token, shown once: send it as ``Authorization: Bearer …``."""

    token: str
    expires_at: datetime | None
    caller: Caller


@route(sessions, "POST", "/sessions", rule=PUBLIC, body=SignIn, answer=Session, status=201, statuses=(401,))
def sign_in_for_token(call: Call, body: SignIn) -> Session:
    """Sign in 登录.

    After five wrong passwords the account is locked for a while; the answer never tells what was wrong.
    """
    admission = sign_in(call.tongban, body.account_id, body.password)
    return Session(
        token=admission.issued.token,
        expires_at=admission.issued.expires_at,
        caller=_caller(admission.actor),
    )


@route(sessions, "GET", "/sessions/current", rule=SIGNED_IN, answer=Caller)
def read_session(call: Call) -> Caller:
    """Who am I 当前身份."""
    return _caller(call.actor)


@route(sessions, "DELETE", "/sessions/current", rule=SIGNED_IN, status=204)
def sign_out_token(call: Call) -> Reply:
    """Sign out 退出: the token of this request is worth nothing afterwards."""
    token = bearer_token()
    if token is None:
        end_session()
    else:
        sign_out(call.tongban, token)
    return Reply(answer=None)


def _caller(actor: Actor) -> Caller:
    return Caller(
        account_id=actor.account_id,
        name=actor.name,
        roles=tuple(sorted(role.value for role in actor.roles)),
        office=actor.office,
        province=actor.province,
        offices=tuple(sorted(actor.offices)),
    )

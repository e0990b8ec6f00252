"""Who is calling: a bearer token, or the session of a page; both are tokens that can be revoked.

Signing in gives a token. A system or a script sends it as ``Authorization: Bearer …``; a page keeps it in
a signed cookie (HttpOnly, SameSite=Lax), renewed at each sign-in, which ends when idle. Requests that
change something and are recognised by the cookie alone must carry the CSRF token.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import Unauthorized

from engine.domain.actors import Actor
from engine.errors import ForbiddenError, NotFoundError, TongbanError

if TYPE_CHECKING:
    from flask import Flask

    from engine.bootstrap import Tongban
    from engine.service.records import IssuedToken

ANONYMOUS = Actor(account_id="", name="", roles=frozenset())
"""Nobody: what public routes are called by."""

TOKEN_LIFE = timedelta(hours=12)
IDLE_SECONDS = 30 * 60
_SEEN_STEP_SECONDS = 60
_SAFE = {"GET", "HEAD", "OPTIONS"}
csrf = CSRFProtect()  # type: ignore[no-untyped-call]


class SignedIn(UserMixin):
    """The person of a page session, for Flask-Login. ``actor`` is who acts."""

    def __init__(self, actor: Actor, token: str) -> None:
        """``token`` is what the cookie keeps."""
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        """What Flask-Login keeps in the session."""
        return self.token


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Somebody who has just signed in, with the token of this session."""

    actor: Actor
    issued: IssuedToken


def sign_in(tongban: Tongban, account_id: str, password: str) -> Admission:
    """Check name and password and issue a token of 12 hours.

    Raises:
        Unauthorized: with the same words whatever was wrong.
    """
    try:
        actor = tongban.accounts.sign_in(account_id=account_id, password=password)
    except (ForbiddenError, NotFoundError) as error:
        raise SignInRefused(error) from error
    expires_at = tongban.clock() + TOKEN_LIFE
    issued = tongban.accounts.issue_token(
        actor, account_id=actor.account_id, label="session", expires_at=expires_at
    )
    return Admission(actor=actor, issued=issued)


def sign_out(tongban: Tongban, token: str) -> None:
    """The token is worth nothing from now on."""
    tongban.accounts.sign_out(token=token)


class SignInRefused(Unauthorized):
    """Name or password wrong, or the account is locked: the answer does not tell which."""

    def __init__(self, error: TongbanError) -> None:
        """The words are those of the use case."""
        super().__init__(error.message)
        self.words = (error.message, error.message_zh)


def begin_session(admission: Admission) -> None:
    """Make the page session that of this person; the cookie is a new one (against session fixation)."""
    session.clear()
    session.permanent = True
    session["seen"] = int(time.time())
    login_user(SignedIn(admission.actor, admission.issued.token))  # type: ignore[no-untyped-call]


def end_session() -> None:
    """Sign the person of the page out, on the server too."""
    person = signed_in()
    if person is not None:
        sign_out(current_app.extensions["tongban"], person.token)
    logout_user()  # type: ignore[no-untyped-call]
    session.clear()


def signed_in() -> SignedIn | None:
    """The person of the page session, or None."""
    person = current_user._get_current_object()  # noqa: SLF001 - what a LocalProxy stands for
    return person if isinstance(person, SignedIn) else None


def bearer_token() -> str | None:
    """The token that the request carries, or None."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


def current_actor() -> Actor:
    """Who calls, or ``ANONYMOUS``; raises Unauthorized for a token that is not valid (any more)."""
    token = bearer_token()
    if token is not None:
        if "actor" not in g:
            g.actor = _actor_of(current_app.extensions["tongban"], token)
        if g.actor is None:
            raise Unauthorized
        return g.actor  # type: ignore[no-any-return]
    if request.headers.get("Authorization"):
        raise Unauthorized
    person = signed_in()
    return person.actor if person is not None else ANONYMOUS


def caller_of_public_route() -> Actor:
    """The same where it does not matter who calls: a token that is not valid is nobody's."""
    try:
        return current_actor()
    except Unauthorized:
        return ANONYMOUS


def install(app: Flask) -> None:
    """Sessions, their idle end, and CSRF for what comes with a cookie."""
    app.config.update(
        SESSION_COOKIE_NAME="tongban",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=TOKEN_LIFE,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    csrf.init_app(app)  # type: ignore[no-untyped-call]
    manager = LoginManager(app)  # type: ignore[no-untyped-call]
    manager.user_loader(_load)  # type: ignore[no-untyped-call]
    app.before_request(_protect)


def _load(token: str) -> SignedIn | None:
    """The person of the cookie, unless idle for too long or signed out elsewhere."""
    now = int(time.time())
    seen = session.get("seen", 0)
    if now - seen > IDLE_SECONDS:
        return None
    actor = _actor_of(current_app.extensions["tongban"], token)
    if actor is None:
        return None
    if now - seen > _SEEN_STEP_SECONDS:
        session["seen"] = now
    return SignedIn(actor, token)


def _protect() -> None:
    """CSRF: whoever sends a bearer token is no browser that was lured here."""
    if request.method in _SAFE or bearer_token() is not None:
        return
    if not request.path.startswith("/api/") or signed_in() is not None:
        csrf.protect()  # type: ignore[no-untyped-call]


def _actor_of(tongban: Any, token: str) -> Actor | None:
    try:
        actor: Actor = tongban.accounts.actor_by_token(token=token)
    except (ForbiddenError, NotFoundError):
        return None
    return actor

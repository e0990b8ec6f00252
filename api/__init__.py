"""The HTTP face of Tongban: JSON under ``/api/v1``, pages for people beside it."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any

from apiflask import APIFlask

from api import identity, pages, problems, protection, reference, specification
from api.accounts import accounts
from api.calendar import calendar
from api.cases import cases
from api.definitions import definitions
from api.health import health
from api.history import history
from api.incidents import incidents
from api.items import items
from api.materials import materials
from api.messages import messages
from api.notes import notes
from api.notices import notices
from api.offices import offices
from api.sessions import sessions
from api.tasks import tasks

if TYPE_CHECKING:
    from engine.bootstrap import Tongban

NOUNS = (
    sessions,
    items,
    cases,
    notes,
    tasks,
    materials,
    notices,
    definitions,
    messages,
    incidents,
    history,
    offices,
    accounts,
    calendar,
    health,
)


def create_app(tongban: Tongban) -> APIFlask:
    """The WSGI application around a Tongban; make one per process."""
    app = APIFlask(
        "api",
        title="Tongban 通办",
        version=metadata.version("tongban"),
        spec_path=None,
        docs_path=None,
    )
    is_https = tongban.settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=tongban.secret("page sessions"),
        SESSION_COOKIE_SECURE=is_https,
        DESCRIPTION=specification.DESCRIPTION,
        AUTO_SERVERS=False,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        PROPAGATE_EXCEPTIONS=False,
    )
    app.extensions["tongban"] = tongban

    @app.spec_processor
    def complete(spec: dict[Any, Any] | str) -> dict[Any, Any] | str:
        return specification.complete(app, spec) if isinstance(spec, dict) else spec

    protection.install(app, is_https=is_https)
    identity.install(app)
    problems.install(app)
    for noun in NOUNS:
        app.register_blueprint(noun, url_prefix=specification.PREFIX)
    app.register_blueprint(reference.reference, url_prefix=specification.PREFIX)
    pages.register(app, tongban)
    return app

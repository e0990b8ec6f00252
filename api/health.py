"""Whether the server is alive, for whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from apiflask import APIBlueprint

from api.authorisation import PUBLIC
from api.routes import route

if TYPE_CHECKING:
    from api.calls import Call

health = APIBlueprint("health", __name__, tag="health")


@dataclass(frozen=True, kw_only=True)
class Health:
    """``ok``, with the version that runs."""

    status: str
    version: str


@route(health, "GET", "/health", rule=PUBLIC, answer=Health)
def read_health(call: Call) -> Health:
    """Alive 健康检查: the process answers and its database can be read."""
    call.tongban.calendar.years()
    return Health(status="ok", version=metadata.version("tongban"))

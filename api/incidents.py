"""Incidents 异常: what a case cannot get past by itself, and calls under way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import OPERATES
from api.routes import route
from api.schemas import Body, Parameters
from engine.service.answers import Page
from engine.service.records import CallView, IncidentView
from engine.service.requests import IncidentQuery

if TYPE_CHECKING:
    from api.calls import Call

incidents = APIBlueprint("incidents", __name__, tag="incidents")


class IncidentParameters(Parameters):
    """Which incidents, newest first."""

    state: Literal["open", "resolved"] | None = "open"
    case_id: str | None = Field(None, max_length=100)
    system: str | None = Field(None, max_length=100)
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)


class ResolveBody(Body):
    """The answer that the platform would have given, and why a person gives it."""

    result: dict[str, Any] = Field(default_factory=dict)
    reason: str = Field(min_length=1, max_length=1000)


@route(incidents, "GET", "/incidents", rule=OPERATES, query=IncidentParameters, answer=Page[IncidentView])
def list_incidents(call: Call, query: IncidentParameters) -> Page[IncidentView]:
    """Incidents 异常列表."""
    return call.tongban.incidents.list(call.actor, IncidentQuery(**query.model_dump()))


@route(incidents, "GET", "/incidents/<incident_id>", rule=OPERATES, answer=IncidentView)
def read_incident(call: Call, incident_id: str) -> IncidentView:
    """One incident 查看异常."""
    return call.tongban.incidents.read(call.actor, incident_id=incident_id)


@route(
    incidents,
    "POST",
    "/incidents/<incident_id>/retry",
    rule=OPERATES,
    answer=IncidentView,
    idempotent=True,
    statuses=(409,),
)
def retry_incident(call: Call, incident_id: str) -> IncidentView:
    """Try again 重试."""
    return call.tongban.incidents.retry(call.actor, incident_id=incident_id, key=call.key)


@route(
    incidents,
    "POST",
    "/incidents/<incident_id>/resolve",
    rule=OPERATES,
    body=ResolveBody,
    answer=IncidentView,
    idempotent=True,
    statuses=(409,),
)
def resolve_incident(call: Call, incident_id: str, body: ResolveBody) -> IncidentView:
    """Give the answer by hand 人工处理; the history tells who did and why."""
    return call.tongban.incidents.resolve(
        call.actor, incident_id=incident_id, result=body.result, reason=body.reason, key=call.key
    )


@route(incidents, "GET", "/calls", rule=OPERATES, answer=tuple[CallView, ...])
def list_calls(call: Call) -> tuple[CallView, ...]:
    """Service calls under way 外部调用; their arguments stay encrypted."""
    return call.tongban.calls.list(call.actor)

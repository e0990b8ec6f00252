"""Offices 办理机构 of the five provinces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import PUBLIC
from api.routes import route
from api.schemas import Parameters
from engine.service.records import OfficeView

if TYPE_CHECKING:
    from api.calls import Call

offices = APIBlueprint("offices", __name__, tag="offices")


class OfficeParameters(Parameters):
    """Which offices. ``region`` is a code of GB/T 2260; its first digits take everything below it."""

    region: str | None = Field(None, pattern="^[0-9]{2,6}$")
    department: str | None = Field(None, max_length=100)
    unit: str | None = Field(None, max_length=100)


@route(offices, "GET", "/offices", rule=PUBLIC, query=OfficeParameters, answer=tuple[OfficeView, ...])
def list_offices(call: Call, query: OfficeParameters) -> tuple[OfficeView, ...]:
    """Offices and units 机构列表."""
    return call.tongban.offices.list(region=query.region, department=query.department, unit=query.unit)


@route(offices, "GET", "/offices/<code>", rule=PUBLIC, answer=OfficeView)
def read_office(call: Call, code: str) -> OfficeView:
    """One office 查看机构."""
    return call.tongban.offices.read(code=code)

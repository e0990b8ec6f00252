"""The calendar 日历 of working days, as the State Council publishes it year by year."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - Pydantic reads it
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import ADMINISTERS, PUBLIC
from api.routes import route
from api.schemas import Body
from engine.service.records import CalendarImported, CalendarYear

if TYPE_CHECKING:
    from api.calls import Call

calendar = APIBlueprint("calendar", __name__, tag="calendar")


class CalendarBody(Body):
    """Years of the calendar, with the names of ``holidays_2021_2026.json``: days by year."""

    source: str | None = Field(None, max_length=500)
    holiday_weekdays: dict[str, list[date]] = Field(alias="holiday_weekdays", min_length=1, max_length=50)
    makeup_workdays: dict[str, list[date]] = Field(alias="makeup_workdays", max_length=50)


@route(calendar, "GET", "/calendar", rule=PUBLIC, answer=tuple[CalendarYear, ...])
def list_years(call: Call) -> tuple[CalendarYear, ...]:
    """Published years 已发布的年度日历: holidays, and weekends that are worked."""
    return call.tongban.calendar.years()


@route(
    calendar,
    "POST",
    "/calendar",
    rule=ADMINISTERS,
    body=CalendarBody,
    answer=CalendarImported,
    statuses=(409,),
)
def import_calendar(call: Call, body: CalendarBody) -> CalendarImported:
    """Import years 导入年度日历; provisional due dates of open cases are computed anew."""
    return call.tongban.calendar.import_year(call.actor, body.model_dump(mode="json", by_alias=True))

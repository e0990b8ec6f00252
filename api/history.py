"""The history 历史 of a case, and the proof that nobody changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import SEES_CONTENTS
from api.routes import route
from api.schemas import Parameters
from engine.service.answers import Page
from engine.service.records import EventView, Verification

if TYPE_CHECKING:
    from api.calls import Call

history = APIBlueprint("history", __name__, tag="history")


class HistoryParameters(Parameters):
    """Which events, oldest first: behind a cursor, or behind the event numbered ``after``."""

    after: int = Field(0, ge=0, le=2**53 - 1)
    limit: int = Field(200, ge=1, le=500)
    cursor: str | None = Field(None, max_length=500)


@route(
    history,
    "GET",
    "/cases/<case_id>/history",
    rule=SEES_CONTENTS,
    query=HistoryParameters,
    answer=Page[EventView],
)
def list_events(call: Call, case_id: str, query: HistoryParameters) -> Page[EventView]:
    """What happened to a case 办件历史, event by event, with the hashes that chain them."""
    return call.tongban.audit.history(
        call.actor, case_id=case_id, after=query.after, cursor=query.cursor, limit=query.limit
    )


@route(history, "GET", "/cases/<case_id>/history/verification", rule=SEES_CONTENTS, answer=Verification)
def verify_history(call: Call, case_id: str) -> Verification:
    """Whether the chain of a case holds 校验历史; names the first event that does not."""
    return call.tongban.audit.verify(call.actor, case_id=case_id)

"""Cases 办件: open, read, find, withdraw, transfer; progress for everybody who has number and code."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - Pydantic reads it
from typing import TYPE_CHECKING, Any, Literal

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import (
    ACTS_ON_CASES,
    LEADS_OFFICE,
    OPENS_CASES,
    PUBLIC,
    SEARCHES,
    SEES_CASES,
    SEES_CONTENTS,
)
from api.calls import Reply
from api.routes import route
from api.schemas import Body, Parameters
from engine.service.answers import CaseSummary, CaseView, CommandAnswer, Opened, Page, Progress
from engine.service.requests import CaseQuery, OpenCase

if TYPE_CHECKING:
    from api.calls import Call

cases = APIBlueprint("cases", __name__, tag="cases")


class OpenBody(Body):
    """What is opened. ``data`` is the draft of the first task; ``submit`` completes that task at once."""

    item_id: str = Field(min_length=1, max_length=100, examples=["driver-licence-expiry-renewal"])
    data: dict[str, Any] = Field(default_factory=dict)
    submit: bool = False
    channel: Literal["online", "counter"] = "online"
    applicant_account: str | None = Field(None, min_length=1, max_length=100)


class CaseParameters(Parameters):
    """Which cases, newest first. For a person's number use ``POST /cases/search``."""

    number: str | None = Field(None, max_length=60)
    item_id: str | None = Field(None, max_length=100)
    status: str | None = Field(None, pattern="^[0-9]{2}$")
    office: str | None = Field(None, max_length=100)
    is_open: bool | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)


class PersonSearch(Body):
    """Whose cases. ``person`` is an ID number or credit code: it never stands in an address."""

    person: str = Field(min_length=4, max_length=40)
    item_id: str | None = Field(None, max_length=100)
    is_open: bool | None = None
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)


class ReasonBody(Body):
    """Why something is done, as its history will tell."""

    reason: str = Field(min_length=1, max_length=1000)


class TransferBody(ReasonBody):
    """Which role of the case goes to which office, and why."""

    lane: str = Field(min_length=1, max_length=60)
    office: str = Field(min_length=8, max_length=100, examples=["530326-public-security-traffic-police"])


class ProgressParameters(Parameters):
    """The code that stands on the receipt of the case."""

    code: str = Field(min_length=1, max_length=40)


@route(
    cases,
    "POST",
    "/cases",
    rule=OPENS_CASES,
    body=OpenBody,
    answer=Opened,
    status=201,
    idempotent=True,
    statuses=(404, 409),
)
def open_case(call: Call, body: OpenBody) -> Reply:
    """Open a case 发起办件.

    Online an applicant opens for themselves; at the counter a clerk opens on behalf. The first task,
    submitting the application, is open then: save a draft of it, upload materials, complete it.
    """
    opened = call.tongban.cases.open(
        call.actor,
        OpenCase(
            item_id=body.item_id,
            key=call.key_or_fresh,
            data=body.data,
            submit=body.submit,
            channel=body.channel,
            applicant_account=body.applicant_account,
        ),
    )
    return Reply(
        answer=opened,
        revision=opened.case.revision,
        location=f"/api/v1/cases/{opened.case.case_id}",
        is_replay=opened.is_replay,
    )


@route(cases, "GET", "/cases", rule=SEARCHES, query=CaseParameters, answer=Page[CaseSummary])
def list_cases(call: Call, query: CaseParameters) -> Page[CaseSummary]:
    """Find cases 查询办件 that the caller may see."""
    return call.tongban.cases.search(call.actor, CaseQuery(**query.model_dump()))


@route(cases, "POST", "/cases/search", rule=SEARCHES, body=PersonSearch, answer=Page[CaseSummary])
def search_by_person(call: Call, body: PersonSearch) -> Page[CaseSummary]:
    """Find cases of a person by ID number or credit code 按证件号码查询办件."""
    return call.tongban.cases.search(call.actor, CaseQuery(**body.model_dump()))


@route(cases, "GET", "/cases/<case_id>", rule=SEES_CASES, answer=CaseView, tagged=True)
def read_case(call: Call, case_id: str) -> Reply:
    """Read a case 查看办件: where it stands, its tasks, materials and documents; personal data masked."""
    view = call.tongban.cases.read(call.actor, case_id=case_id)
    return Reply(answer=view, revision=view.summary.revision)


@route(
    cases,
    "POST",
    "/cases/<case_id>/withdraw",
    rule=ACTS_ON_CASES,
    body=ReasonBody,
    answer=CommandAnswer,
    idempotent=True,
    statuses=(409,),
)
def withdraw_case(call: Call, case_id: str, body: ReasonBody) -> Reply:
    """Withdraw a case 撤回申请, while its diagram lets that happen."""
    answer = call.tongban.cases.withdraw(call.actor, case_id=case_id, reason=body.reason, key=call.key)
    return Reply(answer=answer, revision=answer.case.revision, is_replay=answer.is_replay)


@route(
    cases,
    "POST",
    "/cases/<case_id>/transfer",
    rule=LEADS_OFFICE,
    body=TransferBody,
    answer=CommandAnswer,
    idempotent=True,
    statuses=(409,),
)
def transfer_case(call: Call, case_id: str, body: TransferBody) -> Reply:
    """Hand a role of the case to another office 转办."""
    answer = call.tongban.cases.transfer(
        call.actor, case_id=case_id, lane=body.lane, office=body.office, reason=body.reason, key=call.key
    )
    return Reply(answer=answer, revision=answer.case.revision, is_replay=answer.is_replay)


@route(cases, "GET", "/cases/<case_id>/others", rule=SEES_CONTENTS, answer=tuple[CaseSummary, ...])
def list_other_cases(call: Call, case_id: str) -> tuple[CaseSummary, ...]:
    """Other cases of the same applicant 同一申请人的其他办件."""
    return call.tongban.cases.others(call.actor, case_id=case_id)


@route(cases, "GET", "/progress/<number>", rule=PUBLIC, query=ProgressParameters, answer=Progress)
def read_progress(call: Call, number: str, query: ProgressParameters) -> Progress:
    """Progress of a case 办件进度, by its number and the code on its receipt; without personal data."""
    return call.tongban.cases.progress(number=number, code=query.code)

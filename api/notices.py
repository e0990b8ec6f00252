"""Notices 通知 in the caller's inbox, and the documents 文书 that a case issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import ACTS_ON_CASES, SEES_CONTENTS
from api.routes import route
from api.schemas import Parameters
from engine.service.answers import DocumentView, NoticeView, Page

if TYPE_CHECKING:
    from api.calls import Call

notices = APIBlueprint("notices", __name__, tag="notices")


class InboxParameters(Parameters):
    """Which notices, newest first."""

    unread_only: bool = False
    limit: int = Field(50, ge=1, le=200)
    cursor: str | None = Field(None, max_length=500)


@route(notices, "GET", "/notices", rule=ACTS_ON_CASES, query=InboxParameters, answer=Page[NoticeView])
def list_notices(call: Call, query: InboxParameters) -> Page[NoticeView]:
    """The inbox 消息."""
    return call.tongban.notices.inbox(
        call.actor, unread_only=query.unread_only, limit=query.limit, cursor=query.cursor
    )


@route(notices, "POST", "/notices/<notice_id>/read", rule=ACTS_ON_CASES, answer=NoticeView)
def read_notice(call: Call, notice_id: str) -> NoticeView:
    """Read a notice 阅读消息; it counts as read from then on."""
    return call.tongban.notices.read(call.actor, notice_id=notice_id)


@route(notices, "GET", "/cases/<case_id>/documents", rule=SEES_CONTENTS, answer=tuple[DocumentView, ...])
def list_documents(call: Call, case_id: str) -> tuple[DocumentView, ...]:
    """Documents that the case issued 文书: acceptance, correction, refusal, decision, delivery."""
    return call.tongban.notices.documents(call.actor, case_id=case_id)


@route(
    notices,
    "GET",
    "/cases/<case_id>/documents/<document_ref>",
    rule=SEES_CONTENTS,
    answer=DocumentView,
)
def read_document(call: Call, case_id: str, document_ref: str) -> DocumentView:
    """One document 查看文书."""
    return call.tongban.notices.document(call.actor, case_id=case_id, document_ref=document_ref)

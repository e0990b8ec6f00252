"""Notices in somebody's inbox, and the documents of a case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from engine.errors import ErasedCaseError, NotFoundError
from engine.service.answers import DocumentView, NoticeView, Page, Text
from engine.service.case_views import document_view
from engine.service.ids import cursor_of, in_case, place_of, public_id
from engine.service.notifying import NOTICE
from engine.service.reading import read_case

if TYPE_CHECKING:
    from engine.domain.actors import Actor
    from engine.service.surroundings import Surroundings
    from engine.store import UnitOfWork
    from engine.store.rows import NoticeRow

LARGEST_PAGE = 200
_DELIVERIES: dict[str, Literal["inbox", "sending", "delivered", "failed"]] = {
    "inbox": "inbox",
    "sending": "sending",
    "delivered": "delivered",
    "failed": "failed",
}


class Notices:
    """Reading of notices and documents; elements of diagrams write them."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database and clock."""
        self._around = around

    def inbox(
        self, actor: Actor, *, unread_only: bool = False, limit: int = 50, cursor: str | None = None
    ) -> Page[NoticeView]:
        """A page of the notices to the caller and to the offices they work for, newest first."""
        size = max(1, min(limit, LARGEST_PAGE))
        before = place_of(cursor, datetime, str)
        with self._around.database.read() as work:
            rows = work.notices.inbox(
                actor.account_id,
                offices=actor.offices,
                unread_only=unread_only,
                limit=size + 1,
                before=(before[0], before[1]) if before else None,
            )
            entries = tuple(_view(work, row) for row in rows[:size])
        last = rows[size - 1] if len(rows) > size else None
        return Page(
            entries=entries, next_cursor=cursor_of((last.created_at, last.notice_id) if last else None)
        )

    def unread(self, actor: Actor) -> int:
        """How many the caller has not read."""
        with self._around.database.read() as work:
            return work.notices.unread(actor.account_id, offices=actor.offices)

    def read(self, actor: Actor, *, notice_id: str) -> NoticeView:
        """A notice to the caller or their office, now read (for the whole office). Raises NotFoundError."""
        wanted = in_case(notice_id, kind="notice")
        with self._around.database.begin() as work:
            row = work.notices.get(wanted.case_id, wanted.local_id[:64])
            if row is None or not _is_to(row, actor):
                raise NotFoundError(kind="notice", key=notice_id)
            work.notices.mark_read(wanted.case_id, wanted.local_id, at=self._around.clock())
            found = work.notices.get(wanted.case_id, wanted.local_id)
            return _view(work, found or row)

    def documents(self, actor: Actor, *, case_id: str) -> tuple[DocumentView, ...]:
        """The documents of a case, oldest first."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            return tuple(document_view(hand, row) for row in work.notices.documents(hand.case_id))

    def document(self, actor: Actor, *, case_id: str, document_ref: str) -> DocumentView:
        """One document. Raises NotFoundError."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            row = work.notices.document(hand.case_id, document_ref[:64])
            if row is None:
                raise NotFoundError(kind="document", key=document_ref[:64])
            return document_view(hand, row)


def _is_to(row: NoticeRow, actor: Actor) -> bool:
    return row.account_id == actor.account_id if row.account_id else row.office in actor.offices


def _view(work: UnitOfWork, row: NoticeRow) -> NoticeView:
    try:
        cipher = work.cases.cipher_of(row.case_id, row.wrapped)
        body = cipher.open(NOTICE, bytes(row.sealed_body))
    except ErasedCaseError:
        body = {"zh": ["已删除", ""], "en": ["Erased", ""]}
    return NoticeView(
        notice_id=public_id(row.case_id, row.notice_id),
        case_id=row.case_id,
        case_number=row.case_number,
        template=row.template,
        title=Text(zh=body["zh"][0], en=body["en"][0]),
        body=Text(zh=body["zh"][1], en=body["en"][1]),
        created_at=row.created_at,
        read_at=row.read_at,
        delivery=_DELIVERIES[row.delivery],
    )

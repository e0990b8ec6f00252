"""Notices to people and offices, and the documents that a case issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, insert, or_, select, update

from engine.store.rows import DocumentRow, NoticeRow, row_as, rows_as
from engine.store.tables import case_key, document, notice

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

_SELECT = select(notice, case_key.c.wrapped).select_from(
    notice.outerjoin(case_key, case_key.c.case_id == notice.c.case_id)
)


class Notices:
    """Notices and documents of one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Made by the unit of work."""
        self._connection = connection

    def add(self, row: NoticeRow) -> None:
        """Keep a notice."""
        names = {column.name for column in notice.c}
        self._connection.execute(insert(notice), {name: getattr(row, name) for name in names})

    def inbox(
        self,
        account_id: str,
        *,
        offices: Collection[str] = (),
        unread_only: bool = False,
        limit: int = 50,
        before: tuple[datetime, str] | None = None,
    ) -> list[NoticeRow]:
        """Newest first; ``before`` is (created_at, notice_id) of the last row of the page before."""
        statement = _SELECT.where(_inbox_of(account_id, offices))
        if unread_only:
            statement = statement.where(notice.c.read_at.is_(None))
        if before is not None:
            at, notice_id = before
            statement = statement.where(
                or_(notice.c.created_at < at, and_(notice.c.created_at == at, notice.c.notice_id < notice_id))
            )
        statement = statement.order_by(notice.c.created_at.desc(), notice.c.notice_id.desc()).limit(limit)
        return rows_as(NoticeRow, self._connection.execute(statement))

    def of_case(self, case_id: str) -> list[NoticeRow]:
        """Notices of a case, oldest first."""
        found = self._connection.execute(
            _SELECT.where(notice.c.case_id == case_id).order_by(notice.c.created_at, notice.c.notice_id)
        )
        return rows_as(NoticeRow, found)

    def get(self, case_id: str, notice_id: str) -> NoticeRow | None:
        """One notice."""
        found = self._connection.execute(
            _SELECT.where(notice.c.case_id == case_id, notice.c.notice_id == notice_id)
        ).one_or_none()
        return row_as(NoticeRow, found)

    def unread(self, account_id: str, *, offices: Collection[str] = ()) -> int:
        """How many were not read."""
        return int(
            self._connection.execute(
                select(func.count()).where(_inbox_of(account_id, offices), notice.c.read_at.is_(None))
            ).scalar_one()
        )

    def mark_read(self, case_id: str, notice_id: str, *, at: datetime) -> None:
        """It was read."""
        self._connection.execute(
            update(notice)
            .where(notice.c.case_id == case_id, notice.c.notice_id == notice_id, notice.c.read_at.is_(None))
            .values(read_at=at)
        )

    def set_delivery(self, case_id: str, notice_id: str, delivery: str) -> None:
        """What became of its SMS."""
        self._connection.execute(
            update(notice)
            .where(notice.c.case_id == case_id, notice.c.notice_id == notice_id)
            .values(delivery=delivery)
        )

    def documents(self, case_id: str) -> list[DocumentRow]:
        """Documents of a case, oldest first."""
        found = self._connection.execute(
            select(document)
            .where(document.c.case_id == case_id)
            .order_by(document.c.issued_at, document.c.document_ref)
        )
        return rows_as(DocumentRow, found)

    def document(self, case_id: str, document_ref: str) -> DocumentRow | None:
        """One document."""
        found = self._connection.execute(
            select(document).where(document.c.case_id == case_id, document.c.document_ref == document_ref)
        ).one_or_none()
        return row_as(DocumentRow, found)


def _inbox_of(account_id: str, offices: Collection[str]) -> ColumnElement[bool]:
    """Notices to somebody, and to the offices they work for."""
    own = notice.c.account_id == account_id
    return or_(own, notice.c.office.in_(offices)) if offices else own

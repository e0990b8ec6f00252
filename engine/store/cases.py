"""Case files: reading them with their keys, searching, lanes, notes, erasing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import and_, bindparam, insert, or_, select, update

from engine.errors import ErasedCaseError, UnavailableError
from engine.store.codec import CaseCipher
from engine.store.context import read_context
from engine.store.rows import CaseRow, CommandContext, LaneRow, NoteRow, row_as, rows_as
from engine.store.tables import case_file, case_key, case_lane, case_note, person_index, subscription

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from engine.store.keys import KeyRing

_JOINED = case_file.outerjoin(case_key, case_key.c.case_id == case_file.c.case_id)
_SELECT = select(case_file, case_key.c.wrapped).select_from(_JOINED)
_BY_ID = _SELECT.where(case_file.c.case_id == bindparam("b_case_id"))
_LOCK = _BY_ID.with_for_update(of=case_file)
_LANES = select(case_lane).where(case_lane.c.case_id == bindparam("b_case_id")).order_by(case_lane.c.bound_at)


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Which cases. ``persons`` are blind-index pairs (province, digest); ``offices`` limits what the caller sees."""

    number: str | None = None
    persons: tuple[tuple[str, bytes], ...] = ()
    item_id: str | None = None
    status: str | None = None
    is_open: bool | None = None
    opened_from: datetime | None = None
    opened_to: datetime | None = None
    applicant_account: str | None = None
    offices: frozenset[str] | None = None
    parent_case: str | None = None


class Cases:
    """Case files of one transaction."""

    def __init__(self, connection: Connection, keys: KeyRing) -> None:
        """Made by the unit of work."""
        self._connection = connection
        self._keys = keys

    def get(self, case_id: str) -> CaseRow | None:
        """A case as it is."""
        return row_as(CaseRow, self._connection.execute(_BY_ID, {"b_case_id": case_id}).one_or_none())

    def lock(self, case_id: str) -> CaseRow | None:
        """A case to be changed: PostgreSQL holds the row, SQLite has one writer anyway."""
        return row_as(CaseRow, self._connection.execute(_LOCK, {"b_case_id": case_id}).one_or_none())

    def for_command(
        self, case_id: str, *, task_id: str = "", account_id: str = "", key: str = ""
    ) -> CommandContext | None:
        """All that a command needs, in one statement, with the case locked; None where there is no such case.

        Two commands on one case wait for each other here: the second one then reads what the first wrote.
        """
        request = self._keys.request(account_id, key) if key else b""
        return read_context(
            self._connection, {"b_case_id": case_id, "b_task_id": task_id, "b_request": request}
        )

    def many(self, case_ids: Collection[str]) -> list[CaseRow]:
        """These cases, in no order."""
        found = self._connection.execute(_SELECT.where(case_file.c.case_id.in_(case_ids)))
        return rows_as(CaseRow, found)

    def by_number(self, number: str) -> CaseRow | None:
        """The case with this number."""
        return row_as(
            CaseRow, self._connection.execute(_SELECT.where(case_file.c.number == number)).one_or_none()
        )

    def cipher(self, case: CaseRow) -> CaseCipher:
        """What opens the case's contents.

        Raises:
            ErasedCaseError: where its key was destroyed.
            UnavailableError: where the key does not belong to this master key.
        """
        return self.cipher_of(case.case_id, case.wrapped)

    def cipher_of(self, case_id: str, wrapped: bytes | None) -> CaseCipher:
        """The same from the columns of a joined row."""
        if wrapped is None:
            raise ErasedCaseError(case_id=case_id)
        try:
            return CaseCipher(self._keys.unwrap(wrapped, case_id), case_id)
        except InvalidTag as error:
            raise UnavailableError(
                f"The key of case '{case_id}' cannot be opened with this master key. Restore the master key it was made with.",
                f"办件“{case_id}”的密钥无法用当前主密钥打开，请恢复原主密钥。",
            ) from error

    def key_salt(self, case: CaseRow) -> bytes:
        """What the hashes of the case's states are salted with."""
        return self.cipher(case).salt

    def search(
        self, wanted: CaseFilter, *, limit: int, before: tuple[datetime, str] | None = None
    ) -> list[CaseRow]:
        """Newest first; ``before`` is the place of the last row of the page before (opened_at, case_id)."""
        statement = _SELECT.where(*_conditions(wanted))
        if before is not None:
            at, case_id = before
            statement = statement.where(
                or_(
                    case_file.c.opened_at < at,
                    and_(case_file.c.opened_at == at, case_file.c.case_id < case_id),
                )
            )
        statement = statement.order_by(case_file.c.opened_at.desc(), case_file.c.case_id.desc()).limit(limit)
        return rows_as(CaseRow, self._connection.execute(statement))

    def persons_of(self, case_id: str) -> tuple[tuple[str, bytes], ...]:
        """The blind-index pairs of the people a case is about."""
        found = self._connection.execute(select(person_index).where(person_index.c.case_id == case_id))
        return tuple((row.province, bytes(row.digest)) for row in found)

    def open_with_due_on_or_after(self, day: Any, *, limit: int = 10_000) -> list[CaseRow]:
        """Running cases whose due day lies on or after a day, for recomputing after a calendar import."""
        found = self._connection.execute(
            _SELECT.where(case_file.c.state == "running", case_file.c.due_on >= day).limit(limit)
        )
        return rows_as(CaseRow, found)

    def lanes(self, case_id: str) -> list[LaneRow]:
        """Which offices hold the lanes of a case."""
        return rows_as(LaneRow, self._connection.execute(_LANES, {"b_case_id": case_id}))

    def bind_lane(self, lane: LaneRow) -> None:
        """Bind a lane that is bound already to another office."""
        self._connection.execute(
            update(case_lane)
            .where(case_lane.c.case_id == lane.case_id, case_lane.c.lane == lane.lane)
            .values(office=lane.office, bound_at=lane.bound_at)
        )

    def add_note(self, note: NoteRow) -> None:
        """Keep a note."""
        self._connection.execute(
            insert(case_note),
            {name: getattr(note, name) for name in case_note.columns.keys()},  # noqa: SIM118 - columns, not a dict
        )

    def notes(self, case_id: str) -> list[NoteRow]:
        """Notes of a case, oldest first."""
        found = self._connection.execute(
            select(case_note)
            .where(case_note.c.case_id == case_id)
            .order_by(case_note.c.at, case_note.c.note_id)
        )
        return rows_as(NoteRow, found)

    def subscribers(
        self, message: str, correlation_key: str | None, *, exact: bool = False
    ) -> Sequence[tuple[str, str]]:
        """Who waits for a message: (case_id, subscription_id). A subscription without key takes any key.

        ``exact`` leaves those without key out, as they might belong to anybody's case.
        """
        any_key = subscription.c.correlation.is_(None)
        matches: ColumnElement[bool] = any_key
        if correlation_key is not None:
            digest = self._keys.correlation(message, correlation_key)
            same = subscription.c.correlation == digest
            matches = same if exact else or_(any_key, same)
        found = self._connection.execute(
            select(subscription.c.case_id, subscription.c.subscription_id)
            .where(subscription.c.message == message, matches)
            .order_by(any_key, subscription.c.case_id)
            .limit(10)
        )
        return [(row.case_id, row.subscription_id) for row in found]

    def erase(self, case_id: str, *, by: str, at: datetime) -> None:
        """Destroy the key of a case: its contents are gone for ever, its chain stays."""
        self._connection.execute(
            update(case_key)
            .where(case_key.c.case_id == case_id)
            .values(wrapped=None, erased_at=at, erased_by=by)
        )


def _conditions(wanted: CaseFilter) -> list[Any]:
    columns = case_file.c
    conditions: list[Any] = []
    exact = ("number", "item_id", "status", "applicant_account", "parent_case")
    conditions += [columns[name] == value for name in exact if (value := getattr(wanted, name))]
    if wanted.is_open is not None:
        conditions.append((columns.state == "running") if wanted.is_open else (columns.state != "running"))
    if wanted.opened_from:
        conditions.append(columns.opened_at >= wanted.opened_from)
    if wanted.opened_to:
        conditions.append(columns.opened_at < wanted.opened_to)
    if wanted.persons:
        conditions.append(about_persons(wanted.persons, columns.case_id))
    if wanted.offices is not None:
        conditions.append(
            columns.case_id.in_(select(case_lane.c.case_id).where(case_lane.c.office.in_(wanted.offices)))
        )
    return conditions


def about_persons(persons: Collection[tuple[str, bytes]], case_id: Any) -> Any:
    """The condition that a case is about one of these people, found by the blind index."""
    pairs = [
        and_(person_index.c.province == province, person_index.c.digest == digest)
        for province, digest in persons
    ]
    return case_id.in_(select(person_index.c.case_id).where(or_(*pairs)))

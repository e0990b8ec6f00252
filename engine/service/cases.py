"""Cases 办件: open, read, search, withdraw, hand over, note, reveal."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.domain import authority
from engine.domain.actors import Role
from engine.domain.beijing import start_of_day
from engine.domain.identifiers import read_case_number
from engine.domain.regions import PROVINCES
from engine.errors import (
    CaseClosedError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
)
from engine.service.answers import CaseSummary, CommandAnswer, Note, Page, Revealed
from engine.service.case_changes import transferred, withdrawn
from engine.service.case_views import case_view
from engine.service.commands import Commands, Order
from engine.service.ids import case_id_of, cursor_of, place_of
from engine.service.limits import checked_text
from engine.service.opening import CaseOpener, progress_hash
from engine.service.persons import indexed_values, name_pairs, person_pairs
from engine.service.reading import read_case, require_sight
from engine.service.stories import marks_of, progress_of, story_of
from engine.service.summaries import Summaries, about_of
from engine.service.visible import command_answer
from engine.store.cases import CaseFilter
from engine.store.rows import NoteRow

if TYPE_CHECKING:
    from engine.domain.actors import Actor
    from engine.service.answers import CaseView, Opened, Progress, ProgressStep
    from engine.service.hand import CaseInHand, Written
    from engine.service.requests import CaseQuery, OpenCase
    from engine.service.surroundings import Surroundings

NOTE = "note"
LARGEST_PAGE = 200
MOST_OTHERS = 100


class Cases:
    """Everything that is done with a whole case."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and all else."""
        self._around = around
        self._commands = Commands(around)
        self._opener = CaseOpener(around)

    def open(self, actor: Actor, request: OpenCase) -> Opened:
        """Open a case; the same caller and key get the same case and the same answer."""
        return self._opener.by_person(actor, request)

    def read(self, actor: Actor, *, case_id: str) -> CaseView:
        """A case with its tasks, materials, documents and what it waits for, masked."""
        with self._around.database.read() as work:
            return case_view(read_case(self._around, work, actor, case_id, contents=False))

    def search(self, actor: Actor, query: CaseQuery) -> Page[CaseSummary]:
        """A page of cases that the caller sees, newest first.

        Raises:
            ForbiddenError: callers who see no cases. InvalidInputError: a cursor that is not ours.
        """
        if not authority.may_search(actor):
            raise ForbiddenError(
                "Cases are searched by applicants, offices, auditors and administrators.",
                "仅申请人、办理机构、审计员和管理员可查询办件。",
            )
        limit = max(1, min(query.limit, LARGEST_PAGE))
        before = place_of(query.cursor, datetime, str)
        with self._around.database.read() as work:
            rows = work.cases.search(self._filter(actor, query), limit=limit + 1, before=before)
            shown = Summaries(around=self._around, actor=actor, at=self._around.clock())
            entries = tuple(shown.case(row, about_of(work, row)) for row in rows[:limit])
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(
            entries=entries,
            next_cursor=cursor_of((last.opened_at, last.case_id) if last is not None else None),
        )

    def withdraw(self, actor: Actor, *, case_id: str, reason: str, key: str | None = None) -> CommandAnswer:
        """The applicant takes the application back.

        Raises:
            NotAllowedNowError: it is decided already, or the diagram does not allow it here.
            CaseClosedError: it has ended. ForbiddenError: it is not the caller's.
        """
        why = checked_text(reason, what="reason", what_zh="理由")

        def act(hand: CaseInHand) -> Written:
            require_sight(hand, contents=False)
            if hand.row.state != "running":
                raise CaseClosedError(case_number=hand.row.number, status=hand.row.status)
            if not authority.may_withdraw(actor, hand.facts):
                raise ForbiddenError(
                    "A case is withdrawn by its applicant, or by the counter that opened it for them.",
                    "办件由申请人撤回，或由代为收件的窗口撤回。",
                )
            return withdrawn(hand, why)

        return self._command(actor, case_id, act, key=key, request=["withdraw", why])

    def progress(self, *, number: str, code: str) -> Progress:
        """What the public page shows for a number and its code. Raises NotFoundError for anything else."""
        with self._around.database.read() as work:
            row = work.cases.by_number(number) if read_case_number(number) else None
            if row is None or not hmac.compare_digest(
                bytes(row.progress_hash or b""), progress_hash(number, code)
            ):
                raise NotFoundError(kind="case", key=number[:43])
            return progress_of(self._around, work, row)

    def story(self, actor: Actor, *, case_id: str) -> tuple[ProgressStep, ...]:
        """The history in words, for applicants and clerks."""
        with self._around.database.read() as work:
            return story_of(read_case(self._around, work, actor, case_id))

    def diagram(self, actor: Actor, *, case_id: str) -> bytes:
        """The diagram that the case runs on."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            files = work.definitions.files(hand.row.definition_digest)
        return files[f"{hand.definition.card.process_id}.bpmn"]

    def marks(self, actor: Actor, *, case_id: str) -> dict[str, list[str]]:
        """Which elements are done and where the case stands, for the diagram."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            return marks_of(hand)

    def others(self, actor: Actor, *, case_id: str) -> tuple[CaseSummary, ...]:
        """Other cases of the same person that the caller sees too, newest first."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            values = indexed_values(hand, hand.data)
            if not values:
                return ()
            pairs = person_pairs(self._around.database.keys, values, self._provinces(actor))
            rows = work.cases.search(self._seen_by(actor, persons=pairs), limit=MOST_OTHERS)
            shown = Summaries(around=self._around, actor=actor, at=hand.at)
            return tuple(shown.case(row, about_of(work, row)) for row in rows if row.case_id != hand.case_id)

    def notes(self, actor: Actor, *, case_id: str) -> tuple[Note, ...]:
        """Notes of the offices, oldest first. Never for the applicant."""
        with self._around.database.read() as work:
            hand = read_case(self._around, work, actor, case_id)
            if not authority.may_read_notes(actor, hand.facts):
                raise _no_notes()
            return tuple(_note(hand, row) for row in work.cases.notes(hand.case_id))

    def add_note(self, actor: Actor, *, case_id: str, text: str, key: str | None = None) -> Note:
        """Leave a note for the colleagues of all offices of the case."""
        words = checked_text(text, what="note", what_zh="备注")
        rows: list[NoteRow] = []

        def act(hand: CaseInHand) -> Written:
            require_sight(hand, contents=False)
            if not authority.may_note(actor, hand.facts):
                raise _no_notes()
            rows[:] = [
                NoteRow(
                    case_id=hand.case_id,
                    note_id=f"m{hand.row.head_seq + 1}",
                    sealed_text=hand.cipher.seal(NOTE, words),
                    author=actor.account_id,
                    author_name=actor.name,
                    office=actor.office,
                    at=hand.at,
                )
            ]
            written = hand.write("note_added", {"note": words})
            hand.work.cases.add_note(rows[0])
            return written

        order = Order(
            actor=actor,
            case_id=case_id_of(case_id),
            kind=Note,
            act=act,
            build=lambda hand, _: _note(hand, rows[0]),
            key=key,
            request=["note", words],
        )
        return self._commands.run(order)

    def reveal(self, actor: Actor, *, case_id: str, field: str, reason: str) -> Revealed:
        """A sensitive field in plain. Who looked, when and why is an event of the case.

        Raises:
            ForbiddenError, NotFoundError (no such field), InvalidInputError (no reason).
        """
        why = checked_text(reason, what="reason", what_zh="理由")
        found: list[Any] = []

        def act(hand: CaseInHand) -> Written:
            require_sight(hand)
            if not authority.may_reveal(actor, hand.facts):
                raise ForbiddenError("You may not see this field.", "您无权查看该字段。")
            if field not in hand.data:
                raise NotFoundError(kind="field", key=field[:100])
            found[:] = [hand.data[field]]
            return hand.write("field_revealed", {"field": field, "reason": why})

        order = Order(
            actor=actor,
            case_id=case_id_of(case_id),
            kind=Revealed,
            act=act,
            build=lambda _, written: Revealed(field=field, value=found[0], event_seq=written.seq),
        )
        return self._commands.run(order)

    def transfer(
        self, actor: Actor, *, case_id: str, lane: str, office: str, reason: str, key: str | None = None
    ) -> CommandAnswer:
        """Bind a lane to another office; its open tasks go there, claimed by nobody.

        Raises:
            ForbiddenError: only the lead of the office that holds the lane. NotFoundError: lane or office.
        """
        why = checked_text(reason, what="reason", what_zh="理由")

        def act(hand: CaseInHand) -> Written:
            require_sight(hand, contents=False)
            if hand.row.state != "running":
                raise CaseClosedError(case_number=hand.row.number, status=hand.row.status)
            held_by = hand.about.lanes.get(lane)
            if held_by is None:
                raise NotFoundError(kind="lane", key=lane[:100])
            if not authority.may_transfer(actor, hand.facts, office=held_by):
                raise ForbiddenError(
                    f"The lane '{lane}' is handed over by the lead of the office that holds it.",
                    f"泳道“{lane}”须由现办理机构负责人移交。",
                )
            if self._around.offices.directory.get(office) is None:
                raise NotFoundError(kind="office", key=office[:100])
            return transferred(hand, lane, held_by, office, why)

        return self._command(actor, case_id, act, key=key, request=["transfer", lane, office, why])

    # --- inside

    def _command(
        self, actor: Actor, case_id: str, act: Any, *, key: str | None, request: Any
    ) -> CommandAnswer:
        return self._commands.run(
            Order(
                actor=actor,
                case_id=case_id_of(case_id),
                kind=CommandAnswer,
                act=act,
                build=command_answer,
                key=key,
                request=request,
            )
        )

    def _filter(self, actor: Actor, query: CaseQuery) -> CaseFilter:
        persons: tuple[tuple[str, bytes], ...] = ()
        if query.person:
            keys = self._around.database.keys
            persons = person_pairs(keys, [query.person.strip()], self._provinces(actor))
        elif query.name:
            persons = name_pairs(self._around.database.keys, [query.name], self._provinces(actor))
        if query.number and read_case_number(query.number) is None:
            raise InvalidInputError(
                "A case number has 43 characters. Check it.", "办件编号应为43位，请核对。"
            )
        return self._seen_by(
            actor,
            persons=persons,
            office=query.office,
            number=query.number,
            item_id=query.item_id,
            status=query.status,
            is_open=query.is_open,
            opened_from=start_of_day(query.opened_from) if query.opened_from else None,
            opened_to=start_of_day(query.opened_to + timedelta(days=1)) if query.opened_to else None,
        )

    @staticmethod
    def _seen_by(actor: Actor, *, office: str | None = None, **wanted: Any) -> CaseFilter:
        """The filter, narrowed to what the caller sees."""
        if actor.has(Role.AUDITOR, Role.ADMINISTRATOR):
            return CaseFilter(offices=frozenset({office}) if office else None, **wanted)
        if actor.has(Role.CLERK, Role.OFFICE_LEAD):
            offices = actor.offices & {office} if office else actor.offices
            return CaseFilter(offices=frozenset(offices), **wanted)
        return CaseFilter(applicant_account=actor.account_id, **wanted)

    @staticmethod
    def _provinces(actor: Actor) -> frozenset[str]:
        """Whose indexes the caller may ask: a clerk's own province, else all."""
        own = actor.province
        return frozenset({own}) if own and actor.has(Role.CLERK, Role.OFFICE_LEAD) else PROVINCES


def _note(hand: CaseInHand, row: NoteRow) -> Note:
    return Note(
        note_id=row.note_id,
        text=hand.cipher.open(NOTE, bytes(row.sealed_text)),
        author=row.author,
        author_name=row.author_name,
        office=hand.around.offices.name(row.office),
        at=row.at,
    )


def _no_notes() -> ForbiddenError:
    return ForbiddenError(
        "Notes are for the offices of the case; auditors read them.", "备注仅供办理机构使用，审计员可查看。"
    )

"""A case in hand: what one command has read of it, and how it is written back whole.

Everything that a command may change goes through ``write``: status, clock, tasks, waits, notices,
documents, lanes, people, and the one event that tells of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine import bpmn
from engine.bpmn.snapshot import unpack
from engine.domain.beijing import beijing_day
from engine.domain.clock import CaseClock
from engine.domain.history import state_hash
from engine.service.about import SEALED_KIND, About
from engine.service.checklist import Checklist, checklist_of
from engine.service.expressions import Expressions
from engine.service.recording import VERSION
from engine.service.summaries import facts_of
from engine.store.records import CommandRecord, EventRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from engine.bpmn.transition import Command, Transition
    from engine.domain.actors import Actor
    from engine.domain.authority import CaseFacts
    from engine.service.answers import JsonObject
    from engine.service.loaded import LoadedDefinition
    from engine.service.surroundings import Surroundings
    from engine.store import CaseCipher, UnitOfWork
    from engine.store.records import AnswerRecord
    from engine.store.rows import CaseRow, TaskRow

SNAPSHOT, EVENT = "snapshot", "event"


@dataclass(frozen=True, kw_only=True)
class Written:
    """The case after a command: its row with the new revision, and the event that was written."""

    row: CaseRow
    about: About
    seq: int
    event_hash: bytes
    opened_tasks: tuple[TaskRow, ...] = ()


@dataclass(kw_only=True)
class CaseInHand:
    """One case during one command. ``task`` is the task that was asked for, in any state."""

    around: Surroundings
    work: UnitOfWork
    row: CaseRow
    cipher: CaseCipher
    actor: Actor
    at: datetime
    task: TaskRow | None = None
    keep: Callable[[Written], AnswerRecord] | None = None
    is_new: bool = False
    snapshot: bytes | None = None
    open_tasks: int = 1
    _about: About | None = field(default=None)

    @property
    def case_id(self) -> str:
        """Whose this is."""
        return self.row.case_id

    @cached_property
    def about(self) -> About:
        """What the platform keeps of the case."""
        if self._about is not None:
            return self._about
        return About.from_json(self.cipher.open(SEALED_KIND, bytes(self.row.sealed_person or b"")))

    @cached_property
    def definition(self) -> LoadedDefinition:
        """The version that the case runs on."""
        return self.around.definitions.get(self.row.definition_digest)

    @cached_property
    def state(self) -> bytes | None:
        """The snapshot in plain; None before the start."""
        if self.is_new:
            return None
        return self.cipher.open_bytes(SNAPSHOT, bytes(self.row.sealed_snapshot))

    @cached_property
    def data(self) -> JsonObject:
        """The case data."""
        if self.state is None:
            return {}
        found: JsonObject = unpack(self.state)["d"]
        return found

    @property
    def facts(self) -> CaseFacts:
        """What decisions of authority ask."""
        return facts_of(self.row, self.about)

    def expressions(self, data: JsonObject | None = None) -> Expressions:
        """FEEL over the case data and the facts of the engine."""
        names = {**(self.data if data is None else data), **self.identity()}
        return Expressions(names, at=self.at, calendar=self.around.calendar.current)

    def identity(self) -> JsonObject:
        """Facts that never change."""
        return {"caseNumber": self.row.number, "caseId": self.row.case_id, "channel": self.row.channel}

    def checklist(self, data: JsonObject | None = None) -> Checklist:
        """The materials that the case needs and holds."""
        card = self.definition.card
        if any(entry.when for entry in card.materials):
            return checklist_of(card, self.about.held, self.expressions(data).holds)
        return checklist_of(card, self.about.held, lambda _: False)

    def environment(self, more: JsonObject | None = None) -> JsonObject:
        """The facts of the engine for one command; ``more`` is the data that it brings."""
        data = None if more is None else {**self.data, **more}
        return {**self.identity(), **self.checklist(data).facts()}

    def apply(self, command: Command, environment: JsonObject) -> Transition:
        """Run the command on the diagram to its next wait."""
        return bpmn.apply(self.definition.process, self.state, command, at=self.at, environment=environment)

    @property
    def clock(self) -> CaseClock:
        """The clock as it stands."""
        return CaseClock.from_json(self.row.clock)

    def write(
        self,
        kind: str,
        payload: JsonObject,
        *,
        element_id: str | None = None,
        about: About | None = None,
        snapshot: bytes | None = None,
        changes: JsonObject | None = None,
        opened_tasks: Sequence[TaskRow] = (),
        **record: Any,
    ) -> Written:
        """Write the event with everything it caused, in one call.

        ``changes`` are columns of the case row; ``record`` further fields of ``CommandRecord``.
        """
        columns = dict(changes or {})
        if about is not None and (self.is_new or about != self.about):
            columns["sealed_person"] = self.cipher.seal(SEALED_KIND, about.to_json())
        if snapshot is not None:
            columns["sealed_snapshot"] = self.cipher.seal_bytes(SNAPSHOT, snapshot)
            said = bytes.fromhex(bpmn.state_hash(snapshot))
            columns["state_hash"] = state_hash(self.cipher.salt, said)
        row = replace(self.row, **columns) if columns else self.row
        event = EventRecord(
            kind=kind,
            version=VERSION,
            element_id=element_id,
            actor=self.actor.account_id,
            actor_name=self.actor.name,
            office=self.actor.office,
            at=self.at,
            sealed_payload=self.cipher.seal(EVENT, payload),
        )
        after = replace(row, revision=row.revision + 1, head_seq=row.head_seq + 1)
        written = Written(
            row=after,
            about=about or self.about,
            seq=after.head_seq,
            event_hash=b"",
            opened_tasks=tuple(opened_tasks),
        )
        answer = None if self.keep is None else self.keep(written)
        event_hash = self.work.write_command(
            CommandRecord(
                case=row,
                event=event,
                is_new=self.is_new,
                answer=answer,
                opened_tasks=opened_tasks,
                **record,
            )
        )
        return replace(written, event_hash=event_hash)

    def due_columns(self, clock: CaseClock) -> JsonObject:
        """The columns of the case row that follow from its clock."""
        due = clock.due(self.around.calendar.current, today=beijing_day(self.at))
        return {
            "clock": clock.to_json(),
            "due_on": None if due is None else due.day,
            "due_provisional": due is not None and due.is_provisional,
        }

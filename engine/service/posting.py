"""Messages that a case threw, brought to the case that waits for them or that they open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.domain.actors import SYSTEM_ACTOR
from engine.errors import NotFoundError, TongbanError
from engine.service.commands import Commands, Order
from engine.service.requests import MessageIn
from engine.service.wait_rows import MESSAGE, incident_row

if TYPE_CHECKING:
    from engine.service.hand import CaseInHand, Written
    from engine.service.messages import Messages
    from engine.service.surroundings import Surroundings
    from engine.store.rows import MessageRow

TABLE = "outgoing_message"


class Posting:
    """Takes messages from their sender's row to their receiver."""

    def __init__(self, around: Surroundings, messages: Messages) -> None:
        """``messages`` finds the receiver."""
        self._around = around
        self._messages = messages
        self._commands = Commands(around)

    def post(self, row: MessageRow, *, worker: str) -> None:
        """One attempt; a receiver that is not there yet is tried again, then it is an incident."""
        with self._around.database.read() as work:
            sender = work.cases.get(row.case_id)
            if sender is None or not work.jobs.holds(
                TABLE, case_id=row.case_id, job_id=row.message_id, by=worker
            ):
                return
            payload = work.cases.cipher(sender).open(MESSAGE, bytes(row.sealed_payload))
        message = MessageIn(
            name=row.message,
            message_id=f"{row.case_id}.{row.message_id}",
            correlation_key=row.correlation_key,
            payload=payload,
        )
        try:
            self._messages.deliver(SYSTEM_ACTOR, message, sender={"case_id": row.case_id})
        except NotFoundError as error:
            self._not_found(row, error)
            return
        with self._around.database.begin() as work:
            work.jobs.remove_message(row.case_id, row.message_id)

    def _not_found(self, row: MessageRow, error: TongbanError) -> None:
        settings = self._around.settings
        if row.attempts < settings.call_attempts:
            pause = settings.call_backoff_seconds * 2 ** max(0, row.attempts - 1)
            due_at = self._around.clock() + timedelta(
                seconds=min(pause, settings.call_backoff_longest_seconds)
            )
            with self._around.database.begin() as work:
                work.jobs.release(
                    TABLE, case_id=row.case_id, job_id=row.message_id, due_at=due_at, error=error.message
                )
            return

        def act(hand: CaseInHand) -> Written:
            incident = incident_row(
                hand,
                kind="message",
                element_id=row.element_id,
                reference=row.message_id,
                message=(f"消息“{row.message}”没有接收方", f"Nothing waits for the message '{row.message}'"),
                attempts=row.attempts,
            )
            written = hand.write(
                "incident_raised",
                {"incident": incident.incident_id, "message": row.message},
                element_id=row.element_id,
                incidents=[incident],
            )
            hand.work.jobs.set_message(
                row.case_id, row.message_id, state="failed", due_at=hand.at, error=error.message
            )
            return written

        self._commands.run(
            Order(
                actor=SYSTEM_ACTOR,
                case_id=row.case_id,
                kind=bool,
                act=act,
                build=lambda _hand, _written: True,
            )
        )

"""Messages: from other platforms and from other cases, to the case that waits for them, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.transition import CorrelateMessage
from engine.domain import authority
from engine.domain.identifiers import read_case_number
from engine.errors import ForbiddenError, InvalidInputError, NotAllowedNowError, NotFoundError
from engine.service.case_changes import WITHDRAWAL
from engine.service.commands import Commands, Order, replayed
from engine.service.limits import check_size
from engine.service.opening import CaseOpener, Opening
from engine.service.recording import command_json
from engine.service.records import Correlated
from engine.service.stepping import write_transition

if TYPE_CHECKING:
    from engine.domain.actors import Actor
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand, Written
    from engine.service.requests import MessageIn
    from engine.service.surroundings import Surroundings

LONGEST_ID = 150
TRIES = 4
"""How often a receiver is looked for anew where another message was faster."""


class Messages:
    """Brings messages to cases."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and all else."""
        self._around = around
        self._commands = Commands(around)
        self._opener = CaseOpener(around)

    def correlate(self, actor: Actor, message: MessageIn) -> Correlated:
        """A message of another platform. Delivered five times it has one effect and the same answer.

        Raises:
            ForbiddenError: only platforms. NotFoundError: nothing waits for it.
        """
        if not authority.may_send_messages(actor):
            raise ForbiddenError(
                "Messages are sent by platforms with a token of their own.",
                "消息须由持有专用令牌的平台发送。",
            )
        if message.name == WITHDRAWAL:
            raise ForbiddenError("Withdrawing is for applicants.", "撤回须由申请人操作。")
        if not 0 < len(message.message_id) <= LONGEST_ID or not message.name:
            raise InvalidInputError(
                f"A message needs a name and a message id of 1 to {LONGEST_ID} characters.",
                f"消息须有名称和1至{LONGEST_ID}个字符的消息编号。",
            )
        check_size({"payload": message.payload}, self._around.settings.case_data_bytes)
        return self.deliver(actor, message, sender=None)

    def deliver(self, actor: Actor, message: MessageIn, *, sender: JsonObject | None) -> Correlated:
        """The same without the question who may; ``sender`` names the case that sent it."""
        key = f"message:{message.message_id}"
        for _ in range(TRIES):
            earlier = self._earlier(actor, message, key)
            if earlier is not None:
                return earlier
            found = self._receiver(message)
            if found is None:
                break
            try:
                return self._received(actor, message, found, key)
            except NotAllowedNowError:
                continue  # somebody else's message was faster: look again
        return self._opened(actor, message, key, sender)

    def _earlier(self, actor: Actor, message: MessageIn, key: str) -> Correlated | None:
        with self._around.database.read() as work:
            earlier = work.idempotency.find(account_id=actor.account_id, key=key)
            if earlier is None or earlier.case_id is None:
                return None
            row = work.cases.get(earlier.case_id)
            if row is None:
                return None
            order = self._order(actor, message, (row.case_id, ""), key)
            return replayed(
                earlier, order.request_hash(), Correlated, work.cases.cipher(row).open, key=message.message_id
            )

    def _receiver(self, message: MessageIn) -> tuple[str, str] | None:
        with self._around.database.read() as work:
            number = message.correlation_key
            if number is not None and read_case_number(number) is not None:
                row = work.cases.by_number(number)
                waits = work.jobs.subscriptions(row.case_id) if row is not None else []
                for wait in waits:
                    if wait.message == message.name:
                        return wait.case_id, wait.subscription_id
            found = work.cases.subscribers(message.name, number, exact=number is not None)
        return found[0] if len(found) == 1 or (found and number is not None) else None

    def _received(self, actor: Actor, message: MessageIn, receiver: tuple[str, str], key: str) -> Correlated:
        return self._commands.run(self._order(actor, message, receiver, key))

    def _order(
        self, actor: Actor, message: MessageIn, receiver: tuple[str, str], key: str
    ) -> Order[Correlated]:
        case_id, subscription_id = receiver
        return Order(
            actor=actor,
            case_id=case_id,
            kind=Correlated,
            act=lambda hand: _correlated(hand, message, subscription_id),
            build=lambda hand, written: Correlated(
                effect="correlated",
                case_id=hand.case_id,
                case_number=hand.row.number,
                event_seq=written.seq,
            ),
            key=key,
            request=["message", message.name, message.correlation_key, message.payload],
        )

    def _opened(self, actor: Actor, message: MessageIn, key: str, sender: JsonObject | None) -> Correlated:
        """A case of an item that begins with this message, where there is one."""
        with self._around.database.read() as work:
            start = next(
                (
                    (row.item_id, element_id)
                    for row in work.definitions.versions(current_only=True)
                    for name, element_id in row.messages
                    if name == message.name
                ),
                None,
            )
        if start is None:
            raise NotFoundError(
                kind="receiver", key=f"{message.name} / {message.correlation_key or '-'}"[:200]
            )
        payload = message.payload if isinstance(message.payload, dict) else {}
        opened = self._opener.open(
            Opening(
                actor=actor,
                item_id=start[0],
                key=f"open:{key}",
                channel="counter",
                data={},
                start_data=payload,
                start_event=start[1],
                parent_case=sender.get("case_id") if sender else None,
            )
        )
        return Correlated(
            effect="opened",
            case_id=opened.case.case_id,
            case_number=opened.case.number,
            event_seq=1,
            is_replay=opened.is_replay,
        )


def _correlated(hand: CaseInHand, message: MessageIn, subscription_id: str) -> Written:
    waits = hand.work.jobs.subscriptions(hand.case_id)
    wait = next((entry for entry in waits if entry.subscription_id == subscription_id), None)
    if wait is None:
        raise NotAllowedNowError(
            f"Case '{hand.row.number}' waits for '{message.name}' no more.",
            f"办件“{hand.row.number}”已不再等待消息“{message.name}”。",
        )
    command: Any = CorrelateMessage(subscription_id=subscription_id, payload=message.payload)
    checklist = hand.checklist().facts()
    transition = hand.apply(command, {**hand.identity(), **checklist})
    return write_transition(
        hand,
        transition,
        kind="message_received",
        element_id=wait.element_id,
        payload={
            "commands": [command_json(command)],
            "environment": checklist,
            "message": message.name,
            "messageId": message.message_id,
        },
        answered_subscriptions=(subscription_id,),
    )

"""The one path that all commands on a case take.

One statement reads case, task, lanes and the earlier answer and locks the case; the command decides, runs the
diagram and writes everything back in the same transaction. Who was slower does it again from the start.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import TypeAdapter

from engine.errors import IdempotencyMismatchError, NotFoundError, StaleRevisionError
from engine.service.hand import CaseInHand, Written
from engine.service.summaries import Summaries
from engine.store.codec import dump_json
from engine.store.command import LostRaceError
from engine.store.records import AnswerRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.domain.actors import Actor
    from engine.service.surroundings import Surroundings
    from engine.store import UnitOfWork
    from engine.store.rows import IdempotencyRow

A = TypeVar("A")
ANSWER = "answer"
FIRST_PAUSE_SECONDS = 0.002


@dataclass(frozen=True, kw_only=True)
class Order(Generic[A]):
    """What a caller wants of a case.

    ``act`` decides and writes; ``build`` makes the answer of what was written. ``request`` is what the
    idempotency key stands for: the same key with another request is refused.
    """

    actor: Actor
    case_id: str
    kind: type[A]
    act: Callable[[CaseInHand], Written]
    build: Callable[[CaseInHand, Written], A]
    task_id: str = ""
    key: str | None = None
    request: Any = None
    thing: tuple[str, str] | None = None

    def request_hash(self) -> bytes:
        """SHA-256 of what was asked."""
        return hashlib.sha256(
            dump_json([self.kind.__name__, self.case_id, self.task_id, self.request])
        ).digest()


class Commands:
    """Carries out orders."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and all else."""
        self._around = around

    def run(self, order: Order[A]) -> A:
        """Do it, once; again from the start where another command was faster.

        Raises:
            NotFoundError: no such case.
            StaleRevisionError: lost every race.
            IdempotencyMismatchError: the key stands for another request.
        """
        return repeated(self._around, lambda: self._around.database.run(lambda work: self._once(work, order)))

    def _once(self, work: UnitOfWork, order: Order[A]) -> A:
        found = work.cases.for_command(
            order.case_id, task_id=order.task_id, account_id=order.actor.account_id, key=order.key or ""
        )
        if found is None:
            kind, key = order.thing or ("case", order.case_id)
            raise NotFoundError(kind=kind, key=key)
        at = self._around.clock()
        cipher = work.cases.cipher(found.case)
        if found.earlier is not None and order.key:
            return replayed(found.earlier, order.request_hash(), order.kind, cipher.open, key=order.key)
        hand = CaseInHand(
            around=self._around,
            work=work,
            row=found.case,
            cipher=cipher,
            actor=order.actor,
            at=at,
            task=found.task,
            open_tasks=found.open_tasks,
        )
        return carried_out(hand, order)


def carried_out(hand: CaseInHand, order: Order[A]) -> A:
    """Let the command act, with its answer kept under its key in the same statement."""
    answers: list[A] = []
    if order.key:
        hand.keep = lambda written: _kept(hand, order, written, answers)
    written = order.act(hand)
    return answers[0] if answers else order.build(hand, written)


def _kept(hand: CaseInHand, order: Order[A], written: Written, answers: list[A]) -> AnswerRecord:
    def sealed(_seq: int, event_hash: bytes) -> bytes:
        answer = order.build(hand, replace(written, event_hash=event_hash))
        answers.append(answer)
        kept = _adapter(order.kind).dump_python(answer, mode="json", exclude_defaults=True)
        return hand.cipher.seal(ANSWER, kept)

    return AnswerRecord(
        account_id=order.actor.account_id,
        key=order.key or "",
        request_hash=order.request_hash(),
        at=hand.at,
        sealed=sealed,
    )


def replayed(
    earlier: IdempotencyRow,
    request_hash: bytes,
    kind: type[A],
    opened: Callable[[str, bytes], Any],
    *,
    key: str,
) -> A:
    """The first answer again.

    Raises:
        IdempotencyMismatchError: where the key stands for another request.
    """
    if bytes(earlier.request_hash) != request_hash or earlier.sealed_answer is None:
        raise IdempotencyMismatchError(key=key)
    stored = opened(ANSWER, bytes(earlier.sealed_answer))
    if "is_replay" in getattr(kind, "__dataclass_fields__", {}):
        stored["is_replay"] = True
    answer: A = _adapter(kind).validate_python(stored)
    return answer


def repeated(around: Surroundings, once: Callable[[], A]) -> A:
    """``once``, again where it lost a race, a few times."""
    pause = FIRST_PAUSE_SECONDS
    for left in range(around.settings.stale_retries, -1, -1):
        try:
            return once()
        except StaleRevisionError as error:
            if left == 0 or error.actual is not None:
                raise
        except LostRaceError:
            if left == 0:
                raise
        time.sleep(pause)
        pause *= 2
    raise AssertionError


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type[A]) -> TypeAdapter[A]:
    found = _ADAPTERS.get(kind)
    if found is None:
        found = _ADAPTERS[kind] = TypeAdapter(kind)
    return found


def summaries(hand: CaseInHand) -> Summaries:
    """Renders for the caller of a command."""
    return Summaries(around=hand.around, actor=hand.actor, at=hand.at)

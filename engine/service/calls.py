"""Service calls: delivered by the worker, answered as commands on the case that waits.

At least once, with a key that makes the repeated attempt harmless over there; retried with growing pauses;
then an incident that an operator retries or resolves.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from engine.bpmn.transition import FailCall, RecordCallResult
from engine.domain import authority
from engine.domain.actors import SYSTEM_ACTOR
from engine.errors import ForbiddenError, NotAllowedNowError, TongbanError
from engine.service.commands import Commands, Order
from engine.service.contents import content_type_of
from engine.service.http import Answered, CallOutcome, Refused, Unreachable
from engine.service.ids import public_id
from engine.service.material_views import FILENAME
from engine.service.materials import CONTENT, holding
from engine.service.recording import command_json
from engine.service.records import CallView, ConnectionView
from engine.service.stepping import write_transition
from engine.service.wait_rows import ARGUMENTS, incident_row

if TYPE_CHECKING:
    from engine.domain.actors import Actor
    from engine.service.answers import JsonObject
    from engine.service.hand import CaseInHand, Written
    from engine.service.http import Platforms
    from engine.service.surroundings import Surroundings
    from engine.store.rows import CallRow

TABLE = "outgoing_call"


class JobGoneError(TongbanError):
    """A job that is no longer ours: answered, cancelled, or leased by another worker. Nothing is to be done."""

    def __init__(self) -> None:
        """Never shown to anybody."""
        super().__init__("The job is gone.", "任务已不存在。")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One attempt of one call and what came of it."""

    call: CallRow
    worker: str
    outcome: CallOutcome


class Calls:
    """Delivering calls, and what operators see of them."""

    def __init__(self, around: Surroundings, platforms: Platforms) -> None:
        """``platforms`` makes the HTTP calls."""
        self._around = around
        self._platforms = platforms
        self._commands = Commands(around)

    def list(
        self, actor: Actor, *, system: str | None = None, state: str | None = None
    ) -> tuple[CallView, ...]:
        """Calls that are under way or failed, without their arguments."""
        _operate(actor)
        with self._around.database.read() as work:
            rows = work.jobs.calls(system=system, state=state)
            numbers = {row.case_id: row.number for row in work.cases.many({row.case_id for row in rows})}
        return tuple(_view(row, numbers.get(row.case_id, "")) for row in rows)

    def connections(self, actor: Actor) -> tuple[ConnectionView, ...]:
        """Every platform with its address and how many calls wait or failed."""
        _operate(actor)
        with self._around.database.read() as work:
            counts = work.jobs.call_counts()
        systems = self._around.catalogue.systems
        return tuple(
            ConnectionView(
                key=key,
                name=name,
                url=self._around.settings.platform(key).url or "",
                waiting=counts.get((key, "waiting"), 0),
                failed=counts.get((key, "failed"), 0),
            )
            for key, name in systems.items()
        )

    def deliver(self, call: CallRow, *, worker: str) -> None:
        """One attempt: read the arguments, call outside of any transaction, bring back what came of it."""
        with self._around.database.read() as work:
            row = work.cases.get(call.case_id)
            if row is None:
                return
            cipher = work.cases.cipher(row)
        arguments: JsonObject = cipher.open(ARGUMENTS, bytes(call.sealed_arguments))
        outcome = self._platforms.call(
            call.system,
            call.operation,
            arguments,
            key=f"{call.case_id}:{call.call_id}",
            request_id=f"{call.case_id}:{call.call_id}:{call.attempts}",
        )
        licence = _licence(outcome) if call.purpose == "licence" else None
        if licence is not None:
            self._around.blobs.put(_storage_key(call), cipher.seal_bytes(CONTENT, licence[0]))
        try:
            self._bring_back(Delivery(call=call, worker=worker, outcome=outcome))
        except JobGoneError:
            return

    def _bring_back(self, delivery: Delivery) -> None:
        call, settings = delivery.call, self._around.settings
        if isinstance(delivery.outcome, Unreachable) and call.attempts < settings.call_attempts:
            pause = min(
                settings.call_backoff_seconds * 2 ** max(0, call.attempts - 1),
                settings.call_backoff_longest_seconds,
            )
            with self._around.database.begin() as work:
                if work.jobs.holds(TABLE, case_id=call.case_id, job_id=call.call_id, by=delivery.worker):
                    due_at = self._around.clock() + timedelta(seconds=pause)
                    work.jobs.release(
                        TABLE,
                        case_id=call.case_id,
                        job_id=call.call_id,
                        due_at=due_at,
                        error=delivery.outcome.message,
                    )
            return
        self._command(call.case_id, lambda hand: _written(hand, delivery))

    def _command(self, case_id: str, act: Any) -> None:
        self._commands.run(
            Order(actor=SYSTEM_ACTOR, case_id=case_id, kind=bool, act=act, build=lambda _hand, _done: True)
        )


def _written(hand: CaseInHand, delivery: Delivery) -> Written:
    call = delivery.call
    if not hand.work.jobs.holds(TABLE, case_id=call.case_id, job_id=call.call_id, by=delivery.worker):
        raise JobGoneError
    match call.purpose:
        case "element":
            return _element_answered(hand, call, delivery.outcome)
        case "notice":
            return _notice_answered(hand, call, delivery.outcome)
        case _:
            return _licence_answered(hand, call, delivery.outcome)


def _element_answered(hand: CaseInHand, call: CallRow, outcome: CallOutcome) -> Written:
    if isinstance(outcome, Unreachable):
        return _incident(hand, call, outcome.message)
    command: RecordCallResult | FailCall
    if isinstance(outcome, Answered):
        command = RecordCallResult(call_id=call.call_id, result=outcome.result)
    else:
        command = FailCall(call_id=call.call_id, error_code=outcome.code, message=outcome.message)
    try:
        return answer_call(hand, call, command)
    except NotAllowedNowError:
        if isinstance(outcome, Refused):
            return _incident(hand, call, f"{call.system} refused: {outcome.code} {outcome.message}")
        raise JobGoneError from None


def answer_call(
    hand: CaseInHand,
    call: CallRow,
    command: RecordCallResult | FailCall,
    *,
    kind: str | None = None,
    payload: JsonObject | None = None,
) -> Written:
    """Give the diagram the answer of a call and go on."""
    checklist = hand.checklist().facts()
    transition = hand.apply(command, {**hand.identity(), **checklist})
    name = "call_answered" if isinstance(command, RecordCallResult) else "call_failed"
    return write_transition(
        hand,
        transition,
        kind=kind or name,
        element_id=call.element_id,
        payload={
            "commands": [command_json(command)],
            "environment": checklist,
            "system": call.system,
            "operation": call.operation,
            "attempts": call.attempts,
            **(payload or {}),
        },
        answered_calls=(call.call_id,),
    )


def _incident(hand: CaseInHand, call: CallRow, words: str) -> Written:
    text = (
        f"调用“{call.system}/{call.operation}”失败：{words}",
        f"The call {call.system}/{call.operation} failed: {words}",
    )
    incident = incident_row(
        hand,
        kind="call",
        element_id=call.element_id,
        reference=call.call_id,
        message=text,
        system=call.system,
        operation=call.operation,
        attempts=call.attempts,
    )
    written = hand.write(
        "incident_raised",
        {"incident": incident.incident_id, "call": call.call_id, "system": call.system, "message": words},
        element_id=call.element_id,
        incidents=[incident],
    )
    hand.work.jobs.set_call(call.case_id, call.call_id, state="failed", due_at=hand.at, error=words)
    return written


def _notice_answered(hand: CaseInHand, call: CallRow, outcome: CallOutcome) -> Written:
    is_sent = isinstance(outcome, Answered)
    payload: JsonObject = {"notice": call.call_id}
    if isinstance(outcome, Answered) and isinstance(outcome.result, dict):
        payload["messageId"] = outcome.result.get("messageId")
    elif isinstance(outcome, Refused | Unreachable):
        payload["message"] = outcome.message
    written = hand.write(
        "notice_delivered" if is_sent else "notice_failed", payload, cleared_calls=(call.call_id,)
    )
    hand.work.notices.set_delivery(hand.case_id, call.call_id, "delivered" if is_sent else "failed")
    return written


def _licence_answered(hand: CaseInHand, call: CallRow, outcome: CallOutcome) -> Written:
    fetched = _licence(outcome)
    material_id, ref = call.element_id, call.call_id
    if fetched is None:
        written = hand.write(
            "licence_missing", {"material": material_id, "ref": ref}, cleared_calls=(call.call_id,)
        )
        hand.work.materials.change(hand.case_id, ref, state="failed")
        return written
    content, content_type = fetched
    entry = hand.definition.card.material(material_id)
    filename = f"{entry.zh if entry else material_id}.{content_type.rsplit('/', 1)[-1]}"
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    written = hand.write(
        "licence_fetched",
        {"material": material_id, "ref": ref, "digest": digest, "size": len(content)},
        about=holding(hand.about, material_id),
        cleared_calls=(call.call_id,),
    )
    hand.work.materials.change(
        hand.case_id,
        ref,
        state="fetched",
        sealed_filename=hand.cipher.seal(FILENAME, filename),
        content_type=content_type,
        size=len(content),
        digest=digest,
        storage_key=_storage_key(call),
    )
    return written


def _storage_key(call: CallRow) -> str:
    """Where the content of a fetched licence lies: the same for every attempt."""
    return f"{call.case_id}/{call.call_id}"


def _licence(outcome: CallOutcome) -> tuple[bytes, str] | None:
    if not isinstance(outcome, Answered) or not isinstance(outcome.result, dict):
        return None
    result = outcome.result
    if not result.get("found"):
        return None
    try:
        content = base64.b64decode(str(result.get("contentBase64", "")), validate=True)
        content_type = content_type_of(content)
    except (binascii.Error, ValueError, TongbanError):
        return None
    return content, content_type


def _view(row: CallRow, number: str) -> CallView:
    state: Literal["waiting", "failed"] = "failed" if row.state == "failed" else "waiting"
    return CallView(
        call_id=public_id(row.case_id, row.call_id),
        case_id=row.case_id,
        case_number=number,
        system=row.system,
        operation=row.operation,
        state=state,
        attempts=row.attempts,
        next_attempt_at=row.due_at if state == "waiting" else None,
        last_error=row.last_error,
    )


def _operate(actor: Actor) -> None:
    if not authority.may_operate(actor):
        raise ForbiddenError("Calls are watched by administrators.", "服务调用由系统管理员查看。")

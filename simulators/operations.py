"""One call of an operation: token, faults, idempotency key, log."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.arguments import Arguments
from simulators.faults import Fault
from simulators.json_body import as_json, json_object
from simulators.refusal import Refusal
from simulators.systems import OPERATIONS

if TYPE_CHECKING:
    from werkzeug.wrappers import Request, Response

    from simulators.registers import Record
    from simulators.world import World

_LONGEST_LOG = 5_000


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request to an operation. ``replayed``: the answer of an earlier request with the same key."""

    at: str
    system: str
    operation: str
    idempotency_key: str
    case_number: str | None
    status: int
    replayed: bool

    def as_json(self) -> Record:
        """For ``GET /_control/calls``."""
        return {
            "at": self.at,
            "system": self.system,
            "operation": self.operation,
            "idempotencyKey": self.idempotency_key,
            "caseNumber": self.case_number,
            "status": self.status,
            "replayed": self.replayed,
        }


class Operations:
    """The door through which the engine calls, as it would call the real platforms."""

    def __init__(self, world: World, *, token: str) -> None:
        """``token`` is what callers must send as bearer."""
        self.faults: dict[str, Fault] = {}
        self.calls: list[Call] = []
        self._world = world
        self._token = token

    def answer(self, request: Request, system: str, operation: str) -> Response:
        """Carry the operation out, once for each key; raises ``Refusal``."""
        if system not in OPERATIONS or operation not in OPERATIONS[system]:
            raise Refusal(
                "unknown_operation", f"There is no {system}/{operation}.", "没有此接口。", status=404
            )
        self._check_bearer(request)
        lost = self._suffer(system)
        body = json_object(request)
        key = request.headers.get("Idempotency-Key", "")
        with self._world.lock:
            status, answer, replayed = self._once(request, system, operation, key, body)
            self._note(system, operation, key, body, status, replayed=replayed)
        if lost:
            raise Refusal(
                "answer_lost", "The answer was lost (switched on).", "应答丢失（人为设置）。", status=500
            )
        return as_json(answer, status)

    def _once(
        self, request: Request, system: str, operation: str, key: str, body: Record
    ) -> tuple[int, Record, bool]:
        """The stored answer for this key, or the operation's own."""
        digest = hashlib.sha256(json.dumps([system, operation, body], sort_keys=True).encode()).hexdigest()
        stored = self._world.registers.answers.get(key) if key else None
        if stored:
            if stored["digest"] != digest:
                raise Refusal(
                    "idempotency_mismatch",
                    f"The Idempotency-Key '{key}' came with another request before.",
                    f"幂等键“{key}”已用于另一请求。",
                    status=422,
                )
            return stored["status"], stored["answer"], True
        try:
            status, answer = 200, OPERATIONS[system][operation](self._world.registers, Arguments(body))
        except Refusal as refusal:
            status, answer = refusal.status, refusal.problem()
        else:
            answer = self._world.outward(request.host_url, system, operation, answer)
        if key:
            self._world.registers.answers[key] = {"digest": digest, "status": status, "answer": answer}
        self._world.registers.save()
        return status, answer, False

    def _check_bearer(self, request: Request) -> None:
        sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(sent.encode(), self._token.encode()):
            raise Refusal(
                "unauthorised", "The bearer token is missing or wrong.", "缺少或错误的访问令牌。", status=401
            )

    def _suffer(self, system: str) -> bool:
        """Apply the fault that is switched on; true where the answer is to be lost."""
        with self._world.lock:
            fault = self.faults.get(system, Fault())
            if fault.fail_next > 0:
                self.faults[system] = fault.after_failure()
            elif fault.lose_next > 0:
                self.faults[system] = fault.after_loss()
        if fault.delay_ms:
            time.sleep(fault.delay_ms / 1000)
        if fault.down:
            raise Refusal(
                "unavailable",
                f"{system} is down (switched off).",
                f"{system} 已停用（人为设置）。",
                status=503,
            )
        if fault.fail_next > 0:
            raise Refusal(
                fault.fail_code,
                f"{system} fails (switched on).",
                f"{system} 故障（人为设置）。",
                status=fault.fail_status,
            )
        return fault.lose_next > 0

    def _note(
        self, system: str, operation: str, key: str, body: Record, status: int, *, replayed: bool
    ) -> None:
        number = body.get("caseNumber")
        self.calls.append(
            Call(
                at=self._world.registers.now.isoformat(),
                system=system,
                operation=operation,
                idempotency_key=key,
                case_number=number if isinstance(number, str) else None,
                status=status,
                replayed=replayed,
            )
        )
        del self.calls[:-_LONGEST_LOG]

"""The history of a case as a chain: envelopes, hashes, and the proof that nothing was changed.

An envelope is canonical JSON (RFC 8785) over everything an event says, with the SHA-256 of its (encrypted)
payload, of the state after it and of the event before it. Whoever holds the last hash can prove the rest.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rfc8785

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

GENESIS = bytes(32)
"""The previous hash of a case's first event."""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """An event without its payload. Hashes are 32 bytes, ``at`` an aware time in UTC."""

    case_id: str
    seq: int
    kind: str
    version: int
    element_id: str | None
    actor: str
    actor_name: str
    office: str | None
    at: datetime
    definition_digest: str
    payload_hash: bytes
    state_hash: bytes
    previous_hash: bytes

    def canonical(self) -> bytes:
        """RFC 8785 bytes of the envelope; what is hashed, here and by anyone offline."""
        return rfc8785.dumps(
            {
                "actor": self.actor,
                "actorName": self.actor_name,
                "at": self.at.isoformat(timespec="microseconds"),
                "case": self.case_id,
                "definition": self.definition_digest,
                "element": self.element_id,
                "kind": self.kind,
                "office": self.office,
                "payload": self.payload_hash.hex(),
                "previous": self.previous_hash.hex(),
                "seq": self.seq,
                "state": self.state_hash.hex(),
                "version": self.version,
            }
        )

    def hash(self) -> bytes:
        """The hash that the next event names."""
        return hashlib.sha256(self.canonical()).digest()


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """An envelope as it was stored, with the ciphertext and the hash that was written."""

    envelope: Envelope
    payload: bytes
    event_hash: bytes


@dataclass(frozen=True, kw_only=True)
class ChainBreak:
    """The first event that does not hold, and why, in both languages."""

    seq: int
    message: str
    message_zh: str


def payload_hash(payload: bytes) -> bytes:
    """Over the ciphertext, so that the chain outlives the key."""
    return hashlib.sha256(payload).digest()


def state_hash(salt: bytes, snapshot: bytes) -> bytes:
    """Of the state after an event; salted per case, so that erased contents cannot be guessed."""
    return hashlib.sha256(salt + snapshot).digest()


def first_break(
    case_id: str,
    events: Iterable[StoredEvent],
    *,
    head_seq: int | None = None,
    head_hash: bytes | None = None,
) -> ChainBreak | None:
    """Walk the chain; None where it is whole.

    ``head_seq`` and ``head_hash`` are what the case itself says, so that a cut-off end is found too.
    """
    expected_seq, previous = 1, GENESIS
    for event in events:
        found = _break_at(case_id, event, expected_seq, previous)
        if found:
            return found
        expected_seq, previous = expected_seq + 1, event.event_hash
    last = expected_seq - 1
    if head_seq is not None and last != head_seq:
        return ChainBreak(
            seq=last + 1,
            message=f"Events after {last} are missing; the case says that there are {head_seq}.",
            message_zh=f"第 {last} 条之后的记录缺失，办件应有 {head_seq} 条。",
        )
    if head_hash is not None and previous != head_hash:
        return ChainBreak(
            seq=last,
            message="The last event is not the one the case knows.",
            message_zh="末条记录与办件所记不一致。",
        )
    return None


def _break_at(case_id: str, event: StoredEvent, expected_seq: int, previous: bytes) -> ChainBreak | None:
    envelope = event.envelope
    if envelope.seq != expected_seq:
        return ChainBreak(
            seq=expected_seq,
            message=f"Event {expected_seq} is missing or out of order; event {envelope.seq} stands in its place.",
            message_zh=f"第 {expected_seq} 条记录缺失或次序有误，其位置为第 {envelope.seq} 条。",
        )
    if envelope.case_id != case_id or envelope.previous_hash != previous:
        return ChainBreak(
            seq=expected_seq,
            message=f"Event {expected_seq} does not follow the one before it.",
            message_zh=f"第 {expected_seq} 条记录与前一条不衔接。",
        )
    if payload_hash(event.payload) != envelope.payload_hash:
        return ChainBreak(
            seq=expected_seq,
            message=f"The contents of event {expected_seq} were changed.",
            message_zh=f"第 {expected_seq} 条记录的内容已被改动。",
        )
    if envelope.hash() != event.event_hash:
        return ChainBreak(
            seq=expected_seq,
            message=f"What event {expected_seq} says of itself (who, when, what) was changed.",
            message_zh=f"第 {expected_seq} 条记录的基本信息（何人、何时、何事）已被改动。",
        )
    return None

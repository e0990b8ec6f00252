"""One request as a route sees it: who calls, and the headers that commands know."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest

if TYPE_CHECKING:
    from flask import Request

    from engine.bootstrap import Tongban
    from engine.domain.actors import Actor

_KEY = re.compile(r"[\x21-\x7e]{1,128}")
_REVISION = re.compile(r'(?:W/)?"(\d{1,18})"')

KEY_WORDS = (
    "The header Idempotency-Key must be 1 to 128 visible ASCII characters, such as a UUID.",
    "请求头 Idempotency-Key 应为 1 至 128 个可见 ASCII 字符，例如 UUID。",
)
REVISION_WORDS = (
    'The header If-Match must be a revision in quotes as ETag gave it, such as "7".',
    '请求头 If-Match 应为 ETag 给出的带引号的版本号，例如 "7"。',
)


class BadHeader(BadRequest):
    """A header that cannot be read; ``words`` say how it should be, in both languages."""

    def __init__(self, words: tuple[str, str]) -> None:
        """English and Chinese."""
        super().__init__(words[0])
        self.words = words


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a route is given. ``actor`` is who calls."""

    tongban: Tongban
    actor: Actor
    request: Request

    @property
    def key(self) -> str | None:
        """The caller's Idempotency-Key, or None. Raises BadHeader."""
        sent = self.request.headers.get("Idempotency-Key")
        if sent is not None and not _KEY.fullmatch(sent):
            raise BadHeader(KEY_WORDS)
        return sent

    @property
    def key_or_fresh(self) -> str:
        """The caller's Idempotency-Key, else a fresh one: then a repetition is a new command."""
        return self.key or str(uuid.uuid4())

    @property
    def if_revision(self) -> int | None:
        """The revision that the caller wants to change (If-Match), or None. Raises BadHeader."""
        sent = self.request.headers.get("If-Match")
        if sent is None or sent.strip() == "*":
            return None
        match = _REVISION.fullmatch(sent.strip())
        if match is None:
            raise BadHeader(REVISION_WORDS)
        return int(match[1])


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer with more than a body: ``revision`` becomes the ETag, ``location`` where the new thing is."""

    answer: Any
    revision: int | None = None
    location: str | None = None
    is_replay: bool = False

"""Public ids: what a caller names, taken apart; cursors of pages, packed.

``<case_id>.<id in the case>`` for tasks, calls, incidents and notices. Anything that is no such id is simply
not found: it never reaches the database.
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.errors import InvalidInputError, NotFoundError

NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
LONGEST_ID = 200


@dataclass(frozen=True, kw_only=True)
class InCase:
    """The two halves of a public id."""

    case_id: str
    local_id: str


def case_id_of(text: str, *, kind: str = "case") -> str:
    """A case id as it is stored.

    Raises:
        NotFoundError: for anything that is no UUID.
    """
    try:
        return str(uuid.UUID(text)) if len(text) == 36 else _unknown(kind, text)  # noqa: PLR2004 - a UUID in text
    except ValueError:
        return _unknown(kind, text)


def in_case(text: str, *, kind: str) -> InCase:
    """A public id taken apart.

    Raises:
        NotFoundError: for anything else.
    """
    case_id, dot, local = text.partition(".")
    if not dot or not local or len(text) > LONGEST_ID or not local.isprintable():
        _unknown(kind, text)
    return InCase(case_id=case_id_of(case_id, kind=kind), local_id=local)


def public_id(case_id: str, local_id: str) -> str:
    """The public id of something in a case."""
    return f"{case_id}.{local_id}"


def derived_case_id(account_id: str, key: str) -> str:
    """The id of a new case, the same for the same caller and key: a repeated opening meets itself."""
    return str(uuid.uuid5(NAMESPACE, f"tongban:{len(account_id)}:{account_id}:{key}"))


def cursor_of(place: tuple[Any, ...] | None) -> str | None:
    """A place in a list as an opaque cursor."""
    if place is None:
        return None
    packed = json.dumps([_packed(part) for part in place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def place_of(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The place that a cursor of ours holds, with parts of these kinds.

    Raises:
        InvalidInputError: for a cursor that is not ours.
    """
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True))
        return tuple(_unpacked(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, TypeError, binascii.Error, UnicodeError, RecursionError, OverflowError) as error:
        raise InvalidInputError(
            "This cursor is not one that a page gave. Begin again without a cursor.",
            "分页游标无效，请不带游标重新查询。",
        ) from error


def _packed(part: Any) -> Any:
    return part.isoformat() if isinstance(part, date) else part


def _unpacked(part: Any, kind: type) -> Any:
    if kind is datetime:
        at = datetime.fromisoformat(part)
        if at.tzinfo is None:
            message = "an instant without zone"
            raise ValueError(message)
        return at
    if kind is date:
        return date.fromisoformat(part)
    if not isinstance(part, kind) or isinstance(part, bool):
        message = "another kind"
        raise TypeError(message)
    return part


def _unknown(kind: str, key: str) -> str:
    raise NotFoundError(kind=kind, key=key[:LONGEST_ID])

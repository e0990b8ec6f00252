"""Column types that both databases share: case ids, instants, days, small JSON, plain ASCII text."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, String, Text, Uuid
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def text(length: int) -> String:
    """Text that is compared byte by byte on both databases, so that cursors and prefixes mean the same."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class CaseId(TypeDecorator[str]):
    """The id of a case: text outside, 16 bytes inside (``uuid`` on PostgreSQL)."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL has a type of its own."""
        return dialect.type_descriptor(
            Uuid(as_uuid=True) if dialect.name == "postgresql" else LargeBinary(16)
        )

    def process_bind_param(self, value: str | None, dialect: Dialect) -> Any:
        """Raises ValueError for what is no UUID; ``engine.store.ids.known`` asks first."""
        if value is None:
            return None
        return UUID(value) if dialect.name == "postgresql" else bytes.fromhex(value.replace("-", ""))

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Lower case with hyphens."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            return str(value)
        digits = bytes(value).hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class Instant(TypeDecorator[datetime]):
    """An aware time, kept as microseconds since 1970 in UTC: exact, sortable, the same everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Refuses a time without zone."""
        if value is None:
            return None
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Aware, in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=int(value))


class Day(TypeDecorator[date]):
    """A calendar day as ISO text."""

    impl = text(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """ISO 8601."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002
        """The day again."""
        return None if value is None else date.fromisoformat(value)


class DueDay(Day):
    """A day, or None which sorts behind every day on both databases."""

    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """None becomes the last day there is."""
        return super().process_bind_param(value or date.max, dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """None again."""
        day = super().process_result_value(value, dialect)
        return None if day == date.max else day


class Json(TypeDecorator[Any]):
    """Small JSON without personal data, as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Compact."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """The value again."""
        return None if value is None else json.loads(value)

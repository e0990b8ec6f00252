"""What belongs to the platform: definitions, offices, accounts, calendar, number blocks."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, true
from sqlalchemy import text as sql

from engine.store.tables.case import HASH
from engine.store.tables.metadata import metadata
from engine.store.types import Day, Instant, Json, text

resource = Table(
    "resource",
    metadata,
    Column("digest", text(80), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("digest", text(80), primary_key=True),
    Column("item_id", text(128), nullable=False),
    Column("version", Integer, nullable=False),
    Column("process_id", text(128), nullable=False),
    Column("card", Json, nullable=False),
    Column("findings", Json, nullable=False),
    Column("start_messages", Json, nullable=False),
    Column("deployed_at", Instant, nullable=False),
    Column("deployed_by", text(128), nullable=False),
    UniqueConstraint("item_id", "version"),
)

item_version = Table(
    "item_version",
    metadata,
    Column("item_id", text(128), primary_key=True),
    Column("definition_digest", text(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("latest_version", Integer, nullable=False),
)

definition_file = Table(
    "definition_file",
    metadata,
    Column("definition_digest", text(80), primary_key=True),
    Column("path", text(512), primary_key=True),
    Column("resource_digest", text(80), nullable=False),
)

office = Table(
    "office",
    metadata,
    Column("code", text(128), primary_key=True),
    Column("region", text(6), nullable=False),
    Column("department", text(64), nullable=False),
    Column("unit", text(64)),
    Column("level", text(16), nullable=False),
    Column("name_zh", text(256), nullable=False),
    Column("name_en", text(256), nullable=False),
    Column("credit_code", text(18), nullable=False),
    Index("ix_office_department_region", "department", "region"),
)

account = Table(
    "account",
    metadata,
    Column("account_id", text(128), primary_key=True),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("sealed_person", LargeBinary),
    Column("roles", Json, nullable=False),
    Column("office", text(128)),
    Column("password_hash", Text),
    Column("is_active", Boolean, nullable=False, server_default=true()),
    Column("failures", Integer, nullable=False, server_default=sql("0")),
    Column("locked_until", Instant),
    Column("created_at", Instant, nullable=False),
    Index("ix_account_office", "office"),
)

token = Table(
    "token",
    metadata,
    Column("token_hash", HASH, primary_key=True),
    Column("token_id", text(64), nullable=False),
    Column("account_id", text(128), nullable=False),
    Column("label", text(128), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Index("ix_token_account_id", "account_id"),
    UniqueConstraint("token_id"),
)

substitute = Table(
    "substitute",
    metadata,
    Column("account_id", text(128), primary_key=True),
    Column("office", text(128), primary_key=True),
    Column("valid_from", Instant, primary_key=True),
    Column("valid_to", Instant, nullable=False),
)

preference = Table(
    "preference",
    metadata,
    Column("account_id", text(128), primary_key=True),
    Column("kind", text(32), primary_key=True),
    Column("name", text(128), primary_key=True),
    Column("value", Json, nullable=False),
)

number_block = Table(
    "number_block",
    metadata,
    Column("implementation_code", text(40), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("next_number", Integer, nullable=False),
)

calendar_year = Table(
    "calendar_year",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("days", Json, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("imported_by", text(128), nullable=False),
)

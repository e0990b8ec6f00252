"""What belongs to the platform: definitions, offices, accounts, calendar, number blocks."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, UniqueConstraint, text

from engine.store.tables.case import CODE, NAME
from engine.store.tables.metadata import metadata
from engine.store.types import Day, Instant, Json, Name

resource = Table(
    "resource",
    metadata,
    Column("digest", Name(80), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

definition = Table(
    "definition",
    metadata,
    Column("digest", Name(80), primary_key=True),
    Column("item_id", NAME, nullable=False),
    Column("version", Integer, nullable=False),
    Column("process_id", NAME, nullable=False),
    Column("card", Json, nullable=False),
    Column("findings", Json, nullable=False),
    Column("messages", Json, nullable=False),
    Column("deployed_at", Instant, nullable=False),
    Column("deployed_by", NAME, nullable=False),
    Column("is_current", Boolean, nullable=False),
    UniqueConstraint("item_id", "version"),
)

definition_file = Table(
    "definition_file",
    metadata,
    Column("definition_digest", Name(80), primary_key=True),
    Column("path", Name(512), primary_key=True),
    Column("resource_digest", Name(80), nullable=False),
)

office = Table(
    "office",
    metadata,
    Column("code", CODE, primary_key=True),
    Column("region", Name(6), nullable=False),
    Column("department", NAME, nullable=False),
    Column("unit", NAME),
    Column("level", Name(16), nullable=False),
    Column("name_zh", Name(256), nullable=False),
    Column("name_en", Name(256), nullable=False),
    Column("credit_code", Name(18), nullable=False),
    Index("ix_office_region_department_unit", "region", "department", "unit"),
)

account = Table(
    "account",
    metadata,
    Column("account_id", NAME, primary_key=True),
    Column("sealed_name", LargeBinary, nullable=False),
    Column("roles", Json, nullable=False),
    Column("office", CODE),
    Column("password_hash", Name(256), nullable=False),
    Column("sealed_person", LargeBinary),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("locked_until", Instant),
    Column("created_at", Instant, nullable=False),
    Index("ix_account_office", "office"),
)

token = Table(
    "token",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("token_id", Name(64), nullable=False),
    Column("account_id", NAME, nullable=False),
    Column("label", Name(128), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Index("ix_token_token_id", "token_id"),
)

substitute = Table(
    "substitute",
    metadata,
    Column("account_id", NAME, primary_key=True),
    Column("office", CODE, primary_key=True),
    Column("valid_from", Instant, primary_key=True),
    Column("valid_to", Instant, nullable=False),
)

preference = Table(
    "preference",
    metadata,
    Column("account_id", NAME, primary_key=True),
    Column("kind", Name(32), primary_key=True),
    Column("name", Name(128), primary_key=True),
    Column("value", Json, nullable=False),
)

number_block = Table(
    "number_block",
    metadata,
    Column("implementation_code", Name(40), primary_key=True),
    Column("day", Day, primary_key=True),
    Column("next_number", Integer, nullable=False),
)

calendar_year = Table(
    "calendar_year",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("days", Json, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("imported_by", NAME, nullable=False),
)

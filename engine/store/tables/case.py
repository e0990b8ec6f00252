"""What belongs to a case. Columns named ``sealed_*`` are encrypted with the key of the case.

Names of applicants stand here masked only (``张*``); whoever fills ``*_name`` and ``actor_name`` masks them.
"""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, false
from sqlalchemy import text as sql

from engine.store.tables.metadata import metadata
from engine.store.types import CaseId, Day, DueDay, Instant, Json, text

HASH = LargeBinary(32)

case_file = Table(
    "case_file",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("number", text(64), nullable=False),
    Column("item_id", text(128), nullable=False),
    Column("definition_digest", text(80), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", text(16), nullable=False),
    Column("status", text(8), nullable=False),
    Column("outcome", text(32)),
    Column("channel", text(16), nullable=False),
    Column("province", text(2), nullable=False),
    Column("applicant_account", text(128)),
    Column("applicant_mask", text(64)),
    Column("opened_by", text(128), nullable=False),
    Column("opening_office", text(128)),
    Column("parent_case", CaseId),
    Column("opened_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("closed_at", Instant),
    Column("due_on", Day),
    Column("due_provisional", Boolean, nullable=False, server_default=false()),
    Column("clock", Json, nullable=False),
    Column("progress_hash", HASH),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", HASH, nullable=False),
    Column("state_hash", HASH, nullable=False),
    Column("sealed_data", LargeBinary),
    Column("sealed_snapshot", LargeBinary, nullable=False),
    Index("ix_case_file_number", "number"),
    Index("ix_case_file_applicant_account_opened_at", "applicant_account", "opened_at"),
    Index("ix_case_file_opened_at", "opened_at", "case_id"),
    Index("ix_case_file_parent_case", "parent_case", postgresql_where=sql("parent_case IS NOT NULL"), sqlite_where=sql("parent_case IS NOT NULL")),
)

case_key = Table(
    "case_key",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("wrapped", LargeBinary),
    Column("erased_at", Instant),
    Column("erased_by", text(128)),
)

case_lane = Table(
    "case_lane",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("lane", text(64), primary_key=True),
    Column("office", text(128)),
    Column("bound_at", Instant, nullable=False),
    Index("ix_case_lane_office", "office", "case_id"),
)

_OPEN = sql("state = 'open'")

task = Table(
    "task",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("task_id", text(128), primary_key=True),
    Column("element_id", text(128), nullable=False),
    Column("name_zh", text(256), nullable=False),
    Column("name_en", text(256), nullable=False),
    Column("lane", text(64)),
    Column("office", text(128)),
    Column("purpose", text(32)),
    Column("form_key", text(256)),
    Column("state", text(16), nullable=False),
    Column("priority", Integer, nullable=False, server_default=sql("0")),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("assignee", text(128)),
    Column("assignee_name", text(256)),
    Column("claimed_at", Instant),
    Column("closed_at", Instant),
    Column("closed_by", text(128)),
    Column("closed_by_name", text(256)),
    Column("item_id", text(128), nullable=False),
    Column("case_number", text(64), nullable=False),
    Column("case_status", text(8), nullable=False),
    Column("case_due_on", DueDay, nullable=False),
    Column("applicant_mask", text(64)),
    # Worklists read open tasks only: small indexes, in the order of the due day and of the opening.
    Index("ix_task_open_office_due", "office", "case_due_on", "opened_at", "case_id", "task_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_task_open_office_opened", "office", "opened_at", "case_id", "task_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_task_open_assignee_due", "assignee", "case_due_on", "opened_at", "case_id", "task_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
)

draft = Table(
    "draft",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("task_id", text(128), primary_key=True),
    Column("sealed_data", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("saved_by", text(128), nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", text(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("element_id", text(128)),
    Column("actor", text(128), nullable=False),
    Column("actor_name", text(256), nullable=False),
    Column("office", text(128)),
    Column("at", Instant, nullable=False),
    Column("definition_digest", text(80), nullable=False),
    Column("sealed_payload", LargeBinary, nullable=False),
    Column("payload_hash", HASH, nullable=False),
    Column("state_hash", HASH, nullable=False),
    Column("previous_hash", HASH, nullable=False),
    Column("event_hash", HASH, nullable=False),
)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("account_id", text(128), primary_key=True),
    Column("key", text(256), primary_key=True),
    Column("request_hash", HASH, nullable=False),
    Column("sealed_answer", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)

incident = Table(
    "incident",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("incident_id", text(128), primary_key=True),
    Column("kind", text(32), nullable=False),
    Column("element_id", text(128), nullable=False),
    Column("reference", text(128)),
    Column("system", text(64)),
    Column("operation", text(64)),
    Column("sealed_message", LargeBinary, nullable=False),
    Column("case_number", text(64), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=sql("0")),
    Column("state", text(16), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", text(128)),
    Index("ix_incident_state_raised_at", "state", "raised_at", "case_id", "incident_id"),
)

material = Table(
    "material",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("material_ref", text(64), primary_key=True),
    Column("material_id", text(128), nullable=False),
    Column("state", text(16), nullable=False),
    Column("sealed_filename", LargeBinary),
    Column("content_type", text(128)),
    Column("size", Integer),
    Column("digest", text(80)),
    Column("storage_key", text(256)),
    Column("added_at", Instant, nullable=False),
    Column("added_by", text(128), nullable=False),
    Column("removed_at", Instant),
)

notice = Table(
    "notice",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("notice_id", text(64), primary_key=True),
    Column("account_id", text(128)),
    Column("office", text(128)),
    Column("template", text(128), nullable=False),
    Column("case_number", text(64), nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("read_at", Instant),
    Column("delivery", text(16), nullable=False),
    Index("ix_notice_account_id_created_at", "account_id", "created_at"),
    Index("ix_notice_office_created_at", "office", "created_at"),
)

document = Table(
    "document",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("document_ref", text(64), primary_key=True),
    Column("kind", text(64), nullable=False),
    Column("element_id", text(128), nullable=False),
    Column("number", text(80), nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    Column("issued_at", Instant, nullable=False),
)

case_note = Table(
    "case_note",
    metadata,
    Column("case_id", CaseId, primary_key=True),
    Column("note_id", text(64), primary_key=True),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("author", text(128), nullable=False),
    Column("author_name", text(256), nullable=False),
    Column("office", text(128)),
    Column("at", Instant, nullable=False),
)

person_index = Table(
    "person_index",
    metadata,
    Column("province", text(2), primary_key=True),
    Column("digest", HASH, primary_key=True),
    Column("case_id", CaseId, primary_key=True),
    Column("opened_at", Instant, nullable=False),
)

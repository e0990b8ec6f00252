"""What belongs to a case. Columns named ``sealed_*`` are encrypted with the key of the case.

Names of applicants stand in plain columns masked only (``张*``): whoever fills ``*_name`` masks them.
"""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, text

from engine.store.tables.metadata import metadata
from engine.store.types import CaseId, Day, Digest, Instant, Json, Name

CASE_ID = CaseId
NAME = Name(128)
CODE = Name(128)

case_file = Table(
    "case_file",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("number", Name(64), nullable=False),
    Column("item_id", NAME, nullable=False),
    Column("definition_digest", Digest, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", Name(16), nullable=False),
    Column("status", Name(8), nullable=False),
    Column("outcome", Name(32)),
    Column("channel", Name(16), nullable=False),
    Column("province", Name(2), nullable=False),
    Column("applicant_account", NAME),
    Column("opened_by", NAME, nullable=False),
    Column("opening_office", CODE),
    Column("acceptance_office", CODE),
    Column("handling_office", CODE),
    Column("parent_case", CASE_ID),
    Column("opened_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("closed_at", Instant),
    Column("due_on", Day),
    Column("due_provisional", Boolean, nullable=False, server_default=text("false")),
    Column("clock", Json, nullable=False),
    Column("progress_hash", LargeBinary(32)),
    Column("head_seq", Integer, nullable=False),
    Column("head_hash", LargeBinary(32), nullable=False),
    Column("state_hash", LargeBinary(32), nullable=False),
    Column("sealed_person", LargeBinary),
    Column("sealed_snapshot", LargeBinary, nullable=False),
    Index("ix_case_file_number", "number"),
    Index("ix_case_file_applicant_account_opened_at", "applicant_account", "opened_at"),
    Index("ix_case_file_opened_at", "opened_at"),
)

case_key = Table(
    "case_key",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("wrapped", LargeBinary),
    Column("erased_at", Instant),
    Column("erased_by", NAME),
    sqlite_with_rowid=False,
)

case_lane = Table(
    "case_lane",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("lane", NAME, primary_key=True),
    Column("office", CODE),
    Column("bound_at", Instant, nullable=False),
    Index("ix_case_lane_office", "office"),
    sqlite_with_rowid=False,
)

task = Table(
    "task",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("task_id", Name(128), primary_key=True),
    Column("element_id", NAME, nullable=False),
    Column("name_zh", Name(256), nullable=False),
    Column("name_en", Name(256), nullable=False),
    Column("lane", NAME),
    Column("office", CODE),
    Column("applicant_account", NAME),
    Column("purpose", Name(32)),
    Column("form_key", Name(256)),
    Column("state", Name(16), nullable=False),
    Column("priority", Integer, nullable=False, server_default=text("0")),
    Column("opened_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("assignee", NAME),
    Column("assignee_name", Name(256)),
    Column("claimed_at", Instant),
    Column("closed_at", Instant),
    Column("closed_by", NAME),
    Column("closed_by_name", Name(256)),
    Column("item_id", NAME, nullable=False),
    Column("case_number", Name(64), nullable=False),
    Column("case_status", Name(8), nullable=False),
    Column("case_due_on", Day, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("sealed_draft", LargeBinary),
    Column("draft_revision", Integer),
    Column("draft_saved_at", Instant),
    Column("draft_saved_by", NAME),
    # Worklists read open tasks only, in the order of their due day.
    Index(
        "ix_task_open_office",
        "office",
        "case_due_on",
        "opened_at",
        "case_id",
        "task_id",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index(
        "ix_task_open_assignee",
        "assignee",
        "case_due_on",
        "opened_at",
        "case_id",
        "task_id",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index(
        "ix_task_open_applicant",
        "applicant_account",
        "opened_at",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
    Index(
        "ix_task_open_office_opened",
        "office",
        "opened_at",
        "case_id",
        "task_id",
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

event = Table(
    "event",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("kind", Name(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("element_id", NAME),
    Column("actor", NAME, nullable=False),
    Column("actor_name", Name(256), nullable=False),
    Column("office", CODE),
    Column("at", Instant, nullable=False),
    Column("definition_digest", Digest, nullable=False),
    Column("sealed_payload", LargeBinary, nullable=False),
    Column("payload_hash", LargeBinary(32), nullable=False),
    Column("state_hash", LargeBinary(32), nullable=False),
    Column("event_hash", LargeBinary(32), nullable=False),
)

idempotency_key = Table(
    "idempotency_key",
    metadata,
    # HMAC of account and key: the caller's own, so that one key never answers two requests.
    Column("digest", LargeBinary(16), primary_key=True),
    Column("request_hash", LargeBinary(32), nullable=False),
    Column("case_id", CASE_ID),
    Column("sealed_answer", LargeBinary),
    Column("created_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

incident = Table(
    "incident",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("incident_id", Name(64), primary_key=True),
    Column("kind", Name(32), nullable=False),
    Column("element_id", NAME, nullable=False),
    Column("reference", Name(64)),
    Column("system", NAME),
    Column("operation", NAME),
    Column("sealed_message", LargeBinary, nullable=False),
    Column("case_number", Name(64), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("state", Name(16), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", NAME),
    Index("ix_incident_state_raised_at", "state", "raised_at"),
)

material = Table(
    "material",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("material_ref", Name(64), primary_key=True),
    Column("material_id", NAME, nullable=False),
    Column("state", Name(16), nullable=False),
    Column("sealed_filename", LargeBinary),
    Column("content_type", Name(128)),
    Column("size", Integer),
    Column("digest", Name(80)),
    Column("storage_key", Name(256)),
    Column("added_at", Instant, nullable=False),
    Column("added_by", NAME, nullable=False),
    Column("removed_at", Instant),
)

notice = Table(
    "notice",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("notice_id", Name(64), primary_key=True),
    Column("account_id", NAME),
    Column("office", CODE),
    Column("template", NAME, nullable=False),
    Column("case_number", Name(64), nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("read_at", Instant),
    Column("delivery", Name(16), nullable=False),
    Index("ix_notice_account_id_created_at", "account_id", "created_at"),
    Index("ix_notice_office_created_at", "office", "created_at"),
)

document = Table(
    "document",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("document_ref", Name(64), primary_key=True),
    Column("kind", NAME, nullable=False),
    Column("element_id", NAME, nullable=False),
    Column("number", Name(80), nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    Column("issued_at", Instant, nullable=False),
)

case_note = Table(
    "case_note",
    metadata,
    Column("case_id", CASE_ID, primary_key=True),
    Column("note_id", Name(64), primary_key=True),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("author", NAME, nullable=False),
    Column("author_name", Name(256), nullable=False),
    Column("office", CODE),
    Column("at", Instant, nullable=False),
)

person_index = Table(
    "person_index",
    metadata,
    Column("province", Name(2), primary_key=True),
    Column("digest", LargeBinary(16), primary_key=True),
    Column("case_id", CASE_ID, primary_key=True),
    sqlite_with_rowid=False,
)

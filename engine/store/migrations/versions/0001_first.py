"""The first schema."""

import sqlalchemy as sa
from alembic import op

from engine.store.types import CaseId, Day, Digest, Instant, Json, Name

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REFUSE = "events are append-only"


def upgrade() -> None:
    """Create all tables, and refuse changes of events for ever."""
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{action.lower()} BEFORE {action} ON event "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_event() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_event()"
    )
    op.execute(
        "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_event()"
    )


def _tables() -> None:
    op.create_table(
        "account",
        sa.Column("account_id", Name(length=128), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("roles", Json(), nullable=False),
        sa.Column("office", Name(length=128), nullable=True),
        sa.Column("password_hash", Name(length=256), nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("locked_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account")),
    )
    op.create_index("ix_account_office", "account", ["office"], unique=False)
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", Json(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.Column("imported_by", Name(length=128), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "case_file",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("number", Name(length=64), nullable=False),
        sa.Column("item_id", Name(length=128), nullable=False),
        sa.Column("definition_digest", Digest(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", Name(length=16), nullable=False),
        sa.Column("status", Name(length=8), nullable=False),
        sa.Column("outcome", Name(length=32), nullable=True),
        sa.Column("channel", Name(length=16), nullable=False),
        sa.Column("province", Name(length=2), nullable=False),
        sa.Column("applicant_account", Name(length=128), nullable=True),
        sa.Column("opened_by", Name(length=128), nullable=False),
        sa.Column("opening_office", Name(length=128), nullable=True),
        sa.Column("acceptance_office", Name(length=128), nullable=True),
        sa.Column("handling_office", Name(length=128), nullable=True),
        sa.Column("parent_case", CaseId(length=16), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("due_on", Day(length=10), nullable=True),
        sa.Column("due_provisional", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("clock", Json(), nullable=False),
        sa.Column("progress_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed_person", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_snapshot", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_file")),
    )
    op.create_index(
        "ix_case_file_applicant_account_opened_at",
        "case_file",
        ["applicant_account", "opened_at"],
        unique=False,
    )
    op.create_index("ix_case_file_number", "case_file", ["number"], unique=False)
    op.create_index("ix_case_file_opened_at", "case_file", ["opened_at"], unique=False)
    op.create_table(
        "case_key",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", Instant(), nullable=True),
        sa.Column("erased_by", Name(length=128), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "case_lane",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("lane", Name(length=128), nullable=False),
        sa.Column("office", Name(length=128), nullable=True),
        sa.Column("bound_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "lane", name=op.f("pk_case_lane")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_case_lane_office", "case_lane", ["office"], unique=False)
    op.create_table(
        "case_note",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("note_id", Name(length=64), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=False),
        sa.Column("author", Name(length=128), nullable=False),
        sa.Column("author_name", Name(length=256), nullable=False),
        sa.Column("office", Name(length=128), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "note_id", name=op.f("pk_case_note")),
    )
    op.create_table(
        "continuation",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("lease_by", Name(length=64), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_continuation")),
    )
    op.create_index("ix_continuation_due_at", "continuation", ["due_at"], unique=False)
    op.create_table(
        "definition",
        sa.Column("digest", Name(length=80), nullable=False),
        sa.Column("item_id", Name(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("process_id", Name(length=128), nullable=False),
        sa.Column("card", Json(), nullable=False),
        sa.Column("findings", Json(), nullable=False),
        sa.Column("messages", Json(), nullable=False),
        sa.Column("deployed_at", Instant(), nullable=False),
        sa.Column("deployed_by", Name(length=128), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_definition")),
        sa.UniqueConstraint("item_id", "version", name=op.f("uq_definition_item_id_version")),
    )
    op.create_table(
        "definition_file",
        sa.Column("definition_digest", Name(length=80), nullable=False),
        sa.Column("path", Name(length=512), nullable=False),
        sa.Column("resource_digest", Name(length=80), nullable=False),
        sa.PrimaryKeyConstraint("definition_digest", "path", name=op.f("pk_definition_file")),
    )
    op.create_table(
        "document",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("document_ref", Name(length=64), nullable=False),
        sa.Column("kind", Name(length=128), nullable=False),
        sa.Column("element_id", Name(length=128), nullable=False),
        sa.Column("number", Name(length=80), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "document_ref", name=op.f("pk_document")),
    )
    op.create_table(
        "event",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", Name(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("element_id", Name(length=128), nullable=True),
        sa.Column("actor", Name(length=128), nullable=False),
        sa.Column("actor_name", Name(length=256), nullable=False),
        sa.Column("office", Name(length=128), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("definition_digest", Digest(length=32), nullable=False),
        sa.Column("sealed_payload", sa.LargeBinary(), nullable=False),
        sa.Column("payload_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("event_hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", CaseId(length=16), nullable=True),
        sa.Column("sealed_answer", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_idempotency_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("incident_id", Name(length=64), nullable=False),
        sa.Column("kind", Name(length=32), nullable=False),
        sa.Column("element_id", Name(length=128), nullable=False),
        sa.Column("reference", Name(length=64), nullable=True),
        sa.Column("system", Name(length=128), nullable=True),
        sa.Column("operation", Name(length=128), nullable=True),
        sa.Column("sealed_message", sa.LargeBinary(), nullable=False),
        sa.Column("case_number", Name(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", Name(length=16), nullable=False),
        sa.Column("raised_at", Instant(), nullable=False),
        sa.Column("resolved_at", Instant(), nullable=True),
        sa.Column("resolved_by", Name(length=128), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "incident_id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_state_raised_at", "incident", ["state", "raised_at"], unique=False)
    op.create_table(
        "material",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("material_ref", Name(length=64), nullable=False),
        sa.Column("material_id", Name(length=128), nullable=False),
        sa.Column("state", Name(length=16), nullable=False),
        sa.Column("sealed_filename", sa.LargeBinary(), nullable=True),
        sa.Column("content_type", Name(length=128), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("digest", Name(length=80), nullable=True),
        sa.Column("storage_key", Name(length=256), nullable=True),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("added_by", Name(length=128), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "material_ref", name=op.f("pk_material")),
    )
    op.create_table(
        "notice",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("notice_id", Name(length=64), nullable=False),
        sa.Column("account_id", Name(length=128), nullable=True),
        sa.Column("office", Name(length=128), nullable=True),
        sa.Column("template", Name(length=128), nullable=False),
        sa.Column("case_number", Name(length=64), nullable=False),
        sa.Column("sealed_body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("delivery", Name(length=16), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "notice_id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_account_id_created_at", "notice", ["account_id", "created_at"], unique=False)
    op.create_index("ix_notice_office_created_at", "notice", ["office", "created_at"], unique=False)
    op.create_table(
        "number_block",
        sa.Column("implementation_code", Name(length=40), nullable=False),
        sa.Column("day", Day(length=10), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("implementation_code", "day", name=op.f("pk_number_block")),
    )
    op.create_table(
        "office",
        sa.Column("code", Name(length=128), nullable=False),
        sa.Column("region", Name(length=6), nullable=False),
        sa.Column("department", Name(length=128), nullable=False),
        sa.Column("unit", Name(length=128), nullable=True),
        sa.Column("level", Name(length=16), nullable=False),
        sa.Column("name_zh", Name(length=256), nullable=False),
        sa.Column("name_en", Name(length=256), nullable=False),
        sa.Column("credit_code", Name(length=18), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_office")),
    )
    op.create_index(
        "ix_office_region_department_unit", "office", ["region", "department", "unit"], unique=False
    )
    op.create_table(
        "outgoing_call",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("call_id", Name(length=128), nullable=False),
        sa.Column("element_id", Name(length=128), nullable=False),
        sa.Column("system", Name(length=128), nullable=False),
        sa.Column("operation", Name(length=128), nullable=False),
        sa.Column("sealed_arguments", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", Name(length=16), server_default=sa.text("'element'"), nullable=False),
        sa.Column("state", Name(length=16), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("sealed_error", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("lease_by", Name(length=64), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "call_id", name=op.f("pk_outgoing_call")),
    )
    op.create_index("ix_outgoing_call_state_due_at", "outgoing_call", ["state", "due_at"], unique=False)
    op.create_index("ix_outgoing_call_system_state", "outgoing_call", ["system", "state"], unique=False)
    op.create_table(
        "outgoing_message",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("message_id", Name(length=64), nullable=False),
        sa.Column("element_id", Name(length=128), nullable=False),
        sa.Column("message", Name(length=128), nullable=False),
        sa.Column("sealed_correlation_key", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", Name(length=16), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("sealed_error", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("lease_by", Name(length=64), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "message_id", name=op.f("pk_outgoing_message")),
    )
    op.create_index("ix_outgoing_message_state_due_at", "outgoing_message", ["state", "due_at"], unique=False)
    op.create_table(
        "person_index",
        sa.Column("province", Name(length=2), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.PrimaryKeyConstraint("province", "digest", "case_id", name=op.f("pk_person_index")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "preference",
        sa.Column("account_id", Name(length=128), nullable=False),
        sa.Column("kind", Name(length=32), nullable=False),
        sa.Column("name", Name(length=128), nullable=False),
        sa.Column("value", Json(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "kind", "name", name=op.f("pk_preference")),
    )
    op.create_table(
        "resource",
        sa.Column("digest", Name(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_resource")),
    )
    op.create_table(
        "subscription",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("subscription_id", Name(length=128), nullable=False),
        sa.Column("element_id", Name(length=128), nullable=False),
        sa.Column("message", Name(length=128), nullable=False),
        sa.Column("correlation", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "subscription_id", name=op.f("pk_subscription")),
    )
    op.create_index(
        "ix_subscription_message_correlation", "subscription", ["message", "correlation"], unique=False
    )
    op.create_table(
        "substitute",
        sa.Column("account_id", Name(length=128), nullable=False),
        sa.Column("office", Name(length=128), nullable=False),
        sa.Column("valid_from", Instant(), nullable=False),
        sa.Column("valid_to", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "office", "valid_from", name=op.f("pk_substitute")),
    )
    op.create_table(
        "task",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("task_id", Name(length=128), nullable=False),
        sa.Column("element_id", Name(length=128), nullable=False),
        sa.Column("name_zh", Name(length=256), nullable=False),
        sa.Column("name_en", Name(length=256), nullable=False),
        sa.Column("lane", Name(length=128), nullable=True),
        sa.Column("office", Name(length=128), nullable=True),
        sa.Column("applicant_account", Name(length=128), nullable=True),
        sa.Column("purpose", Name(length=32), nullable=True),
        sa.Column("form_key", Name(length=256), nullable=True),
        sa.Column("state", Name(length=16), nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("assignee", Name(length=128), nullable=True),
        sa.Column("assignee_name", Name(length=256), nullable=True),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", Name(length=128), nullable=True),
        sa.Column("closed_by_name", Name(length=256), nullable=True),
        sa.Column("item_id", Name(length=128), nullable=False),
        sa.Column("case_number", Name(length=64), nullable=False),
        sa.Column("case_status", Name(length=8), nullable=False),
        sa.Column("case_due_on", Day(length=10), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("sealed_draft", sa.LargeBinary(), nullable=True),
        sa.Column("draft_revision", sa.Integer(), nullable=True),
        sa.Column("draft_saved_at", Instant(), nullable=True),
        sa.Column("draft_saved_by", Name(length=128), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "task_id", name=op.f("pk_task")),
    )
    op.create_index(
        "ix_task_open_applicant",
        "task",
        ["applicant_account", "opened_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_task_open_assignee",
        "task",
        ["assignee", "case_due_on", "opened_at", "case_id", "task_id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_task_open_office",
        "task",
        ["office", "case_due_on", "opened_at", "case_id", "task_id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_task_open_office_opened",
        "task",
        ["office", "opened_at", "case_id", "task_id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "timer",
        sa.Column("case_id", CaseId(length=16), nullable=False),
        sa.Column("timer_id", Name(length=128), nullable=False),
        sa.Column("element_id", Name(length=128), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lease_until", Instant(), nullable=True),
        sa.Column("lease_by", Name(length=64), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "timer_id", name=op.f("pk_timer")),
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at"], unique=False)
    op.create_table(
        "token",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("token_id", Name(length=64), nullable=False),
        sa.Column("account_id", Name(length=128), nullable=False),
        sa.Column("label", Name(length=128), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_token")),
    )
    op.create_index("ix_token_token_id", "token", ["token_id"], unique=False)

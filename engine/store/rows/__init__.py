"""Rows as the floors above read them: frozen dataclasses with the names of the columns."""

from engine.store.rows.case import (
    NO_DUE_DAY,
    CaseRow,
    CommandContext,
    DocumentRow,
    DraftRow,
    EventRow,
    IdempotencyRow,
    LaneRow,
    MaterialRow,
    NoteRow,
    NoticeRow,
    TaskRow,
)
from engine.store.rows.jobs import (
    CallRow,
    ContinuationRow,
    IncidentRow,
    MessageRow,
    SubscriptionRow,
    TimerRow,
)
from engine.store.rows.mapping import row_as, rows_as
from engine.store.rows.platform import (
    AccountRow,
    CalendarRow,
    DefinitionRow,
    OfficeRow,
    SubstituteRow,
    TokenRow,
)

__all__ = [
    "NO_DUE_DAY",
    "AccountRow",
    "CalendarRow",
    "CallRow",
    "CaseRow",
    "CommandContext",
    "ContinuationRow",
    "DefinitionRow",
    "DocumentRow",
    "DraftRow",
    "EventRow",
    "IdempotencyRow",
    "IncidentRow",
    "LaneRow",
    "MaterialRow",
    "MessageRow",
    "NoteRow",
    "NoticeRow",
    "OfficeRow",
    "SubscriptionRow",
    "SubstituteRow",
    "TaskRow",
    "TimerRow",
    "TokenRow",
    "row_as",
    "rows_as",
]

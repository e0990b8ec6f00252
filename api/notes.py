"""What offices tell each other at a case: notes; and sensitive fields revealed with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from pydantic import Field

from api.authorisation import READS_NOTES, SEES_CONTENTS, WORKS_IN_OFFICE
from api.routes import route
from api.schemas import Body
from engine.service.answers import Note, Revealed

if TYPE_CHECKING:
    from api.calls import Call

notes = APIBlueprint("notes", __name__, tag="notes")


class NoteBody(Body):
    """The words of a note."""

    text: str = Field(min_length=1, max_length=4000)


class RevealBody(Body):
    """Which field, and why; both go into the history."""

    field: str = Field(min_length=1, max_length=100, examples=["applicantIdNo"])
    reason: str = Field(min_length=1, max_length=1000)


@route(notes, "GET", "/cases/<case_id>/notes", rule=READS_NOTES, answer=tuple[Note, ...])
def list_notes(call: Call, case_id: str) -> tuple[Note, ...]:
    """Notes at a case 办件备注; applicants never see them."""
    return call.tongban.cases.notes(call.actor, case_id=case_id)


@route(
    notes,
    "POST",
    "/cases/<case_id>/notes",
    rule=WORKS_IN_OFFICE,
    body=NoteBody,
    answer=Note,
    status=201,
    idempotent=True,
    statuses=(409,),
)
def add_note(call: Call, case_id: str, body: NoteBody) -> Note:
    """Leave a note 添加备注."""
    return call.tongban.cases.add_note(call.actor, case_id=case_id, text=body.text, key=call.key)


@route(
    notes,
    "POST",
    "/cases/<case_id>/reveal",
    rule=SEES_CONTENTS,
    body=RevealBody,
    answer=Revealed,
    statuses=(409,),
)
def reveal_field(call: Call, case_id: str, body: RevealBody) -> Revealed:
    """Reveal a masked field 查看敏感信息; who looked and why becomes an event of the case."""
    return call.tongban.cases.reveal(call.actor, case_id=case_id, field=body.field, reason=body.reason)

"""A case as its people see it: where it stands, contents, materials, documents, history, withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from api.documents import render_pdf
from api.pages import papers, said, words
from api.pages.asked import forms_behind
from api.pages.blueprint import OFFICE, actor, new_key, page, text_field, tongban
from api.pages.checklist import checklist_of
from api.pages.language import chosen
from api.pages.payments import payment_of
from api.pages.regions import region_names
from api.pages.steps import steps_of
from api.pages.words import words_of
from engine.domain.actors import Role
from engine.errors import ForbiddenError, InvalidInputError, NotAllowedNowError
from engine.service.requests import CaseQuery

if TYPE_CHECKING:
    from api.pages.blueprint import Answer
    from engine.service.answers import CaseView

READERS = (*OFFICE, Role.APPLICANT, Role.AUDITOR)
HANDLERS = (*OFFICE, Role.APPLICANT)
SHOWN_EVENTS = 500


def _answers(case: CaseView) -> tuple[said.Answer, ...]:
    found = said.AnswerWords(
        forms=forms_behind(case.summary.item_id), language=chosen(), regions=region_names()
    ).answers(case.data)
    sensitive = set(case.sensitive_fields)
    return tuple(
        said.Answer(
            name=answer.name, label=answer.label, value=answer.value, is_sensitive=answer.name in sensitive
        )
        for answer in found
    )


@page("/cases/<case_id>", *READERS)
def case(case_id: str) -> Answer:
    """The case: tasks, what it waits for, the diagram, contents, materials, documents, what happened."""
    person = actor()
    view = tongban().cases.read(person, case_id=case_id)
    is_staff = person.is_staff
    return render_template(
        "cases/case.html",
        case=view,
        materials=checklist_of(view.materials),
        steps=steps_of(view.summary.status),
        payment=payment_of(view.data, view.summary.status),
        answers=_answers(view),
        story=tongban().cases.story(person, case_id=case_id),
        marks=tongban().cases.marks(person, case_id=case_id),
        may_see_diagram=is_staff,
        may_audit=is_staff,
        notes=tongban().cases.notes(person, case_id=case_id) if view.can_note else (),
        others=tongban().cases.others(person, case_id=case_id) if is_staff else (),
        lane_names=words.lane_names(),
    )


@page("/cases/<case_id>/diagram.bpmn", *READERS)
def case_diagram(case_id: str) -> Answer:
    """The diagram that the case runs on, for the viewer."""
    content = tongban().cases.diagram(actor(), case_id=case_id)
    return Response(content, mimetype="application/xml", headers={"Cache-Control": "private, max-age=300"})


@page("/cases/<case_id>/withdraw", *HANDLERS, methods=("GET", "POST"))
def withdraw(case_id: str) -> Answer:
    """Withdraw the application, with a reason, while it is not decided."""
    person, error = actor(), None
    view = tongban().cases.read(person, case_id=case_id)
    if request.method == "POST":
        try:
            tongban().cases.withdraw(
                person, case_id=case_id, reason=_reason(), key=text_field("key", 64) or None
            )
        except (InvalidInputError, NotAllowedNowError) as refused:
            error = words_of(refused)
        else:
            flash(gettext("申请已撤回。"), "ok")
            return redirect(url_for("pages.case", case_id=case_id))
    return (
        render_template(
            "cases/reason.html",
            case=view,
            key=new_key(),
            error=error,
            title=gettext("撤回申请"),
            text=gettext("撤回后本办件结束，不影响您重新申请。作出决定后不能撤回。"),
            reason_label=gettext("撤回原因"),
            button=gettext("确认撤回"),
            button_class="danger",
        ),
        422 if error else 200,
    )


@page("/cases/<case_id>/reveal/<field>", *READERS, methods=("GET", "POST"))
def reveal(case_id: str, field: str) -> Answer:
    """Show a masked field in plain; who looked and why goes into the history."""
    person, error, value = actor(), None, None
    view = tongban().cases.read(person, case_id=case_id)
    label = next((answer.label for answer in _answers(view) if answer.name == field), field)
    if request.method == "POST":
        try:
            value = tongban().cases.reveal(person, case_id=case_id, field=field, reason=_reason()).value
        except (InvalidInputError, ForbiddenError) as refused:
            error = words_of(refused)
    return (
        render_template(
            "cases/reason.html",
            case=view,
            key=new_key(),
            error=error,
            revealed=value,
            field_label=label,
            title=gettext("查看原文：%(field)s", field=label),
            text=gettext("您的姓名、时间和查看原因会记入办件历史，审计人员可以看到。"),
            reason_label=gettext("查看原因"),
            button=gettext("查看"),
            button_class="primary",
        ),
        422 if error else 200,
    )


def _reason() -> str:
    reason = text_field("reason", 500)
    if len(reason) < 2:  # noqa: PLR2004 - one character is no reason
        raise InvalidInputError("Give a reason.", "请填写原因。")
    return reason


@page("/cases/<case_id>/notes", *OFFICE, methods=("POST",))
def add_note(case_id: str) -> Answer:
    """Leave a note for colleagues."""
    tongban().cases.add_note(actor(), case_id=case_id, text=text_field("text", 2000), key=None)
    flash(gettext("备注已保存。"), "ok")
    return redirect(url_for("pages.case", case_id=case_id))


@page("/cases/<case_id>/history", *OFFICE, Role.AUDITOR)
def history(case_id: str) -> Answer:
    """The whole history, verified."""
    person = actor()
    events = tongban().audit.history(person, case_id=case_id, limit=SHOWN_EVENTS)
    return render_template(
        "cases/history.html",
        case_id=case_id,
        events=events.entries,
        verification=tongban().audit.verify(person, case_id=case_id),
        event_names=words.event_names(),
        action_names=words.action_names(),
    )


@page("/cases/<case_id>/materials/<ref>", *READERS)
def material(case_id: str, ref: str) -> Answer:
    """Open a material: shown by the browser where that is safe."""
    found = tongban().materials.download(actor(), case_id=case_id, material_ref=ref)
    is_shown = found.content_type in {"application/pdf", "image/png", "image/jpeg", "image/webp"}
    answer = Response(found.content, mimetype=found.content_type)
    answer.headers["Content-Disposition"] = _named(
        found.filename or "material", kind="inline" if is_shown else "attachment"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


def _named(filename: str, *, kind: str) -> str:
    """A Content-Disposition that carries any name (RFC 6266, RFC 8187)."""
    return f"{kind}; filename*=UTF-8''{quote(filename, safe='')}"


@page("/cases/<case_id>/documents/<ref>", *READERS)
def document(case_id: str, ref: str) -> Answer:
    """A document of the case as a print view."""
    paper = papers.paper_of(case_id=case_id, ref=ref)
    return render_template("cases/document.html", paper=paper, case_id=case_id, ref=ref)


@page("/cases/<case_id>/documents/<ref>.pdf", *READERS)
def document_pdf(case_id: str, ref: str) -> Answer:
    """A document of the case as PDF."""
    paper = papers.paper_of(case_id=case_id, ref=ref)
    answer = Response(render_pdf(paper), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = _named(f"{paper.title}-{paper.number[-14:]}.pdf", kind="inline")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@page("/cases/<case_id>/qr.svg", *READERS)
def document_qr(case_id: str) -> Answer:
    """The QR code that leads to the progress page of the case."""
    view = tongban().cases.read(actor(), case_id=case_id)
    return Response(papers.qr_of(view.summary.number), mimetype="image/svg+xml")


def _sought(text: str) -> CaseQuery:
    """What was typed, by its look; no case number goes without digits, no name with them."""
    if not any(map(str.isdigit, text)):
        return CaseQuery(name=text)
    if len(text) in {15, 18}:  # an ID number or a credit code
        return CaseQuery(person=text.upper())
    return CaseQuery(number=text)


@page("/search", *OFFICE, Role.AUDITOR, methods=("GET", "POST"))
def search() -> Answer:
    """Find cases by number, ID number, credit code or full name. Sent by POST: people belong in no address."""
    text, found = text_field("q", 100), None
    if request.method == "POST" and text:
        found = tongban().cases.search(actor(), _sought(text))
    return render_template("cases/search.html", text=text, page=found)

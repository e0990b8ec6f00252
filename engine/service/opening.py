"""Opening a case: who may, which number, the first task, and at once the submission where it is asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import bpmn
from engine.bpmn.transition import CompleteTask, Start
from engine.domain import authority
from engine.domain.beijing import beijing_day
from engine.domain.history import GENESIS
from engine.domain.identifiers import case_number, implementation_code
from engine.domain.offices import region_of_office
from engine.domain.regions import PROVINCES
from engine.domain.statuses import DRAFT
from engine.errors import ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from engine.service.about import About
from engine.service.answers import Opened
from engine.service.commands import Order, carried_out, repeated, replayed, summaries
from engine.service.drafts import DRAFT_KIND
from engine.service.expressions import Expressions
from engine.service.hand import CaseInHand, Written
from engine.service.ids import derived_case_id
from engine.service.lanes import office_for
from engine.service.limits import check_size
from engine.service.recording import command_json, merged
from engine.service.stepping import write_transition
from engine.service.visible import next_tasks
from engine.store import CaseCipher
from engine.store.rows import CaseRow, DraftRow

if TYPE_CHECKING:
    from datetime import datetime

    from engine.bpmn.transition import Command, Transition
    from engine.domain.actors import Actor
    from engine.domain.offices import Office
    from engine.service.answers import JsonObject
    from engine.service.loaded import LoadedDefinition
    from engine.service.requests import OpenCase
    from engine.service.surroundings import Surroundings
    from engine.store import UnitOfWork

FALLBACK_PROVINCE = "51"


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What is opened: by a person, or by a message of another case (``start`` names the message's start event)."""

    actor: Actor
    item_id: str
    key: str
    channel: str
    data: JsonObject
    start_data: JsonObject
    submit: bool = False
    applicant_account: str | None = None
    opening_office: str | None = None
    start_event: str | None = None
    parent_case: str | None = None
    person: JsonObject | None = None


class CaseOpener:
    """Opens cases, once for each caller and key."""

    def __init__(self, around: Surroundings) -> None:
        """``around`` gives database, clock and all else."""
        self._around = around

    def by_person(self, actor: Actor, request: OpenCase) -> Opened:
        """Open what somebody asked for.

        Raises:
            ForbiddenError: applicants open online, clerks at the counter.
            NotFoundError: no such item is deployed.
            FormError: ``submit`` with data that the first form does not accept.
        """
        if not authority.may_open(actor, channel=request.channel):
            raise ForbiddenError(
                "Applicants open cases online, clerks of an office at the counter. Sign in as one of them.",
                "申请人在线申请，窗口人员在柜台代为收件；请以相应身份登录。",
            )
        if not request.key or len(request.key) > 200:  # noqa: PLR2004 - the column's length
            raise InvalidInputError(
                "Opening a case needs an Idempotency-Key of 1 to 200 characters.",
                "开立办件须提供幂等键（1至200个字符）。",
            )
        check_size(request.data, self._around.settings.case_data_bytes)
        is_counter = request.channel == "counter"
        return self.open(
            Opening(
                actor=actor,
                item_id=request.item_id,
                key=request.key,
                channel=request.channel,
                data=request.data,
                start_data={},
                submit=request.submit,
                applicant_account=request.applicant_account if is_counter else actor.account_id,
                opening_office=actor.office if is_counter else None,
            )
        )

    def open(self, opening: Opening) -> Opened:
        """Open it, or give the answer of the opening with the same key again."""
        self._around.definitions.newest(opening.item_id)  # read here, so that the transaction need not
        return repeated(
            self._around, lambda: self._around.database.run(lambda work: self._once(work, opening))
        )

    def _once(self, work: UnitOfWork, opening: Opening) -> Opened:
        case_id = derived_case_id(opening.actor.account_id, opening.key)
        order = Order(
            actor=opening.actor,
            case_id=case_id,
            kind=Opened,
            act=lambda hand: self._write(hand, opening),
            build=_answer,
            key=opening.key,
            request=[
                opening.item_id,
                opening.channel,
                opening.data,
                opening.start_data,
                opening.submit,
                opening.applicant_account,
            ],
        )
        found = work.cases.for_command(case_id, account_id=opening.actor.account_id, key=opening.key)
        if found is not None and found.earlier is not None:
            cipher = work.cases.cipher(found.case)
            return replayed(found.earlier, order.request_hash(), Opened, cipher.open, key=opening.key)
        current = self._around.definitions.newest(opening.item_id)
        if current is None or (current.card.kind == "co-operation" and opening.start_event is None):
            raise NotFoundError(kind="item", key=opening.item_id[:100])
        if opening.channel == "counter" and opening.applicant_account is not None:
            _check_applicant(work, opening.applicant_account)
        return carried_out(self._hand(work, opening, case_id, current), order)

    def _hand(
        self, work: UnitOfWork, opening: Opening, case_id: str, definition: LoadedDefinition
    ) -> CaseInHand:
        around, at = self._around, self._around.clock()
        office = self._numbering_office(definition, opening, at)
        implementation = implementation_code(
            credit_code=office.credit_code, level=office.level, basic_code=definition.card.basic_code
        )
        day = beijing_day(at)
        number = case_number(
            implementation=implementation, at=at, sequence=work.numbers.take(implementation, day)[0]
        )
        keys, code = around.database.keys, around.new_code()
        key = keys.new_case_key()
        row = CaseRow(
            case_id=case_id,
            number=number,
            item_id=opening.item_id,
            definition_digest=definition.digest,
            revision=0,
            state="running",
            status=DRAFT,
            outcome=None,
            channel=opening.channel,
            province=office.region[:2],
            applicant_account=opening.applicant_account,
            opened_by=opening.actor.account_id,
            opening_office=opening.opening_office,
            acceptance_office=None,
            handling_office=None,
            parent_case=opening.parent_case,
            opened_at=at,
            accepted_at=None,
            closed_at=None,
            due_on=None,
            due_provisional=False,
            clock={},
            progress_hash=progress_hash(number, code),
            head_seq=0,
            head_hash=GENESIS,
            state_hash=bytes(32),
            sealed_person=None,
            sealed_snapshot=b"",
            wrapped=keys.wrap(key, case_id),
        )
        is_online = opening.channel == "online" and opening.applicant_account is not None
        about = About(
            person=opening.person or {},
            lanes={"applicant": None if is_online else opening.opening_office},
            progress_code=code,
        )
        return CaseInHand(
            around=around,
            work=work,
            row=row,
            cipher=CaseCipher(key, case_id),
            actor=opening.actor,
            at=at,
            is_new=True,
            open_tasks=0,
            _about=about,
        )

    def _numbering_office(self, definition: LoadedDefinition, opening: Opening, at: datetime) -> Office:
        """Whose implementation code the number carries: acceptance, else the counter, else the province's office."""
        directory, card = self._around.offices.directory, definition.card
        data = opening.data or opening.start_data
        expressions = Expressions(data, at=at, calendar=self._around.calendar.current)
        found = office_for("acceptance", card, expressions, directory) or directory.get(
            opening.opening_office
        )
        if found is None:
            region = f"{self._province_of(opening, data)}0000"
            found = directory.find(region=region, department=card.department)
        if found is None:
            raise UnavailableError(
                f"No office of the department '{card.department}' is set up. Run 'tongban seed' first.",
                f"尚未设置部门“{card.department}”的机构，请先运行 tongban seed。",
            )
        return found

    def _province_of(self, opening: Opening, data: JsonObject) -> str:
        """Where somebody is, as far as it is known: their counter, their data, their ID number."""
        if opening.opening_office:
            return region_of_office(opening.opening_office)[:2]
        for name in ("applicantRegion", "homeRegion"):
            if str(data.get(name, ""))[:2] in PROVINCES:
                return str(data[name])[:2]
        id_no = str(data.get("applicantIdNo") or "")
        return id_no[:2] if id_no[:2] in PROVINCES else FALLBACK_PROVINCE

    def _write(self, hand: CaseInHand, opening: Opening) -> Written:
        execution = bpmn.Execution(hand.definition.process, None, at=hand.at)
        checklist = hand.checklist(opening.data if opening.submit else opening.start_data).facts()
        environment = {**hand.identity(), **checklist}
        commands: list[Command] = [Start(data=opening.start_data, start_event=opening.start_event)]
        transition = execution.apply(
            commands[0], at=hand.at, environment=environment, with_snapshot=not opening.submit
        )
        if opening.submit:
            first, command = _submission(hand, opening, transition)
            done = execution.apply(command, at=hand.at, environment=environment)
            transition = merged(transition, done, answered=first)
            commands.append(command)
        written = write_transition(
            hand,
            transition,
            kind="case_opened",
            element_id=None,
            payload={
                "commands": [command_json(command) for command in commands],
                "environment": checklist,
                "item": opening.item_id,
                "channel": opening.channel,
            },
            about=hand.about,
        )
        if not opening.submit:
            self._keep_draft(hand, opening, written)
        return written

    @staticmethod
    def _keep_draft(hand: CaseInHand, opening: Opening, written: Written) -> None:
        if not opening.data or not written.opened_tasks:
            return
        hand.work.tasks.save_draft(
            DraftRow(
                case_id=hand.case_id,
                task_id=written.opened_tasks[0].task_id,
                sealed_data=hand.cipher.seal(DRAFT_KIND, opening.data),
                revision=1,
                saved_at=hand.at,
                saved_by=opening.actor.account_id,
            ),
            expected=None,
        )


def _submission(hand: CaseInHand, opening: Opening, started: Transition) -> tuple[str, CompleteTask]:
    """The completion of the first task. Raises FormError; InvalidInputError where there is nothing to submit."""
    first = next(iter(started.opened_tasks), None)
    key = hand.definition.form_key(first.form_key) if first is not None else None
    if first is None or key is None:
        raise InvalidInputError(
            f"'{opening.item_id}' has no form to submit when it is opened. Open it without 'submit'.",
            f"“{opening.item_id}”开立时没有可提交的表单，请不带 submit 开立。",
        )
    data = hand.definition.forms[key].accepted(opening.data)
    return first.task_id, CompleteTask(task_id=first.task_id, data=data)


def progress_hash(number: str, code: str) -> bytes:
    """What is kept of the code that shows the public progress page of a case."""
    return hashlib.sha256(f"progress:{number}:{code.strip().upper()}".encode()).digest()


def _check_applicant(work: UnitOfWork, account_id: str) -> None:
    account = work.people.get(account_id)
    if account is None or "applicant" not in account.roles or not account.is_active:
        raise NotFoundError(kind="account", key=account_id)


def _answer(hand: CaseInHand, written: Written) -> Opened:
    shown: Any = summaries(hand)
    return Opened(
        case=shown.case(written.row, written.about),
        next_tasks=next_tasks(hand, written),
        progress_code=written.about.progress_code,
        event_hash=written.event_hash.hex(),
    )

"""The history proves itself: the chain is whole, and carried out again it comes to the same states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from engine.errors import NotFoundError
from engine.service.http import Answered
from engine.service.requests import MessageIn
from tests.service.conftest import DATA

if TYPE_CHECKING:
    from tests.service.conftest import World


def proofs(world: World, case_id: str) -> tuple[bool, bool]:
    auditor, audit = world.who("auditor"), world.tongban.audit
    return (
        audit.verify(auditor, case_id=case_id).is_intact,
        audit.prove(auditor, case_id=case_id).is_proven,
    )


def test_cases_of_every_kind_come_to_the_same_states_again(world: World) -> None:
    world.platforms.answer = lambda *_: Answered(result={"found": True, "status": "A"})
    submitted = world.open().case.case_id
    drafted = world.open(submit=False)
    withdrawn = world.open().case.case_id
    calling = world.open("calling-item").case.case_id
    paid, late = world.open("waiting-item"), world.open("waiting-item")
    endless = world.open("endless-item").case.case_id
    asking = world.open("asking-item").case.case_id
    world.complete(submitted, "review", "huize", accepted=True)
    world.tongban.cases.add_note(world.who("huize"), case_id=submitted, text="x")
    world.complete(submitted, "decide", "huize.bureau", accepted=True)
    world.tongban.tasks.complete(world.who("zhangsan"), task_id=drafted.next_tasks[0].task_id, data=DATA)
    world.tongban.cases.withdraw(world.who("zhangsan"), case_id=withdrawn, reason="x")
    world.tongban.messages.correlate(
        world.who("pay-nontax"),
        MessageIn(
            name="payment_received",
            message_id="1",
            correlation_key=paid.case.number,
            payload={"amount": 10.5},
        ),
    )
    world.work()
    world.clock.pass_by(hours=2)
    world.work()

    for case_id in (
        submitted,
        drafted.case.case_id,
        withdrawn,
        calling,
        paid.case.case_id,
        late.case.case_id,
        endless,
        asking,
    ):
        assert proofs(world, case_id) == (True, True)


def test_a_forged_past_is_named_by_chain_and_by_proof(world: World) -> None:
    case_id = world.open().case.case_id
    world.complete(case_id, "review", "huize", accepted=True)
    with world.tongban.database.begin() as work:
        row = work.cases.get(case_id)
        assert row is not None
        cipher = work.cases.cipher(row)
        events = work.events.of_case(case_id)
        payload = cipher.open("event", bytes(events[-1].sealed_payload))
        payload["commands"][0]["data"]["accepted"] = False
        forged = cipher.seal("event", payload)
        is_sqlite = world.tongban.settings.database_url.startswith("sqlite")
        off = "DROP TRIGGER event_no_update" if is_sqlite else "ALTER TABLE event DISABLE TRIGGER ALL"
        work.connection.execute(text(off))
        work.connection.execute(
            text("UPDATE event SET sealed_payload = :forged WHERE seq = 2"), {"forged": forged}
        )

    verified = world.tongban.audit.verify(world.who("auditor"), case_id=case_id)
    proof = world.tongban.audit.prove(world.who("auditor"), case_id=case_id)

    assert (verified.is_intact, verified.broken_at) == (False, 2)
    assert (proof.is_proven, proof.differs_at) == (False, 2)
    assert proof.expected != proof.found


def test_a_history_is_for_those_who_see_the_case(world: World) -> None:
    case_id = world.open().case.case_id

    with pytest.raises(NotFoundError):
        world.tongban.audit.prove(world.who("ziyang"), case_id=case_id)

"""A case from its opening to its end."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from engine.errors import (
    CaseClosedError,
    ForbiddenError,
    FormError,
    IdempotencyMismatchError,
    NotAllowedNowError,
    NotFoundError,
    StaleRevisionError,
    TaskClaimedError,
    TaskClosedError,
)
from engine.service.requests import CaseQuery, OpenCase, WorklistQuery
from tests.service.conftest import DATA, ZHANGSAN_ID

if TYPE_CHECKING:
    from tests.service.conftest import World


def test_a_case_goes_from_the_applicant_to_its_end(world: World) -> None:
    opened = world.open()
    case_id = opened.case.case_id

    reviewed = world.complete(case_id, "review", "huize", accepted=True)
    decided = world.complete(case_id, "decide", "huize.bureau", accepted=True)

    assert opened.next_tasks == ()
    assert len(opened.case.number) == 43
    assert reviewed.case.status.code == "40"
    assert reviewed.case.due.due_on is not None
    assert decided.case.status.code == "80"
    assert decided.case.outcome == "completed"
    view = world.case(case_id)
    assert view.summary.closed_at is not None
    assert [document.kind for document in view.documents] == ["acceptance_notice"]
    assert world.tongban.audit.verify(world.who("auditor"), case_id=case_id).is_intact


def test_the_next_task_comes_with_the_answer_to_who_may_see_it(world: World) -> None:
    opened = world.open(submit=False)
    task = opened.next_tasks[0]

    answer = world.tongban.tasks.complete(world.who("zhangsan"), task_id=task.task_id, data=DATA)
    seen_by_clerk = world.tongban.tasks.worklist(world.who("huize"), WorklistQuery())

    assert task.can_complete
    assert answer.next_tasks == ()
    assert [entry.element_id for entry in seen_by_clerk.entries] == ["review"]
    assert seen_by_clerk.entries[0].applicant == "张***"
    assert seen_by_clerk.entries[0].priority == 3


def test_a_refused_case_ends_with_its_status(world: World) -> None:
    opened = world.open()

    answer = world.complete(opened.case.case_id, "review", "huize", accepted=False)

    assert answer.case.status.code == "31"
    assert answer.case.closed_at is not None


def test_opening_twice_with_one_key_is_one_case_and_one_answer(world: World) -> None:
    key = str(uuid.uuid4())

    first = world.open(key=key)
    second = world.open(key=key)

    assert second.is_replay
    assert not first.is_replay
    assert second.case == first.case
    assert second.progress_code == first.progress_code
    with pytest.raises(IdempotencyMismatchError):
        world.open(key=key, data={"isAgent": True})


def test_completing_twice_with_one_key_gives_the_first_answer(world: World) -> None:
    case_id = world.open().case.case_id
    task_id, huize = world.task(case_id, "review"), world.who("huize")

    first = world.tongban.tasks.complete(huize, task_id=task_id, data={"accepted": True}, key="k")
    second = world.tongban.tasks.complete(huize, task_id=task_id, data={"accepted": True}, key="k")

    assert second.is_replay
    assert (second.case, second.event_hash) == (first.case, first.event_hash)
    with pytest.raises(IdempotencyMismatchError):
        world.tongban.tasks.complete(huize, task_id=task_id, data={"accepted": False}, key="k")


def test_a_second_completion_names_who_and_when(world: World) -> None:
    case_id = world.open().case.case_id
    task_id = world.task(case_id, "review")
    world.complete(case_id, "review", "huize")

    with pytest.raises(TaskClosedError) as caught:
        world.tongban.tasks.complete(world.who("huize2"), task_id=task_id, data={"accepted": True})

    assert caught.value.by == "窗口 huize"
    assert caught.value.at == world.clock()


def test_wrong_data_name_each_field_and_nothing_is_written(world: World) -> None:
    with pytest.raises(FormError) as caught:
        world.open(data={"applicantIdNo": "1", "applicantPhone": "2", "admin": True})

    assert {problem.path for problem in caught.value.problems} == {
        "/applicantIdNo",
        "/applicantPhone",
        "/admin",
    }
    found = world.tongban.cases.search(world.who("auditor"), CaseQuery())
    assert found.entries == ()


def test_a_claimed_task_waits_for_whoever_claimed_it(world: World) -> None:
    case_id = world.open().case.case_id
    task_id = world.task(case_id, "review")
    claimed = world.tongban.tasks.claim(world.who("huize"), task_id=task_id)

    with pytest.raises(TaskClaimedError) as caught:
        world.complete(case_id, "review", "huize2")
    with pytest.raises(TaskClaimedError):
        world.tongban.tasks.claim(world.who("huize2"), task_id=task_id)
    released = world.tongban.tasks.release(world.who("huize.lead"), task_id=task_id)
    handed = world.tongban.tasks.reassign(
        world.who("huize.lead"), task_id=task_id, to_account="huize2", reason="休假"
    )

    assert caught.value.by == "窗口 huize"
    assert (claimed.assignee, released.assignee, handed.assignee) == ("huize", None, "huize2")
    assert world.complete(case_id, "review", "huize2").case.status.code == "40"


def test_a_task_cannot_be_handed_to_another_office(world: World) -> None:
    task_id = world.task(world.open().case.case_id, "review")

    with pytest.raises(NotFoundError):
        world.tongban.tasks.reassign(
            world.who("huize.lead"), task_id=task_id, to_account="ziyang", reason="x"
        )


def test_others_see_neither_case_nor_task(world: World) -> None:
    case_id = world.open().case.case_id
    task_id = world.task(case_id, "review")

    for stranger in ("lisi", "ziyang", "analyst"):
        with pytest.raises(NotFoundError):
            world.case(case_id, stranger)
        with pytest.raises(NotFoundError):
            world.tongban.tasks.read(world.who(stranger), task_id=task_id)
        with pytest.raises(NotFoundError):
            world.tongban.tasks.complete(world.who(stranger), task_id=task_id, data={"accepted": True})
    with pytest.raises(ForbiddenError):
        world.tongban.tasks.complete(world.who("auditor"), task_id=task_id, data={"accepted": True})
    seen = world.case(case_id, "admin")
    assert (seen.data, seen.applicant.name, seen.documents) == ({}, None, ())


def test_a_lead_sees_the_units_below(world: World) -> None:
    case_id = world.open().case.case_id

    worklist = world.tongban.tasks.worklist(world.who("bureau.lead"), WorklistQuery())

    assert [entry.case_id for entry in worklist.entries] == [case_id]


def test_data_are_masked_and_revealed_only_with_a_reason_that_stays(world: World) -> None:
    case_id = world.open().case.case_id
    huize = world.who("huize")

    view = world.case(case_id, "huize")
    revealed = world.tongban.cases.reveal(huize, case_id=case_id, field="applicantIdNo", reason="核对原件")
    history = world.tongban.audit.history(world.who("auditor"), case_id=case_id)

    assert view.data["applicantIdNo"] == "5120**********9017"
    assert view.data["applicantName"] == "张***"
    assert view.applicant.phone == "139****0001"
    assert revealed.value == ZHANGSAN_ID
    last = history.entries[-1]
    assert (last.kind, last.actor, last.input["reason"]) == ("field_revealed", "huize", "核对原件")
    assert ZHANGSAN_ID not in repr(history)
    with pytest.raises(NotFoundError):
        world.tongban.cases.reveal(huize, case_id=case_id, field="nothing", reason="x")


def test_withdrawing_ends_the_case_and_is_refused_afterwards(world: World) -> None:
    case_id = world.open().case.case_id
    zhangsan = world.who("zhangsan")

    answer = world.tongban.cases.withdraw(zhangsan, case_id=case_id, reason="不办了")

    assert (answer.case.status.code, answer.case.outcome) == ("90", "withdrawn")
    with pytest.raises(CaseClosedError):
        world.tongban.cases.withdraw(zhangsan, case_id=case_id, reason="不办了")


def test_withdrawing_is_for_the_applicant_and_where_the_diagram_allows_it(world: World) -> None:
    case_id = world.open().case.case_id
    other = world.open("parallel-item").case.case_id

    with pytest.raises(ForbiddenError):
        world.tongban.cases.withdraw(world.who("huize"), case_id=case_id, reason="x")
    with pytest.raises(NotAllowedNowError):
        world.tongban.cases.withdraw(world.who("zhangsan"), case_id=other, reason="x")


def test_a_counter_opens_for_somebody_and_does_their_task(world: World) -> None:
    opened = world.open(submit=False, who="huize", channel="counter", applicant_account="zhangsan")

    answer = world.tongban.tasks.complete(world.who("huize"), task_id=opened.next_tasks[0].task_id, data=DATA)

    assert answer.case.channel == "counter"
    assert [task.element_id for task in answer.next_tasks] == ["review"]
    assert world.case(opened.case.case_id, "zhangsan").summary.number == opened.case.number


def test_an_evaluation_is_the_applicants_own_also_where_a_counter_opened(world: World) -> None:
    for_somebody = world.open("evaluated-item", who="huize", channel="counter", applicant_account="zhangsan")
    for_a_stranger = world.open("evaluated-item", who="huize", channel="counter")

    with pytest.raises(NotFoundError):
        world.complete(for_somebody.case.case_id, "evaluate", "huize")
    by_applicant = world.complete(for_somebody.case.case_id, "evaluate", "zhangsan")
    at_the_counter = world.complete(for_a_stranger.case.case_id, "evaluate", "huize")

    assert (by_applicant.case.status.code, at_the_counter.case.status.code) == ("80", "80")


def test_a_draft_is_kept_and_guards_against_two_windows(world: World) -> None:
    opened = world.open(submit=False)
    task_id, zhangsan = opened.next_tasks[0].task_id, world.who("zhangsan")

    first = world.tongban.tasks.read(zhangsan, task_id=task_id)
    saved = world.tongban.tasks.save_draft(
        zhangsan, task_id=task_id, data={"applicantName": "半"}, if_revision=1
    )

    assert first.draft["applicantIdNo"] == ZHANGSAN_ID
    assert saved.revision == 2
    assert world.tongban.tasks.read(zhangsan, task_id=task_id).draft == {"applicantName": "半"}
    with pytest.raises(StaleRevisionError):
        world.tongban.tasks.save_draft(zhangsan, task_id=task_id, data={}, if_revision=1)
    with pytest.raises(StaleRevisionError):
        world.tongban.tasks.complete(zhangsan, task_id=task_id, data=DATA, if_revision=99)


def test_cases_are_found_by_number_and_by_person_within_what_one_sees(world: World) -> None:
    opened = world.open()
    cases = world.tongban.cases

    by_number = cases.search(world.who("huize"), CaseQuery(number=opened.case.number))
    by_person = cases.search(world.who("huize"), CaseQuery(person=ZHANGSAN_ID))
    elsewhere = cases.search(world.who("ziyang"), CaseQuery(person=ZHANGSAN_ID))
    by_auditor = cases.search(world.who("auditor"), CaseQuery(person=ZHANGSAN_ID, is_open=True))

    assert [case.case_id for case in by_number.entries] == [opened.case.case_id]
    assert [case.case_id for case in by_person.entries] == [opened.case.case_id]
    assert elsewhere.entries == ()
    assert len(by_auditor.entries) == 1


def test_cases_and_tasks_are_found_by_the_full_name_however_its_dot_is_typed(world: World) -> None:
    opened = world.open()
    cases, tasks, huize = world.tongban.cases, world.tongban.tasks, world.who("huize")
    names = ("张三丰·测试", " 张三丰•测试 ", "张三丰・测试")

    by_name = [cases.search(huize, CaseQuery(name=name)).entries for name in names]
    in_queue = [tasks.worklist(huize, WorklistQuery(text=name)).entries for name in names]
    elsewhere = cases.search(world.who("ziyang"), CaseQuery(name=names[0])).entries
    halves = [
        tasks.worklist(huize, WorklistQuery(text=half)).entries for half in ("张三丰", "测试", "张三丰·")
    ]
    by_part = tasks.worklist(huize, WorklistQuery(text=opened.case.number[8:20])).entries

    assert [[case.case_id for case in found] for found in by_name] == [[opened.case.case_id]] * 3
    assert [[task.case_id for task in found] for found in in_queue] == [[opened.case.case_id]] * 3
    assert [task.case_id for task in by_part] == [opened.case.case_id]
    assert (elsewhere, halves) == ((), [(), (), ()])


def test_a_corrected_name_is_found_too(world: World) -> None:
    opened = world.open(submit=False, data={"applicantName": "张三丰"})
    world.complete(
        opened.case.case_id, "submit_application", "zhangsan", **{**DATA, "applicantName": "张三峰"}
    )

    found = world.tongban.cases.search(world.who("huize"), CaseQuery(name="张三峰")).entries

    assert [case.case_id for case in found] == [opened.case.case_id]


def test_pages_follow_each_other_without_gap(world: World) -> None:
    ids = set()
    for _ in range(5):
        world.clock.pass_by(seconds=1)
        ids.add(world.open().case.case_id)

    seen, cursor = [], None
    while True:
        page = world.tongban.cases.search(world.who("zhangsan"), CaseQuery(limit=2, cursor=cursor))
        seen += [case.case_id for case in page.entries]
        cursor = page.next_cursor
        if cursor is None:
            break
    worked, after = [], None
    while True:
        tasks = world.tongban.tasks.worklist(world.who("huize"), WorklistQuery(limit=2, cursor=after))
        worked += [task.case_id for task in tasks.entries]
        after = tasks.next_cursor
        if after is None:
            break

    assert (len(seen), set(seen)) == (5, ids)
    assert (len(worked), set(worked)) == (5, ids)
    assert world.tongban.tasks.counts(world.who("huize")).unclaimed == 5


def test_tasks_that_lie_with_others_are_counted(world: World) -> None:
    for _ in range(3):
        world.open("parallel-item", data={"homeRegion": "540402"})
    tasks, huize = world.tongban.tasks, world.who("huize")

    counted = tasks.counts(huize)

    assert counted.waiting == len(tasks.worklist(huize, WorklistQuery(scope="waiting")).entries) == 3
    assert counted.office == 3
    assert tasks.counts(world.who("ziyang")).waiting == 0


def test_other_cases_of_the_person_are_listed_for_the_office(world: World) -> None:
    first, second = world.open(), world.open("parallel-item")

    others = world.tongban.cases.others(world.who("huize"), case_id=first.case.case_id)

    assert [case.case_id for case in others] == [second.case.case_id]


def test_notes_are_for_offices_and_never_for_the_applicant(world: World) -> None:
    case_id = world.open().case.case_id

    note = world.tongban.cases.add_note(world.who("huize"), case_id=case_id, text="电话已核实")

    assert world.tongban.cases.notes(world.who("auditor"), case_id=case_id) == (note,)
    with pytest.raises(ForbiddenError):
        world.tongban.cases.notes(world.who("zhangsan"), case_id=case_id)
    with pytest.raises(ForbiddenError):
        world.tongban.cases.add_note(world.who("auditor"), case_id=case_id, text="x")


def test_progress_is_public_with_the_code_only(world: World) -> None:
    opened = world.open()
    world.complete(opened.case.case_id, "review", "huize")

    progress = world.tongban.cases.progress(number=opened.case.number, code=opened.progress_code.lower())

    assert progress.status.code == "40"
    assert [step.text.en for step in progress.steps][-1].startswith("Accepted")
    assert "张" not in repr(progress)
    for number, code in ((opened.case.number, "WRONGONE"), ("1" * 43, opened.progress_code), ("'", "")):
        with pytest.raises(NotFoundError):
            world.tongban.cases.progress(number=number, code=code)


def test_a_lane_is_handed_over_by_its_lead_and_its_tasks_go_along(world: World) -> None:
    case_id = world.open().case.case_id
    to = "512000-public-security"

    world.tongban.cases.transfer(
        world.who("huize.lead"), case_id=case_id, lane="acceptance", office=to, reason="管辖"
    )

    assert world.complete(case_id, "review", "ziyang").case.status.code == "40"
    assert [
        case.case_id
        for case in world.tongban.cases.search(world.who("ziyang"), CaseQuery(person=ZHANGSAN_ID)).entries
    ] == [case_id]
    with pytest.raises(NotFoundError):
        world.case(case_id, "huize")


def test_ids_that_are_none_are_not_found(world: World) -> None:
    huize = world.who("huize")
    for text in ("", "x", "../../etc/passwd", "0" * 36, "' OR 1=1 --", f"{uuid.uuid4()}.t1", "a" * 500):
        with pytest.raises(NotFoundError):
            world.tongban.cases.read(huize, case_id=text)
        with pytest.raises(NotFoundError):
            world.tongban.tasks.read(huize, task_id=text)


def test_an_item_that_is_not_deployed_cannot_be_opened(world: World) -> None:
    for item in ("no-such-item", "answering-item"):
        with pytest.raises(NotFoundError):
            world.tongban.cases.open(world.who("zhangsan"), OpenCase(item_id=item, key="k"))
    with pytest.raises(ForbiddenError):
        world.tongban.cases.open(world.who("huize"), OpenCase(item_id="trial-item", key="k"))

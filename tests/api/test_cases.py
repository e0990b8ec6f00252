"""Commands through the API: once for each key, on what one saw, with who and when in conflicts."""

from __future__ import annotations

import hashlib
import io
import uuid
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.applications import PEOPLE, licence_renewal
from tests.api.conftest import ITEM, PHOTO

if TYPE_CHECKING:
    from tests.api.conftest import Platform


def first_task(opened: dict[str, Any]) -> str:
    return str(opened["nextTasks"][0]["taskId"])


def submitted(platform: Platform, key: str = "zhangsan", **more: Any) -> dict[str, Any]:
    """A case whose automatic checks have run: it lies with the clerks of Huize."""
    return platform.apply(key, licence_renewal(key, **more))


# -- opening -----------------------------------------------------------------------------------------


def test_the_same_key_opens_one_case_and_gets_the_same_answer(platform: Platform) -> None:
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    zhangsan = platform.caller("zhangsan")

    first = zhangsan.post("/cases", {"itemId": ITEM}, headers=headers)
    again = zhangsan.post("/cases", {"itemId": ITEM}, headers=headers)
    other = zhangsan.post("/cases", {"itemId": ITEM, "data": {"term": 6}}, headers=headers)
    someone_else = platform.caller("lisi").post("/cases", {"itemId": ITEM}, headers=headers)

    assert first.status_code == again.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"
    left, right = first.get_json(), again.get_json()
    assert left.pop("isReplay") is False
    assert right.pop("isReplay") is True
    assert left == right
    assert first.headers["Location"] == f"/api/v1/cases/{left['case']['caseId']}"
    assert (other.status_code, other.get_json()["code"]) == (409, "idempotency_mismatch")
    assert someone_else.get_json()["case"]["caseId"] != left["case"]["caseId"]


def test_a_case_number_has_43_characters_and_progress_needs_its_code(platform: Platform) -> None:
    opened = platform.open()
    number, code = opened["case"]["number"], opened["progressCode"]

    seen = platform.nobody.get(f"/progress/{number}?code={code}")
    guessed = platform.nobody.get(f"/progress/{number}?code=000000")

    assert len(number) == 43
    assert seen.status_code == 200
    assert seen.get_json()["status"]["code"] == "10"
    assert guessed.status_code == 404


@pytest.mark.parametrize("key", ["zhangsan", "liyu", "shama", "nima", "tenzin", "qiangba", "wangji"])
def test_names_of_all_kinds_go_in_and_come_out(platform: Platform, key: str) -> None:
    name = PEOPLE[key]["name"]
    opened = platform.open(key)
    task = first_task(opened)
    caller = platform.caller(key)

    caller.put(f"/tasks/{task}/draft", {"data": {"applicantName": name}})

    assert caller.get(f"/tasks/{task}").get_json()["draft"]["applicantName"] == name


# -- drafts and revisions ----------------------------------------------------------------------------


def test_a_draft_is_kept_and_an_older_window_cannot_overwrite_it(platform: Platform) -> None:
    zhangsan = platform.caller("zhangsan")
    task = first_task(platform.open())
    before = zhangsan.get(f"/tasks/{task}").get_json()["draftRevision"]

    first = zhangsan.put(f"/tasks/{task}/draft", {"data": {"term": 6}}, headers={"If-Match": f'"{before}"'})
    late = zhangsan.put(f"/tasks/{task}/draft", {"data": {"term": 10}}, headers={"If-Match": f'"{before}"'})
    next_one = zhangsan.put(
        f"/tasks/{task}/draft", {"data": {"term": 10}}, headers={"If-Match": first.headers["ETag"]}
    )

    assert [first.status_code, late.status_code, next_one.status_code] == [200, 412, 200]
    assert late.get_json()["code"] == "stale_revision"
    assert zhangsan.get(f"/tasks/{task}").get_json()["draft"] == {"term": 10}


def test_an_old_etag_does_not_complete_a_task(platform: Platform) -> None:
    zhangsan = platform.caller("zhangsan")
    opened = platform.open()
    task = first_task(opened)
    body = {"data": licence_renewal()}

    stale = zhangsan.post(f"/tasks/{task}/complete", body, headers={"If-Match": '"999"'})
    fresh = zhangsan.get(f"/tasks/{task}").headers["ETag"]
    done = zhangsan.post(f"/tasks/{task}/complete", body, headers={"If-Match": fresh})

    assert (stale.status_code, stale.get_json()["actualRevision"]) == (412, opened["case"]["revision"])
    assert done.status_code == 200
    assert done.get_json()["case"]["revision"] > opened["case"]["revision"]


# -- completing --------------------------------------------------------------------------------------


def test_a_second_completion_is_told_who_was_first_and_when(platform: Platform) -> None:
    zhangsan = platform.caller("zhangsan")
    task = first_task(platform.open())
    body = {"data": licence_renewal()}
    key = {"Idempotency-Key": str(uuid.uuid4())}

    done = zhangsan.post(f"/tasks/{task}/complete", body, headers=key)
    repeated = zhangsan.post(f"/tasks/{task}/complete", body, headers=key)
    second = zhangsan.post(f"/tasks/{task}/complete", body)

    assert done.status_code == repeated.status_code == 200
    assert repeated.headers["Idempotent-Replayed"] == "true"
    assert repeated.get_json()["eventHash"] == done.get_json()["eventHash"]
    problem = second.get_json()
    assert (second.status_code, problem["code"]) == (409, "task_closed")
    assert problem["by"] == "张*"  # an applicant, to whoever else reads it
    assert problem["at"].endswith("+00:00")
    assert problem["by"] in problem["detail"]
    assert problem["by"] in problem["detailZh"]


def test_a_claimed_task_is_told_who_holds_it(platform: Platform) -> None:
    opened = submitted(platform)
    number = opened["case"]["number"]
    first, second = platform.caller("huize.traffic"), platform.caller("huize.traffic2")
    [task] = first.get(f"/tasks?caseNumber={number}").get_json()["entries"]

    claimed = first.post(f"/tasks/{task['taskId']}/claim")
    taken = second.post(f"/tasks/{task['taskId']}/claim")
    not_mine = second.post(f"/tasks/{task['taskId']}/complete", {"data": {"acceptanceDecision": "ACCEPT"}})
    released = first.post(f"/tasks/{task['taskId']}/release")
    now_mine = second.post(f"/tasks/{task['taskId']}/claim")

    assert claimed.get_json()["assignee"] == "huize.traffic"
    assert (taken.status_code, taken.get_json()["code"]) == (409, "task_claimed")
    assert taken.get_json()["by"] == "会泽交警窗口 甲"
    assert not_mine.status_code == 409
    assert released.get_json()["assignee"] is None
    assert now_mine.get_json()["assignee"] == "huize.traffic2"


def test_completing_gives_the_next_task_and_the_worklist_is_true_at_once(platform: Platform) -> None:
    number = submitted(platform)["case"]["number"]
    clerk = platform.caller("huize.traffic")
    [review] = clerk.get(f"/tasks?caseNumber={number}").get_json()["entries"]
    before = clerk.get("/tasks/counts").get_json()["office"]

    done = clerk.post(f"/tasks/{review['taskId']}/complete", {"data": {"acceptanceDecision": "ACCEPT"}})

    assert done.status_code == 200, done.text
    [following] = done.get_json()["nextTasks"]
    assert following["elementId"] == "confirm_renewal"
    [listed] = clerk.get(f"/tasks?caseNumber={number}").get_json()["entries"]
    assert listed["taskId"] == following["taskId"]
    assert clerk.get("/tasks/counts").get_json()["office"] == before


# -- finding -----------------------------------------------------------------------------------------


def test_a_case_is_found_by_number_and_by_person_and_shown_masked(platform: Platform) -> None:
    opened = submitted(platform, "lisi")
    number, person = opened["case"]["number"], PEOPLE["lisi"]
    clerk = platform.caller("huize.traffic")

    by_number = clerk.get(f"/cases?number={number}").get_json()["entries"]
    by_person = clerk.post("/cases/search", {"person": person["idNo"]}).get_json()["entries"]
    elsewhere = platform.caller("linzhi.police").post("/cases/search", {"person": person["idNo"]})
    shown = clerk.get(f"/cases/{opened['case']['caseId']}")

    assert [case["number"] for case in by_number] == [number]
    assert number in [case["number"] for case in by_person]
    assert elsewhere.get_json()["entries"] == []
    for private in (person["idNo"], person["phone"]):
        assert private not in shown.text
    assert shown.get_json()["applicant"]["idNo"].startswith(person["idNo"][:4])


def test_a_masked_field_is_revealed_with_a_reason_that_the_history_keeps(platform: Platform) -> None:
    case_id = submitted(platform)["case"]["caseId"]
    clerk = platform.caller("huize.traffic")

    without = clerk.post(f"/cases/{case_id}/reveal", {"field": "applicantIdNo"})
    revealed = clerk.post(f"/cases/{case_id}/reveal", {"field": "applicantIdNo", "reason": "与原件核对"})
    events = clerk.get(f"/cases/{case_id}/history").get_json()["entries"]

    assert without.status_code == 422
    assert revealed.get_json()["value"] == PEOPLE["zhangsan"]["idNo"]
    assert events[-1]["seq"] == revealed.get_json()["eventSeq"]
    assert events[-1]["input"]["reason"] == "与原件核对"


def test_lists_come_in_pages_without_gaps_or_repetitions(platform: Platform) -> None:
    zhangsan = platform.caller("zhangsan")
    for _ in range(5):
        platform.open()

    seen: list[str] = []
    cursor = None
    for _ in range(100):
        page = zhangsan.get("/cases?limit=2" + (f"&cursor={cursor}" if cursor else "")).get_json()
        assert len(page["entries"]) <= 2
        seen += [case["caseId"] for case in page["entries"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break

    assert cursor is None
    assert len(seen) == len(set(seen)) >= 5


# -- materials, notes, history -----------------------------------------------------------------------


def test_a_material_is_uploaded_listed_downloaded_and_taken_out(platform: Platform) -> None:
    case_id = platform.open()["case"]["caseId"]
    zhangsan = platform.caller("zhangsan")

    stored = zhangsan.post(
        f"/cases/{case_id}/materials",
        data={"materialId": "photo", "file": (as_file(PHOTO), "我的照片.png")},
        content_type="multipart/form-data",
    )
    assert stored.status_code == 201, stored.text
    material = stored.get_json()
    download = zhangsan.get(f"/cases/{case_id}/materials/{material['materialRef']}/content")
    foreign = platform.caller("lisi").get(f"/cases/{case_id}/materials/{material['materialRef']}/content")
    removed = zhangsan.delete(f"/cases/{case_id}/materials/{material['materialRef']}")
    listed = {
        row["materialId"]: row["state"] for row in zhangsan.get(f"/cases/{case_id}/materials").get_json()
    }

    assert material["contentType"] == "image/png"
    assert download.data == PHOTO
    assert hashlib.sha256(PHOTO).hexdigest() in download.headers["ETag"]
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert foreign.status_code == 404
    assert removed.status_code == 204
    assert listed["photo"] == "missing"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "photo.png"),
        (b"MZ\x90\x00", "photo.jpg"),
        (b"", "photo.png"),
    ],
)
def test_the_content_and_not_the_name_says_what_a_file_is(
    platform: Platform, content: bytes, name: str
) -> None:
    case_id = platform.open()["case"]["caseId"]

    answer = platform.caller("zhangsan").post(
        f"/cases/{case_id}/materials",
        data={"materialId": "photo", "file": (as_file(content), name)},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422


def test_a_file_above_the_limit_is_413_and_one_below_is_taken(platform: Platform) -> None:
    case_id = platform.open()["case"]["caseId"]
    limit = platform.tongban.settings.material_bytes
    statuses = []

    for size in (limit + 1, limit + 200_000, 3_000_000):
        answer = platform.caller("zhangsan").post(
            f"/cases/{case_id}/materials",
            data=multipart(PHOTO + b"\0" * (size - len(PHOTO))),
            content_type="multipart/form-data; boundary=x",
        )
        statuses.append(answer.status_code)

    assert statuses == [413, 413, 201]


def test_an_electronic_licence_is_fetched_by_the_worker(platform: Platform) -> None:
    opened = platform.open(data=licence_renewal())
    case_id = opened["case"]["caseId"]
    zhangsan = platform.caller("zhangsan")

    asked = zhangsan.post(f"/cases/{case_id}/materials/idcard/fetch")
    platform.work()
    listed = {row["materialId"]: row for row in zhangsan.get(f"/cases/{case_id}/materials").get_json()}

    assert (asked.status_code, asked.get_json()["state"]) == (202, "fetching")
    assert listed["idcard"]["state"] == "fetched"
    content = zhangsan.get(f"/cases/{case_id}/materials/{listed['idcard']['materialRef']}/content")
    assert content.data.startswith(b"%PDF")


def test_notes_are_for_offices_only(platform: Platform) -> None:
    case_id = submitted(platform)["case"]["caseId"]
    clerk = platform.caller("huize.traffic")

    left = clerk.post(f"/cases/{case_id}/notes", {"text": "已电话联系申请人"})
    read = platform.caller("huize.traffic.lead").get(f"/cases/{case_id}/notes")
    applicant = platform.caller("zhangsan").get(f"/cases/{case_id}/notes")

    assert left.status_code == 201
    assert [note["text"] for note in read.get_json()] == ["已电话联系申请人"]
    assert applicant.status_code == 403


def test_the_history_is_whole_and_reads_in_order(platform: Platform) -> None:
    case_id = submitted(platform)["case"]["caseId"]
    auditor = platform.caller("auditor")

    page = auditor.get(f"/cases/{case_id}/history?limit=2").get_json()
    first = page["entries"]
    behind = auditor.get(f"/cases/{case_id}/history?cursor={page['nextCursor']}").get_json()["entries"]
    rest = auditor.get(f"/cases/{case_id}/history?after={first[-1]['seq']}").get_json()["entries"]
    verified = auditor.get(f"/cases/{case_id}/history/verification").get_json()

    assert behind == rest[: len(behind)]
    events = [*first, *rest]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert all(later["previousHash"] == earlier["eventHash"] for earlier, later in pairwise(events))
    assert verified["isIntact"]
    assert (verified["events"], verified["headHash"]) == (len(events), events[-1]["eventHash"])


def test_a_withdrawn_case_says_so_to_everybody_who_comes_later(platform: Platform) -> None:
    opened = submitted(platform)
    case_id = opened["case"]["caseId"]
    zhangsan, clerk = platform.caller("zhangsan"), platform.caller("huize.traffic")
    [task] = clerk.get(f"/tasks?caseNumber={opened['case']['number']}").get_json()["entries"]

    withdrawn = zhangsan.post(f"/cases/{case_id}/withdraw", {"reason": "计划有变"})
    again = zhangsan.post(f"/cases/{case_id}/withdraw", {"reason": "计划有变"})
    late = clerk.post(f"/tasks/{task['taskId']}/complete", {"data": {"acceptanceDecision": "ACCEPT"}})

    assert withdrawn.status_code == 200, withdrawn.text
    assert withdrawn.get_json()["case"]["status"]["code"] == "90"
    assert (again.status_code, late.status_code) == (409, 409)
    assert late.get_json()["code"] in {"task_closed", "case_closed"}


def multipart(content: bytes) -> bytes:
    """A form with the photo, written by hand: the test client leaves temporary files of large ones open."""
    head = (
        '--x\r\nContent-Disposition: form-data; name="materialId"\r\n\r\nphoto\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="photo.png"\r\n\r\n'
    )
    return head.encode() + content + b"\r\n--x--\r\n"


def as_file(content: bytes) -> Any:
    return io.BytesIO(content)

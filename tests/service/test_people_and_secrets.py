"""Accounts, hostile names, what lies in the database, days of Beijing, calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.domain.identifiers import read_case_number
from engine.errors import ConflictError, ForbiddenError, InvalidInputError, LimitError, NotFoundError
from engine.service.requests import NewAccount, NewSubstitute, UploadMaterial, WorklistQuery
from tests.service.conftest import DATA, ZHANGSAN_ID

if TYPE_CHECKING:
    from tests.service.conftest import World

PDF = b"%PDF-1.7 made up"


def account(account_id: str = "new.clerk", **more: Any) -> NewAccount:
    return NewAccount(
        account_id=account_id,
        name=more.pop("name", "新窗口"),
        roles=frozenset(more.pop("roles", {"clerk"})),
        office=more.pop("office", "530326-public-security"),
        **more,
    )


def test_five_failures_lock_an_account_with_the_same_words_each_time(world: World) -> None:
    accounts = world.tongban.accounts
    _, password = accounts.create(world.who("admin"), account())
    assert password is not None
    words = set()
    for attempt in ("wrong",) * 5 + (password,):
        with pytest.raises(ForbiddenError) as caught:
            accounts.sign_in(account_id="new.clerk", password=attempt)
        words.add(caught.value.message)
    with pytest.raises(ForbiddenError) as unknown:
        accounts.sign_in(account_id="nobody", password="x")

    world.clock.pass_by(minutes=16)

    assert words == {unknown.value.message}
    assert accounts.sign_in(account_id="new.clerk", password=password).office == "530326-public-security"


def test_tokens_are_for_oneself_or_for_platforms_and_end_when_revoked(world: World) -> None:
    accounts, huize, admin = world.tongban.accounts, world.who("huize"), world.who("admin")

    own = accounts.issue_token(
        huize, account_id="huize", label="session", expires_at=world.clock() + timedelta(hours=1)
    )
    platform = accounts.issue_token(admin, account_id="pay-nontax", label="payments")

    assert accounts.actor_by_token(token=own.token) == huize
    assert accounts.actor_by_token(token=platform.token).account_id == "pay-nontax"
    with pytest.raises(ForbiddenError):
        accounts.issue_token(admin, account_id="huize", label="x")
    with pytest.raises(ForbiddenError):
        accounts.issue_token(huize, account_id="pay-nontax", label="x")
    accounts.revoke_token(admin, token_id=platform.token_id)
    world.clock.pass_by(hours=2)
    for token in (own.token, platform.token, "tb_unknown", ""):
        with pytest.raises(ForbiddenError):
            accounts.actor_by_token(token=token)


def test_a_token_acts_for_every_office_that_one_stands_in_for_and_for_no_closed_account(world: World) -> None:
    accounts, admin, ziyang = world.tongban.accounts, world.who("admin"), world.who("ziyang")
    token = accounts.issue_token(ziyang, account_id="ziyang", label="session").token
    now = world.clock()
    for office, begins, ends in (
        ("530326-public-security", -1, 1),
        ("540402-public-security", -2, 2),
        ("530326-public-security-traffic-police", 1, 2),
    ):
        span = {"valid_from": now + timedelta(hours=begins), "valid_to": now + timedelta(hours=ends)}
        accounts.substitute(admin, NewSubstitute(account_id="ziyang", office=office, **span))

    acting = accounts.actor_by_token(token=token)
    same = accounts.actor(account_id="ziyang")
    with world.tongban.database.begin() as work:
        work.people.change("ziyang", is_active=False)

    assert acting == same
    assert acting.offices == {
        "512000-public-security",
        "530326-public-security",
        "540402-public-security",
    }
    with pytest.raises(ForbiddenError):
        accounts.actor_by_token(token=token)


def test_conflicting_roles_unknown_offices_and_taken_names_are_refused(world: World) -> None:
    accounts, admin = world.tongban.accounts, world.who("admin")

    for wrong in (
        account(roles={"auditor", "clerk"}),
        account(roles={"king"}),
        account(roles=set()),
        account(office="999999-nowhere"),
        account("UPPER"),
        account("tongban"),
        account(name="\x00"),
        account(id_no="1"),
        account(password="short"),
    ):
        with pytest.raises(InvalidInputError):
            accounts.create(admin, wrong)
    accounts.create(admin, account())
    with pytest.raises(ConflictError):
        accounts.create(admin, account())
    with pytest.raises(ForbiddenError):
        accounts.create(world.who("huize.lead"), account("other"))
    with pytest.raises(ForbiddenError):
        accounts.set_roles(admin, account_id="admin", roles={"auditor"}, office=None)


def test_a_new_password_ends_the_tokens(world: World) -> None:
    accounts, admin = world.tongban.accounts, world.who("admin")
    _, old = accounts.create(admin, account())
    me = accounts.sign_in(account_id="new.clerk", password=str(old))
    token = accounts.issue_token(me, account_id="new.clerk", label="session").token

    new = accounts.reset_password(admin, account_id="new.clerk")

    with pytest.raises(ForbiddenError):
        accounts.actor_by_token(token=token)
    with pytest.raises(ForbiddenError):
        accounts.sign_in(account_id="new.clerk", password=str(old))
    accounts.change_password(
        accounts.sign_in(account_id="new.clerk", password=new), old=new, new="my own long one"
    )
    assert accounts.sign_in(account_id="new.clerk", password="my own long one")


def test_a_substitute_sees_the_office_only_in_the_time(world: World) -> None:
    case_id = world.open().case.case_id
    office = "530326-public-security-traffic-police"
    span = NewSubstitute(
        account_id="ziyang",
        office=office,
        valid_from=world.clock() + timedelta(hours=1),
        valid_to=world.clock() + timedelta(hours=3),
    )
    world.tongban.accounts.substitute(world.who("huize.lead"), span)

    before = world.tongban.tasks.worklist(world.who("ziyang"), WorklistQuery()).entries
    world.clock.pass_by(hours=2)
    within = world.tongban.tasks.worklist(world.who("ziyang"), WorklistQuery()).entries
    world.clock.pass_by(hours=2)
    after = world.tongban.tasks.worklist(world.who("ziyang"), WorklistQuery()).entries

    assert (before, [task.case_id for task in within], after) == ((), [case_id], ())


@pytest.mark.parametrize(
    "name",
    [
        "阿依古丽·买买提",
        "强巴赤列·格桑旺堆·晋美扎巴·索朗多布杰·洛桑丹增嘉措·阿旺土登·仁增贡布·诺布次仁",
        "Zhaxi Dunzhu Luosang Jiangcun Pingcuo Wangjie",
        "王㛃䶮𬎆",
        "<script>alert(1)</script>",
        "Robert'); DROP TABLE task;--",
        "{{ config }}${env}",
        "ཚེ་རིང་",
    ],
)
def test_names_of_all_peoples_and_hostile_ones_pass_unharmed(world: World, name: str) -> None:
    case_id = world.open(data={"applicantName": name}).case.case_id

    world.complete(case_id, "review", "huize")
    revealed = world.tongban.cases.reveal(
        world.who("huize"), case_id=case_id, field="applicantName", reason="核对"
    )

    assert revealed.value == name
    notice = world.tongban.notices.inbox(world.who("zhangsan")).entries[0]
    assert notice.body.zh.startswith(f"{name}：办件")


def test_the_database_holds_no_number_name_or_phone_in_plain(world: World, tmp_path: Path) -> None:
    opened = world.open("trial-item")
    case_id = opened.case.case_id
    zhangsan, huize = world.who("zhangsan"), world.who("huize")
    draft = world.open(submit=False)
    world.tongban.tasks.save_draft(zhangsan, task_id=draft.next_tasks[0].task_id, data=DATA)
    world.tongban.materials.upload(
        zhangsan,
        UploadMaterial(
            case_id=case_id,
            material_id="idcard",
            filename=f"{ZHANGSAN_ID}.pdf",
            content=PDF + ZHANGSAN_ID.encode(),
        ),
    )
    world.tongban.cases.add_note(huize, case_id=case_id, text=f"电话 13900000001 {ZHANGSAN_ID} 张三丰·测试")
    world.complete(case_id, "review", "huize")
    world.open("calling-item")
    world.open("asking-item")
    world.work()

    url = world.tongban.settings.database_url
    secrets = [ZHANGSAN_ID, "13900000001", "张三丰"]
    if url.startswith("sqlite"):
        with world.tongban.database.begin():
            pass
        file = Path(url.removeprefix("sqlite:///"))
        content = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    else:
        content = _dump(url)
    stored = content + b"".join(path.read_bytes() for path in (tmp_path / "var").rglob("*") if path.is_file())

    assert opened.case.number.encode() in content
    for secret in secrets:
        assert secret.encode() not in stored, secret


def _dump(url: str) -> bytes:
    """Every row of every table as PostgreSQL prints it, text and hexadecimal bytes decoded."""
    import psycopg  # noqa: PLC0415 - of this test alone

    found = b""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                for value in row:
                    found += bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return found


@pytest.mark.parametrize(
    ("at", "day", "due"),
    [
        (datetime(2026, 11, 25, 15, 30, tzinfo=UTC), date(2026, 11, 25), date(2026, 12, 2)),
        (datetime(2026, 11, 25, 16, 30, tzinfo=UTC), date(2026, 11, 26), date(2026, 12, 3)),
    ],
)
def test_half_past_eleven_and_half_past_midnight_are_two_days_in_numbers_and_limits(
    world: World, at: datetime, day: date, due: date
) -> None:
    world.clock.at = at

    opened = world.open()
    answer = world.complete(opened.case.case_id, "review", "huize")

    parts = read_case_number(opened.case.number)
    assert parts is not None
    assert parts.day == day
    assert answer.case.due.due_on == due
    assert world.case(opened.case.case_id).documents[0].body["values"]["accepted_on"] == day.isoformat()


def test_a_due_day_beyond_the_published_years_is_provisional_until_the_year_is_imported(world: World) -> None:
    world.clock.at = datetime(2026, 12, 29, 2, tzinfo=UTC)
    case_id = world.open().case.case_id
    before = world.complete(case_id, "review", "huize").case.due
    year = {"holiday_weekdays": {"2027": ["2027-01-01"]}, "makeup_workdays": {"2027": []}}

    imported = world.tongban.calendar.import_year(world.who("admin"), year)

    after = world.case(case_id).summary.due
    assert (before.due_on, before.is_provisional) == (date(2027, 1, 5), True)
    assert before.calendar_note is not None
    assert before.calendar_note.en == "2027 calendar not published"
    assert (imported.years, imported.recomputed_cases) == ((2027,), 1)
    assert (after.due_on, after.is_provisional) == (date(2027, 1, 6), False)
    history = world.tongban.audit.history(world.who("auditor"), case_id=case_id).entries
    assert history[-1].kind == "due_recomputed"
    assert world.tongban.tasks.worklist(world.who("huize.bureau"), WorklistQuery()).entries[
        0
    ].case_due.due_on == date(2027, 1, 6)
    with pytest.raises(ForbiddenError):
        world.tongban.calendar.import_year(world.who("huize"), year)


def test_materials_are_checked_by_content_kept_encrypted_and_count_for_the_checklist(world: World) -> None:
    opened = world.open(submit=False)
    case_id, zhangsan, materials = opened.case.case_id, world.who("zhangsan"), world.tongban.materials

    added = materials.upload(
        zhangsan,
        UploadMaterial(case_id=case_id, material_id="idcard", filename="../../身份证.exe", content=PDF),
    )
    content = materials.download(zhangsan, case_id=case_id, material_ref=str(added.material_ref))
    handed = materials.hand_in

    assert (added.state, added.content_type, added.filename) == ("uploaded", "application/pdf", "身份证.exe")
    assert (content.content, content.digest) == (PDF, added.digest)
    states = {line.material_id: line.state for line in materials.list(zhangsan, case_id=case_id)}
    assert states == {"form": "uploaded", "idcard": "uploaded", "poa": "missing"}
    with pytest.raises(InvalidInputError):
        materials.upload(
            zhangsan, UploadMaterial(case_id=case_id, material_id="idcard", filename="x", content=b"MZ")
        )
    large = PDF + bytes(world.tongban.settings.material_bytes)
    with pytest.raises(LimitError):
        materials.upload(
            zhangsan, UploadMaterial(case_id=case_id, material_id="idcard", filename="x", content=large)
        )
    with pytest.raises(NotFoundError):
        materials.upload(
            zhangsan, UploadMaterial(case_id=case_id, material_id="no", filename="x", content=PDF)
        )
    with pytest.raises(NotFoundError):
        materials.download(world.who("ziyang"), case_id=case_id, material_ref=str(added.material_ref))
    with pytest.raises(ForbiddenError):
        handed(zhangsan, case_id=case_id, material_id="poa")
    again = UploadMaterial(case_id=case_id, material_id="idcard", filename="b", content=PDF, key="k")
    twice = [materials.upload(zhangsan, again).material_ref for _ in range(2)]
    assert twice[0] == twice[1]
    assert len([file for file in world.tongban.settings.materials.rglob("*") if file.is_file()]) == 2
    materials.remove(zhangsan, case_id=case_id, material_ref=str(twice[0]))
    materials.remove(zhangsan, case_id=case_id, material_ref=str(added.material_ref))
    assert {
        line.state for line in materials.list(zhangsan, case_id=case_id) if line.material_id == "idcard"
    } == {"missing"}


def test_the_draft_counts_for_the_checklist_and_for_an_e_licence_at_the_counter(world: World) -> None:
    case_id = world.open(submit=False, who="huize", channel="counter", data={"isAgent": True}).case.case_id
    huize, materials = world.who("huize"), world.tongban.materials

    needed = {line.material_id for line in materials.list(huize, case_id=case_id) if line.is_needed_now}
    asked = materials.fetch_licence(huize, case_id=case_id, material_id="idcard")

    assert needed == {"form", "idcard", "poa"}
    assert asked.state == "fetching"
    assert {
        line.material_id for line in world.case(case_id, "huize").materials if line.is_needed_now
    } == needed


def test_an_e_licence_is_fetched_by_the_worker(world: World) -> None:
    import base64  # noqa: PLC0415 - of this test alone

    from engine.service.http import Answered  # noqa: PLC0415

    case_id = world.open(submit=False).case.case_id
    zhangsan = world.who("zhangsan")
    world.platforms.answer = lambda *_: Answered(
        result={"found": True, "licenceNo": "L1", "contentBase64": base64.b64encode(PDF).decode()}
    )

    asked = world.tongban.materials.fetch_licence(zhangsan, case_id=case_id, material_id="idcard")
    world.work()

    line = next(
        one for one in world.tongban.materials.list(zhangsan, case_id=case_id) if one.material_id == "idcard"
    )
    assert (asked.state, line.state, line.filename) == ("fetching", "fetched", "身份证.pdf")
    assert world.platforms.asked[0][2] == {"licenceType": "idcard", "holderIdNo": ZHANGSAN_ID}
    with pytest.raises(InvalidInputError):
        world.tongban.materials.fetch_licence(zhangsan, case_id=case_id, material_id="poa")


def test_an_office_that_a_step_wants_to_tell_finds_it_in_its_inbox(world: World) -> None:
    case_id = world.open().case.case_id
    world.complete(case_id, "review", "huize")
    notices = world.tongban.notices

    [note] = notices.inbox(world.who("huize2")).entries
    read = notices.read(world.who("huize2"), notice_id=note.notice_id)

    assert (note.template, note.case_id, note.delivery) == ("office", case_id, "inbox")
    assert "decide" in note.title.zh
    assert read.read_at is not None
    assert notices.unread(world.who("huize")) == 0
    assert notices.inbox(world.who("ziyang")).entries == ()
    with pytest.raises(NotFoundError):
        notices.read(world.who("zhangsan"), notice_id=note.notice_id)


def test_a_notice_reaches_inbox_and_phone_and_its_delivery_is_an_event(world: World) -> None:
    case_id = world.open().case.case_id
    world.complete(case_id, "review", "huize")
    zhangsan, notices = world.who("zhangsan"), world.tongban.notices

    before = notices.inbox(zhangsan).entries[0]
    world.work()
    read = notices.read(zhangsan, notice_id=before.notice_id)

    assert before.delivery == "sending"
    assert (read.delivery, read.read_at, notices.unread(zhangsan)) == ("delivered", world.clock(), 0)
    system, operation, arguments, _ = world.platforms.asked[0]
    assert (system, operation, arguments["phone"]) == ("sms", "send", "13900000001")
    history = world.tongban.audit.history(world.who("auditor"), case_id=case_id).entries
    assert history[-1].kind == "notice_delivered"
    with pytest.raises(NotFoundError):
        notices.read(world.who("lisi"), notice_id=before.notice_id)

"""What people typed is never lost: without network, when somebody was faster, when something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.applications import licence_renewal
from tests.pages.journeys import apply, case_number
from tests.pages.person import PICTURE

if TYPE_CHECKING:
    from tests.pages.conftest import People
    from tests.pages.person import Person

pytestmark = pytest.mark.browser
LICENCE = "driver-licence-expiry-renewal"
ADDRESS = "示例路88号附1号"


def begin(people: People, who: str, **more: Any) -> Person:
    person = people(who, **more)
    person.go(f"/items/{LICENCE}")
    person.press("main form button.primary")
    return person


def test_typing_goes_on_without_network_and_reaches_the_server_when_it_is_back(people: People) -> None:
    person = begin(people, "xieershier")
    field = person.page.locator('[name="licenceNo"]')

    person.context.set_offline(True)
    field.fill("512002199001019017")
    person.page.locator("[data-draft-state]", has_text="连接断开").wait_for()
    person.page.locator("#connection").wait_for(state="visible")
    person.page.locator("#task-form [data-key=complete]").click()
    still_there = field.input_value()
    person.context.set_offline(False)
    person.page.locator("[data-draft-state]", has_text="已自动暂存").wait_for()
    person.page.locator("#connection").wait_for(state="hidden")
    person.page.reload()

    assert still_there == "512002199001019017"
    assert field.input_value() == "512002199001019017"


def test_a_form_with_errors_shows_everything_that_was_typed_with_the_errors_beside(people: People) -> None:
    person = begin(people, "weishiba", scripts=False)

    person.send({"licenceNo": "1234", "licenceExpiry": "2031-02-03", "visionLeft": "很好"})

    form = person.page.locator("#task-form")
    assert form.locator('[name="licenceNo"]').input_value() == "1234"
    assert form.locator('[name="licenceExpiry"]').input_value() == "2031-02-03"
    assert form.locator('[name="visionLeft"]').input_value() == "很好"
    assert form.locator(".field.wrong .error").count() > 2
    assert person.page.locator("#problems a").count() > 2


def test_a_material_is_uploaded_without_losing_what_was_typed_before(people: People) -> None:
    person = begin(people, "weishiba", scripts=False)

    person.page.fill('[name="licenceNo"]', "1234")
    person.page.locator("#file-photo, tr[id^=material-] input[type=file]").first.set_input_files(PICTURE)
    person.press('tr[id^=material-] button[value^="upload:"]')

    assert "已上传" in person.text()
    assert person.page.locator('[name="licenceNo"]').input_value() == "1234"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_who_comes_second_sees_who_was_faster_what_they_typed_and_the_next_task(
    people: People, *, scripts: bool
) -> None:
    applicant = people("zhangsan")
    apply(applicant, LICENCE, licence_renewal())
    waiting = case_number(applicant)
    apply(applicant, LICENCE, licence_renewal())
    number = case_number(applicant)
    first, second = people("huize.traffic"), people("huize.traffic2", scripts=scripts)
    first.open_task(waiting, "收件审查")
    first.open_task(number, "收件审查")
    second.open_task(number, "收件审查")

    first.complete({"acceptanceDecision": "ACCEPT"})
    second.send(
        {"acceptanceDecision": "REFUSE", "refusalReason": "照片与本人不符", "refusalRemedy": "可申请复议"}
    )

    assert "会泽交警窗口 甲" in second.text()
    assert "照片与本人不符" in second.text()
    second.press('a:has-text("下一任务")')
    assert second.page.locator("#task-form").count() == 1


def test_a_task_that_somebody_claimed_is_shown_and_cannot_be_sent(people: People) -> None:
    applicant = people("zhangsan")
    apply(applicant, LICENCE, licence_renewal())
    number = case_number(applicant)
    first, second = people("huize.traffic"), people("huize.traffic2")
    first.open_task(number, "收件审查")
    second.open_task(number, "收件审查")

    first.press('button:has-text("签收")')
    second.press('button:has-text("签收")')

    assert "会泽交警窗口 甲" in second.text()
    second.open_task(number, "收件审查")
    assert not second.page.locator("[data-key=complete]").count()
    assert "已由 会泽交警窗口 甲 签收" in second.text()


def test_after_five_wrong_passwords_the_account_is_locked_and_the_page_says_so(people: People) -> None:
    person = people.stranger()
    for _ in range(6):
        person.go("/sign-in")
        person.page.fill("#username", "kongshisan")
        person.page.fill("#password", "wrong")
        person.press("main form button.primary")

    assert "锁定" in person.text()
    person.page.fill("#password", people.live.platform.passwords["kongshisan"])
    person.press("main form button.primary")
    assert "锁定" in person.text()

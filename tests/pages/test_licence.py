"""A driving licence of Sichuan renewed in Yunnan, by page: from application to delivery, correction, refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.applications import licence_renewal
from tests.pages.journeys import apply, case_number, deliver, pay

if TYPE_CHECKING:
    from tests.pages.conftest import People

pytestmark = pytest.mark.browser
LICENCE = "driver-licence-expiry-renewal"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_licence_goes_from_application_to_delivery_and_evaluation(people: People, *, scripts: bool) -> None:
    applicant = people("zhangsan", scripts=scripts)
    clerk = people("huize.traffic", scripts=scripts)

    case = apply(applicant, LICENCE, licence_renewal())
    number = case_number(applicant)
    clerk.open_task(number, "收件审查")
    clerk.complete({"acceptanceDecision": "ACCEPT"})
    clerk.open_task(number, "确认换证")
    clerk.complete({"decisionOutcome": "APPROVE"})
    applicant.wait_for("请缴费", path=case)
    pay(people.live, applicant)
    clerk.open_task(number, "制作驾驶证")
    clerk.complete({"certificateSerial": "530326000001", "printCheck": True})
    deliver(people.live, number)
    applicant.wait_for("评价服务", path=case)
    applicant.press("a[data-key=next]")
    applicant.complete({"satisfaction": "1"})
    applicant.wait_for("办结", path=case)

    opened = [applicant.fetch(path) for path in applicant.links("documents")]
    shown = [clerk.go(case).fetch(path) for path in clerk.links("materials")]
    assert sum(content.startswith(b"%PDF") for content in opened) == len(opened) / 2
    assert any(content.startswith(b"%PDF") for content in shown)
    applicant.go(case)
    assert "受理通知书" in applicant.text()
    assert "送达回执" in applicant.text()


def test_a_correction_lists_everything_and_is_answered_and_a_refusal_gives_reason_and_remedy(
    people: People,
) -> None:
    applicant, clerk = people("liyu", language="en"), people("huize.traffic", language="en")
    case = apply(applicant, LICENCE, licence_renewal("liyu", bodyCertDate="2020-01-01"))
    number = case_number(applicant)

    clerk.open_task(number, "Review the application")
    proposed = clerk.page.locator('[name="corrections.0.what"]').input_value()
    clerk.complete({"acceptanceDecision": "CORRECT"})
    applicant.wait_for("Correct and resubmit", path=case)
    notice = applicant.text()
    applicant.press('section[aria-labelledby="documents"] li a')
    paper = applicant.go(f"{applicant.page.url}?lang=zh").text()
    applicant.go(f"{case}?lang=en").press("a[data-key=next]")
    kept = applicant.page.locator('[name="bodyCertDate"]').input_value()
    applicant.complete(licence_renewal("liyu"))
    clerk.open_task(number, "Review the application")
    clerk.complete(
        {
            "acceptanceDecision": "REFUSE",
            "refusalReason": "照片与本人不符",
            "refusalRemedy": "可向会泽县公安局申请复议",
        }
    )
    applicant.wait_for("Acceptance refused", path=case)

    assert proposed
    assert proposed in paper
    assert "paused" in notice.lower() or "suspended" in notice.lower()
    assert kept == "2020-01-01"
    applicant.press('section[aria-labelledby="documents"] li:last-child a')
    assert "照片与本人不符" in applicant.text()
    assert "可向会泽县公安局申请复议" in applicant.text()

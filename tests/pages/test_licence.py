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
def test_a_licence_goes_from_application_to_delivery_and_evaluation(people: People, scripts: bool) -> None:
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

    assert "受理通知书" in applicant.text()
    assert "送达回执" in applicant.text()

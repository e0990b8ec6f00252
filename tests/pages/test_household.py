"""A household moves from Chongqing to Linzhi, by page and in English: three offices of two provinces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.applications import move_to_linzhi
from tests.pages.journeys import apply, case_number

if TYPE_CHECKING:
    from tests.pages.conftest import People

pytestmark = pytest.mark.browser
HUKOU = "hukou-migration-job-transfer"


def test_a_household_moves_over_two_provinces(people: People) -> None:
    applicant = people("wangwu", language="en")
    station, bureau = people("linzhi.police", language="en"), people("linzhi.public", language="en")
    old_place = people("chongqing.police", language="en", scripts=False)

    case = apply(applicant, HUKOU, move_to_linzhi(), also=("house-cert",))
    number = case_number(applicant)
    station.open_task(number, "Review the application")
    station.complete({"acceptanceDecision": "ACCEPT"})
    bureau.open_task(number, "Decide on the move-in")
    bureau.complete({"decisionOutcome": "APPROVE"})
    old_place.open_task("", "Verify the move-out")
    old_place.complete({"moveOutVerification": "AGREED", "personMatches": True, "hasOpenBusiness": False})
    station.open_task(number, "Print the household booklet")
    station.complete({"bookletSerial": "5404020001", "printCheck": True})
    station.open_task(number, "Hand over the result")
    station.complete({"receivedBy": "王五", "receiverIdChecked": True})
    applicant.wait_for("Evaluate the service", path=case)

    assert "Closed" in applicant.text() or "Completed" in applicant.text()


def test_a_move_that_the_old_place_refuses_is_denied_with_its_reason(people: People) -> None:
    applicant = people("sunqi")
    station, bureau, old_place = people("linzhi.police"), people("linzhi.public"), people("chongqing.police")
    case = apply(applicant, HUKOU, move_to_linzhi("sunqi"), also=("house-cert",))
    number = case_number(applicant)
    station.open_task(number, "收件审查")
    station.complete({"acceptanceDecision": "ACCEPT"})
    bureau.open_task(number, "审核准迁")
    bureau.complete({"decisionOutcome": "APPROVE"})

    old_place.open_task("", "核验迁出信息")
    old_place.complete({"moveOutVerification": "REFUSED", "personMatches": True, "hasOpenBusiness": True})
    old_place.open_task("", "说明不予迁出理由")
    old_place.complete({"moveOutReason": "户内存在争议，请先处理"})

    applicant.wait_for("不予批准", path=case)

"""Insured in Linzhi, treated in Chengdu, by page: the filing on a phone, the settlement at the hospital's counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.applications import filing, settlement
from tests.pages.journeys import apply, case_number, take_in
from tests.pages.person import PHONE

if TYPE_CHECKING:
    from tests.pages.conftest import People

pytestmark = pytest.mark.browser
FILING = "medical-offsite-filing-long-term"
SETTLEMENT = "medical-inpatient-direct-settlement"


def test_a_filing_on_a_phone_takes_effect_and_the_hospital_settles_directly(people: People) -> None:
    applicant = people("tashi", viewport=PHONE, has_touch=True, is_mobile=True)
    counter = people("chengdu.hospital")

    case = apply(applicant, FILING, filing())
    applicant.wait_for("办结", path=case)
    width = applicant.page.evaluate("document.documentElement.scrollWidth")
    bill = take_in(counter, SETTLEMENT, settlement("tashi", "JS0001"))
    number = case_number(counter)
    counter.open_task(number, "收取个人负担部分")
    counter.complete({"ownShareResult": "PAID", "ownSharePaid": 2640, "ownShareReceiptNo": "R1"})
    counter.wait_for("办结", path=bill)

    assert width <= PHONE["width"]


def test_a_filing_is_decided_by_the_insured_place_and_a_paused_insurance_refused(people: People) -> None:
    applicant, clerk = people("dawa", language="en"), people("linzhi.medical", language="en")
    paused = people("ciren")

    case = apply(applicant, FILING, filing("dawa"))
    number = case_number(applicant)
    clerk.open_task(number, "Review the application")
    clerk.complete({"acceptanceDecision": "ACCEPT"})
    clerk.open_task(number, "Decide on the filing")
    clerk.complete({"decisionOutcome": "APPROVE"})
    applicant.wait_for("Evaluate the service", path=case)
    refused = apply(paused, FILING, filing("ciren"))

    paused.wait_for("不予受理", path=refused)

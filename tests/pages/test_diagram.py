"""The diagram of a case: drawn, marked, and with the watermark of bpmn.io in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.applications import licence_renewal
from tests.pages.journeys import apply, case_number

if TYPE_CHECKING:
    from tests.pages.conftest import People

pytestmark = pytest.mark.browser


def test_the_watermark_of_bpmn_io_is_visible_and_the_place_of_the_case_is_marked(people: People) -> None:
    applicant = people("zhangsan")
    case = apply(applicant, "driver-licence-expiry-renewal", licence_renewal())
    number = case_number(applicant)
    clerk = people("huize.traffic")
    clerk.open_task(number, "收件审查")
    policies: list[str] = []
    clerk.page.on("console", lambda said: policies.append(said.text) if said.type == "error" else None)

    clerk.go(case)
    clerk.page.locator("#diagram[data-ready]").wait_for()

    watermark = clerk.page.locator("#diagram a.bjs-powered-by")
    watermark.scroll_into_view_if_needed()
    box = watermark.bounding_box()
    assert box is not None
    assert box["width"] > 20
    covered = clerk.page.evaluate(
        "([x, y]) => !document.elementFromPoint(x, y).closest('a.bjs-powered-by')",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    assert not covered
    assert clerk.page.locator('#diagram [data-element-id="review_acceptance"].mark-here').count() == 1
    assert clerk.page.locator('#diagram [data-element-id="submit_application"].mark-done').count() == 1
    assert policies == []

"""axe-core finds nothing on any page, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.applications import licence_renewal
from tests.pages.journeys import apply, case_number
from tests.pages.person import PHONE

if TYPE_CHECKING:
    from tests.pages.conftest import People
    from tests.pages.person import Person

pytestmark = pytest.mark.browser
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

PUBLIC = (
    "/",
    "/items",
    "/items?q=没有这个",
    "/items/driver-licence-expiry-renewal",
    "/progress",
    "/sign-in",
    "/design",
    "/nowhere",
)
CLERK = ("/work", "/work?scope=mine&q=没有", "/search", "/intake")
LEAD = ("/office", "/substitutes")
ADMINISTRATOR = (
    "/admin/incidents",
    "/admin/people",
    "/admin/people/huize.traffic",
    "/admin/people/admin",
    "/admin/offices?q=会泽",
    "/admin/connections",
    "/admin/calendar",
    "/substitutes",
)
APPLICANT = ("/my", "/inbox")


def findings_here(person: Person) -> list[str]:
    """What axe-core finds on the page that is open, as lines that name rule, page and place."""
    person.page.add_script_tag(path=str(AXE))
    found: list[dict[str, Any]] = person.page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)",
        RULES,
    )
    return [
        f"{one['id']} on {person.page.url}: {node['target']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def findings(person: Person, path: str) -> list[str]:
    """The same for a path."""
    return findings_here(person.go(path))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_found_on_any_page(people: People, language: str) -> None:
    seeing: dict[str, Any] = {"language": language, "bypass_csp": True}
    stranger = people.stranger(**seeing)
    applicant = people("lisi", viewport=PHONE, **seeing)
    clerk = people("huize.traffic", **seeing)
    lead = people("huize.traffic.lead", **seeing)
    administrator = people("admin", **seeing)
    auditor = people("auditor", **seeing)
    applicant.go("/items/driver-licence-expiry-renewal").press("main form button.primary")
    form = applicant.page.url
    applicant.send()
    wrong = findings_here(applicant)
    case = apply(applicant, "driver-licence-expiry-renewal", licence_renewal("lisi"))
    number = case_number(applicant)
    clerk.open_task(number, "收件审查" if language == "zh" else "Review")
    task = clerk.page.url

    found = [*wrong]
    for path in PUBLIC:
        found += findings(stranger, path)
    for path in (*APPLICANT, form, case, f"{case}/withdraw"):
        found += findings(applicant, path)
    for path in (*CLERK, task, case, f"{case}/history", f"{case}/reveal/applicantIdNo", f"{task}/hand-over"):
        found += findings(clerk, path)
    for path in LEAD:
        found += findings(lead, path)
    for path in ADMINISTRATOR:
        found += findings(administrator, path)
    for path in ("/search", case, f"{case}/history"):
        found += findings(auditor, path)

    assert not found, "\n".join(found)

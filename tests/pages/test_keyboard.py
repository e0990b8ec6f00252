"""By keyboard alone: a whole case of an applicant, and a clerk who signs in, finds, claims, decides and goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.applications import filing, licence_renewal
from tests.pages.journeys import apply, case_number

if TYPE_CHECKING:
    from tests.pages.conftest import People
    from tests.pages.person import Person

pytestmark = pytest.mark.browser


def tab_to(person: Person, selector: str, *, most: int = 120) -> None:
    """Press Tab until the wanted element has the focus."""
    for _ in range(most):
        if person.page.evaluate("wanted => document.activeElement?.matches(wanted)", selector):
            return
        person.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector} on {person.page.url}")


def press(person: Person, key: str) -> None:
    with person.page.expect_navigation():
        person.page.keyboard.press(key)


def test_a_clerk_signs_in_finds_claims_decides_and_goes_on_by_keyboard_alone(people: People) -> None:
    applicant = people("zhangsan")
    apply(applicant, "driver-licence-expiry-renewal", licence_renewal())
    number = case_number(applicant)
    clerk = people.stranger()
    keyboard = clerk.page.keyboard

    clerk.go("/sign-in")
    tab_to(clerk, "#username")
    keyboard.type("huize.traffic")
    keyboard.press("Tab")
    keyboard.type(people.live.platform.passwords["huize.traffic"])
    press(clerk, "Enter")
    for _ in range(50):
        keyboard.press("/")
        keyboard.press("Control+A")
        keyboard.type(number)
        press(clerk, "Enter")
        if clerk.page.locator("a.row-link").count():
            break
    tab_to(clerk, ".filters button")
    keyboard.press("j")
    press(clerk, "c")
    claimed = clerk.text()
    keyboard.press("j")
    press(clerk, "o")
    tab_to(clerk, '[name="acceptanceDecision"]')
    keyboard.press("Space")
    press(clerk, "Control+Enter")
    keyboard.press("?")
    helped = clerk.page.locator("#keys").is_visible()
    keyboard.press("Escape")

    assert "已签收" in claimed
    assert clerk.page.locator("h1", has_text="确认换证").count()
    assert helped
    assert clerk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") is not None


def type_day(person: Person, year: str, month: str, day: str) -> None:
    """Into a date field, in whichever order this browser asks for its parts."""
    keyboard = person.page.keyboard
    keyboard.type(month + day + year)
    if person.page.evaluate("document.activeElement.value") != f"{year}-{month}-{day}":
        for _ in range(3):
            keyboard.press("ArrowLeft")
        keyboard.type(year)
        keyboard.press("ArrowRight")
        keyboard.type(month + day)


def answer(person: Person, name: str, value: Any) -> None:
    """Answer one field with the keys that a person has: typing, arrows, space."""
    keyboard, wanted = person.page.keyboard, str(value).lower() if isinstance(value, bool) else str(value)
    tab_to(person, f'[name="{name}"]')
    kind = person.page.evaluate("document.activeElement.type")
    if kind == "date":
        type_day(person, *wanted.split("-"))
    elif kind in {"radio", "select-one"}:
        if kind == "radio":
            keyboard.press("Space")
        for _ in range(30):
            if person.page.evaluate("document.activeElement.value") == wanted:
                break
            keyboard.press("ArrowDown")
    else:
        keyboard.press("Control+A")
        keyboard.type(wanted)
    assert person.page.evaluate("document.activeElement.value") == wanted, name


def test_an_applicant_takes_a_whole_case_from_the_catalogue_to_its_evaluation_by_keyboard_alone(
    people: People,
) -> None:
    applicant = people.stranger()
    keyboard = applicant.page.keyboard

    applicant.go("/items/medical-offsite-filing-long-term")
    tab_to(applicant, "main a.primary")
    press(applicant, "Enter")
    tab_to(applicant, "#username")
    keyboard.type("tashi")
    keyboard.press("Tab")
    keyboard.type(people.live.platform.passwords["tashi"])
    press(applicant, "Enter")
    tab_to(applicant, "main button.primary")
    press(applicant, "Enter")
    case = applicant.page.locator("nav.crumbs a").nth(1).get_attribute("href") or ""
    for name, value in filing().items():
        if value is not None and applicant.page.locator(f'[name="{name}"]').count():
            answer(applicant, name, value)
    tab_to(applicant, 'button[value="fetch:insurance-voucher"]')
    press(applicant, "Enter")
    applicant.page.locator("#material-insurance-voucher .badge.ok").wait_for(timeout=20_000)
    tab_to(applicant, "[data-key=complete]")
    press(applicant, "Enter")
    applicant.wait_for("评价服务", path=case)
    keyboard.press("n")
    applicant.page.wait_for_url("**/tasks/**")
    answer(applicant, "satisfaction", "1")
    press(applicant, "Control+Enter")
    applicant.wait_for("办结", path=case)

    assert applicant.page.locator(".badge", has_text="办结").count()

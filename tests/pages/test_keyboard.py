"""A whole task by keyboard alone: sign in, find, claim, decide, go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.applications import licence_renewal
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

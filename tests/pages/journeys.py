"""Ways that many people go through the pages: apply, pay, receive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import httpx

from tests.api.live import eventually

if TYPE_CHECKING:
    from tests.api.live import Live
    from tests.pages.person import Person

NUMBER = re.compile(r"\b[0-9A-Z]{43}\b")


def apply(person: Person, item: str, data: dict[str, Any], *, also: tuple[str, ...] = ()) -> str:
    """From the guide of an item to the application that was sent; gives the path of the case."""
    person.go(f"/items/{item}")
    person.press("main form button.primary")
    return submit(person, data, also=also)


def take_in(person: Person, item: str, data: dict[str, Any], *, also: tuple[str, ...] = ()) -> str:
    """At the counter, on behalf of somebody."""
    person.go("/intake")
    person.press(f'form[action$="/intake/{item}"] button')
    return submit(person, data, also=also)


def submit(person: Person, data: dict[str, Any], *, also: tuple[str, ...] = ()) -> str:
    """Fill in, bring what is asked for, send."""
    person.fill(data)
    person.bring_materials(also=also)
    for _ in range(100):
        if not person.page.locator("tr[id^=material-] .badge.info").count():
            break
        person.page.wait_for_timeout(100)
        person.page.reload()
    person.bring_materials(also=also)
    person.complete()
    assert "/cases/" in person.page.url, person.text()
    return person.page.url


def case_number(person: Person) -> str:
    """The number that the page shows."""
    found = NUMBER.search(person.text())
    assert found, person.text()
    return found.group()


def pay(live: Live, person: Person) -> None:
    """Follow the link to the payment platform and pay there."""
    address = person.page.locator("section[aria-labelledby=pay] a").get_attribute("href")
    assert address
    answer = httpx.post(f"{address}/pay", trust_env=False, follow_redirects=True)
    assert answer.is_success, answer.text


def deliver(live: Live, number: str) -> None:
    """The courier hands over what was sent."""
    url = live.platform.simulator.url

    def shipment() -> Any:
        return httpx.get(f"{url}/_control/shipments?caseNumber={number}", trust_env=False).json()

    [sent] = eventually(shipment, "no shipment")
    httpx.post(f"{url}/courier-ems/deliver/{sent['waybillNo']}", trust_env=False)

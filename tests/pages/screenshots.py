"""Writes docs/screenshots: the pages as people see them, with made-up cases of a working day.

python -m tests.pages.screenshots
"""

from __future__ import annotations

import io
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

from api import create_app
from engine.bootstrap import build
from engine.settings import Settings
from simulators import serve
from tests.api.applications import licence_renewal
from tests.api.conftest import ITEM, Platform
from tests.api.live import Live
from tests.api.logins import read_logins
from tests.pages.browser import launched
from tests.pages.conftest import People
from tests.pages.person import PHONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pages.person import Person

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
CLERK, LEAD, APPLICANT = "huize.traffic", "huize.traffic.lead", "zhangsan"
DAY = timedelta(days=1)
COLOURS = 128


class Clock:
    """A clock that the demo sets back, so that some cases are old."""

    def __init__(self) -> None:
        self.behind = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.behind


@contextmanager
def _live(clock: Clock) -> Iterator[Live]:
    with tempfile.TemporaryDirectory() as folder, serve() as simulator:
        settings = Settings(
            var=Path(folder),
            platform_url=simulator.url,
            platform_token=simulator.token,
            worker_poll_seconds=0.05,
        )
        tongban = build(settings, clock=clock)
        tongban.prepare()
        tongban.seeds.offices_and_accounts(settings.logins)
        tongban.definitions.deploy_folder(
            tongban.accounts.local_administrator(), processes=settings.processes, forms=settings.forms
        )
        live = Live(Platform(tongban, create_app(tongban), read_logins(settings.logins), simulator))
        try:
            yield live
        finally:
            live.close()
            tongban.close()


def _apply(platform: Platform, who: str, **more: Any) -> str:
    opened = platform.apply(who, licence_renewal(who, **more))
    number: str = opened["case"]["number"]
    return number


def _task(platform: Platform, number: str) -> str:
    page = platform.caller(CLERK).get(f"/tasks?scope=office&caseNumber={number}").get_json()
    return str(page["entries"][0]["taskId"])


def _complete(platform: Platform, number: str, data: dict[str, Any]) -> None:
    task = _task(platform, number)
    done = platform.caller(CLERK).post(f"/tasks/{task}/complete", {"data": data})
    assert done.status_code == 200, done.text
    platform.work()


def _at(platform: Platform, clock: Clock, behind: timedelta) -> None:
    """Set the clock; who is signed in signs in anew, as sessions end."""
    clock.behind = behind
    platform._callers.clear()


def _working_day(platform: Platform, clock: Clock) -> None:
    """Cases that are late, nearly late, in time, paused for a correction and for a payment."""
    accept = {"acceptanceDecision": "ACCEPT"}
    for days, who in ((6, "kongshisan"), (2, "lisi"), (1, "nima")):
        _at(platform, clock, days * DAY)
        _complete(platform, _apply(platform, who), accept)
    _at(platform, clock, timedelta(hours=5))
    asked = {"acceptanceDecision": "CORRECT", "corrections": [{"what": "请提供六个月内的身体条件证明"}]}
    _complete(platform, _apply(platform, "liyu", bodyCertDate="2020-01-01"), asked)
    _at(platform, clock, timedelta(hours=3))
    paying = _apply(platform, "heshier")
    _complete(platform, paying, accept)
    _complete(platform, paying, {"decisionOutcome": "APPROVE"})
    _at(platform, clock, timedelta(hours=1))
    for who in ("lisi", "heshier", APPLICANT):
        _apply(platform, who, **({"bodyCertDate": "2020-01-01"} if who == APPLICANT else {}))
    claimed = platform.caller(CLERK).get("/tasks?scope=unclaimed").get_json()["entries"][0]["taskId"]
    platform.caller(CLERK).post(f"/tasks/{claimed}/claim")
    _at(platform, clock, timedelta())


def _shoot(person: Person, name: str, *, path: str | None = None, height: int = 900) -> None:
    if path is not None:
        person.go(path)
    if person.page.locator("[data-diagram]").count():
        person.page.locator("[data-diagram][data-ready]").wait_for()
    person.page.evaluate("window.scrollTo(0, 0)")
    size = person.page.viewport_size or PHONE
    person.page.set_viewport_size({"width": size["width"], "height": height})
    taken = Image.open(io.BytesIO(person.page.screenshot()))
    taken.convert("RGB").quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def _write(people: People, platform: Platform) -> None:
    clerk, english, lead = people(CLERK), people(CLERK, language="en"), people(LEAD)
    applicant = people("heshier", viewport=PHONE)
    visitor = people.stranger()
    _shoot(visitor, "home", path="/", height=760)
    _shoot(visitor, "guide", path=f"/items/{ITEM}")
    _shoot(clerk, "worklist", path="/work", height=760)
    _shoot(english, "worklist-en", path="/work", height=760)
    clerk.page.locator("a.row-link", has_text="收件审查").last.click()
    clerk.page.locator('[name="acceptanceDecision"][value="CORRECT"]').check()
    _shoot(clerk, "review", height=1720)
    case = clerk.page.locator('a:has-text("办件详情")').get_attribute("href")
    _shoot(english, "case-en", path=case, height=1000)
    _shoot(lead, "office-lead", path="/office", height=800)
    applicant.go("/my")
    applicant.press("a.tile:has-text('待缴费')")
    _shoot(applicant, "phone-payment", height=844)
    applicant.press('section[aria-labelledby="documents"] li a')
    _shoot(applicant, "phone-notice", height=844)
    _shoot(people("admin"), "connections", path="/admin/connections", height=760)
    _shoot(visitor, "design", path="/design", height=1100)


def main() -> None:
    """Build the demo, take the pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    clock = Clock()
    with _live(clock) as live, launched() as browser:
        live._stop.set()  # jobs are done step by step here, at the times of the demo
        live._worker.join()
        _working_day(live.platform, clock)
        people = People(browser, live)
        _write(people, live.platform)
        troubles = people.close()
        assert not troubles, troubles


if __name__ == "__main__":
    main()

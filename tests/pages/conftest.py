"""A platform that listens, its worker, its stand-ins, and a browser, for whole cases by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.api.conftest import platform, running  # noqa: F401 - fixtures
from tests.api.live import Live
from tests.pages.browser import launched
from tests.pages.person import DESK, Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

    from tests.api.conftest import Platform


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with launched() as started:
        yield started


@pytest.fixture
def live(platform: Platform) -> Iterator[Live]:  # noqa: F811 - the fixture
    serving = Live(platform)
    yield serving
    serving.close()


@dataclass
class People:
    """Opens browsers for people, and closes them; a script error or a 500 anywhere fails the test."""

    browser: Browser
    live: Live
    contexts: list[BrowserContext] = field(default_factory=list)
    made: list[Person] = field(default_factory=list)

    def __call__(self, account_id: str, *, language: str = "zh", scripts: bool = True, **more: Any) -> Person:
        """Signed in, on the page where this person works."""
        person = self.stranger(language=language, scripts=scripts, name=account_id, **more)
        return person.sign_in(self.live.platform.passwords[account_id])

    def stranger(self, *, language: str = "zh", scripts: bool = True, name: str = "", **more: Any) -> Person:
        context = self.browser.new_context(
            locale="zh-CN" if language == "zh" else "en-GB",
            java_script_enabled=scripts,
            viewport=more.pop("viewport", DESK),
            **more,
        )
        self.contexts.append(context)
        person = Person(name, self.live.server.url, context.new_page(), has_scripts=scripts)
        self.made.append(person)
        return person

    def close(self) -> list[str]:
        for context in self.contexts:
            context.close()
        return [trouble for person in self.made for trouble in person.troubles]


@pytest.fixture
def people(browser: Browser, live: Live) -> Iterator[People]:
    opened = People(browser, live)
    yield opened
    assert opened.close() == []


Opener = Callable[..., Person]

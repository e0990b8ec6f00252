"""Somebody in front of a browser: signs in, fills in forms as a person does, and sees what stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.api.conftest import PHOTO

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, Response

PATIENCE = 10_000
"""Milliseconds after which a page that does not do what it should fails the test."""
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PICTURE: Any = {"name": "材料.png", "mimeType": "image/png", "buffer": PHOTO}


@dataclass
class Person:
    """One browser with its own cookies. ``troubles`` are errors of scripts and answers of 500 and more."""

    account_id: str
    url: str
    page: Page
    has_scripts: bool = True
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("response", self._watch)

    def _watch(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def text(self) -> str:
        return self.main.inner_text()

    def go(self, path: str) -> Person:
        self.page.goto(path if path.startswith("http") else self.url + path)
        return self

    def sign_in(self, password: str) -> Person:
        self.go("/sign-in")
        self.page.fill("#username", self.account_id)
        self.page.fill("#password", password)
        self.press("main form button.primary")
        return self

    def press(self, selector: str) -> None:
        """Press what leads to another page, and wait for that."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    # -- forms

    def fill(self, data: dict[str, Any]) -> None:
        """Answer the fields of the task's form that are there to be answered, in the form's order."""
        form = self.page.locator("#task-form")
        for name, value in data.items():
            if isinstance(value, list):
                for index, row in enumerate(value):
                    for column, cell in row.items():
                        form.locator(f'[name="{name}.{index}.{column}"]').fill(str(cell))
            elif value is not None:
                self._answer(form, name, value)

    def _answer(self, form: Locator, name: str, value: Any) -> None:
        fields = form.locator(f'[name="{name}"]')
        if not fields.count() or not fields.first.is_visible():
            return
        text = (
            {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        )
        kind = fields.first.evaluate("one => one.type")
        if kind == "radio":
            form.locator(f'[name="{name}"][value="{text}"]').check()
        elif kind == "select-one":
            fields.first.select_option(text)
        else:
            fields.first.fill(text)

    def bring_materials(self, *, also: tuple[str, ...] = ()) -> None:
        """Fetch what is an e-licence, upload the rest; at a counter take the paper in."""
        for _ in range(30):
            button = self._next_material(also)
            if button is None:
                return
            self.press_locator(button)
        raise AssertionError(f"the checklist does not end: {self.text()}")

    def _next_material(self, also: tuple[str, ...]) -> Locator | None:
        rows = self.page.locator("tr[id^=material-]")
        for row in rows.all():
            wanted = row.locator(".badge.warn, .badge.bad").count() or row.get_attribute("id") in {
                f"material-{one}" for one in also
            }
            if not wanted:
                continue
            for kind in ("hand-in", "fetch"):
                button = row.locator(f'button[value^="{kind}:"]')
                if button.count():
                    return button
            upload = row.locator('button[value^="upload:"]')
            if upload.count():
                row.locator("input[type=file]").set_input_files(PICTURE)
                return upload
        return None

    def press_locator(self, button: Locator) -> None:
        with self.page.expect_navigation():
            button.click()

    def complete(self, data: dict[str, Any] | None = None) -> None:
        """Fill in and press the button of the form, which must then be taken."""
        self.send(data)
        trouble = self.page.locator("#problems, .note.bad")
        assert not trouble.count(), trouble.first.inner_text()

    def send(self, data: dict[str, Any] | None = None) -> None:
        """The same, whatever comes of it."""
        self.fill(data or {})
        self.press("#task-form [data-key=complete]")

    # -- what is on the page

    def links(self, section: str) -> list[str]:
        """The addresses in a section of the case page."""
        found = self.page.locator(f'section[aria-labelledby="{section}"] a').all()
        return [str(link.get_attribute("href")) for link in found]

    def fetch(self, path: str) -> bytes:
        """What an address gives, with the person's cookies; it must give something."""
        answer = self.context.request.get(self.url + path)
        assert answer.ok, f"{answer.status} {path}"
        return answer.body()

    # -- work

    def open_task(self, number: str, name: str) -> None:
        """Find the task of a case in the queue by its number and open it; waits until it comes."""
        for _ in range(100):
            self.go(f"/work?scope=office&q={number}")
            link = self.page.locator(f'a.row-link:has-text("{name}")')
            if link.count():
                self.press_locator(link.first)
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.account_id} has no task {name} of {number}: {self.text()}")

    def wait_for(self, words: str, *, path: str | None = None) -> None:
        """Load the page again until it says so."""
        for _ in range(100):
            self.go(path or self.page.url)
            if words in self.text():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{self.page.url} never says {words!r}: {self.text()}")

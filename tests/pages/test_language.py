"""Chinese first, English complete: no text of a page is left in one language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2] / "api"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
CHINESE = re.compile(r"[\u3400-\u9fff]")
ALLOWED = {"中文", "通办"}
"""The name of the language in itself, and the product's mark."""


def english() -> dict[str, str]:
    with (ROOT / "translations" / "en.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id}


def texts() -> set[str]:
    found = extract_from_dir(ROOT, METHODS, options_map={"templates/**.html": {"encoding": "utf-8"}})
    return {message for _, _, message, _, _ in found if isinstance(message, str) and message}


def test_every_text_has_english_without_chinese_in_it() -> None:
    known = english()

    missing = sorted(text for text in texts() if not known.get(text))
    half = sorted(text for text in known.values() if CHINESE.search(text))

    assert missing == []
    assert half == []


def test_no_english_is_kept_for_texts_that_are_gone() -> None:
    assert sorted(set(english()) - texts()) == []


def test_both_languages_fill_in_the_same_values() -> None:
    def values(text: str) -> list[str]:
        return sorted(re.findall(r"%\((\w+)\)s", text))

    different = {zh: en for zh, en in english().items() if values(zh) != values(en)}

    assert different == {}


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: str(path.name)
)
def test_no_template_writes_chinese_past_the_translation(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    without_texts = re.sub(r"""_\(\s*("[^"]*"|'[^']*')""", "_(", text)

    left = [word for word in re.findall(r"[\u3400-\u9fff]+", without_texts) if word not in ALLOWED]

    assert left == []


def test_templates_are_there() -> None:
    assert len(list((ROOT / "templates").rglob("*.html"))) > 20

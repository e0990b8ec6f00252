"""Every kind of document prints in both languages, with names of all peoples."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Literal

import pytest
from pypdf import PdfReader

from api.documents import TemplateError, compose, load_templates, render_pdf
from api.documents.templates import read_template

FOLDER = Path(__file__).resolve().parents[2] / "forms" / "shared" / "documents"
TEMPLATES = load_templates(FOLDER)
NUMBER = "11530326MB2D06811W4990101400000202611250001"
NAME = "格桑·旺堆 བསྐལ་བཟང 䶮㛃𬱖"
VALUES = {
    "applicant": NAME,
    "item": "机动车驾驶证期满换证",
    "case_number": NUMBER,
    "office": "会泽县公安局交通警察大队",
    "issued_on": "2026年11月25日",
}


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_each_document_prints_with_its_title_and_number(kind: str, language: Literal["zh", "en"]) -> None:
    template = TEMPLATES[kind]

    paper = compose(
        template, language=language, number=NUMBER, values=VALUES, lists={}, link="http://127.0.0.1/x"
    )
    text = text_of(render_pdf(paper))

    assert template.title[language].replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert NUMBER in text


def test_rare_characters_and_tibetan_are_set_from_the_bundled_fonts() -> None:
    paper = compose(
        TEMPLATES["acceptance_notice"],
        language="zh",
        number=NUMBER,
        values=VALUES,
        lists={},
        link="http://127.0.0.1/x",
    )

    reader = PdfReader(io.BytesIO(render_pdf(paper)))
    fonts = {name for page in reader.pages for name in page._get_fonts()[0]}
    text = "".join(page.extract_text() for page in reader.pages)

    assert any("Tibetan" in font for font in fonts)
    assert all(character in text for character in "䶮㛃𬱖")


def test_the_correction_notice_lists_everything_at_once() -> None:
    corrections = ["请补正有效的身体条件证明", "邮寄送达须填写地址"]

    paper = compose(
        TEMPLATES["correction_notice"],
        language="zh",
        number=NUMBER,
        values=VALUES,
        lists={"corrections": corrections},
        link="http://127.0.0.1/x",
    )

    text = text_of(render_pdf(paper))
    assert all(correction in text for correction in corrections)


def test_words_of_an_applicant_are_never_read_as_markup() -> None:
    hostile = '#panic("x") *bold* $x$ @label'

    paper = compose(
        TEMPLATES["decision"],
        language="en",
        number=NUMBER,
        values={**VALUES, "applicant": hostile},
        lists={},
        link="http://127.0.0.1/x",
    )

    assert hostile in text_of(render_pdf(paper))


def test_a_template_with_an_unknown_placeholder_names_the_place() -> None:
    broken = """
kind: x
code: B1
title: {zh: 甲, en: A}
facts: []
text:
  - {zh: "{applicnt}", en: "{applicant}"}
"""

    with pytest.raises(TemplateError, match=r"x\.yaml, text 1: '\{applicnt\}' is not known"):
        read_template(broken, name="x.yaml")


def test_a_template_without_english_is_refused() -> None:
    broken = "kind: x\ncode: B1\ntitle: {zh: 甲}\nfacts: []\ntext: []\n"

    with pytest.raises(TemplateError, match="both languages"):
        read_template(broken, name="x.yaml")

"""Templates of documents: ``forms/shared/documents/<kind>.yaml``, written by analysts, no code in them.

A template names its title, paragraphs and facts in both languages. ``{name}`` in a paragraph is replaced by a
value of the document; what it may name is listed in ``PLACEHOLDERS`` and checked when the file is read.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from engine.errors import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("zh", "en")

PLACEHOLDERS = frozenset(
    {
        "applicant",
        "case_number",
        "item",
        "office",
        "handling_office",
        "issued_on",
        "accepted_on",
        "due_on",
        "deadline_on",
        "promised_days",
        "result",
        "waybill",
        "received_on",
        "remedy_office",
    }
)
"""What a paragraph may name; a value that a document does not have is printed as a line to fill in."""

LISTS = frozenset({"reasons", "corrections", "materials", "decisions"})
"""Numbered lists that a document may carry."""


class TemplateError(InvalidInputError):
    """A template that cannot be used, with the file and what is wrong in it."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One part of the text: a paragraph in both languages, or a numbered list by its name."""

    text: dict[str, str] | None = None
    items: str | None = None


@dataclass(frozen=True, kw_only=True)
class DocumentTemplate:
    """One kind of document. ``code`` is its letter in the list of documents (B8 …), ``facts`` are printed as a table."""

    kind: str
    code: str
    title: dict[str, str]
    facts: tuple[str, ...]
    blocks: tuple[Block, ...]
    receipt: bool = False


def _bilingual(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) != set(LANGUAGES) or not all(value.values()):
        raise TemplateError(
            f"{where}: give the text in both languages, as 'zh:' and 'en:'.",
            f"{where}：须同时给出 zh 与 en 文本。",
        )
    return {language: str(value[language]).strip() for language in LANGUAGES}


def _check_placeholders(text: dict[str, str], where: str) -> None:
    for sentence in text.values():
        for _, name, _, _ in string.Formatter().parse(sentence):
            if name is not None and name not in PLACEHOLDERS:
                known = ", ".join(sorted(PLACEHOLDERS))
                raise TemplateError(
                    f"{where}: '{{{name}}}' is not known; use one of {known}.",
                    f"{where}：未知占位符“{{{name}}}”，可用：{known}。",
                )


def _block(raw: Any, where: str) -> Block:
    if isinstance(raw, dict) and set(raw) == {"list"}:
        if raw["list"] not in LISTS:
            raise TemplateError(
                f"{where}: list '{raw['list']}' is not known; use one of {', '.join(sorted(LISTS))}.",
                f"{where}：未知列表“{raw['list']}”，可用：{'、'.join(sorted(LISTS))}。",
            )
        return Block(items=str(raw["list"]))
    text = _bilingual(raw, where)
    _check_placeholders(text, where)
    return Block(text=text)


def read_template(text: str, *, name: str) -> DocumentTemplate:
    """One template from YAML. Raises ``TemplateError`` naming the file and the place."""
    try:
        raw = yaml.safe_load(text)
        blocks = tuple(
            _block(entry, f"{name}, text {index}") for index, entry in enumerate(raw["text"], start=1)
        )
        facts = tuple(str(fact) for fact in raw["facts"])
        template = DocumentTemplate(
            kind=str(raw["kind"]),
            code=str(raw["code"]),
            title=_bilingual(raw["title"], f"{name}, title"),
            facts=facts,
            blocks=blocks,
            receipt=bool(raw.get("receipt", False)),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise TemplateError(
            f"{name}: cannot be read as a document template ({error}).",
            f"{name}：不是有效的文书模板（{error}）。",
        ) from error
    if unknown := set(facts) - PLACEHOLDERS:
        raise TemplateError(
            f"{name}: facts {sorted(unknown)} are not known.", f"{name}：未知要素 {sorted(unknown)}。"
        )
    return template


def load_templates(folder: Path) -> dict[str, DocumentTemplate]:
    """All templates of a folder, by kind."""
    templates = (
        read_template(path.read_text("utf-8"), name=path.name) for path in sorted(folder.glob("*.yaml"))
    )
    return {template.kind: template for template in templates}

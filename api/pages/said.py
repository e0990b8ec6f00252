"""What was answered before, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from flask_babel import gettext

from api.pages.form_texts import FormTexts, is_region, order_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.service.answers import FormView, JsonObject

Language = Literal["zh", "en"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One thing that was answered, in words. ``is_sensitive`` where it is shown masked."""

    name: str
    label: str
    value: str
    is_sensitive: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerWords:
    """Turns case data into words with the texts of the forms that asked for them."""

    forms: tuple[FormView, ...] = field(default=())
    language: Language = "zh"
    regions: Mapping[str, str] = field(default_factory=dict)

    def answers(self, data: JsonObject) -> tuple[Answer, ...]:
        """The answers that the forms know, in the forms' order, each once."""
        found: dict[str, Answer] = {}
        for form in self.forms:
            texts = FormTexts(form.texts.get(self.language) or {})
            for _, names in order_of(form):
                for name in names:
                    if data.get(name) not in (None, "", []) and name not in found:
                        found[name] = Answer(
                            name=name,
                            label=texts.field(name, "title") or name,
                            value=self._words(name, data[name], texts, form.schema["properties"][name]),
                            is_sensitive=name in form.sensitive_fields,
                        )
        return tuple(found.values())

    def _words(self, name: str, value: Any, texts: FormTexts, schema: Mapping[str, Any]) -> str:
        if is_region(schema) and value in self.regions:
            return f"{self.regions[value]}（{value}）"
        if isinstance(value, bool):
            return gettext("是") if value else gettext("否")
        if isinstance(value, list):
            return "；".join(self._words(name, entry, texts, schema.get("items", {})) for entry in value)
        if isinstance(value, dict):
            return "，".join(str(entry) for entry in value.values() if entry not in (None, ""))
        return texts.enum(name, value)

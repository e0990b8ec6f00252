"""The words and the order of a form: from texts and UI schema, as pages need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.service.answers import FormView


NUMERIC = frozenset({"number", "integer"})


@dataclass(frozen=True)
class FormTexts:
    """The words of a form in one language."""

    own: Mapping[str, Any]

    def field(self, name: str, part: str) -> str:
        """Title or help of a field; empty where there is none."""
        entry = self.own.get("fields", {}).get(name, {})
        if isinstance(entry, str):
            return entry if part == "title" else ""
        return str(entry.get(part, ""))

    def enum(self, name: str, value: Any) -> str:
        """The label of an answer, or the answer itself."""
        return str(self.own.get("enums", {}).get(name, {}).get(str(value), value))

    def enum_help(self, name: str, value: Any) -> str:
        """What an answer means."""
        return str(self.own.get("enumHelp", {}).get(name, {}).get(str(value), ""))

    def column(self, name: str, column: str) -> str:
        """The heading of a column."""
        return str(self.own.get("columns", {}).get(name, {}).get(column, column))

    def group(self, key: str) -> str:
        """The heading of a group."""
        return str(self.own.get("groups", {}).get(key, ""))


def type_of(schema: Mapping[str, Any]) -> str:
    """The JSON type that a field takes; of several the first that is not null."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((entry for entry in kind if entry != "null"), "string")
    if kind:
        return str(kind)
    sample = next(iter(schema.get("enum", ())), None)
    if isinstance(sample, bool):
        return "boolean"
    return "number" if isinstance(sample, int | float) else "string"


def is_region(schema: Mapping[str, Any]) -> bool:
    """Whether a field takes the code of a region (of the five provinces, or of any)."""
    return any(one.get("format") == "region" for one in (schema, *schema.get("anyOf", ())))


def shown(value: Any) -> Any:
    """A value as the text that a browser would send."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [shown(entry) for entry in value]
    return str(value)


def order_of(form: FormView) -> list[tuple[str, list[str]]]:
    """The groups of the UI schema; fields that no group names come last, so that none is lost."""
    names = list(form.schema.get("properties", {}))
    groups: list[tuple[str, list[str]]] = []
    seen: set[str] = set()
    for group in form.ui.get("groups", ()):
        listed = [name for name in group.get("fields", ()) if name in names and name not in seen]
        seen.update(listed)
        if listed:
            groups.append((str(group.get("id", "")), listed))
    rest = [name for name in names if name not in seen]
    return [*groups, ("", rest)] if rest else groups

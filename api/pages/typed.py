"""What a browser sent, as JSON of the types that a form names; what cannot be read stays as it was typed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from api.pages.form_texts import NUMERIC, shown, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from engine.service.answers import FormView, JsonObject


def _number(text: str, kind: str) -> Any:
    """The number that was typed, or the text itself where it is none."""
    plain = text.strip().replace(",", "").replace("，", "")
    try:
        if kind == "integer" or plain.lstrip("-").isdigit():
            return int(plain)
        number = float(plain)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _typed(text: str, schema: Mapping[str, Any]) -> Any:
    kind = type_of(schema)
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind in NUMERIC:
        return _number(text, kind)
    return text


def _read_rows(name: str, schema: Mapping[str, Any], sent: MultiDict[str, str]) -> list[JsonObject]:
    properties: Mapping[str, Any] = schema.get("items", {}).get("properties", {})
    rows: dict[int, JsonObject] = {}
    for key, text in sent.items():
        parts = key.split(".")
        if len(parts) == len(("name", "row", "column")) and parts[0] == name and parts[1].isdigit():
            stripped = text.strip()
            if stripped and parts[2] in properties:
                rows.setdefault(int(parts[1]), {})[parts[2]] = _typed(stripped, properties[parts[2]])
    return [rows[index] for index in sorted(rows)]


def read(form: FormView, sent: MultiDict[str, str], *, shown_only: bool = False) -> JsonObject:
    """The answers of a browser as JSON of the form's types. Empty answers are left out.

    ``shown_only`` leaves out what the other answers hide (an agent's name where there is no agent).
    """
    data: JsonObject = {}
    for name, schema in form.schema.get("properties", {}).items():
        if type_of(schema) == "array":
            if type_of(schema.get("items", {})) == "object":
                entries: list[Any] = _read_rows(name, schema, sent)
            else:
                entries = [_typed(text, schema.get("items", {})) for text in sent.getlist(name) if text]
            if entries:
                data[name] = entries
            continue
        text = sent.get(name, "").strip()
        if text:
            data[name] = _typed(text, schema)
    return {name: value for name, value in data.items() if not shown_only or _is_shown(form, name, data)}


def _is_shown(form: FormView, name: str, data: JsonObject) -> bool:
    condition = form.ui.get("showIf", {}).get(name)
    return condition is None or shown(data.get(condition["field"])) in map(shown, condition["values"])

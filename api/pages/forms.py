"""Forms as people fill them in: fields from JSON Schema, UI schema and texts; and back from what a browser sends.

Everything works without JavaScript. A browser sends text only; ``read`` gives it the types that the schema
names, leaves empty answers out, and keeps what cannot be read as it was typed, so that the service refuses it
by name and nothing is lost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from flask_babel import gettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from werkzeug.datastructures import MultiDict

    from engine.errors import FieldProblem
    from engine.service.answers import FormView, JsonObject

Language = Literal["zh", "en"]
Kind = Literal["input", "text_area", "select", "choice", "outcome", "boolean", "many", "rows"]
SPARE_ROWS = 3
FEW = 4
LONG_TEXT = 120
_INPUT_TYPES = {"date": "date", "date-time": "datetime-local", "cn-phone": "tel", "email": "email"}
_NUMERIC = {"number", "integer"}


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer to choose."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a field with rows."""

    name: str
    label: str
    value: Any
    options: tuple[Option, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a field with rows."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field as the page shows it. ``value`` is text as a browser would send it."""

    name: str
    id: str
    kind: Kind
    label: str
    help: str = ""
    required: bool = False
    value: Any = None
    errors: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    input_type: str = "text"
    input_mode: str = ""
    autocomplete: str = ""
    step: str = ""
    max_length: int | None = None
    wide: bool = False
    read_only: bool = False
    list_id: str = ""
    said: str = ""
    show_if: tuple[str, tuple[str, ...]] | None = None
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A line of the list above the form, with a link to the field."""

    text: str
    href: str | None


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """A whole form, ready for the template."""

    title: str
    complete_label: str
    groups: tuple[Group, ...]
    problems: tuple[Problem, ...] = ()
    shows_materials: bool = False
    shows_advice: bool = False


@dataclass(frozen=True)
class _Texts:
    """The words of a form in one language."""

    own: Mapping[str, Any]

    def field(self, name: str, part: str) -> str:
        entry = self.own.get("fields", {}).get(name, {})
        if isinstance(entry, str):
            return entry if part == "title" else ""
        return str(entry.get(part, ""))

    def enum(self, name: str, value: Any) -> str:
        return str(self.own.get("enums", {}).get(name, {}).get(str(value), value))

    def enum_help(self, name: str, value: Any) -> str:
        return str(self.own.get("enumHelp", {}).get(name, {}).get(str(value), ""))

    def column(self, name: str, column: str) -> str:
        return str(self.own.get("columns", {}).get(name, {}).get(column, column))

    def group(self, key: str) -> str:
        return str(self.own.get("groups", {}).get(key, ""))


def _type_of(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((entry for entry in kind if entry != "null"), "string")
    if kind:
        return str(kind)
    sample = next(iter(schema.get("enum", ())), None)
    if isinstance(sample, bool):
        return "boolean"
    return "number" if isinstance(sample, int | float) else "string"


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return [_shown(entry) for entry in value]
    return str(value)


def _options(name: str, values: Iterable[Any], texts: _Texts) -> tuple[Option, ...]:
    return tuple(
        Option(value=str(_shown(value)), label=texts.enum(name, value), help=texts.enum_help(name, value))
        for value in values
        if value is not None
    )


def _kind(name: str, schema: Mapping[str, Any], widgets: Mapping[str, str]) -> Kind:
    widget = widgets.get(name)
    kind = _type_of(schema)
    if kind == "boolean":
        return "boolean"
    if kind == "array":
        return "rows" if _type_of(schema.get("items", {})) == "object" else "many"
    if "enum" in schema:
        if widget == "outcome":
            return "outcome"
        return (
            "choice" if widget == "radio" or (widget != "select" and len(schema["enum"]) <= FEW) else "select"
        )
    is_long = kind == "string" and int(schema.get("maxLength", 0)) > LONG_TEXT and "format" not in schema
    return "text_area" if widget == "textarea" or is_long else "input"


def _rows(
    name: str, schema: Mapping[str, Any], value: Any, texts: _Texts, errors: Mapping[str, list[str]]
) -> Any:
    properties: Mapping[str, Any] = schema.get("items", {}).get("properties", {})
    columns = tuple(Column(name=key, label=texts.column(name, key)) for key in properties)
    held = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    limit = min(int(schema.get("maxItems", len(held) + SPARE_ROWS)), len(held) + SPARE_ROWS)
    rows = []
    for index in range(max(limit, len(held))):
        row = held[index] if index < len(held) else {}
        rows.append(
            tuple(
                Cell(
                    name=f"{name}.{index}.{column.name}",
                    label=column.label,
                    value=_shown(row.get(column.name)),
                    options=_options(column.name, properties[column.name].get("enum", ()), texts),
                    errors=tuple(errors.get(f"/{name}/{index}/{column.name}", ())),
                )
                for column in columns
            )
        )
    return columns, tuple(rows)


def _field(
    name: str,
    schema: Mapping[str, Any],
    *,
    form: FormView,
    texts: _Texts,
    value: Any,
    errors: Mapping[str, list[str]],
) -> Field:
    kind = _kind(name, schema, form.ui.get("widgets", {}))
    condition = form.ui.get("showIf", {}).get(name)
    text_format = str(schema.get("format", ""))
    made = Field(
        name=name,
        id=f"f-{name}",
        kind=kind,
        label=texts.field(name, "title") or name,
        help=texts.field(name, "help"),
        required=name in form.schema.get("required", ()),
        value=_shown(value),
        errors=tuple(errors.get(f"/{name}", ())),
        options=_options(name, schema.get("enum", ()), texts),
        input_type=_INPUT_TYPES.get(text_format, "text"),
        input_mode="decimal" if _type_of(schema) in _NUMERIC else "",
        max_length=schema.get("maxLength"),
        wide=kind in {"text_area", "outcome"},
        list_id="regions" if text_format == "region" else "",
        read_only=bool(schema.get("readOnly")),
        show_if=(condition["field"], tuple(_shown(entry) for entry in condition["values"]))
        if condition
        else None,
    )
    if kind == "boolean":
        allowed = schema.get("enum", (True, False))
        yes_no = {"true": gettext("是"), "false": gettext("否")}
        options = tuple(
            Option(value=key, label=texts.enum(name, key) if texts.enum(name, key) != key else label)
            for key, label in yes_no.items()
            if (key == "true") in allowed
        )
        return replace(made, options=options)
    if kind == "many":
        return replace(made, options=_options(name, schema.get("items", {}).get("enum", ()), texts))
    if kind == "rows":
        columns, rows = _rows(name, schema, value, texts, errors)
        return replace(made, columns=columns, rows=rows)
    return made


def _order(form: FormView) -> list[tuple[str, list[str]]]:
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


def _by_path(problems: Sequence[FieldProblem], language: Language) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.path, []).append(problem.message_zh if language == "zh" else problem.message)
    return found


def page_of(
    form: FormView,
    *,
    values: JsonObject,
    language: Language,
    problems: Sequence[FieldProblem] = (),
    regions: Mapping[str, str] | None = None,
) -> FormPage:
    """The form with the values that are known and what is wrong with them; ``regions`` are names by code."""
    texts = _Texts(form.texts.get(language) or form.texts.get("zh") or {})
    errors = _by_path(problems, language)
    properties: Mapping[str, Any] = form.schema.get("properties", {})
    groups = tuple(
        Group(
            title=texts.group(key),
            fields=tuple(
                replace(made, said=(regions or {}).get(str(made.value), "") if made.list_id else "")
                for made in (
                    _field(
                        name, properties[name], form=form, texts=texts, value=values.get(name), errors=errors
                    )
                    for name in names
                )
            ),
        )
        for key, names in _order(form)
    )
    return FormPage(
        title=form.title.zh if language == "zh" else form.title.en,
        complete_label=str(texts.own.get("complete") or gettext("提交")),
        groups=groups,
        problems=tuple(_summary(path, said, texts, properties) for path, said in errors.items()),
        shows_materials=bool(form.ui.get("materials")),
        shows_advice=bool(form.ui.get("advice")),
    )


def _summary(path: str, said: list[str], texts: _Texts, properties: Mapping[str, Any]) -> Problem:
    name = path.strip("/").split("/")[0]
    label = texts.field(name, "title") or name or gettext("表单")
    return Problem(text=f"{label}：{' '.join(said)}", href=f"#f-{name}" if name in properties else None)


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
    kind = _type_of(schema)
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind in _NUMERIC:
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


def read(form: FormView, sent: MultiDict[str, str]) -> JsonObject:
    """The answers of a browser as JSON of the form's types. Empty answers are left out."""
    data: JsonObject = {}
    for name, schema in form.schema.get("properties", {}).items():
        if _type_of(schema) == "array":
            if _type_of(schema.get("items", {})) == "object":
                entries: list[Any] = _read_rows(name, schema, sent)
            else:
                entries = [_typed(text, schema.get("items", {})) for text in sent.getlist(name) if text]
            if entries or name in sent:
                data[name] = entries
            continue
        text = sent.get(name, "").strip()
        if text:
            data[name] = _typed(text, schema)
    return data


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
            texts = _Texts(form.texts.get(self.language) or {})
            for _, names in _order(form):
                for name in names:
                    if data.get(name) not in (None, "", []) and name not in found:
                        found[name] = Answer(
                            name=name,
                            label=texts.field(name, "title") or name,
                            value=self._words(name, data[name], texts, form.schema["properties"][name]),
                            is_sensitive=name in form.sensitive_fields,
                        )
        return tuple(found.values())

    def _words(self, name: str, value: Any, texts: _Texts, schema: Mapping[str, Any]) -> str:
        if schema.get("format") == "region" and value in self.regions:
            return f"{self.regions[value]}（{value}）"
        if isinstance(value, bool):
            return gettext("是") if value else gettext("否")
        if isinstance(value, list):
            return "；".join(self._words(name, entry, texts, schema.get("items", {})) for entry in value)
        if isinstance(value, dict):
            return "，".join(str(entry) for entry in value.values() if entry not in (None, ""))
        return texts.enum(name, value)

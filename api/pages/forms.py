"""Forms as people fill them in: fields from JSON Schema, UI schema and texts. They work without JavaScript.

Back from the browser they are read by ``typed``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from flask_babel import gettext

from api.pages.form_texts import NUMERIC, FormTexts, is_region, order_of, shown, type_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.errors import FieldProblem
    from engine.service.answers import FormView, JsonObject

Language = Literal["zh", "en"]
Kind = Literal["input", "text_area", "select", "choice", "outcome", "boolean", "many", "rows"]
SPARE_ROWS = 3
FEW = 4
LONG_TEXT = 120
_INPUT_TYPES = {"date": "date", "date-time": "datetime-local", "cn-phone": "tel", "email": "email"}


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


def _options(name: str, values: Iterable[Any], texts: FormTexts) -> tuple[Option, ...]:
    return tuple(
        Option(value=str(shown(value)), label=texts.enum(name, value), help=texts.enum_help(name, value))
        for value in values
        if value is not None
    )


def _kind(name: str, schema: Mapping[str, Any], widgets: Mapping[str, str]) -> Kind:
    widget = widgets.get(name)
    kind = type_of(schema)
    if kind == "boolean":
        return "boolean"
    if kind == "array":
        return "rows" if type_of(schema.get("items", {})) == "object" else "many"
    if "enum" in schema:
        if widget == "outcome":
            return "outcome"
        return (
            "choice" if widget == "radio" or (widget != "select" and len(schema["enum"]) <= FEW) else "select"
        )
    is_long = kind == "string" and int(schema.get("maxLength", 0)) > LONG_TEXT and "format" not in schema
    return "text_area" if widget == "textarea" or is_long else "input"


def _rows(
    name: str, schema: Mapping[str, Any], value: Any, texts: FormTexts, errors: Mapping[str, list[str]]
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
                    value=shown(row.get(column.name)),
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
    texts: FormTexts,
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
        value=shown(value),
        errors=tuple(errors.get(f"/{name}", ())),
        options=_options(name, schema.get("enum", ()), texts),
        input_type=_INPUT_TYPES.get(text_format, "text"),
        input_mode="decimal" if type_of(schema) in NUMERIC else "",
        max_length=schema.get("maxLength"),
        wide=kind in {"text_area", "outcome"},
        list_id="regions" if is_region(schema) else "",
        read_only=bool(schema.get("readOnly")),
        show_if=(condition["field"], tuple(str(shown(entry)) for entry in condition["values"]))
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
    texts = FormTexts(form.texts.get(language) or form.texts.get("zh") or {})
    errors = _by_path(problems, language)
    properties: Mapping[str, Any] = form.schema.get("properties", {})
    groups = tuple(
        Group(
            title=texts.group(key),
            fields=tuple(
                replace(made, said=(regions or {}).get(str(made.value), "") if made.list_id else "")
                for made in (
                    _field(
                        name,
                        properties[name],
                        form=form,
                        texts=texts,
                        value=values.get(name, properties[name].get("default")),
                        errors=errors,
                    )
                    for name in names
                )
            ),
        )
        for key, names in order_of(form)
    )
    return FormPage(
        title=form.title.zh if language == "zh" else form.title.en,
        complete_label=str(texts.own.get("complete") or gettext("提交")),
        groups=groups,
        problems=tuple(_summary(path, said, texts, properties) for path, said in errors.items()),
        shows_materials=bool(form.ui.get("materials")),
        shows_advice=bool(form.ui.get("advice")),
    )


def _summary(path: str, said: list[str], texts: FormTexts, properties: Mapping[str, Any]) -> Problem:
    name = path.strip("/").split("/")[0]
    label = texts.field(name, "title") or name or gettext("表单")
    return Problem(text=f"{label}：{' '.join(said)}", href=f"#f-{name}" if name in properties else None)

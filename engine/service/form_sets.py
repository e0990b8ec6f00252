"""The forms of one definition, read once: schemas with their references, texts, what is sensitive.

A form is ``forms/<key>.schema.json`` with ``.ui.json`` and ``.i18n.json`` beside it; ``$ref`` is relative
to the file (``../../shared/person.schema.json#/$defs/name``).
"""

from __future__ import annotations

import json
import posixpath
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, SchemaError

from engine.domain.names import normalised_name
from engine.errors import DefinitionRefusedError, Finding, FormError, NotFoundError
from engine.service.answers import FormView, JsonObject, Text
from engine.service.form_problems import problems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import FormatChecker

    from engine.domain.masking import MaskKind

FOLDER = "forms/"
SCHEMA, UI, TEXTS = ".schema.json", ".ui.json", ".i18n.json"
DEEPEST_REFERENCE = 64
_MASK_OF_FORMAT: dict[str, MaskKind] = {
    "cn-id": "id",
    "uscc": "id",
    "cn-phone": "phone",
    "person-name": "name",
}


@dataclass(frozen=True, kw_only=True)
class SensitiveField:
    """A field that is shown masked; ``index`` names the blind index it is found by."""

    name: str
    mask: MaskKind | None
    index: str | None


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form, ready to validate and to show."""

    view: FormView
    validator: Draft202012Validator
    names: frozenset[str]

    def accepted(self, data: Any) -> JsonObject:
        """The data as they are kept: text in NFC, names in their normal form.

        Raises:
            FormError: naming each field that is wrong, missing or unknown.
        """
        kept = _kept(data, self.view.schema)
        problems = problems_of(self.validator.iter_errors(kept), self.view.texts)
        if problems:
            raise FormError(form=self.view.key, problems=problems)
        result: JsonObject = kept
        return result


class FormSet:
    """All forms of a definition by key."""

    def __init__(self, files: Mapping[str, bytes], formats: FormatChecker) -> None:
        """``files`` is the bundle by path.

        Raises:
            DefinitionRefusedError: with one finding for each file that is no form.
        """
        findings: list[Finding] = []
        documents = dict(_documents(files, findings))
        self._forms: dict[str, Form] = {}
        for path, schema in documents.items():
            if path.endswith(SCHEMA):
                self._add(path, schema, documents, formats, findings)
        if findings:
            raise DefinitionRefusedError(name=findings[0].file or "forms", findings=findings)
        self.sensitive = {
            entry.name: entry for form in self._forms.values() for entry in _sensitive(form.view.schema)
        }

    def __iter__(self) -> Iterator[Form]:
        return iter(self._forms.values())

    def __contains__(self, key: object) -> bool:
        return key in self._forms

    def __getitem__(self, key: str) -> Form:
        """The form with this key.

        Raises:
            NotFoundError: where the bundle has none.
        """
        form = self._forms.get(key)
        if form is None:
            raise NotFoundError(kind="form", key=key)
        return form

    def _add(
        self,
        path: str,
        schema: JsonObject,
        documents: Mapping[str, JsonObject],
        formats: FormatChecker,
        findings: list[Finding],
    ) -> None:
        key = path.removeprefix(FOLDER).removesuffix(SCHEMA)
        try:
            Draft202012Validator.check_schema(schema)
            resolved = _resolved(schema, path, documents, 0)
        except (ValueError, KeyError, SchemaError) as error:
            findings.append(
                _finding("form-schema", path, f"it is no form schema: {error}", f"不是有效的表单：{error}")
            )
            return
        if not _is_closed(schema) and "properties" in schema:
            findings.append(
                _finding(
                    "form-open",
                    path,
                    'it lets unknown fields in. Write "additionalProperties": false.',
                    '表单允许未知字段，请加上 "additionalProperties": false。',
                )
            )
        texts = {
            language: dict(entry)
            for language, entry in documents.get(path.removesuffix(SCHEMA) + TEXTS, {}).items()
            if isinstance(entry, dict)
        }
        sensitive = tuple(entry.name for entry in _sensitive(resolved))
        self._forms[key] = Form(
            view=FormView(
                key=key,
                title=Text(zh=_title(texts, "zh", schema, key), en=_title(texts, "en", schema, key)),
                schema=resolved,
                ui=documents.get(path.removesuffix(SCHEMA) + UI, {}),
                texts=texts,
                sensitive_fields=sensitive,
            ),
            validator=Draft202012Validator(resolved, format_checker=formats),
            names=frozenset(resolved.get("properties", {})),
        )


def _documents(files: Mapping[str, bytes], findings: list[Finding]) -> Iterator[tuple[str, JsonObject]]:
    for path, content in files.items():
        if not path.startswith(FOLDER) or not path.endswith(".json"):
            continue
        try:
            loaded = json.loads(content)
        except ValueError as error:
            findings.append(
                _finding("form-json", path, f"it is no JSON: {error}", f"不是有效的 JSON：{error}")
            )
            continue
        if isinstance(loaded, dict):
            yield path, loaded
        else:
            findings.append(_finding("form-json", path, "it is no object", "应为对象"))


def _resolved(node: Any, path: str, documents: Mapping[str, JsonObject], depth: int) -> Any:
    if depth > DEEPEST_REFERENCE:
        message = "its references go round in a circle"
        raise ValueError(message)
    if isinstance(node, list):
        return [_resolved(entry, path, documents, depth + 1) for entry in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        target_path, target = _target(node["$ref"], path, documents)
        inlined = _resolved(target, target_path, documents, depth + 1)
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return {**inlined, **_resolved(beside, path, documents, depth + 1)}
    return {
        key: _resolved(value, path, documents, depth + 1)
        for key, value in node.items()
        if key not in {"$defs", "$id"}
    }


def _target(reference: str, path: str, documents: Mapping[str, JsonObject]) -> tuple[str, Any]:
    file, _, pointer = reference.partition("#")
    where = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
    if where not in documents:
        message = f"'{reference}' points at '{where}', which is not there"
        raise KeyError(message)
    node: Any = documents[where]
    for part in filter(None, pointer.split("/")):
        name = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or name not in node:
            message = f"'{reference}' points at nothing"
            raise KeyError(message)
        node = node[name]
    return where, node


def _sensitive(schema: JsonObject) -> Iterator[SensitiveField]:
    for name, field in schema.get("properties", {}).items():
        if isinstance(field, dict) and (field.get("x-sensitive") or field.get("x-index")):
            yield SensitiveField(name=name, mask=_mask(name, field), index=field.get("x-index"))


def _mask(name: str, field: JsonObject) -> MaskKind | None:
    own = field.get("x-mask") or _MASK_OF_FORMAT.get(str(field.get("format")))
    if own in {"id", "phone", "name", "text"}:
        kind: MaskKind = own
        return kind
    if name.endswith(("IdNo", "idNo")):
        return "id"
    return "name" if name.endswith("Name") else None


def _kept(value: Any, schema: Any) -> Any:
    """Text in NFC; where the form says that it is a name, in the normal form of names."""
    if isinstance(value, str):
        is_name = isinstance(schema, dict) and schema.get("format") == "person-name"
        return normalised_name(value) if is_name else unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        entries = schema.get("items") if isinstance(schema, dict) else None
        return [_kept(entry, entries) for entry in value]
    if isinstance(value, dict):
        fields = schema.get("properties", {}) if isinstance(schema, dict) else {}
        return {key: _kept(entry, fields.get(key)) for key, entry in value.items()}
    return value


def _is_closed(schema: JsonObject) -> bool:
    return schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False


def _title(texts: Mapping[str, JsonObject], language: str, schema: JsonObject, key: str) -> str:
    return str(texts.get(language, {}).get("title") or schema.get("title") or key)


def _finding(rule: str, path: str, message: str, message_zh: str) -> Finding:
    return Finding(
        rule=rule,
        element_id=None,
        message=f"The form file '{path}': {message}",
        message_zh=f"表单文件“{path}”：{message_zh}",
        file=path,
    )

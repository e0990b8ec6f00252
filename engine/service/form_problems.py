"""What a person reads when a form does not accept a field: one problem for each field, in both languages.

Texts of the form itself (``i18n.json``: ``errors: {field: {rule: text}}``) come before these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import FieldProblem
from engine.service.formats import FORMAT_MESSAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import ValidationError

LONGEST_QUOTE = 60

_RULES: dict[str, tuple[str, str]] = {
    "required": ("This field is required.", "此项必填。"),
    "unknown": ("This form has no such field.", "表单中没有此字段。"),
    "type": ("This must be of the type {limit}.", "类型应为 {limit}。"),
    "enum": ("Choose one of: {limit}.", "请从以下选项中选择：{limit}。"),
    "const": ("This must be {limit}.", "此项应为 {limit}。"),
    "minLength": ("At least {limit} characters are needed.", "至少 {limit} 个字符。"),
    "maxLength": ("At most {limit} characters are allowed.", "最多 {limit} 个字符。"),
    "minimum": ("This must be {limit} or more.", "应不小于 {limit}。"),
    "maximum": ("This must be {limit} or less.", "应不大于 {limit}。"),
    "exclusiveMinimum": ("This must be more than {limit}.", "应大于 {limit}。"),
    "exclusiveMaximum": ("This must be less than {limit}.", "应小于 {limit}。"),
    "multipleOf": ("This must be a multiple of {limit}.", "应为 {limit} 的倍数。"),
    "pattern": ("This does not have the form that is asked for.", "格式不符合要求。"),
    "minItems": ("At least {limit} entries are needed.", "至少 {limit} 项。"),
    "maxItems": ("At most {limit} entries are allowed.", "最多 {limit} 项。"),
    "uniqueItems": ("An entry is there twice.", "有重复项。"),
}
_OTHER = ("This does not fit the form ({rule}).", "不符合表单要求（{rule}）。")


def problems_of(
    errors: Iterator[ValidationError], texts: Mapping[str, Mapping[str, Any]]
) -> list[FieldProblem]:
    """One problem for each field and rule, in the order of the paths."""
    found = {(problem.path, problem.rule): problem for error in errors for problem in _problems(error, texts)}
    return [found[key] for key in sorted(found)]


def _problems(error: ValidationError, texts: Mapping[str, Mapping[str, Any]]) -> Iterator[FieldProblem]:
    rule = str(error.validator)
    path = "".join(f"/{_escaped(str(part))}" for part in error.absolute_path)
    if rule in {"anyOf", "oneOf"} and error.context:
        for inner in error.context:
            yield from _problems(inner, texts)
    elif rule == "required":
        for name in _missing(error):
            yield _problem(f"{path}/{_escaped(name)}", "required", None, texts)
    elif rule in {"additionalProperties", "unevaluatedProperties", "false schema"}:
        for name in _unknown(error):
            yield _problem(f"{path}/{_escaped(name)}" if name else path, "unknown", None, texts)
    elif rule == "format":
        yield _problem(path, str(error.validator_value), None, texts)
    else:
        yield _problem(path, rule, error.validator_value, texts)


def _missing(error: ValidationError) -> list[str]:
    """The names that are required and not there; jsonschema reports them one by one."""
    given = error.instance if isinstance(error.instance, dict) else {}
    wanted = error.validator_value if isinstance(error.validator_value, list) else []
    return [str(name) for name in wanted if name not in given]


def _unknown(error: ValidationError) -> list[str]:
    if not isinstance(error.instance, dict) or not isinstance(error.schema, dict):
        return [""]
    known = set(error.schema.get("properties", {}))
    return sorted(name for name in error.instance if name not in known) or [""]


def _problem(path: str, rule: str, limit: Any, texts: Mapping[str, Mapping[str, Any]]) -> FieldProblem:
    english, chinese = FORMAT_MESSAGES.get(rule) or _RULES.get(rule, _OTHER)
    quoted = {"limit": _quoted(limit), "rule": rule}
    name = path.rsplit("/", 1)[-1]
    return FieldProblem(
        path=path,
        rule=rule,
        message=_own(texts, "en", name, rule) or english.format(**quoted),
        message_zh=_own(texts, "zh", name, rule) or chinese.format(**quoted),
    )


def _own(texts: Mapping[str, Mapping[str, Any]], language: str, name: str, rule: str) -> str | None:
    own = texts.get(language, {}).get("errors", {}).get(name)
    if isinstance(own, str):
        return own
    return own.get(rule) if isinstance(own, dict) else None


def _quoted(limit: Any) -> str:
    text = ", ".join(str(entry) for entry in limit) if isinstance(limit, list) else str(limit)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")

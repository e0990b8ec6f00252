"""Notices to people, from templates in both languages (``shared/notices/<key>.yaml``).

``values`` are FEEL over case data and facts; texts hold ``{name}``. Values are put in as they are, once:
what somebody typed into a form is never read as a template again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from engine.errors import DefinitionRefusedError, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
BUILT_IN = frozenset({"caseNumber", "itemName"})
LONGEST_SMS = 500


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NoticeWords(_Strict):
    """One language of a notice."""

    title: str
    body: str
    sms: str | None = None


class NoticeTemplate(_Strict):
    """A template. ``channels``: the inbox on the platform always, SMS where named."""

    key: str
    channels: tuple[Literal["inbox", "sms"], ...] = ("inbox",)
    values: dict[str, str] = {}
    zh: NoticeWords
    en: NoticeWords


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """A notice as it is kept and sent."""

    title_zh: str
    title_en: str
    body_zh: str
    body_en: str
    sms: str | None

    def to_json(self) -> dict[str, Any]:
        """As it is encrypted."""
        return {"zh": [self.title_zh, self.body_zh], "en": [self.title_en, self.body_en], "sms": self.sms}


def read_template(path: str, content: bytes) -> NoticeTemplate:
    """Read one template file.

    Raises:
        DefinitionRefusedError: naming what is wrong, also a ``{name}`` that ``values`` does not have.
    """
    try:
        template = NoticeTemplate.model_validate(yaml.safe_load(content))
    except (yaml.YAMLError, ValidationError) as error:
        raise _refused(path, f"it is no notice template: {error}", f"不是有效的通知模板：{error}") from error
    texts = (*template.zh.model_dump().values(), *template.en.model_dump().values())
    known = BUILT_IN | template.values.keys()
    for name in sorted({name for text in texts if text for name in _PLACE.findall(text)} - known):
        raise _refused(path, f"'{{{name}}}' is not among its values", f"“{{{name}}}”未在 values 中定义")
    return template


def rendered(
    template: NoticeTemplate,
    *,
    case_number: str,
    item_zh: str,
    item_en: str,
    evaluate: Callable[[str], Any],
) -> NoticeText:
    """The texts of a template; ``evaluate`` gives the value of one of its FEEL expressions."""
    values = {name: _as_text(evaluate(expression)) for name, expression in template.values.items()}
    chinese = {**values, "caseNumber": case_number, "itemName": item_zh}
    english = {**values, "caseNumber": case_number, "itemName": item_en}
    sms = _filled(template.zh.sms or template.zh.title, chinese)[:LONGEST_SMS]
    return NoticeText(
        title_zh=_filled(template.zh.title, chinese),
        title_en=_filled(template.en.title, english),
        body_zh=_filled(template.zh.body, chinese),
        body_en=_filled(template.en.body, english),
        sms=sms if "sms" in template.channels else None,
    )


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda match: values.get(match[1], ""), text)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "；".join(_as_text(entry) for entry in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _refused(path: str, message: str, message_zh: str) -> DefinitionRefusedError:
    finding = Finding(
        rule="notice-template",
        element_id=None,
        message=f"The notice '{path}': {message}. Correct it.",
        message_zh=f"通知模板“{path}”：{message_zh}。请更正。",
        file=path,
    )
    return DefinitionRefusedError(name=path, findings=[finding])

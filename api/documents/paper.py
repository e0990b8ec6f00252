"""A document ready to be set: every word in one language, nothing left to look up."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from api.documents.templates import DocumentTemplate

Language = Literal["zh", "en"]
ALWAYS = "remedy"
"""The remedy that was written into a refusal is printed by every template: a law asks for it."""
BLANK = "＿＿＿＿＿＿"

FACT_NAMES: dict[str, dict[str, str]] = {
    "applicant": {"zh": "申请人", "en": "Applicant"},
    "case_number": {"zh": "办件编号", "en": "Case number"},
    "item": {"zh": "事项", "en": "Service item"},
    "office": {"zh": "出具机构", "en": "Issued by"},
    "handling_office": {"zh": "办理机构", "en": "Handling office"},
    "issued_on": {"zh": "出具日期", "en": "Issued on"},
    "accepted_on": {"zh": "受理日期", "en": "Accepted on"},
    "due_on": {"zh": "承诺办结日期", "en": "Promised by"},
    "deadline_on": {"zh": "补正期限", "en": "Answer by"},
    "promised_days": {"zh": "承诺时限（工作日）", "en": "Promised (working days)"},
    "result": {"zh": "办理结果", "en": "Result"},
    "waybill": {"zh": "邮寄单号", "en": "Waybill"},
    "received_on": {"zh": "送达日期", "en": "Delivered on"},
    "remedy": {"zh": "救济途径", "en": "Remedy"},
    "remedy_office": {"zh": "救济机关", "en": "Remedy with"},
}

LABELS: dict[str, dict[str, str]] = {
    "scan": {"zh": "扫码查询办件进度", "en": "Scan to follow the case"},
    "sign_applicant": {"zh": "申请人（代理人）签收：", "en": "Received by (applicant or agent):"},
    "sign_on": {"zh": "签收日期：", "en": "Date:"},
    "seal": {"zh": "（印章）", "en": "(seal)"},
    "platform": {"zh": "西南五省“跨省通办”", "en": "Cross-province services of southwest China"},
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A paragraph, or the entries of a numbered list."""

    text: str | None = None
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole document in one language. ``link`` is what the QR code holds."""

    language: Language
    title: str
    code: str
    number: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    office: str
    issued_on: str
    link: str
    receipt: bool
    labels: dict[str, str]

    def as_json(self) -> dict[str, object]:
        """Plain values, as the typesetter takes them."""
        return asdict(self)


def compose(
    template: DocumentTemplate,
    *,
    language: Language,
    number: str,
    values: Mapping[str, str],
    lists: Mapping[str, Sequence[str]],
    link: str,
) -> Paper:
    """Fill a template. A value that is missing becomes a line to fill in by hand, an empty list is left out."""
    filled = {name: value for name, value in values.items() if value}

    class Blanks(dict[str, str]):
        def __missing__(self, key: str) -> str:
            return BLANK

    parts: list[Part] = []
    for block in template.blocks:
        if block.text is not None:
            parts.append(Part(text=block.text[language].format_map(Blanks(filled))))
        elif block.items and lists.get(block.items):
            parts.append(Part(entries=tuple(lists[block.items])))
    return Paper(
        language=language,
        title=template.title[language],
        code=template.code,
        number=number,
        facts=tuple(
            (FACT_NAMES[name][language], filled[name]) for name in (*template.facts, ALWAYS) if name in filled
        ),
        parts=tuple(parts),
        office=filled.get("office", ""),
        issued_on=filled.get("issued_on", ""),
        link=link,
        receipt=template.receipt,
        labels={key: text[language] for key, text in LABELS.items()},
    )

"""Common slips of people who know other languages: what was typed, and what FEEL writes instead."""

from __future__ import annotations

import re
from typing import NamedTuple


class Slip(NamedTuple):
    """A pattern that is no FEEL, with the way out in both languages."""

    pattern: re.Pattern[str]
    hint: str
    hint_zh: str


def _slip(pattern: str, hint: str, hint_zh: str) -> Slip:
    return Slip(re.compile(pattern), hint, hint_zh)


OPERATOR_SLIPS = (
    _slip(r"===?", "FEEL compares with one equals sign: write a = b.", "FEEL 用一个等号比较：请写 a = b。"),
    _slip(r"!==", "FEEL writes unequal as a != b.", "FEEL 的不等于写作 a != b。"),
    _slip(r"&&?", "FEEL writes 'and': a and b.", "FEEL 用 and 表示“并且”：a and b。"),
    _slip(r"\|\|?", "FEEL writes 'or': a or b.", "FEEL 用 or 表示“或者”：a or b。"),
    _slip(r"<>|≠", "FEEL writes unequal as a != b.", "FEEL 的不等于写作 a != b。"),
    _slip(r"=>|≥", "FEEL writes 'at least' as a >= b.", "FEEL 的大于等于写作 a >= b。"),
    _slip(r"=<|≤", "FEEL writes 'at most' as a <= b.", "FEEL 的小于等于写作 a <= b。"),
    _slip(r"%", "FEEL has the function modulo(a, b).", "FEEL 用函数 modulo(a, b) 求余数。"),
    _slip(r"\^", "FEEL writes a power as a ** b.", "FEEL 的乘方写作 a ** b。"),
    _slip(r"×", "FEEL multiplies with an asterisk: a * b.", "FEEL 用星号相乘：a * b。"),
    _slip(r"÷", "FEEL divides with a slash: a / b.", "FEEL 用斜杠相除：a / b。"),
    _slip(r"not\s+in\b", "FEEL has no 'not in': write not(x in …).", "FEEL 没有 not in：请写 not(x in …)。"),
    _slip(
        r"not\s+between\b",
        "FEEL has no 'not between': write not(x between a and b).",
        "FEEL 没有 not between：请写 not(x between a and b)。",
    ),
    _slip(r"is\s+not\s+null\b", "Write x != null.", "请写 x != null。"),
    _slip(r"is\s+null\b", "Write x = null.", "请写 x = null。"),
    _slip(r"(?:AND|And)\b", "FEEL writes 'and' in small letters.", "FEEL 的 and 用小写。"),
    _slip(r"(?:OR|Or)\b", "FEEL writes 'or' in small letters.", "FEEL 的 or 用小写。"),
    _slip(r"IN\b", "FEEL writes 'in' in small letters.", "FEEL 的 in 用小写。"),
    _slip(
        r"contains\b",
        "Write contains(text, part) or list contains(list, item).",
        "请写 contains(文本, 片段) 或 list contains(列表, 元素)。",
    ),
    _slip(r"(?:elif|elseif)\b", "Write else if.", "请写 else if。"),
    _slip(r"\?", "FEEL writes a choice as: if a then b else c.", "FEEL 的条件写作 if a then b else c。"),
)
"""Where an operator could stand. Order matters: longer patterns first."""

ANY_OPERATOR_SLIP = re.compile("|".join(f"(?:{slip.pattern.pattern})" for slip in OPERATOR_SLIPS))
"""Whether any of them stands here: one look for the many operators that are well."""

OPERAND_SLIPS = (
    _slip(r"!(?!=)", "FEEL writes a negation as not(…).", "FEEL 的否定写作 not(…)。"),
    _slip(r"'", 'FEEL puts text between double quotes: "text".', '文本请用双引号：“text” 写作 "text"。'),
    _slip(r"`", 'FEEL puts text between double quotes: "text".', '文本请用双引号："text"。'),
    _slip(r"not\s+[^(\s]", "FEEL writes a negation with brackets: not(…).", "FEEL 的否定要带括号：not(…)。"),
    _slip(r"==", "FEEL compares with one equals sign: write a = b.", "FEEL 用一个等号比较：请写 a = b。"),
    _slip(r"\$\{", "Write the expression without ${ }.", "请直接写表达式，不要用 ${ }。"),
    _slip(r"#\{", "Write the expression without #{ }.", "请直接写表达式，不要用 #{ }。"),
)
"""Where a value could begin."""

_TYPED = {
    "（": "(", "）": ")", "，": ",", "：": ":", "；": ";", "“": '"', "”": '"', "„": '"', "＂": '"', "「": '"', "」": '"',
    "‘": '"', "’": '"', "【": "[", "】": "]", "［": "[", "］": "]", "｛": "{", "｝": "}", "《": "<", "》": ">", "＝": "=",
    "＜": "<", "＞": ">", "＋": "+", "－": "-", "–": "-", "—": "-", "＊": "*", "／": "/", "。": ".", "．": ".", "、": ",",
    "！": "!",
}  # fmt: skip


def slip_at(text: str, position: int, *, operand: bool) -> Slip | None:
    """The slip that stands at ``position``, where an operand or else an operator was expected."""
    if position < len(text) and text[position] in _TYPED:
        typed, plain = text[position], _TYPED[text[position]]
        return _slip(
            re.escape(typed),
            f"'{typed}' is a full-width or typographic sign: switch the keyboard and type {plain}",
            f"“{typed}”是全角或排版符号，请切换到英文输入法并输入 {plain}",
        )
    for slip in OPERAND_SLIPS if operand else OPERATOR_SLIPS:
        if slip.pattern.match(text, position):
            return slip
    return None

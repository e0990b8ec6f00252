"""What goes wrong with an expression as a whole: it cannot be read, or it is too expensive.

Everything else that goes wrong while evaluating is not an exception: FEEL answers null and the reason
is recorded as a :class:`engine.feel.problems.Problem` (clause 10.3.2.17).
"""

from __future__ import annotations

from engine.errors import InvalidInputError, LimitError


class FeelSyntaxError(InvalidInputError):
    """A text that is not FEEL: where, what was expected, and what was probably meant.

    ``position`` counts characters from 0; ``line`` and ``column`` count from 1.
    """

    def __init__(
        self,
        text: str,
        position: int,
        *,
        reason: str,
        reason_zh: str,
        hint: str | None = None,
        hint_zh: str | None = None,
    ) -> None:
        """``reason`` says what was expected and found, ``hint`` what to write instead."""
        self.text = text
        self.position = position
        self.line = text.count("\n", 0, position) + 1
        self.column = position - (text.rfind("\n", 0, position) + 1) + 1
        self.reason, self.reason_zh = reason, reason_zh
        self.hint, self.hint_zh = hint, hint_zh or hint
        excerpt = _excerpt(text, position)
        where = f"line {self.line}, column {self.column}"
        where_zh = f"第 {self.line} 行第 {self.column} 列"
        super().__init__(
            f"{where}: {reason} (near '{excerpt}').{f' {hint}' if hint else ''}",
            f"{where_zh}：{reason_zh}（“{excerpt}”附近）。{self.hint_zh or ''}",
        )


class FeelBudgetError(LimitError):
    """An expression that would take too many steps, too much depth or too much memory.

    ``limit`` is the name of the budget: ``steps``, ``depth``, ``string``, ``list``, ``text``,
    ``parts`` or ``pattern``.
    """

    def __init__(self, limit: str, allowed: int) -> None:
        """``allowed`` is the budget that was exceeded, in the unit of its kind."""
        self.allowed = allowed
        what, what_zh = _BUDGETS[limit]
        super().__init__(
            limit=limit,
            message=f"The expression exceeds its budget of {allowed:,} {what}. Make it simpler or split it.",
            message_zh=f"表达式超出限额：{what_zh}不得超过 {allowed:,}。请简化或拆分表达式。",
        )


_BUDGETS = {
    "steps": ("steps", "执行步数"),
    "depth": ("levels of nesting", "嵌套层数"),
    "string": ("characters in one string", "单个字符串的字符数"),
    "list": ("items in one list", "单个列表的项数"),
    "text": ("characters of expression text", "表达式文本的字符数"),
    "parts": ("literals, names and brackets", "字面量、名称与括号的个数"),
    "pattern": ("milliseconds for regular expressions", "正则表达式占用的毫秒数"),
}


def _excerpt(text: str, position: int) -> str:
    start, end = max(0, position - 12), position + 20
    return text[start:end].replace("\n", " ").strip() or "end of text"

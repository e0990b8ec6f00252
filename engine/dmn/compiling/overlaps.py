"""Rules of a table that are in each other's way: warnings for whoever draws it, never a refusal.

Only what is certain is said: one rule covers another where each of its cells accepts anything or reads the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.table_syntax import DecisionTable, HitPolicy, TableRule

if TYPE_CHECKING:
    from engine.dmn.compiling.core import Desk

_MOST_RULES = 500
"""Each rule is held against all before it; beyond this a table is not compared."""
_ANYTHING = ("", "-")


def report_overlaps(desk: Desk, table: DecisionTable) -> None:
    """Warn about rules that can never count, always clash, or stand there twice."""
    if len(table.rules) > _MOST_RULES:
        return
    rows = [(rule, [_plain(cell.text) for cell in rule.inputs]) for rule in table.rules]
    for index, (rule, cells) in enumerate(rows):
        for earlier, others in rows[:index]:
            found = _clash(table.hit_policy, earlier, others, rule, cells)
            if found is not None:
                key, message, message_zh = found
                desk.report(key, rule.id, rule.line, message, message_zh, severity="warning")
                break


def _plain(text: str) -> str:
    return " ".join(text.split())


def _covers(wide: list[str], narrow: list[str]) -> bool:
    """Whether whatever matches ``narrow`` surely matches ``wide``."""
    return len(wide) == len(narrow) and all(
        a in _ANYTHING or a == b for a, b in zip(wide, narrow, strict=True)
    )


def _clash(
    policy: HitPolicy, earlier: TableRule, others: list[str], rule: TableRule, cells: list[str]
) -> tuple[str, str, str] | None:
    one, two = earlier.number, rule.number
    is_same_output = [_plain(cell.text) for cell in earlier.outputs] == [
        _plain(cell.text) for cell in rule.outputs
    ]
    match policy:
        case HitPolicy.FIRST if _covers(others, cells):
            return (
                "dmn-rule-unreachable",
                f"Rule {two} can never count: rule {one} before it matches whenever it does. Move it up or remove it.",
                f"规则 {two} 永远不会生效：它命中时前面的规则 {one} 也命中。请前移或删除。",
            )
        case HitPolicy.UNIQUE if _covers(others, cells) or _covers(cells, others):
            return (
                "dmn-rules-clash",
                f"Rules {one} and {two} can match together, which UNIQUE forbids: the result would be null. Tell them apart.",
                f"规则 {one} 与 {two} 可能同时命中，而 UNIQUE 不允许，结果将为 null。请区分其条件。",
            )
        case HitPolicy.ANY if not is_same_output and (_covers(others, cells) or _covers(cells, others)):
            return (
                "dmn-rules-clash",
                f"Rules {one} and {two} can match together with different outputs, which ANY forbids. Tell them apart.",
                f"规则 {one} 与 {two} 可能同时命中但输出不同，ANY 不允许。请区分其条件。",
            )
        case _ if is_same_output and others == cells:
            return (
                "dmn-rule-twice",
                f"Rule {two} says the same as rule {one}. Remove one of them.",
                f"规则 {two} 与规则 {one} 相同，请删除其一。",
            )
    return None

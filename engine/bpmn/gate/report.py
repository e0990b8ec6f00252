"""Findings for people at a terminal: by file, then by rule, what is wrong and what to do, in both languages."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.errors import Finding

_ORDER = {"error": 0, "warning": 1, "repair": 2}
_WORDS = {"error": ("error", "错误"), "warning": ("warning", "警告"), "repair": ("repair", "修复")}
_SIGNS = {"error": "✗", "warning": "!", "repair": "~"}


def report(findings: Iterable[Finding], *, language: str = "both") -> str:
    """A text of several lines; ``language`` is ``en``, ``zh`` or ``both``. Empty without findings."""
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.file or "", []).append(finding)
    parts = [_file(name, found, language) for name, found in sorted(by_file.items())]
    return "\n\n".join(parts)


def _file(name: str, findings: list[Finding], language: str) -> str:
    counts = Counter(finding.severity for finding in findings)
    lines = [f"{name or '-'}: {_summary(counts, language)}"]
    by_rule: dict[tuple[int, str], list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault((_ORDER.get(finding.severity, 0), finding.rule), []).append(finding)
    for _, found in sorted(by_rule.items()):
        first = found[0]
        word, word_zh = _WORDS.get(first.severity, _WORDS["error"])
        title = {"en": word, "zh": word_zh}.get(language, f"{word} {word_zh}")
        lines.append(f"  {_SIGNS.get(first.severity, '✗')} {first.rule} ({title})")
        for finding in sorted(found, key=lambda each: (each.line or 0, each.element_id or "")):
            lines += _one(finding, language)
    return "\n".join(lines)


def _summary(counts: Counter[str], language: str) -> str:
    english = ", ".join(
        f"{counts[name]} {word}{_plural(counts[name])}" for name, (word, _) in _WORDS.items() if counts[name]
    )
    chinese = "，".join(f"{counts[name]} 个{word}" for name, (_, word) in _WORDS.items() if counts[name])
    return {"en": english, "zh": chinese}.get(language, f"{english} · {chinese}")


def _plural(count: int) -> str:
    return "" if count == 1 else "s"


def _one(finding: Finding, language: str) -> list[str]:
    where = f"{finding.line}: " if finding.line else ""
    lines = [f"      {where}{finding.element_id or '-'}"]
    if language != "zh":
        lines.append(f"        {finding.message}")
    if language != "en":
        lines.append(f"        {finding.message_zh}")
    if finding.path:
        lines.append(f"        {' → '.join(finding.path)}")
    return lines

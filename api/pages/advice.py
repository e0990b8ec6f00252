"""What the rules say about a case, in words, and what of it a clerk need not type again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from api.pages.language import chosen

if TYPE_CHECKING:
    from engine.service.answers import JsonObject, TaskView

LEVELS = {"SUPPLEMENT": "warn", "REJECT_ACCEPTANCE": "bad", "DENY": "bad", "REFER": "warn", "MANUAL": "warn"}


@dataclass(frozen=True, kw_only=True)
class Advice:
    """The outcome that the rules propose, with its reasons; ``level`` is the colour of its note."""

    title: str
    level: str
    entries: tuple[str, ...]


def _entries(verdict: JsonObject, *parts: str) -> list[JsonObject]:
    return [entry for part in parts for entry in verdict.get(part) or () if isinstance(entry, dict)]


def advice_of(task: TaskView) -> Advice | None:
    """What the rules propose; None where they say nothing yet."""
    verdict = task.data.get("verdict")
    if not isinstance(verdict, dict):
        return None
    titles = {
        "SUPPLEMENT": gettext("需要补正"),
        "REJECT_ACCEPTANCE": gettext("建议不予受理"),
        "DENY": gettext("建议不予批准"),
        "REFER": gettext("建议引导改办"),
        "MANUAL": gettext("需要人工核验"),
    }
    outcome = str(verdict.get("outcome") or "")
    return Advice(
        title=titles.get(outcome, gettext("未发现问题")),
        level=LEVELS.get(outcome, "ok"),
        entries=tuple(
            str(entry.get(chosen()) or entry.get("rule"))
            for entry in _entries(verdict, "reasons", "supplements", "signals")
        ),
    )


def proposed_corrections(task: TaskView) -> list[JsonObject]:
    """Everything that is known to be missing, so that it is asked for once: materials, then the rules' findings.

    In Chinese, the language in which the notice is issued.
    """
    missing: list[dict[str, Any]] = [
        {"about": material.name.zh, "what": f"请提供{material.name.zh}"}
        for material in task.materials
        if material.is_needed_now and material.state in {"missing", "failed"}
    ]
    verdict = task.data.get("verdict")
    found = _entries(verdict, "supplements") if isinstance(verdict, dict) else []
    return missing + [{"what": str(entry["zh"])} for entry in found if entry.get("zh")]

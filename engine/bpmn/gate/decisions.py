"""The decisions of the files, and which data each of them asks for (DMN 1.5, clause 6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element

_CALLABLE = frozenset({"decision", "decisionService", "businessKnowledgeModel"})


def decisions(roots: Iterable[_Element]) -> dict[str, frozenset[str]]:
    """Ids and names of all decisions, with the names of the input data that they need, however deep."""
    elements = {
        identity: each
        for root in roots
        if "/DMN/" in root.tag
        for each in root.iter("*")
        if (identity := each.get("id"))
    }
    found: dict[str, frozenset[str]] = {}
    for each in elements.values():
        if local(each) in _CALLABLE:
            names = frozenset(_inputs(each, elements))
            found |= {key: names for key in (each.get("id"), each.get("name")) if key}
    return found


def _inputs(decision: _Element, elements: Mapping[str, _Element]) -> Iterator[str]:
    seen = {decision.get("id")}
    stack = [decision]
    while stack:
        for reference in stack.pop().iter("*"):
            if local(reference) not in {"requiredInput", "requiredDecision", "inputData", "outputDecision"}:
                continue
            target = elements.get((reference.get("href") or "").rpartition("#")[2])
            if target is None or target.get("id") in seen:
                continue
            seen.add(target.get("id"))
            if local(target) == "inputData":
                yield target.get("name") or ""
            else:
                stack.append(target)

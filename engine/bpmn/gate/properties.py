"""Our extensions of an element, as the execution core reads them (see ``engine.bpmn.definition``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import S, child, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element


def properties(element: _Element) -> dict[str, str]:
    """``spiffworkflow:properties`` of an element, by name."""
    holder = child(element, "extensionElements")
    if holder is None:
        return {}
    found = holder.iter(S + "property")
    return {each.get("name", ""): each.get("value", "") for each in found}


def extension(element: _Element, name: str) -> _Element | None:
    """The first ``spiffworkflow`` extension element of this name."""
    holder = child(element, "extensionElements")
    return None if holder is None else next(holder.iter(S + name), None)


def extension_text(element: _Element, name: str) -> str:
    """Its text; empty where there is none."""
    return text(extension(element, name))


def decision_of(element: _Element) -> str:
    """The decision of a business rule task."""
    return extension_text(element, "calledDecisionId") or properties(element).get("decision", "")


def operation_of(element: _Element) -> tuple[str, str | None]:
    """``system/operation`` of a service task and its result variable."""
    operator = extension(element, "serviceTaskOperator")
    if operator is None:
        return "", None
    return operator.get("id", ""), operator.get("resultVariable")


def arguments_of(element: _Element) -> Iterator[tuple[str, str]]:
    """Names and expressions of a service task's arguments."""
    operator = extension(element, "serviceTaskOperator")
    if operator is not None:
        for each in operator.iter(S + "parameter"):
            yield each.get("id") or each.get("name") or "", each.get("value", "")

"""How a rule makes a finding: the element gives id and line, the rule gives both sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from engine.bpmn.reading.vocabulary import kind, line
from engine.errors import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram

    Rule: TypeAlias = Callable[[Diagram], Iterator[Finding]]


def problem(
    rule: str,
    element: _Element,
    message: str,
    message_zh: str,
    *,
    severity: str = "error",
    path: tuple[str, ...] = (),
) -> Finding:
    """A finding at an element; one without an id is named by the nearest element around it that has one."""
    return Finding(
        rule=rule,
        element_id=identity(element),
        message=message,
        message_zh=message_zh,
        severity=severity,
        line=line(element),
        path=path,
    )


def identity(element: _Element) -> str | None:
    """The id of an element, or of the nearest one around it."""
    current: _Element | None = element
    while current is not None:
        found = current.get("id")
        if found:
            return found
        current = current.getparent()
    return None


def name_of(element: _Element) -> str:
    """The kind of an element for messages, with the id where it has its own."""
    own = element.get("id")
    return f"{kind(element)} '{own}'" if own else f"{kind(element)} in '{identity(element)}'"

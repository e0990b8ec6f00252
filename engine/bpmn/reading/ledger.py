"""What reading a draft changed or found: one finding each, with the element's id and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.reading.vocabulary import line
from engine.errors import Finding

if TYPE_CHECKING:
    from lxml.etree import _Element


class Ledger:
    """Collects findings of one file, in the order in which they were made."""

    def __init__(self, file: str) -> None:
        """``file`` is the name that each finding carries."""
        self._file = file
        self.findings: list[Finding] = []

    def repair(self, rule: str, element: _Element, message: str, message_zh: str) -> None:
        """Something was mended so that the draft can be read."""
        self._add("repair", rule, element, message, message_zh)

    def warn(self, rule: str, element: _Element, message: str, message_zh: str) -> None:
        """Something stays as it is and will not do what its author meant."""
        self._add("warning", rule, element, message, message_zh)

    def _add(self, severity: str, rule: str, element: _Element, message: str, message_zh: str) -> None:
        self.findings.append(
            Finding(
                rule=rule,
                element_id=_identity(element),
                message=message,
                message_zh=message_zh,
                severity=severity,
                file=self._file,
                line=line(element),
            )
        )


def _identity(element: _Element) -> str | None:
    current: _Element | None = element
    while current is not None:
        found = current.get("id")
        if found:
            return found
        current = current.getparent()
    return None

"""What stands beside processes in the files of a definition: messages, signals, errors, message flows.

One catalogue for all files of a definition, since they refer to each other. It also compiles expressions and
keeps what is wrong, so that all problems are told at once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from engine.bpmn.expressions import Expression, boxed_text, broken, compile_expression, compile_timer
from engine.bpmn.specs.xml import child_text, children, is_bpmn, local, reference, text_of
from engine.errors import Finding, InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.specs.xml import Xml


_DATA = (
    "dataObject",
    "dataObjectReference",
    "dataStore",
    "dataStoreReference",
    "dataInput",
    "dataOutput",
    "property",
)
_NAME = re.compile(r"[^\W\d][\w ]*")


class Catalogue:
    """Root elements by id, and the findings made while reading."""

    def __init__(self, *, types: Mapping[str, Any], strict: bool) -> None:
        """``types`` are the names that expressions may use, with their FEEL types."""
        self.types = dict(types)
        self.strict = strict
        self.file: str | None = None
        self.findings: list[Finding] = []
        self.messages: dict[str, Xml] = {}
        self.signals: dict[str, Xml] = {}
        self.event_definitions: dict[str, Xml] = {}
        self.codes: dict[tuple[str, str], str] = {}
        self.correlations: dict[str, str] = {}
        self.message_flows: list[tuple[str, str, str]] = []
        self.participants: dict[str, str] = {}
        self.global_tasks: dict[str, Xml] = {}
        self._data_stores: dict[str, str] = {}

    def add(self, root: Xml, file: str) -> None:
        """Notes the root elements of one file."""
        self.file = file
        self._declare(root)
        for node in root:
            if is_bpmn(node):
                self._note(node, local(node), node.get("id") or "")

    def _declare(self, root: Xml) -> None:
        """Names of data that FEEL can only read when it knows them: those with spaces and the like."""
        for node in root.iter():
            if is_bpmn(node) and local(node) in _DATA:
                name = (node.get("name") or "").strip()
                if name and not name.isidentifier() and _NAME.fullmatch(name):
                    self.types.setdefault(name, "Any")

    def _note(self, node: Xml, kind: str, node_id: str) -> None:
        kept = {"message": self.messages, "signal": self.signals}.get(kind)
        read = {
            "collaboration": self._collaboration,
            "correlationProperty": self._correlation,
        }.get(kind)
        if kind.endswith("EventDefinition"):
            kept = self.event_definitions
        elif kind.startswith("global") and kind.endswith("Task"):
            kept = self.global_tasks
        if kept is not None:
            kept[node_id] = node
        elif read is not None:
            read(node)
        elif kind in ("error", "escalation"):
            self.codes[kind, node_id] = node.get(f"{kind}Code") or node.get("name") or node_id
        elif kind == "dataStore":
            self._data_stores[node_id] = node.get("name") or node_id

    def _collaboration(self, node: Xml) -> None:
        for participant in children(node, "participant"):
            process = reference(participant.get("processRef"))
            if process:
                self.participants[participant.get("id") or process] = process
        for flow in children(node, "messageFlow"):
            ends = reference(flow.get("sourceRef")), reference(flow.get("targetRef"))
            self.message_flows.append((flow.get("id") or "", ends[0] or "", ends[1] or ""))

    def _correlation(self, node: Xml) -> None:
        """A simple correlation: one property, one path, used as the message's correlation key."""
        for retrieval in children(node, "correlationPropertyRetrievalExpression"):
            message = reference(retrieval.get("messageRef"))
            path = child_text(retrieval, "messagePath") or child_text(retrieval, "formalExpression")
            if message and path:
                self.correlations.setdefault(message, path)

    def code(self, kind: str, ref: str | None, own: str | None) -> str | None:
        """The code of an error or escalation; None catches all."""
        if not ref:
            return own
        return self.codes.get((kind, ref)) or own or ref

    def data_name(self, references: Mapping[str, str], ref: str) -> str:
        """The case data name that a data object, data store or property stands for."""
        name = references.get(ref, ref)
        return self._data_stores.get(name, name)

    # -- expressions ----------------------------------------------------------------------------------

    def expression(
        self, text: str | None, element: Xml, what: str, *, needed: bool = False
    ) -> Expression | None:
        """Compiles FEEL. What cannot be read is a finding, and fails when it is reached."""
        if text is None or not text.strip():
            if needed:
                self.problem(element, "expression-missing", f"The {what} is missing.")
            return None
        try:
            text = boxed_text(text)
            return compile_expression(text, self.types, lenient=not self.strict)
        except InvalidInputError as error:
            self.problem(
                element, "expression", f"The {what} cannot be read: {error.message}", error.message_zh
            )
            return broken(text, error)

    def timer(self, text: str, element: Xml) -> Expression | None:
        """ISO 8601 as it stands, or FEEL."""
        try:
            return compile_timer(text, self.types, lenient=not self.strict)
        except InvalidInputError as error:
            self.problem(
                element, "expression", f"The timer cannot be read: {error.message}", error.message_zh
            )
            return broken(text, error)

    def text(self, node: Xml | None) -> str | None:
        """The text of an expression element."""
        return text_of(node)

    def problem(self, element: Xml, rule: str, message: str, message_zh: str | None = None) -> None:
        """Notes what is wrong with an element."""
        self.findings.append(
            Finding(
                rule=rule,
                element_id=element.get("id"),
                message=message,
                message_zh=message_zh or message,
                severity="error" if self.strict else "repair",
                file=self.file,
                line=element.sourceline,
            )
        )

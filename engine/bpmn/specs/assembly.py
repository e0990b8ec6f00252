"""Puts the files of a definition together: parses all processes, binds what they call, tells what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.decisions import Decisions
from engine.bpmn.expressions import feel_type
from engine.bpmn.specs.activities import CallActivity, NoneTask
from engine.bpmn.specs.catalogue import Catalogue
from engine.bpmn.specs.elements import Definition, Element, Flow, MessageStart
from engine.bpmn.specs.parser import DiagramParser
from engine.bpmn.specs.triggers import MessageTrigger
from engine.bpmn.specs.xml import local
from engine.domain.xml import parse_xml
from engine.errors import DefinitionRefusedError, InvalidInputError, XmlError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.specs.scope import ScopeSpec


class Assembly:
    """Reads one set of files."""

    def __init__(
        self, files: Mapping[str, bytes], process_id: str, types: Mapping[str, Any], *, strict: bool
    ) -> None:
        self.process_id = process_id
        self.strict = strict
        self.catalogue = Catalogue(types=types, strict=strict)
        self.parser = DiagramParser(self.catalogue)
        self.decision_files: dict[str, bytes] = {}
        roots = []
        taken: set[str] = set()
        for name in sorted(files):
            root = parse_xml(files[name]) if strict else _as_xml(files[name])
            if root is not None and local(root) == "definitions" and "/DMN/" in root.tag:
                self.decision_files[name] = files[name]
            else:
                roots.append((name, root if strict else self._normalised(files[name], name, taken)))
        for name, root in roots:
            self.parser.add_bpmn_xml(root, name)

    def _normalised(self, data: bytes, name: str, taken: set[str]) -> Any:
        """A draft, mended; ``taken`` are the ids of the drafts before it, which this one may not have too."""
        from engine.bpmn.reading import read  # noqa: PLC0415 (drafts only)

        reading = read(data, file=name, taken=taken)
        self.catalogue.findings.extend(reading.findings)
        return reading.tree

    def definition(self, digest: str, participants: tuple[str, ...], calendar: Any) -> Definition:
        """Parses all processes and binds what they call."""
        scopes: dict[str, ScopeSpec] = {}
        for each in list(self.parser.get_process_ids_all()):
            scopes[each] = self.parser.process_parsers[each].get_spec()
        for task_id, xml in self.catalogue.global_tasks.items():
            scopes.setdefault(task_id, self.parser.global_task(xml))
        for process_id in (self.process_id, *participants):
            if process_id not in scopes:
                self._refuse_missing(process_id, scopes)
        self._bind(scopes)
        if participants:
            self._wait_for_flows()
        decisions = self._decisions()
        self._check_decisions(decisions)
        if self.strict and self.catalogue.findings:
            raise DefinitionRefusedError(name=self.process_id, findings=self.catalogue.findings)
        nodes = self.parser.all_nodes
        return Definition(
            digest=digest,
            process_id=self.process_id,
            name=scopes[self.process_id].description or self.process_id,
            participants=participants,
            elements={node_id: self._element(node) for node_id, node in nodes.items()},
            flows={flow.id: _flow(flow) for spec in self._all_scopes(scopes) for flow in spec.flows.values()},
            messages=tuple(
                sorted({each.get("name") or each_id for each_id, each in self.catalogue.messages.items()})
            ),
            message_starts=tuple(self._message_starts(scopes[self.process_id])),
            forms=tuple(
                sorted(
                    {node.properties["formKey"] for node in nodes.values() if node.properties.get("formKey")}
                )
            ),
            findings=tuple(self.catalogue.findings),
            types={name: feel_type(kind) for name, kind in self.catalogue.types.items()},
            decisions=decisions,
            calendar=calendar,
            scopes={**{spec.name: spec for spec in self._all_scopes(scopes)}, **scopes},
            nodes=nodes,
            message_targets=self._message_targets(),
        )

    def _refuse_missing(self, process_id: str, scopes: Mapping[str, ScopeSpec]) -> None:
        raise InvalidInputError(
            f"The files hold no process '{process_id}'. They hold: {', '.join(sorted(scopes)) or 'none'}.",
            f"文件中没有流程“{process_id}”，现有：{'、'.join(sorted(scopes)) or '无'}。",
        )

    def _all_scopes(self, scopes: Mapping[str, ScopeSpec]) -> list[ScopeSpec]:
        found = list(scopes.values())
        for spec in found:
            found.extend(
                inner
                for node in spec.nodes.values()
                if (inner := getattr(node, "inner", None)) is not None and inner.host is node
            )
        return found

    def _bind(self, scopes: Mapping[str, ScopeSpec]) -> None:
        for node in self.parser.all_nodes.values():
            if isinstance(node, CallActivity) and node.called:
                node.inner = scopes.get(node.called)
                node.spec = node.called
                if node.inner is None:
                    self.catalogue.problem(
                        self.parser.xml_of[node.name],
                        "called-element",
                        f"'{node.name}' calls the process '{node.called}', which is not among the files.",
                        f"“{node.name}”调用的流程“{node.called}”不在文件中。",
                    )

    def _wait_for_flows(self) -> None:
        """Where pools run together, a task without kind that a message flow reaches waits for it."""
        for _, _, target in self.catalogue.message_flows:
            node = self.parser.all_nodes.get(target)
            if isinstance(node, NoneTask) and not node.triggers:
                node.triggers = [MessageTrigger("")]

    def _check_decisions(self, decisions: Decisions | None) -> None:
        for node in self.parser.all_nodes.values():
            name = getattr(node, "decision", None)
            if isinstance(name, str) and (decisions is None or name not in decisions):
                self.catalogue.problem(
                    self.parser.xml_of[node.name],
                    "decision",
                    f"'{node.name}' asks the decision '{name}', which is not among the files.",
                    f"“{node.name}”引用的决策“{name}”不在文件中。",
                )

    def _decisions(self) -> Decisions | None:
        """Decisions are read only where there are any."""
        return Decisions(self.decision_files, strict=self.strict) if self.decision_files else None

    def _element(self, node: Any) -> Element:
        spec: ScopeSpec = node.scope_spec
        outer = spec
        while outer.host is not None:
            outer = outer.host.scope_spec
        triggers = node.triggers
        return Element(
            id=node.name,
            kind=node.kind,
            name=node.bpmn_name or "",
            lane=node.lane,
            properties=node.properties,
            incoming=tuple(flow.id for flow in node.incoming),
            outgoing=tuple(flow.id for flow in node.outgoing),
            parent=None if spec.host is None else spec.host.name,
            process=outer.name,
            documentation=node.documentation,
            triggers=tuple(trigger.kind for trigger in triggers),
            attached_to=getattr(getattr(node, "attached", None), "name", None),
            message=next((trigger.name for trigger in triggers if trigger.kind == "message"), None),
            called=getattr(node, "called", None) or None,
        )

    def _message_starts(self, spec: ScopeSpec) -> list[MessageStart]:
        starts: list[Any] = [
            *spec.starts,
            *(node for node in spec.implicit_starts if getattr(node, "instantiates", False)),
        ]
        return [
            MessageStart(message=trigger.name, element_id=node.name)
            for node in starts
            for trigger in node.triggers
            if trigger.kind == "message"
        ]

    def _message_targets(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for _, source, target in self.catalogue.message_flows:
            if target in self.parser.all_nodes:
                found[source] = (*found.get(source, ()), target)
        return found


def _as_xml(data: bytes) -> Any:
    """The root of a file that is XML as it stands; the reader sees to the others."""
    try:
        return parse_xml(data)
    except XmlError:
        return None


def _flow(flow: Any) -> Flow:
    return Flow(
        id=flow.id,
        source=flow.source.name,
        target=flow.target.name,
        name=flow.name,
        condition=None if flow.condition is None else flow.condition.text,
        is_default=flow.source.default is flow,
    )

"""Models that import each other: which element a reference means (clauses 6.3.3 and 13.3.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from engine.errors import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.dmn.syntax import Definitions, Node

Key: TypeAlias = tuple[str, str]
"""Namespace of the model and id of the element."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference leads to; ``prefix`` is the name of the import, None within the own model."""

    unit: Unit
    prefix: str | None
    node: Node

    @property
    def key(self) -> Key:
        """Where values of this element are kept."""
        return self.unit.namespace, self.node.id


@dataclass(eq=False)
class Unit:
    """One file among others, with its elements by id and its imports by name."""

    definitions: Definitions
    nodes: Mapping[str, Node]
    imports: dict[str, Unit] = field(default_factory=dict)
    nameless: list[Unit] = field(default_factory=list)

    @property
    def namespace(self) -> str:
        """The namespace of the model."""
        return self.definitions.namespace

    def resolve(self, reference: str) -> Target | None:
        """The element that ``#id`` or ``namespace#id`` means; None where there is none."""
        namespace, _, identifier = reference.rpartition("#")
        if not namespace or namespace == self.namespace:
            return _target(self, None, identifier)
        for name, unit in self.imports.items():
            if unit.namespace == namespace:
                return _target(unit, name, identifier)
        for unit in self.nameless:
            if unit.namespace == namespace:
                return _target(unit, None, identifier)
        return None

    def reachable(self) -> Iterator[Unit]:
        """This unit and all that it imports, directly or not."""
        seen: list[Unit] = []
        waiting = [self]
        while waiting:
            unit = waiting.pop()
            if unit in seen:
                continue
            seen.append(unit)
            yield unit
            waiting += [*unit.imports.values(), *unit.nameless]


def _target(unit: Unit, prefix: str | None, identifier: str) -> Target | None:
    node = unit.nodes.get(identifier)
    return None if node is None else Target(unit, prefix, node)


def link(files: Iterable[Definitions], findings: list[Finding]) -> dict[str, Unit]:
    """Units by file name, with their imports in place; what is missing or twice is reported."""
    units = {each.file: Unit(each, _by_id(each, findings)) for each in files}
    by_namespace: dict[str, Unit] = {}
    for unit in units.values():
        by_namespace.setdefault(unit.namespace, unit)
    for unit in units.values():
        _link_imports(unit, by_namespace, findings)
    return units


def _by_id(definitions: Definitions, findings: list[Finding]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    names: dict[str, str] = {}
    for node in definitions.nodes:
        if node.id in nodes:
            findings.append(_twice(definitions, node, "id", node.id))
        if node.name in names:
            findings.append(_twice(definitions, node, "name", node.name))
        nodes.setdefault(node.id, node)
        names.setdefault(node.name, node.id)
    return nodes


def _twice(definitions: Definitions, node: Node, what: str, value: str) -> Finding:
    what_zh = "标识" if what == "id" else "名称"
    return Finding(
        rule=f"dmn-{what}-twice",
        element_id=node.id,
        message=f"Two elements have the {what} '{value}'. Give each its own.",
        message_zh=f"有两个元素的{what_zh}都是“{value}”，请分别命名。",
        file=definitions.file,
        line=node.line,
    )


def _link_imports(unit: Unit, by_namespace: Mapping[str, Unit], findings: list[Finding]) -> None:
    for each in unit.definitions.imports:
        target = by_namespace.get(each.namespace)
        if target is None:
            findings.append(
                Finding(
                    rule="dmn-import-missing",
                    element_id=each.name or None,
                    message=f"The imported model with the namespace '{each.namespace}' is not among the files. Add its file.",
                    message_zh=f"缺少命名空间为“{each.namespace}”的被导入模型，请一并提交其文件。",
                    file=unit.definitions.file,
                    line=each.line,
                )
            )
        elif each.name:
            unit.imports[each.name] = target
        else:
            unit.nameless.append(target)

"""Reading a whole file: item definitions, imports and the elements of the requirements graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn import syntax as s
from engine.dmn.reading.expressions import expression_in, information_item, read_function, type_of
from engine.dmn.reading.source import (
    MODEL_NAMESPACES,
    Source,
    check_language,
    child,
    children,
    line_of,
    local_name,
    text_in,
)
from engine.domain.xml import parse_xml
from engine.errors import DefinitionRefusedError, Finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element


def read_definitions(data: bytes, file: str) -> tuple[s.Definitions, list[Finding]]:
    """The content of a DMN file with what is wrong in its structure.

    Raises:
        XmlError: it is no XML that is accepted. DefinitionRefusedError: it is no DMN of 1.1 to 1.5.
    """
    root = parse_xml(data)
    if local_name(root) != "definitions":
        raise _no_dmn(root, file)
    source = Source(file)
    check_language(source, root)
    nodes: list[s.Node] = []
    for each in root:
        reader = _NODES.get(local_name(each) or "")
        if reader is not None:
            nodes.append(reader(source, each))
    definitions = s.Definitions(
        file=file,
        namespace=root.get("namespace") or "",
        name=root.get("name") or root.get("id") or file,
        prefixes={prefix or "": uri for prefix, uri in root.nsmap.items()},
        imports=tuple(_import(each) for each in children(root, "import") if _is_dmn(each)),
        types=tuple(_item_definition(source, each) for each in children(root, "itemDefinition")),
        nodes=tuple(nodes),
    )
    return definitions, source.findings


def _no_dmn(root: _Element, file: str) -> DefinitionRefusedError:
    finding = Finding(
        rule="dmn-root",
        element_id=None,
        message="The file is no DMN 1.1 to 1.5 model: its root must be 'definitions' in one of their namespaces.",
        message_zh="该文件不是 DMN 1.1 至 1.5 模型：根元素须为相应命名空间中的 definitions。",
        file=file,
        line=line_of(root),
    )
    return DefinitionRefusedError(name=file, findings=[finding])


def _is_dmn(element: _Element) -> bool:
    kind = element.get("importType") or ""
    return kind in MODEL_NAMESPACES or "/DMN/" in kind


def _import(element: _Element) -> s.Import:
    return s.Import(
        name=(element.get("name") or "").strip(),
        namespace=element.get("namespace") or "",
        line=line_of(element),
    )


def _item_definition(source: Source, element: _Element) -> s.ItemDefinition:
    function = child(element, "functionItem")
    return s.ItemDefinition(
        id=element.get("id"),
        name=(element.get("name") or "").strip(),
        line=line_of(element),
        type_ref=type_of(element),
        is_collection=element.get("isCollection") in ("true", "1"),
        allowed=(text_in(child(element, "allowedValues")) or "").strip() or None,
        constraint=(text_in(child(element, "typeConstraint")) or "").strip() or None,
        components=tuple(_item_definition(source, each) for each in children(element, "itemComponent")),
        function=None if function is None else _function_item(function),
    )


def _function_item(element: _Element) -> s.FunctionItem:
    return s.FunctionItem(
        parameters=tuple(information_item(each) for each in children(element, "parameters")),
        result=element.get("outputTypeRef"),
    )


def _identity(element: _Element) -> tuple[str, str]:
    """Id and name; each stands in for the other where it is missing."""
    name = (element.get("name") or "").strip()
    identifier = (element.get("id") or "").strip()
    return identifier or name, name or identifier


def _variable_type(element: _Element) -> str | None:
    variable = child(element, "variable")
    return type_of(variable) if variable is not None else None


def _href(element: _Element) -> str:
    return (element.get("href") or "").strip()


def _requirements(element: _Element) -> tuple[str, ...]:
    """References to required inputs, decisions and knowledge, in the order of the file."""
    return tuple(
        _href(required)
        for requirement in children(element, "informationRequirement", "knowledgeRequirement")
        for required in children(requirement, "requiredInput", "requiredDecision", "requiredKnowledge")
    )


def _input_data(_source: Source, element: _Element) -> s.InputData:
    identifier, name = _identity(element)
    return s.InputData(id=identifier, name=name, line=line_of(element), type_ref=_variable_type(element))


def _decision(source: Source, element: _Element) -> s.Decision:
    identifier, name = _identity(element)
    return s.Decision(
        id=identifier,
        name=name,
        line=line_of(element),
        type_ref=_variable_type(element),
        requires=_requirements(element),
        expression=expression_in(source, element),
    )


def _knowledge(source: Source, element: _Element) -> s.KnowledgeModel:
    identifier, name = _identity(element)
    logic = child(element, "encapsulatedLogic")
    return s.KnowledgeModel(
        id=identifier,
        name=name,
        line=line_of(element),
        type_ref=_variable_type(element),
        requires=_requirements(element),
        logic=None if logic is None else read_function(source, logic),
    )


def _service(_source: Source, element: _Element) -> s.DecisionService:
    identifier, name = _identity(element)

    def members(kind: str) -> tuple[str, ...]:
        return tuple(_href(each) for each in children(element, kind))

    return s.DecisionService(
        id=identifier,
        name=name,
        line=line_of(element),
        type_ref=_variable_type(element),
        outputs=members("outputDecision"),
        encapsulated=members("encapsulatedDecision"),
        input_decisions=members("inputDecision"),
        input_data=members("inputData"),
    )


_NODES: dict[str, Callable[[Source, _Element], s.Node]] = {
    "inputData": _input_data,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}

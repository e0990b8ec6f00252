"""Expressions are FEEL, and nothing else that a diagram could smuggle in is code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import kind, label
from engine.bpmn.gate.finding import identity, problem
from engine.bpmn.gate.places import places
from engine.bpmn.reading.foreign_times import is_cron
from engine.bpmn.reading.formulas import problems, read_formula
from engine.bpmn.reading.vocabulary import MODEL, SPIFF
from engine.errors import InvalidInputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.bpmn.gate.surroundings import Surroundings
    from engine.errors import Finding

_FOREIGN_CODE = frozenset(
    {
        "class", "delegateExpression", "expression", "executionListener", "taskListener", "script", "field",
        "connector", "onEntry-script", "onExit-script", "eventListener", "properties-script",
    }
)  # fmt: skip


def expressions_are_feel(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """Every expression can be read."""
    for place in places(diagram):
        error = read_formula(place.source)
        shown = place.source if len(place.source) <= _SHOWN else place.source[:_SHOWN] + "…"
        if place.what == "timeCycle" and is_cron(place.source):
            yield problem(
                "expression-unreadable",
                place.element,
                f"The timeCycle of {label(place.element)}, '{shown}', is cron, which does not run here. Write an ISO "
                "8601 cycle such as R/P1D or R/2026-01-01T09:00:00+08:00/P1D, or FEEL.",
                f"{label(place.element)} 的 timeCycle“{shown}”是 cron 表达式，此处不支持。请写 ISO 8601 周期（如 R/P1D、"
                "R/2026-01-01T09:00:00+08:00/P1D）或 FEEL。",
            )
            continue
        if isinstance(error, InvalidInputError | LimitError):
            yield problem(
                "expression-unreadable",
                place.element,
                f"The {place.what} of {label(place.element)}, '{shown}', is no FEEL: {error.message}",
                f"{label(place.element)} 的 {place.what}“{shown}”不是有效的 FEEL：{error.message_zh}",
            )

        for wrong in problems(place.source, condition=place.what in _CONDITIONS):
            yield problem(
                "expression-wrong",
                place.element,
                f"The {place.what} of {label(place.element)}, '{shown}', cannot work: {wrong.message}",
                f"{label(place.element)} 的 {place.what}“{shown}”不能得出结果：{wrong.message_zh}",
                severity=wrong.severity,
            )


_SHOWN = 80
_CONDITIONS = frozenset(
    {"conditionExpression", "condition", "loopCondition", "completionCondition", "activationCondition"}
)


def languages_are_feel(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """Whatever names an expression language names FEEL."""
    for element in diagram.root.iter("*"):
        for attribute in ("expressionLanguage", "language", "scriptFormat", "scriptLanguage"):
            value = element.get(attribute)
            if value is None or "feel" in value.lower():
                continue
            if attribute == "expressionLanguage" and value == _DEFAULT_OF_THE_STANDARD:
                continue
            yield problem(
                "language-not-feel",
                element,
                f"{attribute} of {kind(element)} '{identity(element)}' is '{value}'. Diagrams here speak FEEL only: "
                "rewrite it in FEEL, or leave the attribute out.",
                f"{attribute} 为“{value}”。此处只支持 FEEL，请改写为 FEEL 或删除该属性。",
            )


_DEFAULT_OF_THE_STANDARD = "http://www.w3.org/1999/XPath"


def nothing_else_is_code(diagram: Diagram, _around: Surroundings) -> Iterator[Finding]:
    """Classes, listeners and scripts of other engines are never run and have no place here."""
    for element in diagram.root.iter("*"):
        namespace, _, name = element.tag[1:].rpartition("}")
        if name in _FOREIGN_CODE and namespace not in {MODEL, SPIFF} and namespace:
            yield _foreign(element, name)
        for key in element.attrib:
            space, _, attribute = str(key)[1:].rpartition("}")
            if str(key).startswith("{") and attribute in _FOREIGN_CODE and space not in {MODEL, SPIFF}:
                yield _foreign(element, attribute)


def _foreign(element: _Element, name: str) -> Finding:
    where = identity(element)
    return problem(
        "foreign-code",
        element,
        f"'{where}' carries '{name}', code of another engine that never runs here. Remove it, or draw what it does "
        "as a service task or script task in FEEL.",
        f"“{where}”含有其他引擎的代码“{name}”，此处不会执行。请删除，或改画为服务任务、FEEL 脚本任务。",
    )


RULES = (expressions_are_feel, languages_are_feel, nothing_else_is_code)

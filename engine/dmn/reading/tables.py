"""Reading decision tables (clause 8.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.dmn.reading.source import check_language, child, children, line_of, text_in
from engine.dmn.table_syntax import (
    Aggregation,
    Cell,
    DecisionTable,
    HitPolicy,
    TableInput,
    TableOutput,
    TableRule,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.dmn.reading.source import Source

_POLICIES = {policy.value: policy for policy in HitPolicy}
_POLICIES |= {policy.value.replace(" ", "_"): policy for policy in HitPolicy}
_AGGREGATIONS = {each.value: each for each in Aggregation}


def read_table(source: Source, element: _Element) -> DecisionTable:
    """The table that an element is; what does not fit together is reported."""
    inputs = tuple(_input(source, each) for each in children(element, "input"))
    outputs = tuple(_output(source, each) for each in children(element, "output"))
    if not outputs:
        source.report(
            "dmn-no-output",
            element,
            "The decision table has no output column. Add one.",
            "决策表没有输出列，请添加。",
        )
    rules = tuple(
        _rule(source, number, each, len(inputs), len(outputs))
        for number, each in enumerate(children(element, "rule"), 1)
    )
    return DecisionTable(
        id=element.get("id"),
        line=line_of(element),
        type_ref=element.get("typeRef"),
        hit_policy=_policy(source, element),
        aggregation=_aggregation(source, element),
        inputs=inputs,
        outputs=outputs,
        rules=rules,
    )


def _policy(source: Source, element: _Element) -> HitPolicy:
    written = (element.get("hitPolicy") or "UNIQUE").strip().upper()
    policy = _POLICIES.get(written)
    if policy is None:
        source.report(
            "dmn-hit-policy",
            element,
            f"There is no hit policy '{written}'. Write one of {', '.join(each.value for each in HitPolicy)}.",
            f"没有命中策略“{written}”，可用：{'、'.join(each.value for each in HitPolicy)}。",
        )
    return policy or HitPolicy.UNIQUE


def _aggregation(source: Source, element: _Element) -> Aggregation | None:
    written = (element.get("aggregation") or "").strip().upper()
    if not written or written == "LIST":
        return None
    aggregation = _AGGREGATIONS.get(written)
    if aggregation is None:
        source.report(
            "dmn-aggregation",
            element,
            f"There is no aggregation '{written}'. Write SUM, MIN, MAX, COUNT or nothing.",
            f"没有聚合方式“{written}”，可用 SUM、MIN、MAX、COUNT，或留空。",
        )
    return aggregation


def _tests(element: _Element | None) -> str | None:
    """The text of unary tests, None where there are none."""
    written = text_in(element)
    return written if written and written.strip() not in ("", "-") else None


def _input(source: Source, element: _Element) -> TableInput:
    expression = child(element, "inputExpression")
    if expression is not None:
        check_language(source, expression)
    return TableInput(
        id=element.get("id"),
        line=line_of(element),
        label=element.get("label"),
        text=text_in(expression) or "",
        type_ref=None if expression is None else expression.get("typeRef"),
        allowed=_tests(child(element, "inputValues")),
    )


def _output(source: Source, element: _Element) -> TableOutput:
    default = child(element, "defaultOutputEntry")
    return TableOutput(
        id=element.get("id"),
        line=line_of(element),
        name=(element.get("name") or "").strip() or None,
        label=element.get("label"),
        type_ref=element.get("typeRef"),
        allowed=_tests(child(element, "outputValues")),
        default=None if default is None else _cell(source, default),
    )


def _cell(source: Source, element: _Element) -> Cell:
    check_language(source, element)
    return Cell(id=element.get("id"), line=line_of(element), text=text_in(element) or "")


def _rule(source: Source, number: int, element: _Element, inputs: int, outputs: int) -> TableRule:
    rule = TableRule(
        id=element.get("id") or f"rule {number}",
        number=number,
        line=line_of(element),
        inputs=tuple(_cell(source, each) for each in children(element, "inputEntry")),
        outputs=tuple(_cell(source, each) for each in children(element, "outputEntry")),
        annotations=tuple((text_in(each) or "").strip() for each in children(element, "annotationEntry")),
    )
    if (len(rule.inputs), len(rule.outputs)) != (inputs, outputs):
        source.report(
            "dmn-cells",
            element,
            f"Rule {number} has {len(rule.inputs)} input and {len(rule.outputs)} output cells; the table has "
            f"{inputs} and {outputs} columns. Give each column one cell.",
            f"第 {number} 条规则有 {len(rule.inputs)} 个输入格、{len(rule.outputs)} 个输出格，"
            f"与表的 {inputs}、{outputs} 列不符，请补齐。",
        )
    return rule

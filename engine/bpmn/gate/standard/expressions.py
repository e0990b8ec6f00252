"""Expressions that a machine can evaluate: formal where the process runs, and never empty.

Sources: clause 8.3.7 (Expression, FormalExpression: a natural language expression is not executable),
tables 8.16-8.19 (correlation), 10.95 (ConditionalEventDefinition), 10.101 (TimerEventDefinition).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.bpmn.gate.diagram import children, kind, text
from engine.bpmn.gate.finding import name_of, problem
from engine.bpmn.reading.foreign_times import is_cron
from engine.bpmn.reading.formulas import formula
from engine.bpmn.reading.vocabulary import XSI

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from engine.bpmn.gate.diagram import Diagram
    from engine.errors import Finding

# elements whose schema type is tExpression: they need xsi:type="tFormalExpression" to be executable
_TYPED = (
    "conditionExpression", "condition", "loopCondition", "loopCardinality", "completionCondition",
    "activationCondition", "timeDate", "timeDuration", "timeCycle", "expression", "from", "to",
)  # fmt: skip
# elements whose schema type is tFormalExpression already
_FORMAL = ("messagePath", "dataPath", "transformation", "formalExpression")
_ISO_DURATION = re.compile(
    r"[+-]?P(?=.)(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?W)?(?:\d+(?:\.\d+)?D)?"
    r"(?:T(?=.)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?S)?)?"
)
_ISO_DATE = re.compile(
    r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T(?:[01]\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?"
)
_CYCLE = re.compile(r"R(\d*|-1)/(.+)")
_CYCLE_PARTS = 2
_BARE_WORD = re.compile(r"[A-Z][A-Z0-9_]*")


def expressions_are_formal(diagram: Diagram) -> Iterator[Finding]:
    """In a process that runs, an expression with text is a FormalExpression (8.3.7)."""
    for element in diagram.every(*_TYPED):
        if not text(element) or not diagram.is_executable(element) or not _is_expression(element):
            continue
        parent = element.getparent()
        is_typed = parent is not None and kind(parent) == "complexBehaviorDefinition"
        if not is_typed and _xsi_type(element) != "tFormalExpression":
            yield problem(
                "expression-not-formal",
                element,
                f"{name_of(element)} is written as natural language, which no engine evaluates. "
                'Give it xsi:type="bpmn:tFormalExpression".',
                f'{kind(element)} 未声明为形式表达式，引擎无法计算。请加 xsi:type="bpmn:tFormalExpression"。',
            )


def expressions_have_text(diagram: Diagram) -> Iterator[Finding]:
    """An expression element that is there says something."""
    for element in diagram.every(*_TYPED, *_FORMAL):
        if not text(element) and _is_expression(element) and diagram.is_executable(element):
            yield problem(
                "empty-expression",
                element,
                f"{name_of(element)} is empty. Write the FEEL expression, or delete the element.",
                f"{kind(element)} 为空，请填写 FEEL 表达式或删除该元素。",
            )


def _is_expression(element: _Element) -> bool:
    """``from`` and ``to`` and ``condition`` are expressions only inside these."""
    parent = element.getparent()
    around = "" if parent is None else kind(parent)
    name = kind(element)
    if name in {"from", "to"}:
        return around == "assignment"
    if name == "condition":
        return around in {"conditionalEventDefinition", "complexBehaviorDefinition"}
    return True


def _xsi_type(element: _Element) -> str:
    return (element.get(f"{{{XSI}}}type") or "").rpartition(":")[2]


def timers_have_one_time(diagram: Diagram) -> Iterator[Finding]:
    """A timer has exactly one of timeDate, timeCycle and timeDuration (table 10.101)."""
    for element in diagram.every("timerEventDefinition"):
        times = list(children(element, "timeDate", "timeCycle", "timeDuration"))
        if len(times) != 1 and diagram.is_executable(element):
            yield problem(
                "timer-without-one-time",
                element,
                f"The timer of {name_of(element)} has {len(times)} times; it needs exactly one date, duration "
                "or cycle.",
                f"定时器需要且只能有一个时间（日期、时长或周期），现有 {len(times)} 个。",
            )


def times_can_be_read(diagram: Diagram) -> Iterator[Finding]:
    """A literal time is ISO 8601 (or cron for a cycle); anything else must be an expression.

    A single word in capitals, or text that starts like ISO 8601 and is not, cannot be meant as a FEEL
    name: names of case data do not look so.
    """
    for element in diagram.every("timeDate", "timeDuration", "timeCycle"):
        value = text(element)
        if not value or not diagram.is_executable(element) or _is_readable_time(kind(element), value):
            continue
        yield problem(
            "invalid-time",
            element,
            f"'{value}' in {name_of(element)} is neither {_WANTED[kind(element)]} nor a FEEL expression.",
            f"“{value}”不是有效的时间：{_WANTED_ZH[kind(element)]}，或 FEEL 表达式。",
        )


_WANTED = {
    "timeDate": "an ISO 8601 date such as 2026-10-08T09:00:00+08:00",
    "timeDuration": "an ISO 8601 duration such as P5D or PT30M",
    "timeCycle": "an ISO 8601 cycle such as R3/PT24H",
}
_WANTED_ZH = {
    "timeDate": "应为 ISO 8601 日期，如 2026-10-08T09:00:00+08:00",
    "timeDuration": "应为 ISO 8601 时长，如 P5D、PT30M",
    "timeCycle": "应为 ISO 8601 周期，如 R3/PT24H",
}


def _is_readable_time(name: str, value: str) -> bool:
    if name == "timeDuration" and _ISO_DURATION.fullmatch(value):
        return True
    if name == "timeDate" and _ISO_DATE.fullmatch(value):
        return True
    if name == "timeCycle" and _is_cycle(value):
        return True
    if formula(value) is None:
        return False
    looks_literal = _BARE_WORD.fullmatch(value) or re.match(r"(?:R\d*/|P\d|PT\d|\d{4}-\d)", value)
    return not looks_literal


def _is_cycle(value: str) -> bool:
    match = _CYCLE.fullmatch(value)
    if match is None:
        return is_cron(value) or bool(_ISO_DURATION.fullmatch(value))
    parts = match[2].split("/")
    durations = [part for part in parts if _ISO_DURATION.fullmatch(part)]
    dates = [part for part in parts if _ISO_DATE.fullmatch(part)]
    return len(parts) <= _CYCLE_PARTS and len(durations) + len(dates) == len(parts) and len(durations) >= 1


RULES = (expressions_are_formal, expressions_have_text, timers_have_one_time, times_can_be_read)

"""Expressions of a draft become FEEL where that is safe; each change and each failure is said."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from engine.bpmn.reading.foreign_expressions import translate, translate_script, unwrap
from engine.bpmn.reading.foreign_times import is_cron, iso_time
from engine.bpmn.reading.formulas import formula
from engine.bpmn.reading.vocabulary import BPMNDI, MODEL, SPIFF, child, descendants, kind, local, text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from engine.bpmn.reading.ledger import Ledger

FEEL = "https://www.omg.org/spec/DMN/20191111/FEEL/"
_ELEMENTS = (
    "conditionExpression", "condition", "loopCondition", "loopCardinality", "completionCondition",
    "activationCondition", "timeDate", "timeDuration", "timeCycle", "transformation",
)  # fmt: skip
_TIMES = frozenset({"timeDate", "timeDuration", "timeCycle"})
_VENDOR_ATTRIBUTES = frozenset({"collection", "dueDate", "followUpDate", "decisionRef", "sourceExpression"})
_PARAMETERS = frozenset({"inputParameter", "outputParameter"})
_ISO = re.compile(r"(?:R-?\d*/)?(?:-?P[0-9.YMWDTHS]+|\d{4}-\d\d-\d\d\S*)(?:/\S+)?")
_SHOWN = 80


def settle_expressions(root: _Element, ledger: Ledger) -> None:
    """Translate what other engines wrote, leave FEEL as it is, and say what cannot be read."""
    for element in list(descendants(root, *_ELEMENTS)):
        _element(element, ledger)
    for task in list(descendants(root, "scriptTask")):
        _script(task, ledger)
    for element in root.iter("*"):
        if element.tag.startswith((f"{{{MODEL}}}", f"{{{BPMNDI}}}")):
            _attributes(element, ledger)
        elif local(element) in _PARAMETERS and len(element) == 0 and f"{{{SPIFF}}}" not in element.tag:
            _parameter(element, ledger)


def is_feel(source: str) -> bool:
    """Whether a text can be read as FEEL (a leading ``=`` is allowed)."""
    return formula(source) is not None


def _element(element: _Element, ledger: Ledger) -> None:
    source = text(element)
    is_time = kind(element) in _TIMES
    if not source or (is_time and _ISO.fullmatch(source) and "{" not in source):
        return
    if is_time and unwrap(source) is None and (is_cron(source) or not is_feel(source)):
        _time(element, source, ledger)
        return
    if unwrap(source) is None and "${" not in source and "#{" not in source and is_feel(source):
        return
    translated = translate(source)
    if translated is not None and is_time and _is_literal_time(translated):
        translated = translated.strip('"')
    elif translated is None or not is_feel(translated):
        ledger.warn(
            "expression-not-read",
            element,
            f"The {kind(element)} '{source[:_SHOWN]}' is no FEEL and could not be translated. Cases will stop there; "
            "write it in FEEL.",
            f"{kind(element)}“{source[:_SHOWN]}”不是 FEEL，也无法转换，办件到此会停止。请用 FEEL 重写。",
        )
        return
    _replace(element, translated)
    ledger.repair(
        "expression-translated",
        element,
        f"The {kind(element)} '{source[:_SHOWN]}' was read as FEEL: {translated[:_SHOWN]}",
        f"{kind(element)}“{source[:_SHOWN]}”已转换为 FEEL：{translated[:_SHOWN]}",
    )


def _time(element: _Element, source: str, ledger: Ledger) -> None:
    """A time of another engine."""
    translated = iso_time(source, kind(element))
    if translated is not None and (_ISO.fullmatch(translated) or is_feel(translated)):
        _replace(element, translated)
        ledger.repair(
            "time-translated",
            element,
            f"The {kind(element)} '{source[:_SHOWN]}' was read as {translated[:_SHOWN]}",
            f"{kind(element)}“{source[:_SHOWN]}”已读作 {translated[:_SHOWN]}",
        )
        return
    what, what_zh = (
        ("cron", "cron 表达式") if is_cron(source) else ("no time that is known here", "无法识别的时间")
    )
    ledger.warn(
        "time-not-read",
        element,
        f"The {kind(element)} '{source[:_SHOWN]}' is {what}. Cases will stop there; write ISO 8601 such as R/P1D "
        "or FEEL.",
        f"{kind(element)}“{source[:_SHOWN]}”是{what_zh}，办件到此会停止。请写 ISO 8601（如 R/P1D）或 FEEL。",
    )


def _is_literal_time(translated: str) -> bool:
    return bool(_ISO.fullmatch(translated.strip('"'))) and translated.startswith('"')


def _replace(element: _Element, source: str) -> None:
    for inner in list(element):
        element.remove(inner)
    element.text = source
    if element.get("language") is not None:
        element.set("language", FEEL)


def _script(task: _Element, ledger: Ledger) -> None:
    script = child(task, "script")
    source = text(script)
    language = (task.get("scriptFormat") or "").lower()
    if script is None or not source or "feel" in language or (not language and is_feel(source)):
        return
    translated = translate_script(source)
    if translated is None or not is_feel(translated):
        ledger.warn(
            "script-not-feel",
            task,
            f"The script of '{task.get('id')}' is written in '{task.get('scriptFormat') or 'another language'}' and "
            "does not run here. Write it as a FEEL context such as {total: a + b}.",
            f"“{task.get('id')}”的脚本语言是“{task.get('scriptFormat') or '其他语言'}”，此处不能运行。"
            "请改写为 FEEL 上下文，如 {total: a + b}。",
        )
        return
    _replace(script, translated)
    task.set("scriptFormat", "application/feel")
    ledger.repair(
        "script-translated",
        task,
        f"The script of '{task.get('id')}' was read as FEEL: {translated[:_SHOWN]}",
        f"“{task.get('id')}”的脚本已转换为 FEEL：{translated[:_SHOWN]}",
    )


def _attributes(element: _Element, ledger: Ledger) -> None:
    """Attributes of other engines that hold an expression."""
    for key, value in list(element.attrib.items()):
        name = str(key)
        if not name.startswith("{") or name.rpartition("}")[2] not in _VENDOR_ATTRIBUTES:
            continue
        source = str(value)
        if unwrap(source) is None:
            continue
        translated = translate(source)
        if translated is None or not is_feel(translated):
            ledger.warn(
                "expression-not-read",
                element,
                f"'{source[:_SHOWN]}' of '{element.get('id')}' is no FEEL and could not be translated.",
                f"“{element.get('id')}”的“{source[:_SHOWN]}”不是 FEEL，也无法转换。",
            )
            continue
        is_reference = name.endswith("}decisionRef")
        element.set(name, f"={translated}" if is_reference else translated)
        ledger.repair(
            "expression-translated",
            element,
            f"'{source[:_SHOWN]}' of '{element.get('id')}' was read as FEEL: {translated[:_SHOWN]}",
            f"“{element.get('id')}”的“{source[:_SHOWN]}”已转换为 FEEL：{translated[:_SHOWN]}",
        )


def _parameter(element: _Element, ledger: Ledger) -> None:
    """A mapping parameter: ``${…}`` is an expression, anything else a text."""
    source = element.text or ""
    if not source.strip():
        return
    is_expression = unwrap(source) is not None
    translated = translate(source) if is_expression else json.dumps(source.strip(), ensure_ascii=False)
    if translated is None or not is_feel(translated):
        ledger.warn(
            "expression-not-read",
            element,
            f"The parameter '{element.get('name')}' is '{source[:_SHOWN]}', which could not be translated to FEEL.",
            f"参数“{element.get('name')}”的值“{source[:_SHOWN]}”无法转换为 FEEL。",
        )
        return
    element.text = translated
    if is_expression:
        ledger.repair(
            "expression-translated",
            element,
            f"The parameter '{element.get('name')}' was read as FEEL: {translated[:_SHOWN]}",
            f"参数“{element.get('name')}”已转换为 FEEL：{translated[:_SHOWN]}",
        )

"""The check before a bundle is deployed: everything that would stop a case later, all at once.

The diagrams go through the gate of ``engine.bpmn``; here the parts are held against each other: forms that
tasks name, statuses, notices, lanes with offices, expressions of the card.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, get_args

from engine import bpmn
from engine.bpmn.gate import check as gate
from engine.domain.authority import APPLICANT_LANE
from engine.domain.office_names import DEPARTMENT_IDS
from engine.domain.xml import parse_xml
from engine.errors import DefinitionRefusedError, Finding, TongbanError, XmlError
from engine.service.bundles import NOTICES
from engine.service.cards import CARD_FILE, ItemCard, read_card
from engine.service.effects import Outcome
from engine.service.expressions import problem_of
from engine.service.form_sets import FormSet
from engine.service.lanes import expressions_of
from engine.service.loaded import ITEM_PLACE, LoadedDefinition, diagrams_of, load_definition
from engine.service.notice_texts import read_template

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from jsonschema import FormatChecker

    from engine.domain.statuses import StatusList
    from engine.feel import WorkingCalendar

_PLACES = re.compile(
    r"item\.yaml|scenarios\.yaml|(shared/)?[\w\-]+\.(bpmn|dmn)|shared/notices/[\w\-]+\.yaml"
    r"|forms/([\w\-]+/)+[\w\-]+(\.(schema|ui|i18n))?\.json|forms/shared/documents/[\w\-]+\.yaml"
)
"""What may lie where in a bundle."""
OUTCOMES = frozenset(get_args(Outcome))
ENGINE_FACTS = frozenset(
    {
        "today",
        "now",
        "caseNumber",
        "caseId",
        "channel",
        "materialsComplete",
        "missingMaterials",
        "materialsHeld",
    }
)
"""Names that the platform gives to every expression."""
PLATFORM_MESSAGES = frozenset(
    {
        "applicant_withdraws",
        "payment_received",
        "shipment_delivered",
        "move_out_requested",
        "move_out_answered",
    }
)


def check_bundle(
    files: Mapping[str, bytes], *, formats: FormatChecker, calendar: WorkingCalendar, statuses: StatusList
) -> list[Finding]:
    """Every finding of a bundle, errors and warnings; empty for a perfect one.

    Where a file is no XML, or hostile, only that is said, of every such file: at once, before anything else is read.
    """
    findings: list[Finding] = list(_no_xml(diagrams_of(files)))
    if findings:
        return findings
    findings += [_unknown_file(path) for path in files if _PLACES.fullmatch(path) is None]
    card = _tried(findings, lambda: read_card(files.get(CARD_FILE, b"")))
    forms = _forms(findings, files, formats)
    findings += gate(
        diagrams_of(files),
        forms=None if card is None or forms is None else _form_fields(card, forms),
        variables=ENGINE_FACTS | set(card.parameters.get("message_data", ()) if card else ()),
        messages=_outside_messages(card),
    )
    for path, content in files.items():
        if path.startswith(NOTICES):
            _tried(findings, partial(read_template, path, content))
    if card is not None:
        findings += _card_findings(card)
        process_id = card.process_id
        _tried(findings, lambda: bpmn.define(diagrams_of(files), process_id=process_id, calendar=calendar))
    if not any(finding.severity == "error" for finding in findings):
        loaded = load_definition(files, digest="", formats=formats, calendar=calendar)
        findings += _cross_findings(loaded, statuses)
    return list(dict.fromkeys(findings))


def _no_xml(files: Mapping[str, bytes]) -> Iterator[Finding]:
    for path, content in files.items():
        try:
            parse_xml(content)
        except XmlError as error:
            yield Finding(
                rule="xml", element_id=None, message=error.message, message_zh=error.message_zh, file=path
            )


def _unknown_file(path: str) -> Finding:
    return Finding(
        rule="file-unknown",
        element_id=None,
        message=f"'{path}' is no file of a bundle. Remove it.",
        message_zh=f"“{path}”不属于定义包，请移除。",
        file=path,
    )


def _forms(findings: list[Finding], files: Mapping[str, bytes], formats: FormatChecker) -> FormSet | None:
    try:
        return FormSet(files, formats)
    except DefinitionRefusedError as error:
        findings.extend(error.findings)
    return None


def _form_fields(card: ItemCard, forms: FormSet) -> dict[str, frozenset[str]]:
    """The fields of every form; the item's own also under the name that shared diagrams call them by."""
    own = f"{card.department}/{card.id}/"
    found = {form.view.key: form.names for form in forms}
    return found | {
        f"{ITEM_PLACE}/{key.removeprefix(own)}": names for key, names in found.items() if key.startswith(own)
    }


def _outside_messages(card: ItemCard | None) -> frozenset[str]:
    """Messages that platforms, people and other cases send: no diagram of the bundle draws their sender."""
    named = {
        str(fact["message"]) for fact in (card.facts if card else ()) if isinstance(fact.get("message"), str)
    }
    opened = card.parameters.get("opened_by_message") if card else None
    return PLATFORM_MESSAGES | named | ({str(opened)} if opened else set())


def refuse_errors(name: str, findings: list[Finding]) -> None:
    """Nothing where there are only warnings.

    Raises:
        DefinitionRefusedError: with all findings, errors first.
    """
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        others = [finding for finding in findings if finding.severity != "error"]
        raise DefinitionRefusedError(name=name, findings=[*errors, *others])


def _tried(findings: list[Finding], read: Callable[[], object]) -> ItemCard | None:
    try:
        result = read()
    except DefinitionRefusedError as error:
        findings.extend(error.findings)
    except TongbanError as error:
        findings.append(
            Finding(rule="unreadable", element_id=None, message=error.message, message_zh=error.message_zh)
        )
    else:
        return result if isinstance(result, ItemCard) else None
    return None


def _card_findings(card: ItemCard) -> Iterator[Finding]:
    if card.department not in DEPARTMENT_IDS:
        yield _of_card(
            "card-department", f"'{card.department}' is no department", f"“{card.department}”不是已知部门"
        )
    for where, text in expressions_of(card):
        problem = problem_of(text)
        if problem:
            yield _of_card("card-expression", f"'{where}': {problem[0]}", f"“{where}”：{problem[1]}")


def _cross_findings(loaded: LoadedDefinition, statuses: StatusList) -> Iterator[Finding]:
    for element in loaded.process.elements.values():
        own = element.properties
        for suffix in ("", "OnComplete"):
            status, notice = own.get(f"caseStatus{suffix}"), own.get(f"notice{suffix}")
            if status and status not in statuses:
                yield _at(
                    element.id,
                    "status-unknown",
                    f"there is no case status '{status}'",
                    f"没有办件状态“{status}”",
                )
            if notice and notice not in loaded.notices:
                yield _at(
                    element.id, "notice-missing", f"there is no notice '{notice}'", f"没有通知模板“{notice}”"
                )
            lane = own.get(f"notify{suffix}")
            if lane and lane != APPLICANT_LANE and lane not in loaded.card.lanes:
                yield _at(
                    element.id, "lane-unbound", f"the card has no lane '{lane}'", f"事项卡没有泳道“{lane}”"
                )
        outcome = own.get("outcome")
        if outcome and outcome not in OUTCOMES:
            yield _at(element.id, "outcome-unknown", f"'{outcome}' is no outcome", f"“{outcome}”不是办理结果")
        if element.kind == "userTask":
            yield from _task_findings(loaded, element)


def _task_findings(loaded: LoadedDefinition, element: bpmn.Element) -> Iterator[Finding]:
    key = loaded.form_key(element.properties.get("formKey"))
    if key is None:
        yield _at(element.id, "form-missing", "this user task has no formKey", "该用户任务没有 formKey")
    elif key not in loaded.forms:
        yield _at(element.id, "form-missing", f"there is no form '{key}'", f"没有表单“{key}”")
    if element.lane is not None and element.lane != APPLICANT_LANE and element.lane not in loaded.card.lanes:
        yield _at(
            element.id,
            "lane-unbound",
            f"its lane '{element.lane}' is bound to no office in item.yaml",
            f"其泳道“{element.lane}”在 item.yaml 中没有对应机构",
        )


def _at(element_id: str, rule: str, message: str, message_zh: str) -> Finding:
    return Finding(
        rule=rule,
        element_id=element_id,
        message=f"'{element_id}': {message}. Correct the diagram or add what is missing.",
        message_zh=f"“{element_id}”：{message_zh}。请更正流程图或补充缺失内容。",
    )


def _of_card(rule: str, message: str, message_zh: str) -> Finding:
    return Finding(
        rule=rule,
        element_id=None,
        message=f"item.yaml: {message}. Correct the card.",
        message_zh=f"item.yaml：{message_zh}。请更正事项卡。",
        file=CARD_FILE,
    )

"""Each rule of the catalogue is a row of a decision table and means the same."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
import yaml
from lxml import etree

from engine import bpmn, feel
from engine.bpmn import apply
from engine.bpmn.transition import Start
from engine.service.loaded import diagrams_of
from tests.processes.bundles import CATALOGUE_ITEMS, PROCESSES, bundle, catalogue

SHARED = PROCESSES / "shared" / "common-rules.dmn"
PROBES = 400
DAYS = (datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2024, 12, 30, 1, tzinfo=UTC))
DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"

STAGES = {
    "driver-licence-expiry-renewal": ("acceptance_verdict", "renewal_terms"),
    "hukou-migration-job-transfer": ("acceptance_verdict", "review_verdict", "decision_verdict"),
    "medical-offsite-filing-long-term": ("acceptance_verdict",),
    "medical-inpatient-direct-settlement": ("acceptance_verdict", "calculation_verdict", "risk_verdict"),
}
REGIONS = ["530326", "512002", "510107", "540402", "500103", "110101", None]
POOLS: dict[str, list[Any]] = {
    "applicantRegion": REGIONS, "homeRegion": REGIONS, "insuredRegion": REGIONS, "treatRegion": REGIONS,
    "moveInRegion": REGIONS, "moveOutRegion": REGIONS,
    "agentName": ["李四", None], "agentIdNo": ["512002198808089038", None],
    "resultDelivery": ["EMS", "WINDOW", "ELECTRONIC", None], "deliveryAddress": ["示例路1号", None],
    "licenceStatus": ["A", "B", "E", "F", "G", None],
    "vehicleClass": ["A1", "A2", "A3", "B1", "B2", "C1", "D", "N", "P", None],
    "applicantIdType": ["111", "111", "414"],
    "applicantIdNo": ["512002199001019017", "512002195503199275", "512002196312310019", "512002196101010016", "51200219630302001X"],
    "birthDate": [date(1961, 6, 1), date(1990, 1, 1)],
    "openViolations": [0, 1, 2, None], "openAccidents": [0, 1, None], "points": [0, 11, 12, 13, None],
    "term": [6, 10, None],
    "transferDocType": ["TRANSFER_ORDER", "RECRUIT_NOTICE", "EMPLOY_CONTRACT", "OTHER", None],
    "headSignature": ["王五", None], "householdType": ["FAMILY", "COLLECTIVE", None],
    "destinationPolicy": ["OPEN", "POINTS", None], "pointsScore": [0, 60, 100, None],
    "pointsThreshold": [60, 100, None], "moveOutFeedback": ["PENDING", "CANCELLED", "REFUSED", None],
    "migrationCertNo": ["QY1", None],
    "filingCategory": ["RETIREE_RESETTLED", "LONG_RESIDENT", "STATIONED_WORKER", "OTHER", None],
    "changeIntervalDays": [0, 30, 183, None],
    "totalFee": [100, 400000, 400001, None], "annualCap": [400000, None], "ratio": [0.85, None],
    "reduction": [0, 0.2, None], "calcResult": ["OK", "ERROR", "TIMEOUT", None],
}  # fmt: skip
OFFSETS = [-1096, -1095, -366, -365, -184, -183, -182, -1, 0, 1, 89, 90, 91, 400]

DERIVED = {
    "sameProvince": "province(applicantRegion) = province(homeRegion)",
    "age": 'if applicantIdType = "111" then age on(applicantIdNo, today) else age on(birthDate, today)',
    "daysToExpiry": "days(today, licenceExpiry)",
    "daysOverdue": "max(0, days(licenceExpiry, today))",
    "bodyCertValid": "days(bodyCertDate, today) <= 183",
    "largeVehicleMaxAge": 'if today >= date("2025-01-01") then 63 else 60',
    "headConsent": "headSignature != null",
    "daysSinceFiling": "days(filingDate, today)",
}
"""The catalogue's derived facts as FEEL, written down apart from the decisions."""

PROBE = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" targetNamespace="urn:probe">
  <bpmn:process id="probe" isExecutable="true">
    <bpmn:startEvent id="begun"/>{tasks}<bpmn:endEvent id="done"/>{flows}
  </bpmn:process>
</bpmn:definitions>"""
TASK = """<bpmn:businessRuleTask id="{id}"><bpmn:extensionElements><spiffworkflow:properties>
  <spiffworkflow:property name="resultVariable" value="out_{id}"/></spiffworkflow:properties>
  <spiffworkflow:calledDecisionId>{id}</spiffworkflow:calledDecisionId></bpmn:extensionElements></bpmn:businessRuleTask>"""
FLOW = '<bpmn:sequenceFlow id="f{n}" sourceRef="{source}" targetRef="{target}"/>'


@dataclass(frozen=True)
class Rule:
    """A rule of the catalogue."""

    id: str
    when: feel.Expression
    outcome: str
    zh: str
    en: str


def _rules(item: str) -> list[Rule]:
    document = catalogue_document()
    rows = document["common_rules"] + document["items_by_id"][item]["rules"]
    return [
        Rule(
            id=row["id"],
            when=feel.compile(row["when"], functions=feel.GOVERNMENT_FUNCTIONS),
            outcome=row["outcome"],
            zh=row["zh"],
            en=row["en"],
        )
        for row in rows
    ]


@cache
def catalogue_document() -> dict[str, Any]:
    """items.yaml as the project holds it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = (PROCESSES / "catalogue" / "items.yaml").read_bytes()
    document = yaml.load(content, Loader=loader)  # noqa: S506 (both are safe loaders; the C one is faster)
    document["items_by_id"] = {row["id"]: row for row in document["items"]}
    return dict(document)


@cache
def _decisions(item: str) -> dict[str, bytes]:
    return {path: text for path, text in diagrams_of(bundle(item)).items() if path.endswith(".dmn")}


def _rows_of(item: str) -> dict[str, tuple[str, list[str]]]:
    """Rule id → table and output texts, of the item's decisions and the shared ones."""
    found: dict[str, tuple[str, list[str]]] = {}
    for content in _decisions(item).values():
        for table in etree.fromstring(content).iter(f"{DMN}decisionTable"):
            for rule in table.iter(f"{DMN}rule"):
                outputs = [entry.findtext(f"{DMN}text") or "" for entry in rule.iter(f"{DMN}outputEntry")]
                found[rule.findtext(f"{DMN}description") or ""] = (table.get("id", ""), outputs)
    return found


def _input_types(item: str) -> dict[str, str]:
    found = {"identityVerified": "boolean"}
    for content in _decisions(item).values():
        for variable in etree.fromstring(content).iterfind(f"{DMN}inputData/{DMN}variable"):
            found[variable.get("name", "")] = variable.get("typeRef", "")
    return found


def _context(item: str, chance: random.Random, at: datetime) -> dict[str, Any]:
    today = at.date()
    context: dict[str, Any] = {}
    for name, kind in _input_types(item).items():
        if name == "today":
            continue
        if name in POOLS:
            context[name] = chance.choice(POOLS[name])
        elif kind == "boolean":
            context[name] = chance.choice([True, False, None])
        elif kind == "date":
            context[name] = chance.choice([today + timedelta(days=each) for each in OFFSETS])
        else:
            message = f"the test has no values for '{name}' ({kind})"
            raise AssertionError(message)
    return context


def _with_derived(context: dict[str, Any], at: datetime) -> dict[str, Any]:
    names: dict[str, Any] = {**context, "today": at.date()}
    derived = {}
    for name, text in DERIVED.items():
        expression = feel.compile(text, functions=feel.GOVERNMENT_FUNCTIONS)
        derived[name] = expression(names)
    return {**names, **derived}


def _json(context: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in context.items()}


@cache
def _probe(item: str) -> bpmn.Definition:
    decisions = [*STAGES[item], "identity_verdict"]
    points = ["begun", *decisions, "done"]
    flows = "".join(
        FLOW.format(n=n, source=source, target=target) for n, (source, target) in enumerate(pairwise(points))
    )
    text = PROBE.format(tasks="".join(TASK.format(id=each) for each in decisions), flows=flows)
    files = {"probe.bpmn": text.encode(), **_decisions(item)}
    return bpmn.define(files, process_id="probe", calendar=catalogue().published)


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_each_rule_of_the_row_and_each_common_rule_is_a_row_with_the_same_words(item: str) -> None:
    rows = _rows_of(item)

    for rule in _rules(item):
        assert rule.id in rows, f"{rule.id} is in no decision table"
        _, outputs = rows[rule.id]
        words = [feel.compile(text)({}) for text in outputs[:4]]
        assert words == [rule.id, rule.outcome, rule.zh, rule.en]


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_each_value_that_a_rule_sets_is_the_catalogues(item: str) -> None:
    rows = _rows_of(item)

    for row in catalogue_document()["items_by_id"][item]["rules"]:
        if row["outcome"] == "SET":
            names = {"term": 6, "ratio": 0.85, "reduction": 0.2}
            wanted = {name: feel.compile(text)(names) for name, text in row["set"].items()}
            assert feel.to_json(feel.compile(rows[row["id"]][1][4])(names)) == feel.to_json(wanted)


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_each_rule_matches_exactly_when_the_catalogue_says_so(item: str) -> None:
    chance = random.Random(item)  # noqa: S311 (repeatable, no secret)
    rules, rows, probe = _rules(item), _rows_of(item), _probe(item)
    seen: dict[str, set[bool]] = {rule.id: set() for rule in rules}

    for turn in range(PROBES):
        at = DAYS[turn % len(DAYS)]
        context = _context(item, chance, at)
        done = apply(probe, None, Start(data=_json(context)), at=at, environment={"channel": "online"})
        assert not done.incidents, (done.incidents, context)
        matched = {each.rpartition(":")[2] for step in done.steps for each in step.rules}
        names = _with_derived(context, at)
        for rule in rules:
            holds = rule.when(names) is True
            seen[rule.id].add(holds)
            assert (rule.id in matched) == holds, (rule.id, rows[rule.id][0], context)

    assert {rule: values for rule, values in seen.items() if len(values) < 2} == {}, "never seen both ways"


@pytest.mark.parametrize("item", CATALOGUE_ITEMS)
def test_the_first_terminal_outcome_wins_and_every_supplement_is_collected(item: str) -> None:
    chance = random.Random(f"{item} precedence")  # noqa: S311 (repeatable, no secret)
    outcomes = {rule: feel.compile(outputs[1])({}) for rule, (_, outputs) in _rows_of(item).items()}
    order = [*(rule.id for rule in _rules(item)), *outcomes]
    terminal = {"REJECT_ACCEPTANCE", "DENY", "REFER"}

    for turn in range(PROBES):
        at = DAYS[turn % len(DAYS)]
        context = _context(item, chance, at)
        done = apply(_probe(item), None, Start(data=_json(context)), at=at, environment={})
        verdict = done.data["out_acceptance_verdict"]
        keys = [key for step in done.steps if step.element_id == "acceptance_verdict" for key in step.rules]
        matched = sorted((key.rpartition(":")[2] for key in keys), key=order.index)
        supplements = [rule for rule in matched if outcomes[rule] == "SUPPLEMENT"]
        winners = [outcomes[rule] for rule in matched if outcomes[rule] in terminal]

        assert [each["rule"] for each in verdict["supplements"]] == supplements
        if winners:
            assert verdict["outcome"] == winners[0]
            assert verdict["reasons"]
            assert all(each["outcome"] == winners[0] for each in verdict["reasons"])
            assert verdict["remedy"]["zh"]
            assert verdict["remedy"]["en"]
        elif supplements:
            assert verdict["outcome"] == "SUPPLEMENT"

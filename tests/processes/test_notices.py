"""Notices say what happened, complete in both languages, and text messages fit and hold nothing personal."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from engine.service.expressions import Expressions
from engine.service.notice_texts import LONGEST_SMS, rendered
from engine.service.scenario_play import CASE_NUMBER
from tests.processes.bundles import ITEMS, catalogue, loaded, run, scenarios

HAN = re.compile(r"[㐀-鿿]")
AT = datetime(2026, 3, 20, 1, tzinfo=UTC)
PERSONAL = ("applicantName", "applicantIdNo", "applicantPhone", "moverName", "moverIdNo", "deliveryAddress")


def sent(item: str, scenario: str) -> set[str]:
    """The notices that a scenario sends."""
    elements = loaded(item).process.elements
    return {
        notice
        for element in run(item, scenario).entered
        if (notice := elements[element].properties.get("notice"))
    }


@pytest.mark.parametrize("item", ITEMS)
def test_each_notice_of_each_scenario_is_complete_in_both_languages(item: str) -> None:
    name = loaded(item).item_name
    for scenario in scenarios(item).scenarios:
        data = run(item, scenario.id).data
        expressions = Expressions({**data, "caseNumber": CASE_NUMBER}, at=AT, calendar=catalogue().published)
        for key in sent(item, scenario.id):
            template = loaded(item).notices[key]
            values = {each: expressions.value(text) for each, text in template.values.items()}
            text = rendered(
                template,
                case_number=CASE_NUMBER,
                item_zh=name.zh,
                item_en=name.en,
                evaluate=expressions.value,
            )

            assert all(value not in (None, "") for value in values.values()), (scenario.id, key, values)
            assert CASE_NUMBER in text.body_zh
            assert CASE_NUMBER in text.body_en
            assert "{" not in text.body_zh + text.body_en


@pytest.mark.parametrize("item", ITEMS)
def test_templates_are_in_their_language(item: str) -> None:
    for template in loaded(item).notices.values():
        assert HAN.search(template.zh.title)
        assert HAN.search(template.zh.body)
        assert not HAN.search(template.en.title + template.en.body), template.key


@pytest.mark.parametrize("item", ITEMS)
def test_a_text_message_is_short_and_names_nobody(item: str) -> None:
    name = loaded(item).item_name
    for scenario in scenarios(item).scenarios:
        data = run(item, scenario.id).data
        expressions = Expressions({**data, "caseNumber": CASE_NUMBER}, at=AT, calendar=catalogue().published)
        for key in sent(item, scenario.id):
            template = loaded(item).notices[key]
            text = rendered(
                template,
                case_number=CASE_NUMBER,
                item_zh=name.zh,
                item_en=name.en,
                evaluate=expressions.value,
            )
            if text.sms is None:
                continue
            assert len(text.sms) < LONGEST_SMS / 2, key
            for field in PERSONAL:
                assert not data.get(field) or str(data[field]) not in text.sms, (key, field)

"""All rules of the catalogue of service items, with their `set` values, are FEEL (issue 3, point 5)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine import feel
from engine.feel import GOVERNMENT_FUNCTIONS

CATALOGUE = Path(__file__).parents[2] / "processes" / "catalogue" / "items.yaml"


@cache
def rules() -> list[dict[str, Any]]:
    """Every rule, common ones first, with the id of its item."""
    document: dict[str, Any] = yaml.load(CATALOGUE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    own = [{**rule, "item": item["id"]} for item in document["items"] for rule in item["rules"]]
    return [{**rule, "item": "common"} for rule in document["common_rules"]] + own


def test_every_rule_and_every_value_that_it_sets_can_be_read() -> None:
    unreadable: list[str] = []
    for rule in rules():
        for text in (rule["when"], *map(str, rule.get("set", {}).values())):
            try:
                feel.compile(text, functions=GOVERNMENT_FUNCTIONS)
            except feel.FeelSyntaxError as error:
                unreadable.append(f"{rule['item']} {rule['id']}: {error.message}")

    assert unreadable == []
    assert len(rules()) >= 768


def test_every_condition_is_true_false_or_null_while_nothing_is_known() -> None:
    values = [feel.compile(rule["when"], functions=GOVERNMENT_FUNCTIONS)({}) for rule in rules()]

    assert set(map(type, values)) <= {bool, type(None)}

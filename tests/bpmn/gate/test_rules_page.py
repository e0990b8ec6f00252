"""The page of rules for analysts says what the gate says."""

from __future__ import annotations

import re
from pathlib import Path

from engine.bpmn import gate
from tests.bpmn.gate.rules_page import PAGE, page
from tests.bpmn.gate.unsound import UNSOUND

SOURCES = Path(gate.__file__).parent / "soundness"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.bpmn.gate.rules_page"


def test_every_rule_of_soundness_has_an_example() -> None:
    written = "\n".join(file.read_text(encoding="utf-8") for file in sorted(SOURCES.glob("*.py")))
    named = set(
        re.findall(r'problem\(\s*"([a-z]+(?:-[a-z]+)+)"|^ +"([a-z]+(?:-[a-z]+)+)",$', written, re.MULTILINE)
    )

    rules = {first or second for first, second in named}
    assert rules - set(UNSOUND) == {"soundness-not-decided"}

"""``tongban feel`` and ``tongban decide`` on files, without a database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from engine.cli.expressions import decide, feel
from tests.dmn.models import decision, imported, input_data, model, table, text

if TYPE_CHECKING:
    from pathlib import Path

LOGIC = table(["age"], ["fee"], ["< 18 => base - 30", ">= 18 => base"], policy="FIRST")
BASE = model(decision("base", text("30")), namespace="urn:base")
MAIN = model(
    imported("", "urn:base"),
    input_data("age", "number"),
    decision("fee", LOGIC, "in_age", "urn:base#d_base"),
    decision("day", text("today() instance of date")),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "item").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "item" / "fees.dmn").write_bytes(MAIN)
    (tmp_path / "shared" / "base.dmn").write_bytes(BASE)
    (tmp_path / "case.json").write_text('{"age": 20, "born": "2006-03-01"}', encoding="utf-8")
    return tmp_path


def run(command: object, *arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False, obj=True)  # type: ignore[arg-type]

    assert result.exit_code == 0
    return result.output


def test_decide_shows_the_value_and_the_rules_that_matched(folder: Path) -> None:
    shown = run(
        decide, str(folder / "item" / "fees.dmn"), "--data", str(folder / "case.json"), "--decision", "fee"
    )

    assert "30" in shown
    assert "fee (FIRST)" in shown
    assert "✔" in shown
    assert "< 18" not in shown


def test_decide_shows_all_rules_when_asked(folder: Path) -> None:
    shown = run(decide, str(folder / "item" / "fees.dmn"), "--data", str(folder / "case.json"), "--all-rules")

    assert "< 18" in shown


def test_decide_speaks_json_to_scripts(folder: Path) -> None:
    told = json.loads(
        run(decide, str(folder / "item" / "fees.dmn"), "--data", str(folder / "case.json"), "--json")
    )

    assert told["fee"]["value"] == 30
    assert told["fee"]["matched"] == ["d_fee:r2"]
    assert told["fee"]["tables"][0]["rows"][1]["mark"] == "✔"
    assert told["day"]["value"] is True


def test_feel_evaluates_an_expression_on_data_and_says_why_something_is_null(folder: Path) -> None:
    case = str(folder / "case.json")

    assert run(feel, "age * 2", "--data", case).strip() == "40"
    assert "There is no 'agee'" in run(feel, "agee * 2", "--data", case)
    assert run(feel, "add working days(date(born), 1)", "--data", case).strip() == '"2006-03-02"'

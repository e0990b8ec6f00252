"""``tongban`` as a terminal has it: on a platform of its own, with an empty ``var`` to begin with."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from engine.bootstrap import build
from engine.cli.group import main
from engine.settings import Settings
from tests.api.logins import read_logins

if TYPE_CHECKING:
    from pathlib import Path

ITEM = "medical-offsite-filing-long-term"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A platform as the first start leaves it, with one item deployed."""
    folder = tmp_path_factory.mktemp("cli") / "var"
    tongban = build(Settings(var=folder))
    tongban.prepare()
    tongban.seeds.offices_and_accounts(tongban.settings.logins)
    tongban.close()
    return folder


@pytest.fixture
def terminal(var: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TONGBAN_VAR", str(var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return var


def run(*arguments: str, code: int = 0, given: str | None = None) -> str:
    result = CliRunner().invoke(main, ["--english", *arguments], input=given, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.output


def run_json(*arguments: str, given: str | None = None) -> Any:
    return json.loads(run(*arguments, "--json", given=given))


def test_a_case_is_opened_shown_and_its_whole_history_verified(terminal: Path) -> None:
    deployed = run_json("deploy", ITEM)
    opened = run_json("open", ITEM, "--data", "-", "--as", "tashi", given='{"applicantName": "扎西·多吉"}')
    case_id = opened["case"]["case_id"]

    shown = run_json("case", opened["case"]["number"])
    history = run_json("history", case_id, "--verify")

    assert [version["item_id"] for version in deployed] == [ITEM]
    assert shown["summary"]["case_id"] == case_id
    assert history["events"][0]["kind"] == "case_opened"
    assert len(history["events"]) == history["verification"]["events"]
    assert history["verification"]["is_intact"]
    assert "whole" in run("history", case_id, "--verify")


def test_a_new_password_is_printed_and_stands_in_the_file_of_logins(terminal: Path) -> None:
    file = terminal / "logins.txt"
    before = read_logins(file)

    printed = run("user", "reset-password", "zhangsan").split()[-1]

    after = read_logins(file)
    assert after == {**before, "zhangsan": printed}
    assert printed != before["zhangsan"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_unknown_account_is_told_in_a_sentence(terminal: Path) -> None:
    before = (terminal / "logins.txt").read_text(encoding="utf-8")

    said = run("user", "reset-password", "nobody", code=1)

    assert "nobody" in said
    assert "Traceback" not in said
    assert (terminal / "logins.txt").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("command", ["check", "deploy"])
def test_an_item_that_is_not_there_is_told_in_a_sentence(terminal: Path, command: str) -> None:
    said = run(command, "no-such-item", code=1)

    assert "no-such-item" in said
    assert "Traceback" not in said


def test_the_calendar_names_its_years(terminal: Path) -> None:
    years = run_json("calendar", "show")

    assert years
    assert "2026" in json.dumps(years)

"""Settings: read from the environment, documented one by one."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from engine.errors import InvalidInputError
from engine.settings import Settings

DOCUMENTED = Path("docs/settings.md")


def test_every_setting_has_a_line_and_every_line_a_setting() -> None:
    names = {entry.metadata["name"] for entry in fields(Settings) if "name" in entry.metadata}

    lines = re.findall(r"^\| `([A-Z_]+)` \|", DOCUMENTED.read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert set(lines) == names
    assert len(lines) == len(set(lines))


def test_numbers_in_the_docs_are_the_defaults() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| `([0-9.]+)` \|", DOCUMENTED.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    defaults = {
        entry.metadata["name"]: entry.default for entry in fields(Settings) if "name" in entry.metadata
    }

    assert rows
    for name, value in rows:
        assert float(value) == defaults[name], name


def test_what_is_set_is_read_and_the_rest_keeps_its_default() -> None:
    settings = Settings.from_environment(
        {"TONGBAN_CALL_ATTEMPTS": "3", "TONGBAN_VAR": "/somewhere", "DATABASE_URL": "", "PATH": "/bin"}
    )

    assert settings.call_attempts == 3
    assert settings.database == "sqlite:////somewhere/tongban.db"
    assert settings.worker_batch == Settings().worker_batch


def test_a_wrong_value_is_named() -> None:
    with pytest.raises(InvalidInputError, match="TONGBAN_CALL_ATTEMPTS is 'many'"):
        Settings.from_environment({"TONGBAN_CALL_ATTEMPTS": "many"})


def test_a_system_of_its_own_overrides_the_general_platform() -> None:
    settings = Settings.from_environment(
        {
            "TONGBAN_PLATFORM_URL": "http://127.0.0.1:1/",
            "TONGBAN_PLATFORM_TOKEN": "general",
            "TONGBAN_PLATFORM_TIMEOUT_SECONDS": "7",
            "TONGBAN_PLATFORM_GA_TRAFFIC_URL": "http://127.0.0.1:2/own",
            "TONGBAN_PLATFORM_GA_TRAFFIC_TIMEOUT_SECONDS": "1.5",
        }
    )

    own, general = settings.platform("ga-traffic"), settings.platform("nhsa")

    assert (own.url, own.token, own.timeout_seconds) == ("http://127.0.0.1:2/own", "general", 1.5)
    assert (general.url, general.token, general.timeout_seconds) == (
        "http://127.0.0.1:1/nhsa",
        "general",
        7.0,
    )

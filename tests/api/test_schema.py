"""Schemathesis over the whole description, as each kind of caller: no 500, no undocumented answer."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import NOUNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.api.conftest import Platform

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CALLERS = [
    "nobody",
    "nima",
    "ziyang.traffic",
    "linzhi.police.lead",
    "analyst",
    "auditor",
    "admin",
    "system",
]
"""One of each kind, with accounts that other tests do not sign in with."""
EXAMPLES = 3
"""Of each operation, well-formed and malformed ones; each is sent by every caller."""


def operations_of(running: Platform, noun: str) -> Iterator[Any]:
    described: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", running.app)
    for result in described.get_all_operations():
        operation = result.ok()
        if noun in (operation.tags or []):
            yield operation


def headers_of(running: Platform, caller: str) -> dict[str, str]:
    if caller == "nobody":
        return {}
    found = running.system() if caller == "system" else running.caller(caller)
    return {"Authorization": f"Bearer {found.token}"}


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda mode: mode.value
)
@pytest.mark.parametrize("noun", [noun.name for noun in NOUNS])
def test_every_answer_is_documented(running: Platform, noun: str, mode: GenerationMode) -> None:
    asked = 0
    for operation in operations_of(running, noun):

        @seed(1)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            for caller in CALLERS:
                case.call_and_validate(checks=CHECKS, headers=headers_of(running, caller))
                if case.method.upper() == "DELETE":
                    running.forget(caller)  # signed out, perhaps

        with contextlib.suppress(Unsatisfiable):  # nothing about it can be malformed
            ask()
        asked += 1

    assert asked

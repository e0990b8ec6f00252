"""Schemathesis over the whole description, as each kind of caller: no 500, no undocumented answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    from tests.api.conftest import Platform

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
CALLERS = [
    "nobody",
    "zhangsan",
    "huize.traffic",
    "huize.traffic.lead",
    "analyst",
    "auditor",
    "admin",
    "system",
]


@pytest.fixture
def described(running: Platform) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", running.app)


schema = schemathesis.pytest.from_fixture("described")


@pytest.mark.parametrize("caller", CALLERS)
@schema.parametrize()
@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_documented(case: Any, running: Platform, caller: str) -> None:
    case.call_and_validate(checks=CHECKS, headers=headers_of(running, caller))


def headers_of(running: Platform, caller: str) -> dict[str, str]:
    if caller == "nobody":
        return {}
    found = running.system() if caller == "system" else running.caller(caller)
    return {"Authorization": f"Bearer {found.token}"}

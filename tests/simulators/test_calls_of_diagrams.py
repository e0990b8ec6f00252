"""Every call that a diagram of the bundled items makes is answered by a stand-in."""

from __future__ import annotations

import re
from pathlib import Path

from simulators.systems import OPERATIONS

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
OPERATOR = re.compile(r'serviceTaskOperator[^>]*\bid="([^"]+)"')


def test_every_service_task_calls_an_operation_that_exists() -> None:
    known = {f"{system}/{operation}" for system, operations in OPERATIONS.items() for operation in operations}

    called = {
        name
        for diagram in PROCESSES.rglob("*.bpmn")
        for name in OPERATOR.findall(diagram.read_text(encoding="utf-8"))
    }

    assert called
    assert called <= known

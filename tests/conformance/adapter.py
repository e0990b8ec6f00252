"""The adapter that the conformance runner loads: one class, put together from the floors' own parts."""

from __future__ import annotations

from tests.conformance.bpmn_execution import BpmnExecution
from tests.conformance.bpmn_reading import BpmnReading
from tests.conformance.dmn import Decisions


class Adapter(BpmnReading, BpmnExecution, Decisions):
    """Everything the runner may ask; each part lies in a module of its own beside this one."""

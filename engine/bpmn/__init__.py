"""The wall around SpiffWorkflow: reading diagrams, refusing what cannot run, executing what can."""

from engine.bpmn.definition import Definition, Element, Flow, MessageStart, define
from engine.bpmn.execution.commands import Execution, apply
from engine.bpmn.snapshot import Position, data_of, positions, state_hash

__all__ = [
    "Definition",
    "Element",
    "Execution",
    "Flow",
    "MessageStart",
    "Position",
    "apply",
    "data_of",
    "define",
    "positions",
    "state_hash",
]

"""The wall around SpiffWorkflow: reading diagrams, refusing what cannot run, executing what can."""

from engine.bpmn.definition import Definition, Element, Flow, MessageStart, define
from engine.bpmn.execution.commands import Execution, apply
from engine.bpmn.snapshot import state_hash

__all__ = ["Definition", "Element", "Execution", "Flow", "MessageStart", "apply", "define", "state_hash"]

"""The strict gate of publishing: it looks at the original files and refuses what would not run as drawn."""

from engine.bpmn.gate.check import check
from engine.bpmn.gate.report import report
from engine.bpmn.gate.surroundings import ROLES

__all__ = ["ROLES", "check", "report"]

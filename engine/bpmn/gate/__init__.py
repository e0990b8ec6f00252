"""The strict gate of publishing: it looks at the original files and refuses what would not run as drawn."""

from engine.bpmn.gate.check import check

__all__ = ["check"]

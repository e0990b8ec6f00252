"""Lenient reading of drafts: what any vendor's tool writes becomes a tree that runs, and findings."""

from engine.bpmn.reading.read import Reading, ReadProcess, read, read_tree

__all__ = ["ReadProcess", "Reading", "read", "read_tree"]

"""Lenient reading of drafts: what any vendor's tool writes becomes a tree that runs, and findings."""

from engine.bpmn.reading.read import Reading, ReadProcess, normalise, read, read_tree

__all__ = ["ReadProcess", "Reading", "normalise", "read", "read_tree"]

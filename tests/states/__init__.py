"""States as each release wrote them. They load for ever: ``tests/bpmn/execution/test_snapshots.py``."""

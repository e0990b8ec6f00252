"""Adapters that drive the engine for suites of others; see the runner of the conformance data."""

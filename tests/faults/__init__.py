"""Tests that break things on purpose: processes killed in the middle of their work."""

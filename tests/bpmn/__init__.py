"""The wall around SpiffWorkflow: reading, gate, execution."""

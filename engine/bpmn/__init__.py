"""The wall around SpiffWorkflow: reading diagrams, refusing what cannot run, executing what can."""

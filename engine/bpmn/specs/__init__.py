"""Our specs on top of SpiffWorkflow's: node, event and scope classes, and the parsers that build them."""

"""The execution core, construct by construct, through ``engine.bpmn.apply``."""

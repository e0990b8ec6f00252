"""The engine of Tongban: cases, their history, and the BPMN, DMN and FEEL that drive them."""

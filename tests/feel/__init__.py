"""FEEL: each construct of clause 10, messages, budgets, speed of safety."""

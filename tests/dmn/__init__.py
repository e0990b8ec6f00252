"""Decisions as analysts draw them: each construct of DMN on its own."""

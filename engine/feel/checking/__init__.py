"""Checking expressions before they run: names that do not resolve, kinds that do not go together."""

"""The command line: ``tongban …``. Each command calls the same use cases as the API and the pages."""

from engine.cli.group import main

__all__ = ["main"]

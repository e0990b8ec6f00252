"""Brings ``api/translations/en.po`` up to date with the texts in code and templates; names what lacks English.

Run it after changing a text; write the missing English into the file and run it again.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "api" / "translations" / "en.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def texts() -> set[str]:
    """Every text that code and templates of the pages show."""
    found = extract_from_dir(ROOT / "api", METHODS, options_map={"templates/**.html": {"encoding": "utf-8"}})
    return {message for _, _, message, _, _ in found if isinstance(message, str) and message}


def main() -> int:
    """Rewrite the file; 1 where English is missing."""
    with ENGLISH.open("rb") as file:
        known = {message.id: message.string for message in read_po(file, locale="en") if message.id}
    catalogue = Catalog(
        locale="en", project="Tongban", fuzzy=False, header_comment="# English texts of the pages."
    )
    wanted = texts()
    for message in sorted(wanted):
        catalogue.add(message, known.get(message, ""))
    written = io.BytesIO()
    write_po(written, catalogue, omit_header=True, sort_output=True, width=0)
    ENGLISH.write_bytes(
        b"# English texts of the pages; Chinese ones stand in code and templates (scripts/texts.py).\n"
        + written.getvalue()
    )
    missing = sorted(message for message in wanted if not known.get(message))
    for message in missing:
        sys.stdout.write(f"no English: {message}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

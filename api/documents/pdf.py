"""Sets a paper as PDF with Typst: bundled fonts only, so that every machine prints the same, rare names too.

The layout (``layout.typ``) is ours and fixed; the words come in as JSON and are never read as markup.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import segno
import typst

if TYPE_CHECKING:
    from api.documents.paper import Paper

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"


def qr_svg(link: str) -> str:
    """A QR code of medium error correction as SVG; the same for the same link."""
    return str(segno.make(link, error="m").svg_inline(scale=4, border=1))


def render_pdf(paper: Paper) -> bytes:
    """The paper as PDF. Glyphs that the bundled fonts lack are set as boxes, never dropped."""
    source = {"paper": json.dumps(paper.as_json(), ensure_ascii=False), "qr": qr_svg(paper.link)}
    return bytes(
        typst.compile(
            str(HERE / "layout.typ"),
            root=str(HERE),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs=source,
        )
    )

"""Names of regions by code; they never change while the server runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from api.pages.blueprint import tongban
from api.pages.language import chosen

if TYPE_CHECKING:
    from collections.abc import Mapping


def region_names() -> Mapping[str, str]:
    """Full names of regions by code, in the language of the page; made once for each language."""
    held: dict[str, dict[str, str]] = current_app.extensions.setdefault("region_names", {})
    language = chosen()
    if language not in held:
        regions = tongban().offices.regions()
        held[language] = {code: name.en if language == "en" else name.zh for code, name in regions}
    return held[language]

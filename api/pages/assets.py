"""Styles and scripts: small on the wire, kept by browsers for as long as they do not change.

Pages themselves are not compressed: they hold a token and what somebody typed (BREACH).
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from flask import current_app, request, url_for

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask, Response

SQUEEZED = frozenset({".css", ".js", ".svg"})
FOR_A_YEAR = "public, max-age=31536000, immutable"


class Assets:
    """The files of a folder with their ages; a file that changed is seen by its age, as in development."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is what Flask serves as static."""
        self._folder = folder
        self._held: dict[str, tuple[int, bytes]] = {}

    def age(self, name: str) -> int:
        """When the file changed last, in nanoseconds; 0 where there is none."""
        try:
            return (self._folder / name).stat().st_mtime_ns
        except OSError:
            return 0

    def squeezed(self, name: str) -> bytes:
        """The file, compressed once for each change."""
        age = self.age(name)
        held = self._held.get(name)
        if held is None or held[0] != age:
            held = (age, gzip.compress((self._folder / name).read_bytes(), 9, mtime=0))
            self._held[name] = held
        return held[1]


def address(name: str) -> str:
    """The address of a static file, with its age so that browsers may keep it."""
    assets: Assets = current_app.extensions["assets"]
    return url_for("static", filename=name, v=f"{assets.age(name):x}")


def serve(app: Flask, folder: Path) -> None:
    """Compress static files and let browsers keep those that are asked for with their age."""
    assets = Assets(folder)
    app.extensions["assets"] = assets

    @app.after_request
    def squeeze(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code != 200 or not request.view_args:  # noqa: PLR2004
            return response
        name = str(request.view_args["filename"])
        if request.args.get("v"):
            response.headers["Cache-Control"] = FOR_A_YEAR
        suffix = f".{name.rpartition('.')[2]}"
        if suffix in SQUEEZED and request.accept_encodings["gzip"] and "Range" not in request.headers:
            response.response.close()  # type: ignore[union-attr] # the file that send_file opened
            response.direct_passthrough = False
            response.set_data(assets.squeezed(name))
            response.headers["Content-Encoding"] = "gzip"
            response.headers.pop("ETag", None)
        response.vary.add("Accept-Encoding")
        return response

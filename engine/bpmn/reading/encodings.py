"""Files that say one encoding and are written in another, or that begin a few characters too late."""

from __future__ import annotations

import re

_DECLARATION = re.compile(rb"<\?xml[^>]*\?>")
_ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF8 = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})


def repaired(data: bytes) -> tuple[bytes, str | None]:
    """The same document as XML parsers want it, and what was mended (a rule's name), if anything."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    mended = None
    if start.startswith(b"<") and len(start) != len(data) and not data.startswith(b"\xef\xbb\xbf<"):
        data, mended = start, "text-before-xml"
    declaration = _DECLARATION.match(data.removeprefix(b"\xef\xbb\xbf"))
    said = "" if declaration is None else _said(declaration[0])
    if said not in _UTF8 or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data, mended
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _as_utf8(data, declaration), "wrong-encoding"
    return data, mended


def _said(declaration: bytes) -> str:
    found = _ENCODING.search(declaration)
    return "" if found is None else found[1].decode("ascii").lower()


def _as_utf8(data: bytes, declaration: re.Match[bytes] | None) -> bytes:
    """Chinese tools write GB 18030, Western ones Windows-1252; the first that can read it is taken."""
    body = data if declaration is None else data[declaration.end() :]
    for encoding in ("gb18030", "cp1252"):
        try:
            return b'<?xml version="1.0" encoding="UTF-8"?>' + body.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    return b'<?xml version="1.0" encoding="UTF-8"?>' + body.decode("latin-1").encode()

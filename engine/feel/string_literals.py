"""String literals of FEEL: their escapes (rules 33 and 64) in both directions."""

from __future__ import annotations

import re

LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def unescape(body: str) -> str:
    r"""The characters that the inside of a literal stands for.

    A backslash before any other character stays, so that patterns such as ``"\d"`` read as meant.
    """
    if "\\" not in body:
        return body
    return join_surrogates(_ESCAPE.sub(_character, body))


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"  # noqa: PLR2004 (the last code point)
    return _SIMPLE.get(found[3], found[0])


def join_surrogates(text: str) -> str:
    """Pairs of UTF-16 surrogates as the characters they mean; a lone one as U+FFFD."""
    joined = _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _LONE.sub("\ufffd", joined)


def quote(text: str) -> str:
    """The text as a literal."""
    body = (
        text.replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
    )
    return f'"{body}"'

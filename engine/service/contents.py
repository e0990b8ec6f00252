"""What a file is, by its content: the name and the sender's word count for nothing.

Only kinds that every counter can open and print: PDF, OFD (GB/T 33190), JPEG, PNG, TIFF, WebP, HEIC.
"""

from __future__ import annotations

import io
import zipfile

from engine.errors import InvalidInputError

HEAD = 1024
_OFD_ENTRY = "OFD.xml"
_MOST_ENTRIES = 10_000
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
)


def content_type_of(content: bytes) -> str:
    """The media type of a material.

    Raises:
        InvalidInputError: for an empty file or a kind that is not accepted.
    """
    for offset, signature, content_type in _SIGNATURES:
        if content[offset : offset + len(signature)] == signature:
            return content_type
    if b"%PDF-" in content[:HEAD]:
        return "application/pdf"
    if content[:4] == b"PK\x03\x04" and _is_ofd(content):
        return "application/ofd"
    raise InvalidInputError(
        "This file is empty or of a kind that is not accepted. Send PDF, OFD, JPEG, PNG, TIFF, WebP or HEIC.",
        "文件为空或格式不受支持，请上传 PDF、OFD、JPEG、PNG、TIFF、WebP 或 HEIC 文件。",
    )


def _is_ofd(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return False
    return len(names) <= _MOST_ENTRIES and _OFD_ENTRY in names

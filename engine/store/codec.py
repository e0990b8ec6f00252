"""How contents of a case are stored: JSON, compressed, encrypted with the case's own key (AES-256-GCM).

Layout of a sealed value: 12 bytes nonce, ciphertext with tag. Inside: one byte that says how the rest is
packed (``j`` JSON, ``d`` JSON in zstd with the dictionary of ``engine.store.words``, ``z`` JSON in zstd without,
``b`` bytes as they are). The associated data binds a value to its case
and its kind, so that it cannot be moved to another place.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.errors import UnavailableError
from engine.store.keys import NONCE_BYTES
from engine.store.words import WORDS

SMALL = 48
"""Bytes of JSON that are not worth compressing."""
LARGEST = 64 * 1024 * 1024
_DICTIONARY = zstandard.ZstdCompressionDict(WORDS, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
_DICTIONARY.precompute_compress(level=3)


class _Zstd(threading.local):
    """zstd contexts must not be shared by threads."""

    def __init__(self) -> None:
        self.out = zstandard.ZstdCompressor(
            level=3, dict_data=_DICTIONARY, write_checksum=False, write_content_size=True, write_dict_id=False
        )
        self.into = {
            b"z": zstandard.ZstdDecompressor(),
            b"d": zstandard.ZstdDecompressor(dict_data=_DICTIONARY),
        }


_zstd = _Zstd()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple | frozenset | set):
        return list(value)
    message = f"{type(value).__name__} cannot be stored"
    raise TypeError(message)


def dump_json(value: Any) -> bytes:
    """Compact JSON; times and decimals as text and numbers."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


class CaseCipher:
    """Seals and opens the contents of one case."""

    __slots__ = ("_aead", "_key", "case_id")

    def __init__(self, key: bytes, case_id: str) -> None:
        """``key`` is the case's own 32 bytes."""
        self._aead = AESGCM(key)
        self._key = key
        self.case_id = case_id

    @property
    def salt(self) -> bytes:
        """What the hashes of the case's states are salted with, so that erased contents cannot be guessed."""
        return hmac.digest(self._key, b"state", hashlib.sha256)

    def _seal(self, kind: str, packed: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, packed, f"{self.case_id}:{kind}".encode())

    def _open(self, kind: str, sealed: bytes) -> bytes:
        try:
            return self._aead.decrypt(
                sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], f"{self.case_id}:{kind}".encode()
            )
        except InvalidTag as error:
            raise UnavailableError(
                f"The stored {kind} of case '{self.case_id}' was changed or belongs elsewhere; the case is set aside.",
                f"办件“{self.case_id}”存储的内容（{kind}）已被改动或错位，该办件已隔离。",
            ) from error

    def seal(self, kind: str, value: Any) -> bytes:
        """A JSON value, sealed."""
        text = dump_json(value)
        packed = b"j" + text if len(text) < SMALL else b"d" + _zstd.out.compress(text)
        return self._seal(kind, packed)

    def open(self, kind: str, sealed: bytes) -> Any:
        """The JSON value again. Raises UnavailableError where a bit was changed."""
        packed = self._open(kind, sealed)
        unpacker = _zstd.into.get(packed[:1])
        if unpacker is not None:
            return json.loads(unpacker.decompress(packed[1:], max_output_size=LARGEST))
        return json.loads(packed[1:])

    def seal_bytes(self, kind: str, value: bytes) -> bytes:
        """Bytes that are compact already, sealed."""
        return self._seal(kind, b"b" + value)

    def open_bytes(self, kind: str, sealed: bytes) -> bytes:
        """The bytes again."""
        return self._open(kind, sealed)[1:]

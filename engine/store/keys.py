"""Keys: a master key outside the database wraps one key per case and yields the keys of the blind indexes.

Destroying a case's wrapped key makes everything of the case unreadable for ever; the chain of its history,
which hashes ciphertext, stays whole.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.errors import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyRing:
    """Everything that is derived from the master key; pure but for the randomness of new keys."""

    def __init__(self, master: bytes) -> None:
        """``master`` is 32 random bytes."""
        if len(master) != KEY_BYTES:
            raise UnavailableError(
                f"The master key has {len(master)} bytes instead of {KEY_BYTES}. Restore the file from your back-up.",
                f"主密钥长度为 {len(master)} 字节，应为 {KEY_BYTES} 字节，请从备份恢复。",
            )
        self._master = master
        self._wrapper = AESGCM(self._derived(b"wrap"))
        self._derived_cached = lru_cache(maxsize=64)(self._derived)

    @classmethod
    def from_file(cls, path: Path) -> KeyRing:
        """The key of a file, created with mode 600 where there is none."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return cls.from_file(path)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
        return cls(path.read_bytes())

    def _derived(self, info: bytes) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=b"tongban", info=info).derive(
            self._master
        )

    def new_case_key(self) -> bytes:
        """A fresh key for one case."""
        return secrets.token_bytes(KEY_BYTES)

    def wrap(self, key: bytes, case_id: str) -> bytes:
        """A case's key as it is stored, bound to the case."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapper.encrypt(nonce, key, case_id.encode())

    def unwrap(self, wrapped: bytes, case_id: str) -> bytes:
        """The key again. Raises cryptography's InvalidTag for a key of another case or another master key."""
        return self._wrapper.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], case_id.encode())

    def blind_index(self, kind: str, province: str, value: str) -> bytes:
        """What a person is found by in one province without storing the number: HMAC-SHA256."""
        key = self._derived_cached(f"blind:{province}".encode())
        return hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256)

    def secret(self, purpose: str) -> bytes:
        """A derived secret for another use, such as signing sessions."""
        return self._derived_cached(f"secret:{purpose}".encode())

    def account_cipher(self) -> AESGCM:
        """Encrypts what accounts hold of a person."""
        return AESGCM(self._derived_cached(b"accounts"))

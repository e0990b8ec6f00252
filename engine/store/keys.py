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

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from engine.errors import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
NONCE_BYTES = 12


def _make(path: Path) -> None:
    """Written aside and linked into place, so that two processes that start together agree on one key."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


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
        self._platform = AESGCM(self._derived(b"accounts"))
        self._derived_cached = lru_cache(maxsize=64)(self._derived)

    @classmethod
    def from_file(cls, path: Path) -> KeyRing:
        """The key of a file, created with mode 600 where there is none."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make(path)
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise UnavailableError(
                f"The master key '{path}' can be read by others (mode {mode:o}). Set it to 600: chmod 600 {path}",
                f"主密钥文件“{path}”可被他人读取（权限 {mode:o}），请执行 chmod 600 {path}。",
            )
        return cls(path.read_bytes())

    @classmethod
    def from_text(cls, text: str) -> KeyRing:
        """The key of a setting: 64 hexadecimal digits.

        Raises:
            UnavailableError: for anything else. The message does not repeat the text.
        """
        try:
            return cls(bytes.fromhex(text.strip()))
        except ValueError as error:
            raise UnavailableError(
                "TONGBAN_MASTER_KEY is not 64 hexadecimal digits. Make one with: openssl rand -hex 32",
                "TONGBAN_MASTER_KEY 不是 64 位十六进制数，可用 openssl rand -hex 32 生成。",
            ) from error

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
        """What a person is found by in one province without storing the number: 16 bytes of HMAC-SHA256."""
        key = self._derived_cached(f"blind:{province}".encode())
        return hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256)[:16]

    def request(self, account_id: str, key: str) -> bytes:
        """What an idempotency key is stored as: 16 bytes that say nothing."""
        digest = hmac.digest(
            self._derived_cached(b"idempotency"), f"{account_id}\0{key}".encode(), hashlib.sha256
        )
        return digest[:16]

    def secret(self, purpose: str) -> bytes:
        """A derived secret for another use, such as signing sessions."""
        return self._derived_cached(f"secret:{purpose}".encode())

    def seal(self, place: str, value: bytes) -> bytes:
        """Encrypt what belongs to no case. ``place`` (column and row) binds it, so that it cannot be moved."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._platform.encrypt(nonce, value, place.encode())

    def open(self, place: str, sealed: bytes) -> bytes:
        """The bytes again.

        Raises:
            UnavailableError: where they were changed, moved, or sealed under another master key.
        """
        try:
            return self._platform.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except InvalidTag as error:
            raise UnavailableError(
                f"What is stored at {place} cannot be opened: it was changed, or the master key is another one.",
                f"{place} 处存储的内容无法打开：已被改动，或主密钥不符。",
            ) from error

    def correlation(self, message: str, key: str) -> bytes:
        """What a waiting case is found by: correlation keys may be personal, so only their HMAC is stored."""
        return hmac.digest(self._derived_cached(b"correlation"), f"{message}\0{key}".encode(), hashlib.sha256)

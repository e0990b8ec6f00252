"""Passwords and tokens: made from the system's randomness, kept only as hashes.

Passwords by argon2id (RFC 9106) at the strength that OWASP asks for; tokens hold 256 random bits, for which one SHA-256 is enough.
"""

from __future__ import annotations

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

_READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No characters that are mistaken for each other on paper."""
GENERATED_LENGTH = 16
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _HASHER.hash(secrets.token_hex(16))
"""Hash to compare with where there is no such account, so that the time taken says nothing."""


def new_password() -> str:
    """A password that can be read aloud; about 92 bits."""
    return "".join(secrets.choice(_READABLE) for _ in range(GENERATED_LENGTH))


def password_hash(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def password_matches(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long for an unknown account (``kept`` None)."""
    try:
        return _HASHER.verify(kept or _NOBODY, password) and kept is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """A bearer token; ``tb_`` lets leak scanners find it."""
    return f"tb_{secrets.token_urlsafe(32)}"


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()

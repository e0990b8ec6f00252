"""The wall around SQLAlchemy Core: tables, encryption, the unit of work, queries, migrations."""

from engine.store.codec import CaseCipher
from engine.store.database import Database
from engine.store.keys import KeyRing
from engine.store.work import UnitOfWork

__all__ = ["CaseCipher", "Database", "KeyRing", "UnitOfWork"]

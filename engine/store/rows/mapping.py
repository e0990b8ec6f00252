"""From what the database gives to rows as the floors above read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import Row

R = TypeVar("R")


def rows_as(kind: type[R], found: Iterable[Row[*tuple[Any, ...]]]) -> list[R]:
    """Each row as a ``kind``, whose fields are the selected columns."""
    return [kind(**row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name


def row_as(kind: type[R], found: Row[*tuple[Any, ...]] | None) -> R | None:
    """One row as a ``kind``, or None."""
    return None if found is None else kind(**found._mapping)  # noqa: SLF001

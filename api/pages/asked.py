"""The forms whose words name the data of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.pages.blueprint import tongban
from engine.errors import NotFoundError
from engine.service.requests import ItemQuery

if TYPE_CHECKING:
    from engine.service.answers import FormView


def forms_behind(item_id: str) -> tuple[FormView, ...]:
    """The form that an applicant filled in.

    A co-operation case has none of its own: its data came from a case of another item, so the forms of all
    items that are deployed name it.
    """
    items = tongban().items
    try:
        return (items.form(item_id=item_id),)
    except NotFoundError:
        deployed = items.search(ItemQuery(deployed_only=True))
        return tuple(items.form(item_id=item.item_id) for item in deployed)

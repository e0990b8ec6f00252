"""What every worklist shows around its rows, asked for again at most every few seconds.

How many tasks wait is counted anew after each thing that somebody does.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from flask import current_app, request

from api.pages.blueprint import pages, signed_in, tongban
from engine.service.requests import ItemQuery

if TYPE_CHECKING:
    from flask import Response

    from engine.domain.actors import Actor
    from engine.service.answers import TaskCounts
    from engine.service.records import ItemSummary

SECONDS = 5.0
"""How old counts may be; the page counts anew itself every half minute."""
ITEM_SECONDS = 30.0
MOST_HELD = 10_000


def _held() -> dict[str, tuple[float, TaskCounts]]:
    held: dict[str, tuple[float, TaskCounts]] = current_app.extensions.setdefault("task_counts", {})
    return held


def recent_counts(actor: Actor) -> TaskCounts:
    """Counts of the caller's worklists, at most five seconds old."""
    held, now = _held(), time.monotonic()
    known = held.get(actor.account_id)
    if known is not None and now - known[0] < SECONDS:
        return known[1]
    if len(held) > MOST_HELD:
        held.clear()
    counts = tongban().tasks.counts(actor)
    held[actor.account_id] = (now, counts)
    return counts


def recent_items() -> tuple[ItemSummary, ...]:
    """The items that can be applied for, at most half a minute old."""
    known: tuple[float, tuple[ItemSummary, ...]] | None = current_app.extensions.get("recent_items")
    now = time.monotonic()
    if known is None or now - known[0] > ITEM_SECONDS:
        known = (now, tongban().items.search(ItemQuery(deployed_only=True)))
        current_app.extensions["recent_items"] = known
    return known[1]


@pages.after_request
def count_anew(response: Response) -> Response:
    """Whoever did something sees the counts after it."""
    person = signed_in() if request.method == "POST" else None
    if person is not None:
        _held().pop(person.account_id, None)
    return response

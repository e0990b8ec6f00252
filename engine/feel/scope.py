"""Where names live while an expression is compiled: in slots of a frame, in list items, or outside.

A frame is a plain list: slot 0 holds the outer context, slot 1 the run, the others local variables.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Scope:
    """Local names with their slots; or, where ``item_slot`` is set, the inside of a filter.

    Inside a filter any name may be a key of the current item, which is only known when it runs.
    """

    slots: dict[str, int] = field(default_factory=dict)
    outer: Scope | None = None
    item_slot: int | None = None

    def inner(self, slots: dict[str, int]) -> Scope:
        """A scope with more local names."""
        return Scope(slots, self)

    def filtered(self, item_slot: int) -> Scope:
        """The scope inside a filter."""
        return Scope({"item": item_slot}, self, item_slot)


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name means: a slot or None for the outer context, and items that may override it."""

    slot: int | None
    items: tuple[int, ...]


def resolve(name: str, scope: Scope) -> Resolution:
    """Look from the inside out."""
    items: list[int] = []
    current: Scope | None = scope
    while current is not None:
        if current.item_slot is not None:
            items.append(current.item_slot)
        if name in current.slots:
            return Resolution(current.slots[name], tuple(items))
        current = current.outer
    return Resolution(None, tuple(items))

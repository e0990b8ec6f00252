"""List functions and ``sort`` (clauses 10.3.4.4 and 10.3.4.9, Tables 75 and 80)."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import TYPE_CHECKING

from engine.feel.builtins.conversion import truncated
from engine.feel.builtins.library import builtin
from engine.feel.comparison import equal, order
from engine.feel.run import Undefined

if TYPE_CHECKING:
    from engine.feel.run import Run
    from engine.feel.values import Function, Value


@builtin("list contains(list: list, element: any): boolean")
def list_contains(run: Run, list_: list[Value], element: Value) -> bool:
    """Whether an item equals the element; null may be looked for."""
    run.charge(len(list_) >> 4)
    return any(same(each, element, run) for each in list_)


def same(a: Value, b: Value, run: Run) -> bool:
    """Equal in the sense of FEEL, unlike kinds being unequal."""
    return equal(a, b, run) is True


@builtin("min(list: list): any", "min(c…: any): any")
def minimum(run: Run, list_: list[Value]) -> Value:
    """The smallest item of a list of comparable items; null for an empty list."""
    return _extreme(run, list_, -1)


@builtin("max(list: list): any", "max(c…: any): any")
def maximum(run: Run, list_: list[Value]) -> Value:
    """The largest item of a list of comparable items; null for an empty list."""
    return _extreme(run, list_, 1)


def _extreme(run: Run, items: list[Value], direction: int) -> Value:
    run.charge(len(items) >> 4)
    best: Value = None
    for index, item in enumerate(items):
        sign = order(item, best if index else item)
        if sign is None:
            raise Undefined("needs items that can be compared with each other", "的各项应能相互比较")
        if index == 0 or sign == direction:
            best = item
    return best


@builtin("sublist(list: list, start position: number, length?: number?): list")
def sublist(
    run: Run, list_: list[Value], start_position: Decimal, length: Decimal | None = None
) -> list[Value]:
    """Items from a position, the first being 1 and the last -1."""
    first = _position(list_, start_position)
    if length is None:
        return run.sized(list_[first:])
    count = truncated(length, "length")
    if not 1 <= count <= len(list_) - first:
        raise Undefined("needs a length within the list", "的长度超出列表")
    return run.sized(list_[first : first + count])


def _position(items: list[Value], position: Decimal) -> int:
    """The index of a position; undefined for 0 and beyond the list."""
    place = truncated(position, "position")
    if place == 0 or abs(place) > len(items):
        raise Undefined(
            f"finds no position {place} in a list of {len(items)}",
            f"的列表（{len(items)} 项）没有第 {place} 项",
        )
    return place - 1 if place > 0 else len(items) + place


@builtin("count(list: list): number")
def count(_run: Run, list_: list[Value]) -> Decimal:
    """The number of items."""
    return Decimal(len(list_))


@builtin("append(list: list, item…: any): list")
def append(run: Run, list_: list[Value], item: list[Value]) -> list[Value]:
    """A new list with the items at its end."""
    return run.sized([*list_, *item])


@builtin("concatenate(list…: list): list")
def concatenate(run: Run, list_: list[list[Value]]) -> list[Value]:
    """All lists after each other."""
    joined: list[Value] = []
    for each in list_:
        joined += each
        run.sized(joined)
    return joined


@builtin("insert before(list: list, position: number, newItem: any): list")
def insert_before(run: Run, list_: list[Value], position: Decimal, newItem: Value) -> list[Value]:  # noqa: N803
    """A new list with the item before the position."""
    index = _position(list_, position)
    return run.sized([*list_[:index], newItem, *list_[index:]])


@builtin("remove(list: list, position: number): list")
def remove(run: Run, list_: list[Value], position: Decimal) -> list[Value]:
    """A new list without the item at the position."""
    index = _position(list_, position)
    return run.sized(list_[:index] + list_[index + 1 :])


@builtin("list replace(list: list, position: number, newItem: any): list")
def replace_at(run: Run, list_: list[Value], position: Decimal, newItem: Value) -> list[Value]:  # noqa: N803
    """A new list with another item at the position."""
    index = _position(list_, position)
    return run.sized([*list_[:index], newItem, *list_[index + 1 :]])


@builtin("list replace(list: list, match: function, newItem: any): list")
def replace_matching(run: Run, list_: list[Value], match: Function, newItem: Value) -> list[Value]:  # noqa: N803
    """A new list with another item wherever ``match(item, newItem)`` is true."""
    replaced: list[Value] = []
    for item in list_:
        answer = match.invoke(run, [item, newItem])
        if not isinstance(answer, bool):
            raise Undefined(
                "needs a match function that answers true or false", "的匹配函数应返回 true 或 false"
            )
        replaced.append(newItem if answer else item)
    return run.sized(replaced)


@builtin("reverse(list: list): list")
def reverse(run: Run, list_: list[Value]) -> list[Value]:
    """The items from last to first."""
    return run.sized(list_[::-1])


@builtin("index of(list: list, match: any): list<number>")
def index_of(run: Run, list_: list[Value], match: Value) -> list[Value]:
    """The positions of the items that equal the match."""
    run.charge(len(list_) >> 4)
    return [Decimal(place) for place, item in enumerate(list_, 1) if same(item, match, run)]


@builtin("union(list…: list): list")
def union(run: Run, list_: list[list[Value]]) -> list[Value]:
    """All lists after each other, without repetitions."""
    return distinct_values(run, concatenate(run, list_))


@builtin("distinct values(list: list): list")
def distinct_values(run: Run, list_: list[Value]) -> list[Value]:
    """Each item once, where it comes first."""
    run.charge(len(list_) >> 4)
    seen: set[tuple[type, Value]] = set()
    kept: list[Value] = []
    others: list[Value] = []
    for item in list_:
        if isinstance(item, (str, bool, Decimal)) or item is None:
            key = (type(item), item)
            if key not in seen:
                seen.add(key)
                kept.append(item)
            continue
        run.charge(1 + (len(others) >> 4))
        if not any(same(item, each, run) for each in others):
            others.append(item)
            kept.append(item)
    return run.sized(kept)


@builtin("flatten(list: list): list")
def flatten(run: Run, list_: list[Value]) -> list[Value]:
    """Lists within the list dissolved, however deep."""
    flat: list[Value] = []
    waiting = [iter(list_)]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, list):
                run.charge(1)
                waiting.append(iter(item))
                break
            flat.append(item)
        else:
            waiting.pop()
            run.sized(flat)
    return flat


@builtin("sort(list: list, precedes: function): list", "sort(list: list): list")
def sort(run: Run, list_: list[Value], precedes: Function | None = None) -> list[Value]:
    """The items in the order that ``precedes(x, y)`` gives, or in their natural order."""
    if precedes is None:
        return _natural_order(run, list_)

    def compare(a: Value, b: Value) -> int:
        if precedes.invoke(run, [a, b]) is True:
            return -1
        return 1 if precedes.invoke(run, [b, a]) is True else 0

    return run.sized(sorted(list_, key=cmp_to_key(compare)))


def _natural_order(run: Run, items: list[Value]) -> list[Value]:
    run.charge(len(items))

    def compare(a: Value, b: Value) -> int:
        sign = order(a, b)
        if sign is None:
            raise Undefined("needs items that can be compared with each other", "的各项应能相互比较")
        return sign

    return run.sized(sorted(items, key=cmp_to_key(compare)))

"""Where the values of inputs stand among what a caller gives, and how they become FEEL values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.dmn.compiling.core import unsuitable
from engine.feel import FeelContext, to_feel

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.dmn.graph import InputCode
    from engine.dmn.item_types import ItemType
    from engine.dmn.linking import Key, Unit
    from engine.dmn.session import Session
    from engine.feel.values import Value


class Entrance:
    """Finds inputs of a model and of those that it imports."""

    def __init__(self, main: Unit) -> None:
        """``main`` is the model that is asked."""
        self._paths = _import_paths(main)

    def path(self, namespace: str) -> tuple[str, ...]:
        """The names of the imports that lead to a model, shortest way; empty for the main one."""
        return self._paths.get(namespace, ())

    def values(
        self, session: Session, wanted: Iterable[InputCode], inputs: Mapping[str, Any]
    ) -> dict[Key, Value]:
        """The value of each input, null with a reason where it is missing or of another type."""
        return {each.key: self._value(session, each, inputs) for each in wanted}

    def _value(self, session: Session, wanted: InputCode, inputs: Mapping[str, Any]) -> Value:
        source, name = self._find(wanted, inputs)
        if source is None:
            return session.trouble(
                wanted.place,
                "input-missing",
                f"No value for '{wanted.name}' was given, so it is null",
                f"未提供“{wanted.name}”的值，按 null 处理",
                severity="warning",
            )
        value = lifted(inputs, source[name], wanted.type)
        fitted, suits = wanted.type.fit(value, session)
        return fitted if suits else unsuitable(session, wanted.place, f"'{wanted.name}'", value, wanted.type)

    def _find(self, wanted: InputCode, inputs: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, str]:
        """The mapping that holds the value and its key there."""
        namespace, name = wanted.key[0], wanted.name
        full = f"{{{namespace}}}{name}"
        if full in inputs:
            return inputs, full
        path = self.path(namespace)
        for prefixes in (path, path[-1:]) if path else ():
            nested = _within(inputs, prefixes)
            if nested is not None and name in nested:
                return nested, name
            dotted = ".".join((*prefixes, name))
            if dotted in inputs:
                return inputs, dotted
        return (inputs, name) if name in inputs else (None, name)


def _within(inputs: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any] | None:
    found: Any = inputs
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _import_paths(main: Unit) -> dict[str, tuple[str, ...]]:
    paths: dict[str, tuple[str, ...]] = {main.namespace: ()}
    waiting = [main]
    while waiting:
        unit = waiting.pop(0)
        here = paths[unit.namespace]
        named = [((*here, name), other) for name, other in unit.imports.items()]
        for path, other in (*named, *((here, other) for other in unit.nameless)):
            if other.namespace not in paths:
                paths[other.namespace] = path
                waiting.append(other)
    return paths


def lifted(inputs: Mapping[str, Any], value: Any, kind: ItemType) -> Value:
    """A value that comes in from outside, as FEEL knows it; within a FeelContext it is one already."""
    if type(inputs) is FeelContext:
        return value
    return kind.lift(value) if kind.feel.kind != "Any" else to_feel(value)

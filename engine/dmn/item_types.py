"""Types of a model at work: item definitions with their allowed values (clauses 7.3.2 and 10.3.2.9.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.feel import Date, DateTime, FeelBudgetError, FeelType, Time, fit, from_json, is_instance, to_feel
from engine.feel.types import ANY, CONTEXT, DATE_AND_TIME, FUNCTION, LIST, NUMBER, SIMPLE_TYPES, STRING

if TYPE_CHECKING:
    from engine.feel import Run, UnaryTests
    from engine.feel.values import Value

_MIDNIGHT_UTC = Time(0, 0)
BUILT_IN: dict[str, FeelType] = {
    **SIMPLE_TYPES,
    "context": CONTEXT,
    "list": LIST,
    "function": FUNCTION,
    "any": ANY,
    "Undefined": ANY,
    "integer": NUMBER,
    "int": NUMBER,
    "long": NUMBER,
    "decimal": NUMBER,
    "double": NUMBER,
    "float": NUMBER,
    "anyURI": STRING,
}
"""Types that need no definition, with the names of XML Schema that the first versions of DMN used."""


class ItemType:
    """A type that values are fitted to.

    ``feel`` is its shape. ``element`` is set for collections, ``components`` for structures, ``base`` for a
    type that restricts another; ``allowed`` tests each item of a collection, ``constraint`` the whole. ``whole`` is
    set where a type stands within itself: it is that type again.
    """

    __slots__ = (
        "allowed",
        "base",
        "components",
        "constraint",
        "element",
        "feel",
        "is_plain",
        "name",
        "result",
        "whole",
    )

    def __init__(self, name: str, feel: FeelType) -> None:
        """A plain type; :mod:`engine.dmn.type_table` fills in the rest while it resolves definitions."""
        self.name = name
        self.feel = feel
        self.base: ItemType | None = None
        self.element: ItemType | None = None
        self.components: Mapping[str, ItemType] | None = None
        self.result: ItemType | None = None
        self.allowed: UnaryTests | None = None
        self.constraint: UnaryTests | None = None
        self.whole: ItemType | None = None
        self.is_plain = True

    def fit(self, value: Value, run: Run) -> tuple[Value, bool]:
        """The value as this type wants it, with the implicit conversions of clause 10.3.2.9.4; and whether it suits.

        A list of one becomes its item, a value becomes a list of one, a date becomes its midnight in UTC.
        """
        if self.is_plain:
            fitted, suits = fit(value, self.feel, run)
            if suits or self._takes_function(value):
                return (fitted if suits else value), True
        elif self.accepts(value, run):
            return value, True
        elif type(value) is list and len(value) == 1 and self.accepts(value[0], run):
            return value[0], True
        elif self.feel.kind == "list" and type(value) is not list and self.accepts([value], run):
            return [value], True
        if self.feel is DATE_AND_TIME and type(value) is Date:
            moment = DateTime(value, _MIDNIGHT_UTC)
            return (moment, True) if self.is_plain or self.accepts(moment, run) else (None, False)
        return None, False

    def accepts(self, value: Value, run: Run) -> bool:
        """Whether the value belongs to the type as it is; null belongs to every type."""
        if value is None:
            return True
        if self.is_plain:
            return is_instance(value, self.feel, run) or self._takes_function(value)
        if self.whole is not None:
            return self._accepts_again(self.whole, value, run)
        if self.element is not None:
            return self._accepts_list(value, run)
        is_shaped = is_instance(value, self.feel, run) if self.base is None else self.base.accepts(value, run)
        return (
            is_shaped
            and (self.components is None or self._accepts_parts(value, run))
            and self._allows(value, run)
            and self._meets_constraint(value, run)
        )

    def _accepts_again(self, whole: ItemType, value: Value, run: Run) -> bool:
        """One level deeper in a type that holds itself; values go on as deep as calls may."""
        run.depth -= 1
        if run.depth < 0:
            raise FeelBudgetError("depth", run.budget.depth)
        try:
            return whole.accepts(value, run)
        finally:
            run.depth += 1

    def _takes_function(self, value: Value) -> bool:
        """Whether a function may stand where one of this signature is wanted, as far as its own says.

        A function written in FEEL says nothing about its result and often nothing about its parameters.
        """
        wanted, own = self.feel.parameters, getattr(value, "type", None)
        if self.feel.kind != "function" or wanted is None or own is None or own.parameters is None:
            return False
        return (
            len(wanted) == len(own.parameters)
            and all(
                theirs.kind == "Any" or theirs.conforms_to(ours)
                for theirs, ours in zip(wanted, own.parameters, strict=True)
            )
            and (
                own.result is None
                or own.result.kind == "Any"
                or own.result.conforms_to(self.feel.result or ANY)
            )
        )

    def _accepts_list(self, value: Value, run: Run) -> bool:
        if type(value) is not list or self.element is None:
            return False
        run.charge(1 + (len(value) >> 4))
        element = self.element
        return all(element.accepts(each, run) for each in value) and self._meets_constraint(value, run)

    def _accepts_parts(self, value: Value, run: Run) -> bool:
        run.charge(1)
        return all(
            name in value and part.accepts(value[name], run) for name, part in (self.components or {}).items()
        )

    def _allows(self, value: Value, run: Run) -> bool:
        allowed = self.allowed
        if allowed is None or allowed(value, run=run) is True:
            return True
        return type(value) is list and all(allowed(each, run=run) is True for each in value)

    def _meets_constraint(self, value: Value, run: Run) -> bool:
        return self.constraint is None or self.constraint(value, run=run) is True

    def lift(self, value: Value) -> Value:
        """JSON as FEEL values of this type: its strings become the dates, times, durations and numbers asked for."""
        if self.element is not None and isinstance(value, (list, tuple)):
            return [self.element.lift(each) for each in value]
        if self.components is not None and isinstance(value, Mapping):
            parts = self.components
            return {str(key): parts.get(str(key), ANYTHING).lift(each) for key, each in value.items()}
        other = self.whole or self.base
        return _lifted(value, self.feel) if other is None else other.lift(value)

    def __str__(self) -> str:
        """The name, for messages."""
        return self.name


def _lifted(value: Value, expected: FeelType) -> Value:
    """What cannot be read as it should is left as it is, so that it does not suit."""
    if isinstance(value, (list, tuple)):
        element = (expected.element or ANY) if expected.kind == "list" else ANY
        return [_lifted(each, element) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _lifted(each, expected.entry(str(key)) or ANY) for key, each in value.items()}
    if isinstance(value, str):
        read = from_json(value, expected)
        return value if read is None else read
    return to_feel(value)


ANYTHING = ItemType("Any", ANY)


def plain(feel: FeelType) -> ItemType:
    """A built-in type."""
    return ItemType(feel.kind, feel)

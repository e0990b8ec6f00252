"""The requirements graph at work: which decisions an answer needs, in which order, with which names in scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.feel import FeelContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.dmn.compiling.core import Code
    from engine.dmn.item_types import ItemType
    from engine.dmn.linking import Key
    from engine.dmn.session import Place, Session
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Need:
    """A value that a decision requires, under the name that it has there."""

    prefix: str | None
    name: str
    key: Key


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DecisionCode:
    """A compiled decision."""

    key: Key
    name: str
    place: Place
    code: Code
    needs: tuple[Need, ...]
    functions: FeelContext
    """Knowledge models and services by name; those of imported models within a context of the import's name."""

    def value(self, session: Session, values: Mapping[Key, Value]) -> Value:
        """The decision's value, with those of everything it requires."""
        scope = FeelContext(self.functions)
        own: set[str] = set()
        for need in self.needs:
            value = values.get(need.key)
            if need.prefix is None:
                scope[need.name] = value
                continue
            if need.prefix not in own:
                own.add(need.prefix)
                scope[need.prefix] = dict(scope.get(need.prefix) or {})
            scope[need.prefix][need.name] = value
        session.place = self.place
        return self.code(scope, session)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class InputCode:
    """Input data with the type that its value must have."""

    key: Key
    name: str
    place: Place
    type: ItemType


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Decisions in an order in which each comes after what it requires."""

    decisions: tuple[DecisionCode, ...]

    def run(self, session: Session, given: Mapping[Key, Value], *, refill: bool = False) -> dict[Key, Value]:
        """All values, those that were given among them."""
        values = dict(given)
        for decision in self.decisions:
            if decision.key in values:
                continue
            if refill:
                session.refill()
            values[decision.key] = decision.value(session, values)
        return values


@dataclass(eq=False)
class Graph:
    """All compiled elements of a model and of those that it imports."""

    decisions: dict[Key, DecisionCode] = field(default_factory=dict)
    inputs: dict[Key, InputCode] = field(default_factory=dict)

    def plan(self, targets: Iterable[Key], given: Iterable[Key] = ()) -> Plan:
        """What must be evaluated for ``targets`` where ``given`` is known already."""
        known = set(given)
        ordered: list[DecisionCode] = []
        waiting = [(key, False) for key in reversed(tuple(targets))]
        while waiting:
            key, is_ready = waiting.pop()
            decision = self.decisions.get(key)
            if is_ready and decision is not None:
                ordered.append(decision)
                continue
            if decision is None or key in known:
                continue
            known.add(key)
            waiting.append((key, True))
            waiting += [(need.key, False) for need in reversed(decision.needs)]
        return Plan(tuple(ordered))

    def inputs_of(self, plan: Plan) -> tuple[InputCode, ...]:
        """The input data that a plan looks at, in the order of first use."""
        found: dict[Key, InputCode] = {}
        for decision in plan.decisions:
            for need in decision.needs:
                if need.key in self.inputs:
                    found.setdefault(need.key, self.inputs[need.key])
        return tuple(found.values())

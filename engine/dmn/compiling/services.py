"""Decision services as functions (clauses 6.3.10 and 10.4): a part of the graph with given inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.dmn.compiling.core import unsuitable
from engine.dmn.compiling.functions import ModelFunction, ModelParameter
from engine.dmn.session import Place, session_of
from engine.feel import FeelContext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.dmn.graph import Plan
    from engine.dmn.item_types import ItemType
    from engine.dmn.linking import Key
    from engine.feel import Run
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Member:
    """An input datum, input decision or output decision of a service."""

    name: str
    key: Key


class ServiceFunction(ModelFunction):
    """A decision service that can be called: first its input data, then its input decisions."""

    __slots__ = ("inputs", "outputs", "plan", "result_type")

    def __init__(
        self,
        name: str,
        place: Place,
        *,
        parameters: Sequence[ModelParameter],
        inputs: Sequence[Member],
        outputs: Sequence[Member],
        result_type: ItemType,
    ) -> None:
        """``plan`` is set once the graph is compiled."""
        super().__init__(name, parameters, _never_called, FeelContext(), place)
        self.inputs = tuple(inputs)
        self.outputs = tuple(outputs)
        self.result_type = result_type
        self.plan: Plan | None = None

    def apply(self, run: Run, arguments: list[Value]) -> Value:
        """The output decisions, each evaluated in a graph of its own."""
        given = {member.key: value for member, value in zip(self.inputs, arguments, strict=True)}
        session = session_of(run)
        place = session.place
        try:
            values = self.plan.run(session, given) if self.plan is not None else given
        finally:
            session.place = place
        return self.answer(session, values)

    def answer(self, session: Run, values: Mapping[Key, Value]) -> Value:
        """The value of the only output decision, or a context of all of them, as the service's type wants it."""
        found = {member.name: values.get(member.key) for member in self.outputs}
        value = next(iter(found.values())) if len(found) == 1 else found
        fitted, suits = self.result_type.fit(value, session)
        if suits:
            return fitted
        return unsuitable(session_of(session), self.place, f"'{self.name}'", value, self.result_type)


def _never_called(_scope: FeelContext, _session: Run) -> None:
    """A service has no body of its own."""

"""A model that can be asked: decisions, decision services and knowledge models of one or more DMN files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.dmn import syntax as s
from engine.dmn.compiling.services import ServiceFunction
from engine.dmn.graph import InputCode
from engine.dmn.inputs import Entrance, lifted
from engine.dmn.session import Session
from engine.errors import NotFoundError
from engine.feel import (
    DEFAULT_BUDGET,
    Budget,
    Environment,
    Undefined,
    to_json,
)
from engine.feel.run import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.dmn.compiling.functions import ModelFunction
    from engine.dmn.graph import Graph, Plan
    from engine.dmn.linking import Key, Unit
    from engine.dmn.session import DecisionProblem, EvaluatedTable, MatchedRule
    from engine.errors import Finding
    from engine.feel import FeelType
    from engine.feel.values import Value


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The answer to a question put to a model.

    ``values`` holds every decision evaluated on the way, by name (imported ones as ``import.name``).
    ``tables`` are the decision tables in the order in which they were evaluated.
    """

    value: Value
    values: Mapping[str, Value]
    tables: tuple[EvaluatedTable, ...]
    problems: tuple[DecisionProblem, ...]

    @property
    def matched(self) -> tuple[MatchedRule, ...]:
        """The rules that matched, with the values they met and gave."""
        return tuple(rule for table in self.tables for rule in table.matched)

    @property
    def matched_keys(self) -> tuple[str, ...]:
        """``decisionId:ruleId`` of each rule that counted."""
        return tuple(each.key for each in self.matched if each.counted)

    def as_json(self) -> Any:
        """The value as plain JSON."""
        return to_json(self.value)


@dataclass(frozen=True, kw_only=True)
class Invocable:
    """Something that can be asked by name: what it is and what goes in."""

    kind: str
    """``decision``, ``service`` or ``knowledge``."""
    id: str
    name: str
    parameters: Mapping[str, FeelType]
    """Input data of a decision, parameters of a service or knowledge model."""


class Model:
    """Compiled once, asked many times, from any number of threads."""

    def __init__(
        self,
        unit: Unit,
        graph: Graph,
        functions: Mapping[Key, ModelFunction],
        findings: tuple[Finding, ...],
        budget: Budget = DEFAULT_BUDGET,
    ) -> None:
        """Use :func:`engine.dmn.read`."""
        self._unit = unit
        self._graph = graph
        self._functions = functions
        self._budget = budget
        self._plans: dict[Key, tuple[Plan, tuple[InputCode, ...]]] = {}
        self._entrance = Entrance(unit)
        self.findings = findings

    @property
    def name(self) -> str:
        """The name of the model."""
        return self._unit.definitions.name

    @property
    def namespace(self) -> str:
        """The namespace of the model."""
        return self._unit.namespace

    def check(self) -> tuple[Finding, ...]:
        """What is wrong with the model, errors first; empty where nothing is."""
        return tuple(sorted(self.findings, key=lambda finding: finding.severity != "error"))

    @property
    def decisions(self) -> tuple[Invocable, ...]:
        """The decisions among :attr:`invocables`."""
        return tuple(each for each in self.invocables if each.kind == "decision")

    @property
    def invocables(self) -> tuple[Invocable, ...]:
        """Everything that can be asked, in the order of the file."""
        found = []
        for node in self._unit.nodes.values():
            key = (self.namespace, node.id)
            if isinstance(node, s.Decision):
                inputs = self._plan(key)[1]
                found.append(_invocable("decision", node, {each.name: each.type.feel for each in inputs}))
            elif key in self._functions:
                kind = "service" if isinstance(node, s.DecisionService) else "knowledge"
                taken = {each.name: each.type for each in self._functions[key].parameters}
                found.append(_invocable(kind, node, taken))
        return tuple(found)

    def decide(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        *,
        environment: Environment = NOWHERE,
        budget: Budget | None = None,
    ) -> Decided:
        """The answer of a decision, by id or name (``import.name`` for one of an imported model).

        ``inputs`` are plain JSON or Python values by the names of the input data, others are not looked at; strings
        become the dates, times, durations and numbers that an input's type asks for. A
        :class:`~engine.feel.FeelContext` holds FEEL values already. An input of an imported model is looked for as
        ``{namespace}name``, in an object under the import's name, as ``import.name``, and at last among the others.

        Raises:
            NotFoundError: no such decision. FeelBudgetError: it costs too much.
            FeelValueError: an input that has no place in FEEL.
        """
        unit, node = self._node(s.Decision, decision)
        key = (unit.namespace, node.id)
        plan, needed = self._plan(key)
        session = Session(budget or self._budget, environment)
        values = plan.run(session, self._entrance.values(session, needed, inputs), refill=True)
        return self._decided(session, values.get(key), values)

    def evaluate_service(
        self,
        service: str,
        inputs: Mapping[str, Any],
        *,
        environment: Environment = NOWHERE,
        budget: Budget | None = None,
    ) -> Decided:
        """The answer of a decision service: the value of its output decision, or a context of several.

        ``inputs`` has its input data and input decisions by name, as for :meth:`decide`.

        Raises:
            NotFoundError, FeelBudgetError, FeelValueError: as for :meth:`decide`.
        """
        function = self._service(service)
        session = Session(budget or self._budget, environment)
        wanted = [
            InputCode(key=member.key, name=member.name, place=function.place, type=parameter.item)
            for member, parameter in zip(function.inputs, function.formal, strict=True)
        ]
        given = self._entrance.values(session, wanted, inputs)
        values = function.plan.run(session, given, refill=True) if function.plan else given
        return self._decided(session, function.answer(session, values), values)

    def invoke(
        self,
        name: str,
        arguments: Mapping[str, Any],
        *,
        environment: Environment = NOWHERE,
        budget: Budget | None = None,
    ) -> Decided:
        """The answer of a business knowledge model or service, called as a function with named arguments.

        Raises:
            NotFoundError, FeelBudgetError, FeelValueError: as for :meth:`decide`.
        """
        unit, node = self._node((s.KnowledgeModel, s.DecisionService), name)
        function = self._functions.get((unit.namespace, node.id))
        session = Session(budget or self._budget, environment)
        if function is None:
            return self._decided(session, None, {})
        taken = {
            each.name: lifted(arguments, arguments[each.name], each.item)
            for each in function.formal
            if each.name in arguments
        }
        try:
            value = function.invoke_named(session, taken)
        except Undefined as undefined:
            session.trouble(
                function.place,
                "domain",
                f"{node.name}() {undefined.reason}",
                f"{node.name}() {undefined.reason_zh}",
            )
            value = None
        return self._decided(session, value, {})

    def _service(self, wanted: str) -> ServiceFunction:
        unit, node = self._node(s.DecisionService, wanted)
        function = self._functions.get((unit.namespace, node.id))
        if isinstance(function, ServiceFunction):
            return function
        raise NotFoundError(kind="decision service", key=wanted)

    def _node(self, kind: Any, wanted: str) -> tuple[Unit, s.Node]:
        """The element of that kind with that id or name, here or in an imported model."""
        for unit, name in self._places(wanted):
            nodes = [node for node in unit.nodes.values() if isinstance(node, kind)]
            named = [node for node in nodes if node.name == name] or [
                node for node in nodes if node.id == name
            ]
            if named:
                return unit, named[0]
        raise NotFoundError(kind="decision", key=wanted)

    def _places(self, wanted: str) -> list[tuple[Unit, str]]:
        places = [(self._unit, wanted)]
        for prefix, unit in self._unit.imports.items():
            if wanted.startswith(f"{prefix}."):
                places.append((unit, wanted.removeprefix(f"{prefix}.")))
        return places + [(unit, wanted) for unit in self._unit.reachable() if unit is not self._unit]

    def _plan(self, key: Key) -> tuple[Plan, tuple[InputCode, ...]]:
        found = self._plans.get(key)
        if found is None:
            plan = self._graph.plan([key])
            found = self._plans[key] = plan, self._graph.inputs_of(plan)
        return found

    def _decided(self, session: Session, value: Value, values: Mapping[Key, Value]) -> Decided:
        return Decided(
            value=value,
            values={self._title(key): each for key, each in values.items() if key in self._graph.decisions},
            tables=tuple(session.tables),
            problems=tuple(session.troubles),
        )

    def _title(self, key: Key) -> str:
        name = self._graph.decisions[key].name
        if key[0] == self.namespace:
            return name
        return ".".join((*self._entrance.path(key[0]), name))


def _invocable(kind: str, node: s.Node, parameters: Mapping[str, FeelType]) -> Invocable:
    return Invocable(kind=kind, id=node.id, name=node.name, parameters=parameters)

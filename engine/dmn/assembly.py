"""Putting a model together: from linked files to a graph of compiled decisions and functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from engine.dmn import syntax as s
from engine.dmn.compiling.boxes import compile_box
from engine.dmn.compiling.core import NOTHING, Compiled, Desk, typed
from engine.dmn.compiling.functions import (
    ModelFunction,
    ModelParameter,
    compile_body,
    model_parameter,
    model_parameters,
)
from engine.dmn.compiling.services import Member, ServiceFunction
from engine.dmn.graph import DecisionCode, Graph, InputCode, Need
from engine.dmn.item_types import ANYTHING, ItemType
from engine.dmn.scope import Names
from engine.dmn.session import Place, Session
from engine.dmn.type_table import TypeTable
from engine.feel import Budget, FeelContext, FeelFunction, FeelType
from engine.feel.types import ANY, CONTEXT, context_of, function_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.dmn.linking import Key, Target, Unit
    from engine.errors import Finding
    from engine.feel.library import Functions
    from engine.feel.values import Value


class Assembly:
    """Compiles every element of some units, each after those that it requires."""

    def __init__(
        self, units: Iterable[Unit], functions: Functions, budget: Budget, findings: list[Finding]
    ) -> None:
        """Everything that is wrong goes to ``findings``."""
        self.graph = Graph()
        self.functions_of_model: dict[Key, ModelFunction] = {}
        self.shapes: dict[Key, FeelType] = {}
        self._functions = functions
        self._budget = budget
        self._findings = findings
        self._units = tuple(units)
        self._tables = {unit: TypeTable(unit, functions, findings) for unit in self._units}
        self._named_types: dict[Unit, dict[str, FeelType]] = {}
        self._stage: dict[Key, str] = {}

    def build(self) -> Graph:
        """The graph of all units."""
        for unit, table in self._tables.items():
            table.imports = {name: self._tables[other] for name, other in unit.imports.items()}
            table.nameless = [self._tables[other] for other in unit.nameless]
        for unit, table in self._tables.items():
            table.resolve_all()
            self._named_types[unit] = table.feel_types
        for unit in self._units:
            for node in unit.nodes.values():
                self._compile(unit, node)
        self._plan_services()
        return self.graph

    def _compile(self, unit: Unit, node: s.Node) -> None:
        """Compile an element and, before it, what it requires."""
        key = (unit.namespace, node.id)
        if key in self._stage:
            return
        self._stage[key] = "begun"
        match node:
            case s.InputData():
                self._input(unit, node, key)
            case s.Decision():
                self._decision(unit, node, key)
            case s.KnowledgeModel():
                self._knowledge(unit, node, key)
            case s.DecisionService():
                self._service(unit, node, key)
            case _:
                assert_never(node)
        self._stage[key] = "done"

    def _desk(self, unit: Unit, owner: str) -> Desk:
        return Desk(
            types=self._tables[unit],
            findings=self._findings,
            owner=owner,
            title=unit.nodes[owner].name if owner in unit.nodes else owner,
            file=unit.definitions.file,
            budget=self._budget,
        )

    def _type(self, desk: Desk, node: s.Node) -> ItemType:
        return desk.types.of(node.type_ref, element_id=node.id, line=node.line)

    def _input(self, unit: Unit, node: s.InputData, key: Key) -> None:
        desk = self._desk(unit, node.id)
        kind = self._type(desk, node)
        self.shapes[key] = kind.feel
        self.graph.inputs[key] = InputCode(key=key, name=node.name, place=Place(node.id, node.id), type=kind)

    def _targets(
        self, unit: Unit, node: s.Node, references: Iterable[str], *, goes_in_circles: bool
    ) -> list[Target]:
        """What an element refers to, compiled by now; a missing target or a circle is reported."""
        desk = self._desk(unit, node.id)
        found: list[Target] = []
        for reference in references:
            target = unit.resolve(reference)
            if target is None:
                desk.report(
                    "dmn-reference-missing",
                    node.id,
                    node.line,
                    f"'{node.name}' requires '{reference}', which does not exist. Draw the requirement again or remove it.",
                    f"“{node.name}”所依赖的“{reference}”不存在，请重新连接或删除该依赖。",
                )
                continue
            if self._stage.get(target.key) == "begun" and not goes_in_circles:
                desk.report(
                    "dmn-circle",
                    node.id,
                    node.line,
                    f"'{node.name}' and '{target.node.name}' require each other. Remove one of the requirements.",
                    f"“{node.name}”与“{target.node.name}”相互依赖，请删除其中一个依赖。",
                )
                continue
            self._compile(target.unit, target.node)
            found.append(target)
        return found

    def _names(self, unit: Unit, targets: Iterable[Target]) -> Names:
        """The names that requirements bring into scope, with their shapes."""
        plain: dict[str, FeelType] = {}
        imported: dict[str, dict[str, FeelType]] = {}
        for target in targets:
            shape = self.shapes.get(target.key, ANY)
            if target.prefix is None:
                plain[target.node.name] = shape
            else:
                imported.setdefault(target.prefix, {})[target.node.name] = shape
        contexts = {prefix: context_of(entries) for prefix, entries in imported.items()}
        for prefix, context in contexts.items():
            before = plain.get(prefix)
            plain[prefix] = context if before is None else CONTEXT
        return Names(plain, self._functions, self._named_types[unit])

    def _scope(self, targets: Iterable[Target]) -> FeelContext:
        """The functions among the requirements, by name."""
        scope = FeelContext()
        for target in targets:
            function = self.functions_of_model.get(target.key)
            if function is None:
                continue
            if target.prefix is None:
                scope[target.node.name] = function
            else:
                scope.setdefault(target.prefix, {})[target.node.name] = function
        return scope

    def _decision(self, unit: Unit, node: s.Decision, key: Key) -> None:
        desk = self._desk(unit, node.id)
        targets = self._targets(unit, node, node.requires, goes_in_circles=False)
        compiled = NOTHING
        if node.expression is None:
            desk.report(
                "dmn-no-logic",
                node.id,
                node.line,
                f"The decision '{node.name}' has no logic, so it is always null. Give it an expression or a table.",
                f"决策“{node.name}”没有逻辑，结果恒为 null，请添加表达式或决策表。",
                severity="warning",
            )
        else:
            compiled = compile_box(desk, node.expression, self._names(unit, targets))
        place = Place(node.id, node.id)
        compiled = typed(compiled, self._type(desk, node), place, f"'{node.name}'")
        self.shapes[key] = compiled.shape
        self.graph.decisions[key] = DecisionCode(
            key=key,
            name=node.name,
            place=place,
            code=compiled.code,
            needs=tuple(
                Need(each.prefix, each.node.name, each.key)
                for each in targets
                if isinstance(each.node, (s.InputData, s.Decision))
            ),
            functions=self._scope(targets),
        )

    def _knowledge(self, unit: Unit, node: s.KnowledgeModel, key: Key) -> None:
        desk = self._desk(unit, node.id)
        place = Place(node.id, node.id)
        if node.logic is None:
            desk.report(
                "dmn-no-logic",
                node.id,
                node.line,
                f"The business knowledge model '{node.name}' has no logic. Give it a function.",
                f"业务知识模型“{node.name}”没有逻辑，请添加函数。",
                severity="warning",
            )
            return
        parameters = model_parameters(desk, node.logic)
        if parameters is None:
            return
        kind = self._type(desk, node)
        declared = kind.feel.result if kind.feel.kind == "function" else kind.feel
        takes = tuple(each.type for each in parameters)
        self.shapes[key] = function_of(takes, declared or ANY)
        function = ModelFunction(node.name, parameters, NOTHING.code, FeelContext(), place)
        self.functions_of_model[key] = function
        targets = self._targets(unit, node, node.requires, goes_in_circles=True)
        names = self._names(unit, targets).with_names({node.name: self.shapes[key]})
        function.scope |= {**self._scope(targets), node.name: function}
        body = self._body(desk, node.logic, parameters, names, function)
        result = (kind.result or ANYTHING) if kind.feel.kind == "function" else kind
        function.code = typed(body, result, place, f"The result of '{node.name}'").code
        if declared is None or declared is ANY:
            self.shapes[key] = function_of(takes, body.shape)

    def _body(
        self,
        desk: Desk,
        logic: s.FunctionDefinition,
        parameters: list[ModelParameter],
        names: Names,
        function: ModelFunction,
    ) -> Compiled:
        """The body of a knowledge model; one of Java calls the function that its mapping names."""
        if logic.kind.upper() == "FEEL":
            return compile_body(desk, logic, parameters, names, compile_box)
        made = compile_box(desk, logic, names)

        def call(scope: FeelContext, session: Session) -> Value:
            target = made.code(scope, session)
            if not isinstance(target, FeelFunction):
                return None
            return target.invoke(session, [scope[each.name] for each in function.parameters])

        return Compiled(call)

    def _service(self, unit: Unit, node: s.DecisionService, key: Key) -> None:
        desk = self._desk(unit, node.id)
        self._stage[key] = (
            "done"  # a decision within a service may call another service, even itself by a condition
        )
        data = self._targets(unit, node, node.input_data, goes_in_circles=True)
        decisions = self._targets(unit, node, node.input_decisions, goes_in_circles=True)
        parameters = [
            model_parameter(each.node.name, self._type(self._desk(each.unit, each.node.id), each.node))
            for each in (*data, *decisions)
        ]
        kind = self._type(desk, node)
        result = (kind.result or ANYTHING) if kind.feel.kind == "function" else kind
        self.shapes[key] = function_of(tuple(each.type for each in parameters), result.feel)
        outputs = [unit.resolve(each) for each in node.outputs]
        function = ServiceFunction(
            node.name,
            Place(node.id, node.id),
            parameters=parameters,
            inputs=[Member(each.node.name, each.key) for each in (*data, *decisions)],
            outputs=[Member(each.node.name, each.key) for each in outputs if each is not None],
            result_type=result,
        )
        self.functions_of_model[key] = function
        self._targets(unit, node, (*node.outputs, *node.encapsulated), goes_in_circles=True)
        if not node.outputs:
            desk.report(
                "dmn-no-output",
                node.id,
                node.line,
                f"The decision service '{node.name}' has no output decision. Name at least one.",
                f"决策服务“{node.name}”没有输出决策，请至少指定一个。",
            )

    def _plan_services(self) -> None:
        for function in self.functions_of_model.values():
            if isinstance(function, ServiceFunction):
                function.plan = self.graph.plan(
                    [each.key for each in function.outputs], [each.key for each in function.inputs]
                )

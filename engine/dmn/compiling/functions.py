"""Functions of a model: boxed definitions, knowledge models, invocations (clauses 10.2.1.3, 10.2.1.7, 10.3.2.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engine.dmn import syntax as s
from engine.dmn.compiling.core import NOTHING, Code, Compiled, Desk, typed
from engine.dmn.item_types import ANYTHING, ItemType
from engine.dmn.session import session_of
from engine.feel import FeelContext, FeelFunction, FeelType, FormalParameter, Undefined, external_function
from engine.feel.types import ANY, function_of
from engine.feel.values import Function, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.dmn.scope import Names
    from engine.dmn.session import Place, Session
    from engine.feel import Run
    from engine.feel.values import Value

CompileBox: TypeAlias = "Callable[[Desk, s.Expression | None, Names], Compiled]"


@dataclass(frozen=True, slots=True)
class ModelParameter(FormalParameter):
    """A parameter whose type may be an item definition with allowed values."""

    item: ItemType = ANYTHING


class ModelFunction(FeelFunction):
    """A function that a model defines, together with the scope that it closes over."""

    __slots__ = ("code", "formal", "place", "scope")

    def __init__(
        self, name: str, parameters: Sequence[ModelParameter], code: Code, scope: FeelContext, place: Place
    ) -> None:
        """``scope`` is kept, not copied: a function sees its own name once that is in there."""
        super().__init__(name, parameters)
        self.formal = tuple(parameters)
        self.code = code
        self.scope = scope
        self.place = place

    def _fitted(self, value: Value, parameter: FormalParameter, run: Run) -> Value:
        item = parameter.item if isinstance(parameter, ModelParameter) else ANYTHING
        fitted, suits = item.fit(value, run)
        if not suits:
            raise Undefined(
                f"needs {item} for '{parameter.name}', not a {kind_of(value)}",
                f"的参数“{parameter.name}”应为 {item}，而不是 {kind_of(value)}",
            )
        return fitted

    def apply(self, run: Run, arguments: list[Value]) -> Value:
        """The body, in the scope of the definition with the parameters in it."""
        session = session_of(run)
        inside = FeelContext(self.scope)
        for parameter, value in zip(self.parameters, arguments, strict=True):
            inside[parameter.name] = value
        place = session.place
        try:
            return self.code(inside, session)
        finally:
            session.place = place


def model_parameters(desk: Desk, function: s.FunctionDefinition) -> list[ModelParameter] | None:
    """The formal parameters with their types resolved; None where two have one name, which is reported."""
    names = [each.name for each in function.parameters]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        desk.report(
            "dmn-parameter-twice",
            function.id,
            function.line,
            f"The function has two parameters '{twice}'. Give each its own name.",
            f"函数有两个参数“{twice}”，请分别命名。",
        )
        return None
    return [model_parameter(each.name, desk.type_of(each.type_ref, function)) for each in function.parameters]


def model_parameter(name: str, item: ItemType) -> ModelParameter:
    """A parameter; one of any kind but with allowed values is not taken for an untyped one."""
    feel = item.feel if item.is_plain or item.feel is not ANY else FeelType("Any")
    return ModelParameter(name, feel, item)


def compile_function(
    desk: Desk, box: s.FunctionDefinition, names: Names, compile_box: CompileBox
) -> Compiled:
    """A boxed function: closes over the scope in which it is evaluated."""
    parameters = model_parameters(desk, box)
    if parameters is None:
        return NOTHING
    kind = box.kind.upper()
    place = desk.place(box.id)
    if kind != "FEEL":
        return _external(desk, box, names, compile_box, parameters)
    body = compile_body(desk, box, parameters, names, compile_box)
    code = body.code
    shape = function_of(tuple(each.type for each in parameters), body.shape)
    return Compiled(lambda scope, _session: ModelFunction("function", parameters, code, scope, place), shape)


def compile_body(
    desk: Desk,
    box: s.FunctionDefinition,
    parameters: Sequence[ModelParameter],
    names: Names,
    compile_box: CompileBox,
) -> Compiled:
    """The body of a FEEL function with its parameters in scope."""
    inner = names.with_names({each.name: each.type for each in parameters})
    body = compile_box(desk, box.body, inner)
    if box.type_ref is None:
        return body
    expected = desk.type_of(box.type_ref, box)
    if expected.feel.kind == "function":
        expected = expected.result or ANYTHING
    return typed(body, expected, desk.place(box.id), "The result of the function")


def _external(
    desk: Desk,
    box: s.FunctionDefinition,
    names: Names,
    compile_box: CompileBox,
    parameters: list[ModelParameter],
) -> Compiled:
    """A Java function of the fixed table; anything else is null with its reason."""
    place = desk.place(box.id)
    if box.kind.upper() != "JAVA":
        return Compiled(lambda _scope, session: _no_pmml(session, place, box.kind))
    mapping = compile_box(desk, box.body, names).code

    def build(scope: FeelContext, session: Session) -> Value:
        try:
            return external_function(parameters, {"java": mapping(scope, session)})
        except Undefined as undefined:
            return session.trouble(place, "external", undefined.reason, undefined.reason_zh)

    return Compiled(build, FeelType("function"))


def _no_pmml(session: Session, place: Place, kind: str) -> None:
    session.trouble(
        place,
        "external",
        f"Functions of kind {kind} are not run; write the function in FEEL",
        f"不运行 {kind} 类函数，请用 FEEL 编写",
    )


def compile_invocation(desk: Desk, box: s.Invocation, names: Names, compile_box: CompileBox) -> Compiled:
    """A call with named parameters."""
    if box.function is None:
        return NOTHING
    function = compile_box(desk, box.function, names)
    bindings = [(each.name, compile_box(desk, each.expression, names).code) for each in box.bindings]
    callee, place = function.code, desk.place(box.id, _name_of(box.function))

    def call(scope: FeelContext, session: Session) -> Value:
        target = callee(scope, session)
        if not isinstance(target, Function):
            return session.trouble(
                place, "function", f"'{place.text}' is no function", f"“{place.text}”不是函数"
            )
        arguments = {name: code(scope, session) for name, code in bindings}
        try:
            return target.invoke_named(session, arguments)
        except Undefined as undefined:
            return session.trouble(
                place, "domain", f"{place.text}() {undefined.reason}", f"{place.text}() {undefined.reason_zh}"
            )
        except ArithmeticError:
            return session.trouble(
                place, "arithmetic", f"{place.text}() has no finite result", f"{place.text}() 没有有限的结果"
            )

    return Compiled(call, function.shape.result or ANY)


def _name_of(function: s.Expression) -> str:
    return function.text.strip() if isinstance(function, s.LiteralExpression) else "function"

"""Closures for function literals and invocations."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.builtins.signature import Builtin
from engine.feel.checking.checker import body_type
from engine.feel.compiling.core import Closure, CompilerCore, Frame, constant
from engine.feel.external import external_function
from engine.feel.functions import FeelFunction, FormalParameter, UserFunction
from engine.feel.run import Run, Undefined
from engine.feel.scope import Scope, resolve
from engine.feel.types import ANY
from engine.feel.values import Function, kind_of

if TYPE_CHECKING:
    from engine.feel.types import FeelType
    from engine.feel.values import Value

_FOLDED = frozenset(("date", "time", "date and time", "duration"))
"""Conversions whose result for a literal string is known when compiling."""


def function_literal(compiler: CompilerCore, node: s.FunctionLiteral, scope: Scope) -> Closure:
    """``function(…) body``: closes over the frame as it is when evaluated."""
    slots = {parameter.name: compiler.new_slot() for parameter in node.parameters}
    if node.external:
        return _external(compiler, node, scope)
    body = compiler.compile(node.body, scope.inner(slots))
    places = tuple(slots.values())

    @cache
    def result_type() -> FeelType:
        return body_type(node, compiler.functions)

    def build(frame: Frame) -> Value:
        frame[1].charge(1)
        return UserFunction(node, body, frame.copy(), places, result_type)

    return build


def _external(compiler: CompilerCore, node: s.FunctionLiteral, scope: Scope) -> Closure:
    mapping = compiler.compile(node.body, scope)
    parameters = [FormalParameter(each.name, each.type or ANY) for each in node.parameters]

    def build(frame: Frame) -> Value:
        try:
            return external_function(parameters, mapping(frame))
        except Undefined as undefined:
            return frame[1].problem(node, "external", undefined.reason, undefined.reason_zh)

    return build


def invocation(compiler: CompilerCore, node: s.Invocation, scope: Scope) -> Closure:
    """``f(…)`` with arguments by position or by name."""
    known = _known_builtin(compiler, node.function, scope)
    folded = _folded(node, known)
    if folded is not None:
        return folded
    function = constant(known) if known is not None else _callee(compiler, node.function, scope)
    if node.named:
        return _named(compiler, node, scope, function)
    arguments = tuple(compiler.compile(argument, scope) for argument in node.positional)

    def call(frame: Frame) -> Value:
        callee = function(frame)
        if not isinstance(callee, Function):
            return _no_function(frame[1], node, callee)
        try:
            return callee.invoke(frame[1], [argument(frame) for argument in arguments])
        except (Undefined, ArithmeticError) as failure:
            return _undefined(frame[1], node, callee, failure)

    return call


def _named(compiler: CompilerCore, node: s.Invocation, scope: Scope, function: Closure) -> Closure:
    arguments = {argument.name: compiler.compile(argument.value, scope) for argument in node.named}

    def call(frame: Frame) -> Value:
        callee = function(frame)
        if not isinstance(callee, Function):
            return _no_function(frame[1], node, callee)
        try:
            return callee.invoke_named(frame[1], {name: value(frame) for name, value in arguments.items()})
        except (Undefined, ArithmeticError) as failure:
            return _undefined(frame[1], node, callee, failure)

    return call


def _callee(compiler: CompilerCore, node: s.Node, scope: Scope) -> Closure:
    """What is called. A fact that is named after a built-in, such as ``date``, does not hide the function."""
    value = compiler.compile(node, scope)
    builtin = compiler.functions.get(node.name) if isinstance(node, s.Name) else None
    if builtin is None:
        return value

    def read(frame: Frame) -> Value:
        found = value(frame)
        return found if isinstance(found, Function) else builtin

    return read


def _known_builtin(compiler: CompilerCore, node: s.Node, scope: Scope) -> Function | None:
    """The built-in that a name surely means."""
    if not isinstance(node, s.Name) or node.name in compiler.declared:
        return None
    found = resolve(node.name, scope)
    return compiler.functions.get(node.name) if found.slot is None else None


def _folded(node: s.Invocation, known: Function | None) -> Closure | None:
    """``date("2025-01-31")`` and its like become constants."""
    if not isinstance(known, Builtin) or known.name not in _FOLDED or len(node.positional) != 1:
        return None
    argument = node.positional[0]
    if not isinstance(argument, s.StringLiteral):
        return None
    try:
        return constant(known.invoke(Run(), [argument.value]))
    except (Undefined, ArithmeticError):
        return None


def _no_function(run: Run, node: s.Invocation, callee: Value) -> None:
    named = f"'{node.function.name}'" if isinstance(node.function, s.Name) else kind_of(callee)
    run.problem(node, "function", f"{named} is no function", f"{named} 不是函数")


def _undefined(run: Run, node: s.Invocation, callee: Function, failure: Exception) -> None:
    name = callee.name if isinstance(callee, (Builtin, FeelFunction)) else "function"
    if isinstance(failure, Undefined):
        run.problem(node, "domain", f"{name}() {failure.reason}", f"{name}() {failure.reason_zh}")
    else:
        run.problem(node, "arithmetic", f"{name}() has no finite result", f"{name}() 没有有限的结果")

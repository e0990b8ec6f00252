"""Types of invocations: whether the function exists, and its arguments in number, name and kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.builtins.signature import Builtin, BuiltinParameter, Signature, type_from, usage_of
from engine.feel.types import ANY, FeelType

if TYPE_CHECKING:
    from engine.feel.checking.checker import Checker
    from engine.feel.checking.scope import TypeScope


def invocation(checker: Checker, node: s.Invocation, scope: TypeScope) -> FeelType:
    """``f(…)``."""
    positional = [(argument, checker.infer(argument, scope)) for argument in node.positional]
    named = {each.name: (each.value, checker.infer(each.value, scope)) for each in node.named}
    builtin = _builtin(checker, node, scope)
    if builtin is not None:
        return _check_builtin(checker, node, builtin, positional, named)
    callee = checker.infer(node.function, scope)
    if callee.kind not in ("function", "Any"):
        checker.findings.expected(node.function, "What is called", "被调用的", "a function", callee)
        return ANY
    if callee.parameters is not None and not named and len(callee.parameters) != len(positional):
        _wrong_count(checker, node, f"{len(callee.parameters)}")
    return callee.result or ANY


def _builtin(checker: Checker, node: s.Invocation, scope: TypeScope) -> Builtin | None:
    if not isinstance(node.function, s.Name):
        return None
    found = scope.find(node.function.name)
    if found is not None and found.kind in ("function", "Any"):
        return None
    function = checker.functions.get(node.function.name)
    return function if isinstance(function, Builtin) else None


def _check_builtin(
    checker: Checker,
    node: s.Invocation,
    builtin: Builtin,
    positional: list[tuple[s.Node, FeelType]],
    named: dict[str, tuple[s.Node, FeelType]],
) -> FeelType:
    if named:
        suitable = [each for each in builtin.signatures if each.names_suit(named)]
        pairings = [
            [(each, *named[each.name]) for each in one.parameters if each.name in named] for one in suitable
        ]
    else:
        suitable = [each for each in builtin.signatures if each.takes(len(positional))]
        pairings = [
            [(_parameter(one, index), *pair) for index, pair in enumerate(positional)] for one in suitable
        ]
    if not suitable:
        usage = " / ".join(usage_of(each) for each in builtin.signatures)
        _wrong_count(checker, node, usage)
        return ANY
    for signature, pairing in zip(suitable, pairings, strict=True):
        if all(_accepts(parameter, kind) for parameter, _, kind in pairing):
            return _result(signature)
    _report_argument(checker, builtin, pairings[0])
    return _result(suitable[0])


def _parameter(signature: Signature, index: int) -> BuiltinParameter:
    return signature.parameters[min(index, len(signature.parameters) - 1)]


def _accepts(parameter: BuiltinParameter, kind: FeelType) -> bool:
    if not parameter.domain or kind.kind == "Any" or kind.kind in parameter.domain:
        return True
    if kind.kind == "Null":
        return parameter.nullable
    if kind.kind == "list":
        return (kind.element or ANY).kind in ("Any", *parameter.domain)
    return parameter.domain == ("list",)


def _report_argument(
    checker: Checker, builtin: Builtin, pairing: list[tuple[BuiltinParameter, s.Node, FeelType]]
) -> None:
    for parameter, argument, kind in pairing:
        if not _accepts(parameter, kind):
            checker.findings.expected(
                argument,
                f"'{parameter.name}' of {builtin.name}()",
                f"{builtin.name}() 的参数“{parameter.name}”",
                " or ".join(parameter.domain),
                kind,
            )


def _wrong_count(checker: Checker, node: s.Invocation, usage: str) -> None:
    checker.findings.add(
        node,
        "wrong-arguments",
        f"These arguments do not suit the function: write {usage}.",
        f"参数的个数或名称与函数不符：请写 {usage}。",
    )


def _result(signature: Signature) -> FeelType:
    return type_from(signature.result)

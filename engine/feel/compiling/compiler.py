"""The compiler: which function makes the closure of which node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feel import syntax as s
from engine.feel.compiling import calls, filters, flow, logic, loops, tests, values
from engine.feel.compiling.core import Closure, CompilerCore

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.scope import Scope


class Compiler(CompilerCore):
    """Turns one syntax tree into one closure."""

    handlers: dict[type[s.Node], Callable[[Any, Any, Scope], Closure]] = {  # noqa: RUF012 (a table)
        s.NullLiteral: values.literal,
        s.BooleanLiteral: values.literal,
        s.NumberLiteral: values.literal,
        s.StringLiteral: values.literal,
        s.TemporalLiteral: values.temporal,
        s.Name: values.name,
        s.ListLiteral: values.list_literal,
        s.ContextLiteral: values.context_literal,
        s.RangeLiteral: values.range_literal,
        s.ComparisonRange: values.comparison_range,
        s.Path: values.path,
        s.Conjunction: logic.conjunction,
        s.Disjunction: logic.disjunction,
        s.Comparison: logic.comparison,
        s.Between: logic.between,
        s.In: tests.membership,
        s.InstanceOf: logic.instance_of,
        s.Arithmetic: flow.arithmetic,
        s.Negation: flow.negation,
        s.If: flow.conditional,
        s.For: loops.loop,
        s.Quantified: loops.quantified,
        s.Filter: filters.filtered,
        s.FunctionLiteral: calls.function_literal,
        s.Invocation: calls.invocation,
    }

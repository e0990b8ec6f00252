"""Compiled expressions and unary tests: what the rest of the house calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.feel.budget import DEFAULT_BUDGET, Budget
from engine.feel.compiling.compiler import Compiler
from engine.feel.compiling.core import FIRST_SLOT
from engine.feel.compiling.tests import unary_tests
from engine.feel.convert import to_feel
from engine.feel.errors import FeelBudgetError
from engine.feel.parsing import Vocabulary, parse_expression, parse_unary_tests
from engine.feel.run import NOWHERE, Environment, Evaluation, Run
from engine.feel.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.feel.library import Functions
    from engine.feel.syntax import Node, UnaryTestsNode
    from engine.feel.values import Value

NO_PROBLEMS = ()


class FeelContext(dict[str, Any]):
    """A context whose values are FEEL values already: they are taken as they are, without a look."""


class _Entering(dict[str, Any]):
    """Values of a context, converted when an expression first asks for them."""

    __slots__ = ("source",)

    def __init__(self, source: Mapping[str, Any]) -> None:
        self.source = source

    def __missing__(self, key: str) -> Value:
        value = self[key] = to_feel(self.source[key])
        return value


class Expression:
    """A FEEL expression, parsed and compiled once. Calling it evaluates it.

    ``tree`` is the syntax tree; ``names`` are the names that must come from the context, with the
    position of their first use; ``possible_names`` stand in filters, where they may be keys of items.
    """

    __slots__ = ("_closure", "_size", "budget", "names", "possible_names", "text", "tree", "vocabulary")

    def __init__(self, text: str, vocabulary: Vocabulary, functions: Functions, budget: Budget) -> None:
        """Use :func:`engine.feel.compile`."""
        self.text = text
        self.budget = budget
        self.vocabulary = vocabulary
        self.tree: Node = parse_expression(text, vocabulary, budget)
        compiler = Compiler(text, functions.by_name, vocabulary.declared)
        try:
            self._closure = compiler.compile(self.tree, Scope())
        except RecursionError as error:
            raise FeelBudgetError("depth", budget.depth) from error
        self._size = compiler.frame_size - FIRST_SLOT
        self.names: Mapping[str, int] = compiler.free
        self.possible_names: Mapping[str, int] = compiler.possible

    def __call__(self, context: Mapping[str, Any], *, environment: Environment = NOWHERE) -> Value:
        """The value in a context of Python or FEEL values; null where something does not work out.

        Raises:
            FeelBudgetError: when it costs too much. FeelValueError: a context value has no place in FEEL.
        """
        return self._run(context, Run(self.budget, environment))

    def _run(self, context: Mapping[str, Any], run: Run) -> Value:
        outer = context if type(context) is FeelContext else _Entering(context)
        frame: list[Any] = [outer, run]
        if self._size:
            frame += [None] * self._size
        try:
            return self._closure(frame)
        except RecursionError as error:
            raise FeelBudgetError("depth", run.budget.depth) from error

    def value_in(self, context: FeelContext, run: Run) -> Value:
        """The value as a part of a larger evaluation, whose run pays and keeps the problems."""
        return self._run(context, run)

    def evaluate(
        self,
        context: Mapping[str, Any],
        *,
        budget: Budget | None = None,
        environment: Environment = NOWHERE,
        run: Run | None = None,
    ) -> Evaluation:
        """The value together with the reasons why parts of it became null.

        ``run`` shares the budget and problems of an evaluation that this one is part of.
        """
        own = run or Run(budget or self.budget, environment)
        value = self._run(context, own)
        return Evaluation(value=value, problems=tuple(own.problems or NO_PROBLEMS))

    def __repr__(self) -> str:
        """The text, for debugging."""
        return f"Expression({self.text!r})"


class UnaryTests:
    """The tests of an input cell, compiled once. Calling them tests a value."""

    __slots__ = ("_size", "_test", "budget", "names", "possible_names", "text", "tree", "vocabulary")

    def __init__(self, text: str, vocabulary: Vocabulary, functions: Functions, budget: Budget) -> None:
        """Use :func:`engine.feel.compile_unary_tests`."""
        self.text = text
        self.budget = budget
        self.vocabulary = vocabulary
        self.tree: UnaryTestsNode = parse_unary_tests(text, vocabulary, budget)
        compiler = Compiler(text, functions.by_name, vocabulary.declared)
        try:
            self._test = unary_tests(compiler, self.tree, Scope())
        except RecursionError as error:
            raise FeelBudgetError("depth", budget.depth) from error
        self._size = compiler.frame_size - FIRST_SLOT
        self.names: Mapping[str, int] = {name: at for name, at in compiler.free.items() if name != "?"}
        self.possible_names: Mapping[str, int] = compiler.possible

    def __call__(
        self,
        value: Any,
        context: Mapping[str, Any] | None = None,
        *,
        environment: Environment = NOWHERE,
        run: Run | None = None,
    ) -> bool | None:
        """Whether the input value passes: True, False, or None where that cannot be decided."""
        own = run or Run(self.budget, environment)
        source = {} if context is None else context
        outer = source if type(source) is FeelContext else _Entering(source)
        frame: list[Any] = [outer, own]
        if self._size:
            frame += [None] * self._size
        try:
            return self._test(frame, value if type(source) is FeelContext else to_feel(value))
        except RecursionError as error:
            raise FeelBudgetError("depth", own.budget.depth) from error

    def evaluate(
        self,
        value: Any,
        context: Mapping[str, Any] | None = None,
        *,
        budget: Budget | None = None,
        environment: Environment = NOWHERE,
        run: Run | None = None,
    ) -> Evaluation:
        """The answer together with the reasons for a null."""
        own = run or Run(budget or self.budget, environment)
        held = self(value, context, run=own)
        return Evaluation(value=held, problems=tuple(own.problems or NO_PROBLEMS))

    @property
    def bare(self) -> tuple[Callable[[list[Any], Value], bool | None], int]:
        """The test itself and how many slots it needs beyond context and run.

        For tables, which try many cells in one frame ``[FeelContext, Run, None, …]``.
        """
        return self._test, self._size

    def __repr__(self) -> str:
        """The text, for debugging."""
        return f"UnaryTests({self.text!r})"


def make_expression(
    text: str, vocabulary: Vocabulary, functions: Functions, budget: Budget | None
) -> Expression:
    """An expression with the default budget where none is given."""
    return Expression(text, vocabulary, functions, budget or DEFAULT_BUDGET)

"""From text to tree: the entry points of the parser, with the names that are in scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.budget import DEFAULT_BUDGET, Budget
from engine.feel.errors import FeelBudgetError, FeelSyntaxError
from engine.feel.names import KnownNames
from engine.feel.parser import Parser
from engine.feel.properties import PROPERTY_NAMES
from engine.feel.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from engine.feel.types import FeelType


_PROPERTIES = KnownNames(PROPERTY_NAMES)


def keys_of(types: Mapping[str, FeelType]) -> Iterator[str]:
    """All keys of context types within these types: possible names after a dot."""
    waiting = list(types.values())
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        for key, entry in current.entries or ():
            yield key
            waiting.append(entry)
        waiting += [each for each in (current.element, current.result) if each is not None]


class Vocabulary:
    """The names that a parser knows before it reads: functions, variables, keys, types of the model."""

    def __init__(
        self,
        functions: KnownNames,
        names: Collection[str] = (),
        types: Mapping[str, FeelType] | None = None,
        named_types: Mapping[str, FeelType] | None = None,
    ) -> None:
        """``types`` are the types of variables, ``named_types`` the item definitions of the model."""
        self.types = types or {}
        self.named_types = named_types or {}
        self.declared = frozenset(names) | frozenset(self.types)
        self.names = KnownNames(self.declared, functions)

    def parser(self, text: str, budget: Budget) -> Parser:
        """A parser at the beginning of ``text``."""
        keys = KnownNames((), _PROPERTIES)
        for key in (*keys_of(self.types), *keys_of(self.named_types)):
            keys.add(key)
        return Parser(Reader(text, KnownNames((), self.names), keys, budget), self.named_types)


def parse_expression(text: str, vocabulary: Vocabulary, budget: Budget = DEFAULT_BUDGET) -> s.Node:
    """The tree of an expression.

    Raises:
        FeelSyntaxError: with position, expectation and hint. FeelBudgetError: too long or too deep.
    """
    try:
        return vocabulary.parser(text, budget).whole_expression()
    except RecursionError as error:
        raise FeelBudgetError("depth", budget.depth) from error


def parse_unary_tests(text: str, vocabulary: Vocabulary, budget: Budget = DEFAULT_BUDGET) -> s.UnaryTestsNode:
    """The tree of an input cell; an empty cell means any value."""
    if not text.strip():
        return s.UnaryTestsNode(0, 0, (), negated=False, anything=True)
    try:
        try:
            negated = vocabulary.parser(text, budget).negated_unary_tests()
        except FeelSyntaxError:
            negated = None
        return negated or vocabulary.parser(text, budget).whole_unary_tests()
    except RecursionError as error:
        raise FeelBudgetError("depth", budget.depth) from error

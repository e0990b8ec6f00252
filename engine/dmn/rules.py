"""Checking lists of rules before anybody runs them: the catalogue's ``when`` and ``set`` against typed names.

A name is a form field, a fact of the engine or a derived fact. Where nobody says what type a fact has, the rules
say it by how they use it (:mod:`engine.dmn.usage`); two rules that use it differently contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.dmn.usage import types_by_use
from engine.errors import Finding
from engine.feel import GOVERNMENT_FUNCTIONS, FeelSyntaxError, FeelType, check, parse
from engine.feel import syntax as s
from engine.feel.types import ANY, BOOLEAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.feel.library import Functions


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: when it holds, and which targets it sets to which expressions."""

    id: str
    when: str
    sets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """The rules of one item and everything that they may name.

    ``types`` has all names; those of an unknown type are ``Any``. ``options`` has the values of fields that
    are chosen from a list.
    """

    id: str
    types: Mapping[str, FeelType]
    rules: tuple[Rule, ...]
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    functions: Functions = GOVERNMENT_FUNCTIONS

    def texts(self) -> Iterator[str]:
        """All expressions of the book."""
        for rule in self.rules:
            yield rule.when
            yield from rule.sets.values()


def fact_types(book: RuleBook) -> dict[str, FeelType]:
    """The types of all names, those that are not given found by their use."""
    trees = [tree for tree in (_tree(book, text) for text in book.texts()) if tree is not None]
    return types_by_use(trees, book.types, book.functions)


def _tree(book: RuleBook, text: str) -> s.Node | None:
    try:
        return parse(text, names=book.types, functions=book.functions)
    except FeelSyntaxError:
        return None


def check_rules(book: RuleBook) -> list[Finding]:
    """Everything wrong with the rules of a book: unreadable texts, unknown names, unlike types, impossible values."""
    types = fact_types(book)
    return [finding for rule in book.rules for finding in _check_rule(book, rule, types)]


def _check_rule(book: RuleBook, rule: Rule, types: Mapping[str, FeelType]) -> Iterator[Finding]:
    yield from _check_text(book, rule, rule.when, types, BOOLEAN)
    for target, text in rule.sets.items():
        yield from _check_text(book, rule, text, types, types.get(target, ANY))


def _check_text(
    book: RuleBook, rule: Rule, text: str, types: Mapping[str, FeelType], expected: FeelType
) -> Iterator[Finding]:
    place = f"{book.id}/{rule.id}"
    for problem in check(text, types, functions=book.functions, expected=expected):
        yield _finding(place, problem.rule, text, problem.message, problem.message_zh)
    tree = _tree(book, text)
    for name, value in () if tree is None else _choices(tree):
        options = book.options.get(name)
        if options is not None and value not in options:
            listed = ", ".join(options)
            yield _finding(
                place,
                "option",
                text,
                f"'{name}' can never be \"{value}\": it is one of {listed}.",
                f"“{name}”不可能等于“{value}”，可选值为：{listed}。",
            )


def _choices(tree: s.Node) -> Iterator[tuple[str, str]]:
    """Names with the texts that they are compared with."""
    for node in s.walk(tree):
        if isinstance(node, s.Comparison) and node.operator in ("=", "!="):
            for one, two in ((node.left, node.right), (node.right, node.left)):
                if isinstance(one, s.Name) and isinstance(two, s.StringLiteral):
                    yield one.name, two.value
        elif isinstance(node, s.In) and isinstance(node.value, s.Name):
            for test in node.tests:
                items = test.items if isinstance(test, s.ListLiteral) else (test,)
                for item in items:
                    if isinstance(item, s.StringLiteral):
                        yield node.value.name, item.value


def _finding(element_id: str, key: str, text: str, message: str, message_zh: str) -> Finding:
    return Finding(
        rule=f"rule-{key}",
        element_id=element_id,
        message=f"{message} In: {text}",
        message_zh=f"{message_zh}见：{text}",
    )

"""The parser: from text to the typed syntax tree (clause 10.3.1.2), by precedence climbing.

Precedence from low to high: ``or``, ``and``, comparisons, ``+ -``, ``* /``, ``**``, negation,
``instance of``, then path, filter and invocation. All infix operators are left associative.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.names import KEYWORDS
from engine.feel.primary import PrimaryParser
from engine.feel.slips import ANY_OPERATOR_SLIP

if TYPE_CHECKING:
    from collections.abc import Callable

_OR, _AND, _COMPARISON, _ADDITION, _MULTIPLICATION, _POWER = range(1, 7)
_OPERATOR = re.compile(r"\*\*|!=|<=|>=|[-+*/=<>]|(?:or|and|between|in|instance)(?!\w)")
_TEST_OPERATOR = re.compile(r"<=|>=|!=|[<>=]")
_LEVELS = {
    "or": _OR, "and": _AND,
    "=": _COMPARISON, "!=": _COMPARISON, "<": _COMPARISON, "<=": _COMPARISON, ">": _COMPARISON, ">=": _COMPARISON,
    "between": _COMPARISON, "in": _COMPARISON,
    "+": _ADDITION, "-": _ADDITION, "*": _MULTIPLICATION, "/": _MULTIPLICATION, "**": _POWER,
}  # fmt: skip
_FILTER_ENDS = re.compile(
    r"[)\]},.=<>*/+:]|!=|(?:or|and|between|in|instance|then|else|return|satisfies)(?!\w)|$"
)


class Parser(PrimaryParser):
    """Reads one expression or one cell of unary tests."""

    def whole_expression(self) -> s.Node:
        """The expression that the text is, with nothing left over."""
        node = self.expression()
        if not self.reader.at_end:
            self.reader.complain("an operator or the end is expected", "此处应为运算符或结尾")
        return node

    def expression(self) -> s.Node:
        """Rule 1: any expression, one level deeper."""
        with self.reader.deeper():
            return self._infix(_OR)

    def _infix(self, level: int) -> s.Node:
        left = self._negation()
        chain = 0
        while (operator := self._operator()) is not None and _LEVELS[operator] >= level:
            here = _LEVELS[operator]
            self.reader.position += len(operator)
            if here == _COMPARISON:
                chain += 1
                self._check_chain(chain)
            left = self._combine(left, operator, here)
        return left

    def _combine(self, left: s.Node, operator: str, here: int) -> s.Node:
        if here <= _AND:
            return self._logical(left, operator, here)
        if operator == "between":
            return self._between(left)
        if operator == "in":
            return self._in(left)
        right = self._infix(here + 1)
        build: Callable[[int, int, str, s.Node, s.Node], s.Node]
        build = s.Comparison if here == _COMPARISON else s.Arithmetic
        return build(left.start, right.end, operator, left, right)

    def _check_chain(self, length: int) -> None:
        """A chain nests to the left without brackets; it counts as depth all the same."""
        self.reader.depth += length
        with self.reader.deeper():
            pass
        self.reader.depth -= length

    def _operator(self) -> str | None:
        reader = self.reader
        position = reader.skip()
        if ANY_OPERATOR_SLIP.match(reader.text, position):
            reader.complain("an operator is expected", "此处应为运算符")
        found = _OPERATOR.match(reader.text, position)
        return None if found is None or found[0] == "instance" else found[0]

    def _logical(self, left: s.Node, operator: str, here: int) -> s.Node:
        operands = [left, self._infix(here + 1)]
        while self._operator() == operator:
            self.reader.position += len(operator)
            operands.append(self._infix(here + 1))
        build = s.Conjunction if operator == "and" else s.Disjunction
        return build(left.start, operands[-1].end, tuple(operands))

    def _between(self, value: s.Node) -> s.Node:
        low = self._infix(_ADDITION)
        self.reader.expect_word("and", "in 'between … and …'", "between 的两个界限之间")
        high = self._infix(_ADDITION)
        return s.Between(value.start, high.end, value, low, high)

    def _in(self, value: s.Node) -> s.Node:
        test = self.test(_ADDITION)
        tests = test.tests if isinstance(test, s.TestList) else (test,)
        return s.In(value.start, test.end, value, tests)

    def test(self, level: int | None = None) -> s.Node:
        """Rule 13: a comparison with one endpoint, or an expression (at ``level`` where given)."""
        reader = self.reader
        start = reader.skip()
        found = _TEST_OPERATOR.match(reader.text, start)
        if found is None:
            return self._infix(level) if level is not None else self.expression()
        self._refuse_slip(start)
        reader.position = found.end()
        endpoint = self._infix(_ADDITION)
        return s.ComparisonRange(start, endpoint.end, found[0], endpoint)

    def _refuse_slip(self, start: int) -> None:
        if self.reader.text.startswith("==", start):
            self.reader.complain("a test is expected", "此处应为条件")

    def endpoint(self) -> s.Node:
        """Rule 16: an endpoint of a range; a bracket after it may end the range instead of filtering."""
        self.range_end_ahead += 1
        node = self._infix(_ADDITION)
        self.range_end_ahead -= 1
        return node

    def _negation(self) -> s.Node:
        reader = self.reader
        if reader.peek() != "-":
            return self._instance_of(self._postfix(self.primary()))
        start = reader.position
        reader.position += 1
        with reader.deeper():
            operand = self._negation()
        if isinstance(operand, s.NumberLiteral):
            return s.NumberLiteral(start, operand.end, -operand.value if operand.value else Decimal(0))
        return s.Negation(start, operand.end, operand)

    def _instance_of(self, value: s.Node) -> s.Node:
        reader = self.reader
        chain = 0
        while reader.take_word("instance"):
            chain += 1
            self._check_chain(chain)
            reader.expect_word("of", "after 'instance'", "instance 之后")
            start = reader.skip()
            known = self.type_or_none()
            text = reader.text[start : reader.position].strip()
            value = s.InstanceOf(value.start, reader.position, value, text, known)
        return value

    def _postfix(self, node: s.Node) -> s.Node:
        """Paths, filters and invocations, which bind tightest."""
        reader = self.reader
        chain = 0
        while True:
            sign = reader.peek()
            if sign == "." and not reader.looking_at(".."):
                node = self._path(node)
            elif sign == "[" and not self._ends_range():
                node = self._filter(node)
            elif sign == "(":
                node = self.invocation(node)
            else:
                return node
            chain += 1
            self._check_chain(chain)

    def _ends_range(self) -> bool:
        """Whether the ``[`` here closes a range with an open end, as in ``]1..3[``."""
        if not self.range_end_ahead:
            return False
        reader = self.reader
        before = reader.position
        reader.position += 1
        ends = _FILTER_ENDS.match(reader.text, reader.skip()) is not None
        reader.position = before
        return ends

    def _path(self, source: s.Node) -> s.Node:
        reader = self.reader
        reader.position += 1
        name = reader.known_name(reader.keys)
        if name is None:
            if not reader.word():
                reader.complain("a name is expected after the dot", "点号之后应为名称", operand=True)
            name = reader.loose_name() if reader.word() not in KEYWORDS else self._keyword_as_key()
        return s.Path(source.start, reader.position, source, name)

    def _keyword_as_key(self) -> str:
        word = self.reader.word()
        self.reader.position += len(word)
        return word

    def _filter(self, source: s.Node) -> s.Node:
        reader = self.reader
        reader.position += 1
        ahead, self.range_end_ahead = self.range_end_ahead, 0
        with reader.scope(["item"]) as inner:
            inner.merge(reader.keys)
            condition = self.expression()
        self.range_end_ahead = ahead
        reader.expect("]", "to end the filter", "筛选条件结尾处")
        return s.Filter(source.start, reader.position, source, condition)

    # --- unary tests

    def whole_unary_tests(self) -> s.UnaryTestsNode:
        """Rule 15: the content of an input cell."""
        reader = self.reader
        start = reader.skip()
        if reader.text[start:].strip() == "-":
            return s.UnaryTestsNode(start, start + 1, (), negated=False, anything=True)
        tests = self._tests()
        if not reader.at_end:
            reader.complain("a comma or the end is expected", "此处应为逗号或结尾")
        return s.UnaryTestsNode(start, reader.position, tests, negated=False, anything=False)

    def negated_unary_tests(self) -> s.UnaryTestsNode | None:
        """``not(tests)`` as the whole cell, None where the text goes on after the bracket."""
        reader = self.reader
        start = reader.skip()
        if not (reader.take_word("not") and reader.take("(")):
            return None
        tests = self._tests()
        if not reader.take(")") or not reader.at_end:
            return None
        return s.UnaryTestsNode(start, reader.position, tests, negated=True, anything=False)

    def _tests(self) -> tuple[s.Node, ...]:
        tests = [self.test()]
        while self.reader.take(","):
            tests.append(self.test())
        return tuple(tests)

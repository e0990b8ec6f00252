"""Operands: names, keywords, conditionals, loops, functions, invocations (rules 38 to 46, 55, 56)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.feel import syntax as s
from engine.feel.brackets import BracketParser
from engine.feel.literals import NUMBER, LiteralParser
from engine.feel.names import KEYWORDS
from engine.feel.type_parser import parameter_type

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.types import FeelType


_CALLED = re.compile(r"\s*(?:[(),\]}]|$)")
"""``not`` before a bracket is called; before the end of an argument it is passed on as a function."""


class PrimaryParser(BracketParser):
    """The part of the parser for operands; :class:`engine.feel.parser.Parser` adds the operators."""

    def primary(self) -> s.Node:
        """An operand without its postfixes."""
        reader = self.reader
        reader.count_part()
        sign = reader.peek()
        if sign.isascii():
            if sign.isdigit() or (sign == "." and NUMBER.match(reader.text, reader.position)):
                return self._number()
            method = self._by_sign.get(sign)
            if method is not None:
                return method(self)
        return self._word()

    def _word(self) -> s.Node:
        reader = self.reader
        start = reader.position
        word = reader.word()
        known = reader.names.longest_at(reader.text, start)
        if word in KEYWORDS and (known is None or known[1] <= start + len(word)):
            return self._keyword(word, start)
        if (
            word == "not"
            and (known is None or known[0] == "not")
            and not _CALLED.match(reader.text, start + 3)
        ):
            self.complain_value()
        if known is not None:
            reader.position = known[1]
            return s.Name(start, known[1], known[0])
        if not word:
            self.complain_value()
        name = reader.loose_name()
        return s.Name(start, reader.position, name)

    def _keyword(self, word: str, start: int) -> s.Node:
        reader = self.reader
        method = self._by_keyword.get(word)
        if method is None:
            self.complain_value()
        reader.position = start + len(word)
        if method is PrimaryParser._iterated_return or method is PrimaryParser._quantified:
            ahead, self.range_end_ahead = self.range_end_ahead, 0
            node = method(self, start)
            self.range_end_ahead = ahead
            return node
        return method(self, start)

    # --- if, loops, functions

    def _if(self, start: int) -> s.Node:
        reader = self.reader
        branches: list[s.Branch] = []
        while True:
            condition_start = reader.skip()
            condition = self.expression()
            reader.expect_word("then", "after the condition of 'if'", "if 的条件之后")
            result = self.expression()
            branches.append(s.Branch(condition_start, result.end, condition, result))
            reader.expect_word(
                "else", "after the 'then' part ('if' always has both)", "then 部分之后（if 必须有 else）"
            )
            if not reader.take_word("if"):
                break
        otherwise = self.expression()
        return s.If(start, otherwise.end, tuple(branches), otherwise)

    def _iterations(self, names: list[str]) -> tuple[s.Iteration, ...]:
        """Rules 44 and 46: the variables of a loop; each is in scope from the next one on."""
        reader = self.reader
        found: list[s.Iteration] = []
        while not found or reader.take(","):
            start = reader.skip()
            name = reader.name_before_word("in")
            if name is None:
                reader.complain("a name and 'in' are expected", "此处应为变量名和 in", operand=True)
            reader.expect_word("in", "after the name", "变量名之后")
            source = self.expression()
            until = self.expression() if reader.take("..") else None
            found.append(s.Iteration(start, reader.position, name, source, until))
            names.append(name)
            reader.names.add(name)
        return tuple(found)

    def _iterated_return(self, start: int) -> s.Node:
        reader = self.reader
        with reader.scope() as inner:
            iterations = self._iterations([])
            reader.expect_word("return", "in 'for … in … return …'", "for 循环中")
            inner.add("partial")
            result = self.expression()
        return s.For(start, result.end, iterations, result)

    def _quantified(self, start: int) -> s.Node:
        reader = self.reader
        every = reader.text.startswith("every", start)
        with reader.scope():
            iterations = self._iterations([])
            reader.expect_word("satisfies", "in 'some … in … satisfies …'", "some/every 表达式中")
            condition = self.expression()
        return s.Quantified(start, condition.end, every, iterations, condition)

    def _function(self, start: int) -> s.Node:
        reader = self.reader
        reader.expect("(", "after 'function'", "function 之后")
        parameters: list[s.Parameter] = []
        while not reader.take(")"):
            if parameters:
                reader.expect(",", "between two parameters", "两个参数之间")
            parameters.append(self._parameter())
        self._refuse_repeated(parameters)
        external = reader.take_word("external")
        with reader.scope(parameter.name for parameter in parameters):
            body = self.expression()
        return s.FunctionLiteral(start, body.end, tuple(parameters), body, external)

    def _refuse_repeated(self, parameters: list[s.Parameter]) -> None:
        seen: set[str] = set()
        for parameter in parameters:
            if parameter.name in seen:
                self.reader.complain(
                    f"each parameter may occur once: '{parameter.name}' is repeated",
                    f"参数名不得重复：“{parameter.name}”",
                    position=parameter.start,
                )
            seen.add(parameter.name)

    def _parameter(self) -> s.Parameter:
        reader = self.reader
        start = reader.skip()
        name = reader.name_before(":,)")
        if name is None:
            reader.complain("the name of a parameter is expected", "此处应为参数名", operand=True)
        kind = parameter_type(self.types.read()) if reader.take(":") else None
        return s.Parameter(start, reader.position, name, kind)

    def type_or_none(self) -> FeelType | None:
        """The type after ``instance of``; None for one that is not known or lacks its parameters."""
        found = self.types.read()
        bare = found is not None and found.kind in ("list", "context", "function", "range")
        incomplete = bare and found == type(found)(found.kind) if found is not None else False
        return None if incomplete else found

    def invocation(self, function: s.Node) -> s.Node:
        """Rules 38 to 42: the arguments after a function."""
        reader = self.reader
        reader.position += 1
        ahead, self.range_end_ahead = self.range_end_ahead, 0
        positional: list[s.Node] = []
        named: list[s.NamedArgument] = []
        while not reader.take(")"):
            if positional or named:
                reader.expect(",", "between two arguments", "两个参数之间")
            self._argument(positional, named)
        self.range_end_ahead = ahead
        return s.Invocation(function.start, reader.position, function, tuple(positional), tuple(named))

    def _argument(self, positional: list[s.Node], named: list[s.NamedArgument]) -> None:
        reader = self.reader
        start = reader.skip()
        name = reader.name_before(":")
        if name is None:
            positional.append(self.expression())
        else:
            reader.expect(":", "after the name of the parameter", "参数名之后")
            value = self.expression()
            named.append(s.NamedArgument(start, value.end, name, value))
        if positional and named:
            reader.complain(
                "all arguments are given by position or all by name",
                "参数应全部按位置或全部按名称给出",
                position=start,
            )

    _by_sign: dict[str, Callable[[PrimaryParser], s.Node]] = {  # noqa: RUF012 (a table, never changed)
        '"': LiteralParser.string,
        "@": LiteralParser.temporal,
        "(": BracketParser.parenthesis,
        "[": BracketParser.square,
        "]": BracketParser.reversed_square,
        "{": BracketParser.context,
        "<": BracketParser.comparison_range,
        ">": BracketParser.comparison_range,
    }
    _by_keyword: dict[str, Callable[[PrimaryParser, int], s.Node]] = {  # noqa: RUF012
        "true": LiteralParser.true,
        "false": LiteralParser.false,
        "null": LiteralParser.null,
        "if": _if,
        "for": _iterated_return,
        "some": _quantified,
        "every": _quantified,
        "function": _function,
    }

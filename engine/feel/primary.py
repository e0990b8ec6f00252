"""What an expression is made of: literals, names, brackets, loops, functions, contexts (rules 31–59)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from engine.feel import syntax as s
from engine.feel.names import KEYWORDS
from engine.feel.string_literals import LITERAL, unescape
from engine.feel.temporal.text import read_temporal
from engine.feel.type_parser import TypeReader, parameter_type
from engine.feel.values import DECIMAL128

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.feel.reader import Reader
    from engine.feel.types import FeelType

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_EXPONENT = re.compile(r"[eE][+-]?[0-9]+")


class PrimaryParser:
    """The part of the parser below the operators; :class:`engine.feel.parser.Parser` completes it."""

    def __init__(self, reader: Reader, named_types: Mapping[str, FeelType]) -> None:
        """``named_types`` are the item definitions that types may refer to."""
        self.reader = reader
        self.types = TypeReader(reader, named_types)
        self.range_end_ahead = 0

    def expression(self) -> s.Node:
        """Any expression; the operators are in the subclass."""
        raise NotImplementedError

    def test(self, level: int | None = None) -> s.Node:
        """A positive unary test."""
        raise NotImplementedError

    def endpoint(self) -> s.Node:
        """An endpoint of a range."""
        raise NotImplementedError

    # --- dispatch

    def primary(self) -> s.Node:
        """An operand without its postfixes."""
        reader = self.reader
        reader.count_part()
        sign = reader.peek()
        if sign.isascii():
            if sign.isdigit() or (sign == "." and _NUMBER.match(reader.text, reader.position)):
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
        if known is not None:
            reader.position = known[1]
            return s.Name(start, known[1], known[0])
        if not word:
            self._complain_value()
        if word == "not" and not reader.text[start + 3 :].lstrip().startswith("("):
            self._complain_value()
        name = reader.loose_name()
        return s.Name(start, reader.position, name)

    def _complain_value(self) -> NoReturn:
        self.reader.complain("a value is expected", "此处应为一个值", operand=True)

    def _keyword(self, word: str, start: int) -> s.Node:
        reader = self.reader
        method = self._by_keyword.get(word)
        if method is None:
            self._complain_value()
        reader.position = start + len(word)
        if method is PrimaryParser._iterated_return or method is PrimaryParser._quantified:
            ahead, self.range_end_ahead = self.range_end_ahead, 0
            node = method(self, start)
            self.range_end_ahead = ahead
            return node
        return method(self, start)

    # --- literals

    def _number(self) -> s.Node:
        reader = self.reader
        start = reader.position
        found = _NUMBER.match(reader.text, start)
        assert found is not None  # noqa: S101 (the caller looked)
        reader.position = found.end()
        exponent = _EXPONENT.match(reader.text, reader.position)
        if exponent:
            reader.complain(
                f"a number has no exponent in FEEL: write {found[0]}*10**{exponent[0][1:].lstrip('+')}",
                f"FEEL 数字不能带指数：请写 {found[0]}*10**{exponent[0][1:].lstrip('+')}",
            )
        return s.NumberLiteral(start, found.end(), DECIMAL128.create_decimal(found[0]))

    def _string(self) -> s.Node:
        start = self.reader.position
        return s.StringLiteral(start, (text := self._string_text())[1], text[0])

    def _string_text(self) -> tuple[str, int]:
        reader = self.reader
        found = LITERAL.match(reader.text, reader.skip())
        if found is None:
            reader.complain("a closing double quote is missing", "缺少结束的双引号")
        reader.position = found.end()
        return unescape(found[0][1:-1]), found.end()

    def _temporal(self) -> s.Node:
        reader = self.reader
        start = reader.position
        reader.position += 1
        if not reader.looking_at('"'):
            reader.complain(
                'a string is expected after @, as in @"2025-01-31"', '@ 之后应为字符串，如 @"2025-01-31"'
            )
        text, end = self._string_text()
        return s.TemporalLiteral(start, end, text, read_temporal(text))

    def _true(self, start: int) -> s.Node:
        return s.BooleanLiteral(start, self.reader.position, value=True)

    def _false(self, start: int) -> s.Node:
        return s.BooleanLiteral(start, self.reader.position, value=False)

    def _null(self, start: int) -> s.Node:
        return s.NullLiteral(start, self.reader.position)

    # --- brackets

    def _open(self, *, low_included: bool) -> tuple[int, s.Node, s.Node | None]:
        """After an opening bracket: the first expression, and the second where this is a range."""
        reader = self.reader
        ahead, self.range_end_ahead = self.range_end_ahead, 0
        first = self.test() if not low_included else self.expression()
        high = None
        if reader.take(".."):
            high = self.endpoint()
        self.range_end_ahead = ahead
        return reader.position, first, high

    def _parenthesis(self) -> s.Node:
        reader = self.reader
        start = reader.position
        reader.position += 1
        _, first, high = self._open(low_included=False)
        if high is not None:
            return self._close_range(start, first, high, low_included=False)
        tests = [first]
        while reader.take(","):
            tests.append(self.test())
        reader.expect(")", "to close the bracket", "括号结尾处")
        if len(tests) > 1 or (isinstance(first, s.ComparisonRange) and first.operator in ("=", "!=")):
            return s.TestList(start, reader.position, tuple(tests))
        return first

    def _square(self) -> s.Node:
        reader = self.reader
        start = reader.position
        reader.position += 1
        if reader.take("]"):
            return s.ListLiteral(start, reader.position, ())
        _, first, high = self._open(low_included=True)
        if high is not None:
            return self._close_range(start, first, high, low_included=True)
        ahead, self.range_end_ahead = self.range_end_ahead, 0
        items = [first]
        while reader.take(","):
            items.append(self.expression())
        self.range_end_ahead = ahead
        reader.expect("]", "to end the list", "列表结尾处")
        return s.ListLiteral(start, reader.position, tuple(items))

    def _reversed_square(self) -> s.Node:
        reader = self.reader
        start = reader.position
        reader.position += 1
        _, first, high = self._open(low_included=True)
        if high is None:
            reader.complain("'..' is expected in a range that begins with ]", "以 ] 开头的区间应有“..”")
        return self._close_range(start, first, high, low_included=False)

    def _close_range(self, start: int, low: s.Node, high: s.Node, *, low_included: bool) -> s.Node:
        reader = self.reader
        high_included = reader.looking_at("]")
        if not (reader.take("]") or reader.take(")") or reader.take("[")):
            reader.complain("']', ')' or '[' is expected to end the range", "区间结尾处应有“]”“)”或“[”")
        return s.RangeLiteral(start, reader.position, low, high, low_included, high_included)

    def _comparison_range(self) -> s.Node:
        if self.reader.peek() == "=":
            self._complain_value()
        return self.test()

    # --- contexts

    def _context(self) -> s.Node:
        reader = self.reader
        start = reader.position
        reader.position += 1
        ahead, self.range_end_ahead = self.range_end_ahead, 0
        entries: list[s.ContextEntry] = []
        with reader.scope() as inner:
            while not reader.take("}"):
                if entries:
                    reader.expect(",", "between two entries", "两个条目之间")
                entry = self._entry()
                inner.add(entry.key)
                entries.append(entry)
        self.range_end_ahead = ahead
        self._refuse_duplicates(entries)
        return s.ContextLiteral(start, reader.position, tuple(entries))

    def _entry(self) -> s.ContextEntry:
        reader = self.reader
        start = reader.skip()
        key = self._string_text()[0] if reader.looking_at('"') else reader.name_before(":")
        if key is None:
            reader.complain("a key and a colon are expected", "此处应为键名和冒号", operand=True)
        reader.expect(":", "after the key", "键名之后")
        reader.keys.add(key)
        value = self.expression()
        return s.ContextEntry(start, value.end, key, value)

    def _refuse_duplicates(self, entries: list[s.ContextEntry]) -> None:
        seen: set[str] = set()
        for entry in entries:
            if entry.key in seen:
                self.reader.complain(
                    f"each key may occur once: '{entry.key}' is repeated",
                    f"键名不得重复：“{entry.key}”",
                    position=entry.start,
                )
            seen.add(entry.key)

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
        external = reader.take_word("external")
        with reader.scope(parameter.name for parameter in parameters):
            body = self.expression()
        return s.FunctionLiteral(start, body.end, tuple(parameters), body, external)

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
        '"': _string,
        "@": _temporal,
        "(": _parenthesis,
        "[": _square,
        "]": _reversed_square,
        "{": _context,
        "<": _comparison_range,
        ">": _comparison_range,
    }
    _by_keyword: dict[str, Callable[[PrimaryParser, int], s.Node]] = {  # noqa: RUF012
        "true": _true,
        "false": _false,
        "null": _null,
        "if": _if,
        "for": _iterated_return,
        "some": _quantified,
        "every": _quantified,
        "function": _function,
    }

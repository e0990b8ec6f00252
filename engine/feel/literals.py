"""Literals (rules 31 to 35 and 65), and what all parts of the parser share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from engine.feel import syntax as s
from engine.feel.string_literals import LITERAL, unescape
from engine.feel.temporal.text import read_temporal
from engine.feel.type_parser import TypeReader
from engine.feel.values import DECIMAL128

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.reader import Reader
    from engine.feel.types import FeelType

NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class LiteralParser:
    """The lowest part of the parser; :class:`engine.feel.parser.Parser` completes it."""

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

    def complain_value(self) -> NoReturn:
        """Something stands where a value should."""
        self.reader.complain("a value is expected", "此处应为一个值", operand=True)

    def _number(self) -> s.Node:
        reader = self.reader
        start = reader.position
        found = NUMBER.match(reader.text, start)
        assert found is not None  # noqa: S101 (the caller looked)
        reader.position = found.end()
        try:
            return s.NumberLiteral(start, found.end(), DECIMAL128.create_decimal(found[0]))
        except ArithmeticError:
            reader.complain("the number is too large", "数字过大", position=start)

    def string(self) -> s.Node:
        """``"text"``."""
        start = self.reader.position
        return s.StringLiteral(start, (text := self._string_text())[1], text[0])

    def _string_text(self) -> tuple[str, int]:
        reader = self.reader
        found = LITERAL.match(reader.text, reader.skip())
        if found is None:
            reader.complain("a closing double quote is missing", "缺少结束的双引号")
        reader.position = found.end()
        return unescape(found[0][1:-1]), found.end()

    def temporal(self) -> s.Node:
        """``@"…"`` (rule 65)."""
        reader = self.reader
        start = reader.position
        reader.position += 1
        if not reader.looking_at('"'):
            reader.complain(
                'a string is expected after @, as in @"2025-01-31"', '@ 之后应为字符串，如 @"2025-01-31"'
            )
        text, end = self._string_text()
        return s.TemporalLiteral(start, end, text, read_temporal(text))

    def true(self, start: int) -> s.Node:
        """``true``."""
        return s.BooleanLiteral(start, self.reader.position, value=True)

    def false(self, start: int) -> s.Node:
        """``false``."""
        return s.BooleanLiteral(start, self.reader.position, value=False)

    def null(self, start: int) -> s.Node:
        """``null``."""
        return s.NullLiteral(start, self.reader.position)

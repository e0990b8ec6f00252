"""Brackets: groups, tests in groups, lists, ranges, contexts (rules 7 to 12, 54, 57 to 59)."""

from __future__ import annotations

from engine.feel import syntax as s
from engine.feel.literals import LiteralParser


class BracketParser(LiteralParser):
    """The part of the parser for everything that begins with a bracket or a comparison."""

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

    def parenthesis(self) -> s.Node:
        """``(e)``, ``(a..b)`` or ``(test, test)``."""
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
        if len(tests) > 1:
            return s.TestList(start, reader.position, tuple(tests))
        return first

    def square(self) -> s.Node:
        """A list or a range that begins with ``[``."""
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

    def reversed_square(self) -> s.Node:
        """A range that begins with ``]``."""
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

    def comparison_range(self) -> s.Node:
        """``< 10`` as an operand (rule 7.a)."""
        if self.reader.peek() == "=":
            self.complain_value()
        return self.test()

    # --- contexts

    def context(self) -> s.Node:
        """``{key: e}``."""
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

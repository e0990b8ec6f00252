"""Reading types (rules 52 and 56): ``instance of …`` and the types of formal parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.names import KnownNames
from engine.feel.types import ANY, CONTEXT, FUNCTION, LIST, RANGE, SIMPLE_TYPES, FeelType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.reader import Reader

BARE = {"list": LIST, "context": CONTEXT, "function": FUNCTION, "range": RANGE}
"""Type names that need parameters; without them ``instance of`` answers null (Table 61)."""

_SIMPLE = KnownNames(SIMPLE_TYPES)


class TypeReader:
    """Reads a type at the reader's position, with the types that the model defines."""

    def __init__(self, reader: Reader, named: Mapping[str, FeelType]) -> None:
        """``named`` are the item definitions of the model (clause 7.3.2) by name."""
        self._reader = reader
        self._named = named
        self._names = KnownNames(named, _SIMPLE)

    def read(self) -> FeelType | None:
        """The type that stands here, None where its name is not known."""
        reader = self._reader
        with reader.deeper():
            word = reader.word()
            if word in BARE and word not in self._named:
                reader.position += len(word)
                return self._parameters(word) if reader.looking_at("<") else BARE[word]
            name = reader.known_name(self._names)
            if name is None:
                self._unknown()
                return None
            return self._named.get(name) or SIMPLE_TYPES[name]

    def _unknown(self) -> None:
        reader = self._reader
        if not reader.word():
            reader.complain("the name of a type is expected", "此处应为类型名称", operand=True)
        reader.loose_name()
        while reader.take("."):
            reader.loose_name()

    def _parameters(self, kind: str) -> FeelType | None:
        reader = self._reader
        reader.expect("<", f"after '{kind}'", f"“{kind}”之后")
        if kind == "function":
            return self._function()
        if kind == "context":
            return self._context()
        element = self.read()
        self._close()
        return None if element is None else FeelType(kind, element=element)

    def _close(self) -> None:
        self._reader.expect(">", "to end the type", "类型结尾处")

    def _context(self) -> FeelType | None:
        reader = self._reader
        entries: list[tuple[str, FeelType | None]] = []
        while not entries or reader.take(","):
            key = reader.name_before(":")
            if key is None:
                reader.complain("a key and a colon are expected", "此处应为键名和冒号", operand=True)
            reader.keys.add(key)
            reader.expect(":", "after the key", "键名之后")
            entries.append((key, self.read()))
        self._close()
        known = tuple((key, entry) for key, entry in entries if entry is not None)
        return FeelType("context", entries=known) if len(known) == len(entries) else None

    def _function(self) -> FeelType | None:
        reader = self._reader
        parameters: list[FeelType | None] = []
        if not reader.looking_at(">"):
            parameters.append(self.read())
            while reader.take(","):
                parameters.append(self.read())
        self._close()
        reader.expect("->", "before the type of the result", "结果类型之前")
        result = self.read()
        known = tuple(each for each in parameters if each is not None)
        if result is None or len(known) != len(parameters):
            return None
        return FeelType("function", parameters=known, result=result)


def parameter_type(read: FeelType | None) -> FeelType:
    """The type of a formal parameter: one that is not known accepts anything."""
    return read if read is not None else ANY

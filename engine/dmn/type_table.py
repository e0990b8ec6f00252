"""Resolving type references: built-in names, item definitions of the model, types of imported models."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from engine.dmn.item_types import ANYTHING, BUILT_IN, ItemType, plain
from engine.errors import Finding
from engine.feel import DEFAULT_BUDGET, FeelBudgetError, FeelSyntaxError, FeelType, compile_unary_tests
from engine.feel.names import KnownNames
from engine.feel.reader import Reader
from engine.feel.type_parser import TypeReader
from engine.feel.types import ANY, context_of, function_of, list_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.linking import Unit
    from engine.dmn.syntax import ItemDefinition
    from engine.feel import UnaryTests
    from engine.feel.library import Functions

_STEP = ""
"""Marks, among the names of unfinished types, a step into a structure, a collection or a function."""
_BUILT_IN = {name: plain(feel) for name, feel in BUILT_IN.items()}


class TypeTable:
    """The types that one model can name."""

    def __init__(self, unit: Unit, functions: Functions, findings: list[Finding]) -> None:
        """Definitions are resolved on demand; :meth:`resolve_all` once imports have tables of their own."""
        self.unit = unit
        self.imports: dict[str, TypeTable] = {}
        self.nameless: list[TypeTable] = []
        self._functions = functions
        self._findings = findings
        self._definitions = {each.name: each for each in unit.definitions.types}
        self._types: dict[str, ItemType] = {}
        self._unfinished: list[str] = []
        self._again: dict[str, list[ItemType]] = {}

    def resolve_all(self) -> None:
        """Resolve every definition, so that all findings are known."""
        for name in self._definitions:
            self._defined(name)

    @property
    def feel_types(self) -> dict[str, FeelType]:
        """The shapes of all types by the name they have in expressions."""
        types = {
            f"{prefix}.{name}": feel
            for prefix, table in self.imports.items()
            for name, feel in table.own_feel_types.items()
        }
        for table in self.nameless:
            types |= table.own_feel_types
        return types | self.own_feel_types

    @property
    def own_feel_types(self) -> dict[str, FeelType]:
        """The shapes of the model's own definitions."""
        return {name: self._defined(name).feel for name in self._definitions}

    def find(self, reference: str | None) -> ItemType | None:
        """The type that a reference means, None where it means nothing. No reference means any value."""
        name = (reference or "").strip()
        if not name:
            return ANYTHING
        if name in self._definitions:
            return self._defined(name)
        return self._imported(name) or _BUILT_IN.get(name) or self._prefixed(name) or self._written(name)

    def _written(self, name: str) -> ItemType | None:
        """A type written out as in FEEL, such as ``list<number>`` or ``range<date>``."""
        if "<" not in name:
            return None
        named = {
            each: ANY if each in self._unfinished else self._defined(each).feel for each in self._definitions
        }
        reader = Reader(name, KnownNames(), KnownNames(), DEFAULT_BUDGET)
        try:
            found = TypeReader(reader, named).read()
        except (FeelSyntaxError, FeelBudgetError):
            return None
        return None if found is None else plain(found)

    def of(self, reference: str | None, *, element_id: str | None, line: int | None) -> ItemType:
        """The type that a reference means; an unknown one is reported and then accepts anything."""
        found = self.find(reference)
        if found is not None:
            return found
        self._report(
            "dmn-type-unknown",
            element_id,
            line,
            f"There is no type '{reference}'. Define it or use a built-in one (string, number, boolean, date …).",
            f"没有类型“{reference}”，请定义它或使用内置类型（string、number、boolean、date 等）。",
        )
        return ANYTHING

    def _imported(self, name: str) -> ItemType | None:
        for prefix, table in self.imports.items():
            rest = name.removeprefix(f"{prefix}.")
            if rest != name and rest in table._definitions:  # noqa: SLF001 (own class)
                return table._defined(rest)  # noqa: SLF001 (own class)
        for table in self.nameless:
            if name in table._definitions:  # noqa: SLF001 (own class)
                return table._defined(name)  # noqa: SLF001 (own class)
        return None

    def _prefixed(self, name: str) -> ItemType | None:
        """``feel:string`` and ``ns:tLoan`` of DMN 1.1, where types are XML names."""
        prefix, colon, local = name.partition(":")
        namespace = self.unit.definitions.prefixes.get(prefix)
        if not colon:
            return None
        if local in self._definitions and namespace in (None, self.unit.namespace):
            return self._defined(local)
        for table in (*self.imports.values(), *self.nameless):
            if namespace == table.unit.namespace and local in table._definitions:  # noqa: SLF001 (own class)
                return table._defined(local)  # noqa: SLF001 (own class)
        return _BUILT_IN.get(local)

    def _defined(self, name: str) -> ItemType:
        known = self._types.get(name)
        if known is not None:
            return known
        definition = self._definitions[name]
        if name in self._unfinished:
            return self._within_itself(definition, name)
        self._unfinished.append(name)
        made = self._make(definition, name)
        self._unfinished.pop()
        for each in self._again.pop(name, ()):
            each.whole = made
        self._types[name] = made
        return made

    def _within_itself(self, definition: ItemDefinition, name: str) -> ItemType:
        """A type that is not finished yet: sound where a structure, collection or function lies between."""
        if _STEP in self._unfinished[self._unfinished.index(name) :]:
            again = ItemType(name, ANY)
            again.is_plain = False
            self._again.setdefault(name, []).append(again)
            return again
        self._report(
            "dmn-type-circle",
            definition.id or name,
            definition.line,
            f"The type '{name}' is defined by nothing but itself. Base it on another type.",
            f"类型“{name}”仅由其自身定义，请改用其他基础类型。",
        )
        return plain(ANY)

    @contextmanager
    def _step_inside(self) -> Iterator[None]:
        """Between a type and the types of its parts."""
        self._unfinished.append(_STEP)
        yield
        self._unfinished.pop()

    def _make(self, definition: ItemDefinition, name: str) -> ItemType:
        if definition.is_collection:
            return self._collection(definition, name)
        single = self._single(definition, name)
        single.constraint = self._tests(definition, definition.constraint)
        single.is_plain = single.is_plain and single.constraint is None
        return single

    def _collection(self, definition: ItemDefinition, name: str) -> ItemType:
        with self._step_inside():
            single = self._single(definition, name)
        whole = ItemType(name, list_of(single.feel))
        whole.element = single
        whole.constraint = self._tests(definition, definition.constraint)
        whole.is_plain = single.is_plain and whole.constraint is None
        return whole

    def _single(self, definition: ItemDefinition, name: str) -> ItemType:
        """The type of one value of a definition, whether or not it is a collection."""
        if definition.function is not None:
            made = self._function(definition, name)
        elif definition.components:
            with self._step_inside():
                parts = {each.name: self._make(each, each.name) for each in definition.components}
            made = ItemType(name, context_of({key: part.feel for key, part in parts.items()}))
            made.components = parts
            made.is_plain = all(part.is_plain for part in parts.values())
        else:
            base = self.of(
                definition.type_ref, element_id=definition.id or definition.name, line=definition.line
            )
            made = ItemType(name, base.feel)
            made.base = base
            made.is_plain = base.is_plain
        made.allowed = self._tests(definition, definition.allowed)
        made.is_plain = made.is_plain and made.allowed is None
        return made

    def _function(self, definition: ItemDefinition, name: str) -> ItemType:
        function = definition.function
        if function is None:
            return plain(ANY)
        identifier = definition.id or definition.name
        with self._step_inside():
            result = self.of(function.result, element_id=identifier, line=definition.line)
            parameters = tuple(
                self.of(each.type_ref, element_id=identifier, line=definition.line).feel
                for each in function.parameters
            )
        made = ItemType(name, function_of(parameters, result.feel))
        made.result = result
        return made

    def _tests(self, definition: ItemDefinition, text: str | None) -> UnaryTests | None:
        if text is None:
            return None
        try:
            return compile_unary_tests(text, functions=self._functions)
        except (FeelSyntaxError, FeelBudgetError) as error:
            self._report(
                "dmn-expression",
                definition.id or definition.name,
                definition.line,
                f"The allowed values of '{definition.name}' cannot be read: {error.message}",
                f"“{definition.name}”的允许值无法读取：{error.message_zh}",
            )
            return None

    def _report(
        self, rule: str, element_id: str | None, line: int | None, message: str, message_zh: str
    ) -> None:
        self._findings.append(
            Finding(
                rule=rule,
                element_id=element_id,
                message=message,
                message_zh=message_zh,
                file=self.unit.definitions.file,
                line=line,
            )
        )

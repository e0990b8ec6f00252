"""Built-in functions by their signatures, written as the standard writes them.

``@builtin("substring(string: string, start position: number, length?: number)")`` declares names, domains
and optional parameters once; arguments are checked and unwrapped from singleton lists before the Python
function sees them. A domain that ends with ``?`` lets null in; ``any`` takes everything; ``…`` after a name
takes one or more arguments.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from engine.feel.run import Run, Undefined
from engine.feel.temporal.values import Date, DateTime, DaysTimeDuration, Time, YearsMonthsDuration
from engine.feel.types import ANY, FeelType
from engine.feel.values import Function, Range, Value, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Call = TypeVar("Call", bound="Callable[..., Value]")

_CLASSES: dict[str, tuple[type, ...]] = {
    "number": (Decimal,),
    "string": (str,),
    "boolean": (bool,),
    "date": (Date,),
    "time": (Time,),
    "date and time": (DateTime,),
    "days and time duration": (DaysTimeDuration,),
    "years and months duration": (YearsMonthsDuration,),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function,),
}
_HEAD = re.compile(r"([^(]+)\((.*)\)(?:: (.+))?")
_PARAMETER = re.compile(r"([^:?…]+)([?…]?)(?:: (.+?))?(\?)?")


@dataclass(frozen=True, slots=True)
class BuiltinParameter:
    """A parameter as declared: ``domain`` holds names of kinds, empty for any."""

    name: str
    domain: tuple[str, ...]
    classes: tuple[type, ...]
    optional: bool
    nullable: bool
    default: Value = None

    def accept(self, value: Value) -> Value:
        """The value, unwrapped from a singleton list where the domain needs it; else Undefined."""
        if not self.classes or (value is None and self.nullable) or isinstance(value, self.classes):
            return value
        if type(value) is list and len(value) == 1 and isinstance(value[0], self.classes):
            return value[0]
        if self.classes == (list,) and value is not None:
            return [value]
        kinds = " or ".join(self.domain)
        raise Undefined(
            f"needs {kinds} for '{self.name}', not {kind_of(value)}",
            f"的参数“{self.name}”应为 {kinds}，而不是 {kind_of(value)}",
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a built-in."""

    name: str
    parameters: tuple[BuiltinParameter, ...]
    variadic: bool
    result: str
    call: Callable[..., Value]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its parameters. Where several signatures share them, their order tells which."""
        return tuple(parameter.name for parameter in self.parameters)

    @property
    def required(self) -> int:
        """How many arguments there must be at least."""
        return sum(not parameter.optional for parameter in self.parameters)

    def takes(self, count: int) -> bool:
        """Whether it can be called with that many arguments."""
        return self.required <= count and (self.variadic or count <= len(self.parameters))

    def names_suit(self, names: Mapping[str, Value]) -> bool:
        """Whether these are names of its parameters and none that it needs is missing."""
        own = {parameter.name for parameter in self.parameters}
        return names.keys() <= own and all(each.optional or each.name in names for each in self.parameters)

    def apply(self, run: Run, arguments: list[Value]) -> Value:
        """Check the arguments and call."""
        if self.variadic:
            fixed = len(self.parameters) - 1
            last = self.parameters[-1]
            checked = [self.parameters[index].accept(arguments[index]) for index in range(fixed)]
            return self.call(run, *checked, [last.accept(value) for value in arguments[fixed:]])
        return self.call(
            run, *[each.accept(value) for each, value in zip(self.parameters, arguments, strict=False)]
        )


class Builtin(Function):
    """A built-in function: all its signatures under one name."""

    __slots__ = ("name", "signatures")

    def __init__(self, name: str, signatures: tuple[Signature, ...]) -> None:
        """The signatures are tried in order."""
        self.name = name
        self.signatures = signatures

    @property
    def type(self) -> FeelType:
        """The type of the function by its longest plain signature."""
        plain = [each for each in self.signatures if not each.variadic] or list(self.signatures)
        widest = max(plain, key=lambda each: len(each.parameters))
        return FeelType(
            "function",
            parameters=tuple(map(_parameter_type, widest.parameters)),
            result=type_from(widest.result),
        )

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        """Call by position; the first signature that suits decides."""
        run.charge(1)
        failure: Undefined | None = None
        for signature in self.signatures:
            if signature.takes(len(arguments)):
                try:
                    return signature.apply(run, arguments)
                except Undefined as undefined:
                    failure = failure or undefined
        raise failure or self._wrong_count(len(arguments))

    def invoke_named(self, run: Run, arguments: Mapping[str, Value]) -> Value:
        """Call by name; optional parameters may be left out."""
        run.charge(1)
        failure: Undefined | None = None
        order = tuple(arguments)
        for signature in sorted(self.signatures, key=lambda each: each.names != order):
            if signature.names_suit(arguments):
                try:
                    return signature.call(run, *_in_order(signature, arguments))
                except Undefined as undefined:
                    failure = failure or undefined
        raise failure or self._wrong_names(arguments)

    def _wrong_count(self, count: int) -> Undefined:
        usage = " / ".join(usage_of(each) for each in self.signatures)
        return Undefined(
            f"cannot take {count} argument(s): write {usage}", f"不能有 {count} 个参数：请写 {usage}"
        )

    def _wrong_names(self, arguments: Mapping[str, Value]) -> Undefined:
        usage = " / ".join(usage_of(each) for each in self.signatures)
        names = ", ".join(arguments)
        return Undefined(f"has no parameters ({names}): write {usage}", f"没有参数（{names}）：请写 {usage}")

    def __call__(self, *positional: Value, **named: Value) -> Value:
        """Call from Python with FEEL values."""
        try:
            return self.invoke_named(Run(), named) if named else self.invoke(Run(), list(positional))
        except Undefined:
            return None


def _in_order(signature: Signature, arguments: Mapping[str, Value]) -> list[Value]:
    """Named arguments in the order of the parameters, defaults for those left out."""
    ordered: list[Value] = []
    for parameter in signature.parameters:
        if parameter.name not in arguments:
            ordered.append(parameter.default)
            continue
        value = parameter.accept(arguments[parameter.name])
        ordered.append([value] if signature.variadic and parameter is signature.parameters[-1] else value)
    return ordered


def usage_of(signature: Signature) -> str:
    """How the function is written, for messages."""
    shown = [f"{each.name}{'?' if each.optional else ''}" for each in signature.parameters]
    return f"{signature.name}({', '.join(shown)}{'…' if signature.variadic else ''})"


def type_from(written: str) -> FeelType:
    """The type that a declaration writes after its colon."""
    kind, _, element = written.partition("<")
    if element:
        return FeelType(kind, element=type_from(element.rstrip(">")))
    return ANY if kind in ("any", "Any") else FeelType(kind)


def _parameter_type(parameter: BuiltinParameter) -> FeelType:
    return FeelType(parameter.domain[0]) if len(parameter.domain) == 1 else ANY


class Library:
    """Built-ins by name, filled by the decorator :meth:`builtin`."""

    def __init__(self) -> None:
        """Starts empty."""
        self.functions: dict[str, Builtin] = {}

    def builtin(self, *declarations: str) -> Callable[[Call], Call]:
        """Register a Python function under each declared signature."""

        def register(call: Call) -> Call:
            for declaration in declarations:
                signature = parse_signature(declaration, call)
                known = self.functions.get(signature.name)
                before = known.signatures if known else ()
                self.functions[signature.name] = Builtin(signature.name, (*before, signature))
            return call

        return register


def parse_signature(declaration: str, call: Callable[..., Value]) -> Signature:
    """Read a declaration such as ``sublist(list: list, start position: number, length?: number): list``."""
    head = _HEAD.fullmatch(declaration)
    if head is None:
        raise ValueError(declaration)
    written = [part.strip() for part in head[2].split(",") if part.strip()]
    defaults = [each.default for each in list(inspect.signature(call).parameters.values())[1:]]
    parameters = tuple(
        replace(_parse_parameter(part), default=None if default is inspect.Parameter.empty else default)
        for part, default in zip(written, defaults, strict=False)
    )
    variadic = bool(written) and "…" in written[-1]
    return Signature(head[1].strip(), parameters, variadic, head[3] or "Any", call)


def _parse_parameter(written: str) -> BuiltinParameter:
    found = _PARAMETER.fullmatch(written)
    if found is None:
        raise ValueError(written)
    kinds = tuple(kind.strip() for kind in (found[3] or "any").split("|"))
    domain = () if kinds == ("any",) else kinds
    classes = tuple(each for kind in domain for each in _CLASSES[kind])
    return BuiltinParameter(found[1].strip(), domain, classes, found[2] == "?", bool(found[4]))

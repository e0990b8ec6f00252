"""Functions as values: built-in, defined in FEEL, or given by the program around it (clause 10.3.2.13).

All are invoked the same way: with values by position or by name, within a run that pays for the call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel.conformance import fit
from engine.feel.errors import FeelBudgetError
from engine.feel.run import Run, Undefined
from engine.feel.types import ANY, FeelType, function_of
from engine.feel.values import Function, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.feel.syntax import FunctionLiteral


@dataclass(frozen=True, slots=True)
class FormalParameter:
    """A parameter of a function value."""

    name: str
    type: FeelType = ANY


class FeelFunction(Function):
    """A function value. From Python: ``f(1, 2)`` or ``f(a=1)``; inside FEEL: :meth:`invoke`."""

    __slots__ = ("name", "parameters", "result")

    def __init__(self, name: str, parameters: Sequence[FormalParameter], result: FeelType = ANY) -> None:
        """``name`` is for messages; ``result`` is what a conforming result must be."""
        self.name = name
        self.parameters = tuple(parameters)
        self.result = result

    @property
    def type(self) -> FeelType:
        """The type ``function<…> -> …``."""
        return FeelType(
            "function", parameters=tuple(each.type for each in self.parameters), result=self.result
        )

    def apply(self, run: Run, arguments: list[Value]) -> Value:
        """The body on checked arguments, one per parameter; a subclass says how."""
        raise NotImplementedError

    def invoke(self, run: Run, arguments: list[Value]) -> Value:
        """Call by position; Undefined where the arguments do not suit (Table 63)."""
        if len(arguments) != len(self.parameters):
            raise Undefined(
                f"takes {len(self.parameters)} argument(s), not {len(arguments)}",
                f"需要 {len(self.parameters)} 个参数，给出了 {len(arguments)} 个",
            )
        run.charge(1)
        for index, parameter in enumerate(self.parameters):
            if parameter.type is not ANY:
                arguments[index] = self._fitted(arguments[index], parameter, run)
        run.depth -= 1
        if run.depth < 0:
            raise FeelBudgetError("depth", run.budget.depth)
        try:
            value = self.apply(run, arguments)
        finally:
            run.depth += 1
        return value if self.result is ANY else fit(value, self.result, run)[0]

    def _fitted(self, value: Value, parameter: FormalParameter, run: Run) -> Value:
        fitted, suits = fit(value, parameter.type, run)
        if not suits:
            raise Undefined(
                f"needs {parameter.type} for '{parameter.name}'",
                f"的参数“{parameter.name}”应为 {parameter.type}",
            )
        return fitted

    def invoke_named(self, run: Run, arguments: Mapping[str, Value]) -> Value:
        """Call by name; parameters that are not named are null (clause 10.3.2.13.5)."""
        known = {parameter.name for parameter in self.parameters}
        for name in arguments:
            if name not in known:
                raise Undefined(f"has no parameter '{name}'", f"没有参数“{name}”")
        return self.invoke(run, [arguments.get(parameter.name) for parameter in self.parameters])

    def __call__(self, *positional: Value, **named: Value) -> Value:
        """Call from Python with FEEL values; null where FEEL would give null."""
        try:
            if named:
                return self.invoke_named(Run(), named)
            return self.invoke(Run(), list(positional))
        except Undefined:
            return None


class UserFunction(FeelFunction):
    """A function literal together with the scope that it closes over."""

    __slots__ = ("_body", "_frame", "_infer", "_slots", "literal")

    def __init__(
        self,
        literal: FunctionLiteral,
        body: Callable[[list[Value]], Value],
        frame: list[Value],
        slots: Sequence[int],
        infer: Callable[[], FeelType],
    ) -> None:
        """``frame`` is the scope at the definition, ``slots`` where the parameters live in it.

        ``infer`` tells the type of the result, for ``instance of``; it is only asked when needed.
        """
        parameters = [FormalParameter(each.name, each.type or ANY) for each in literal.parameters]
        super().__init__("function", parameters)
        self.literal = literal
        self._body = body
        self._frame = frame
        self._slots = slots
        self._infer = infer

    @property
    def type(self) -> FeelType:
        """The declared types of the parameters and the type that the body must give."""
        return function_of(tuple(each.type for each in self.parameters), self._infer())

    def __eq__(self, other: object) -> bool:
        """Same parameters, body and scope (Table 53)."""
        return (
            isinstance(other, UserFunction)
            and self.literal == other.literal
            and self._frame[0] is other._frame[0]
        )

    def __hash__(self) -> int:
        return hash(self.literal)

    def bind(self, slot: int, value: Value) -> None:
        """Let the body see ``value`` at ``slot``: how a context entry calls itself."""
        self._frame[slot] = value

    def apply(self, run: Run, arguments: list[Value]) -> Value:
        """The body in the closed-over scope with the parameters in their places."""
        frame = self._frame.copy()
        frame[1] = run
        for slot, value in zip(self._slots, arguments, strict=True):
            frame[slot] = value
        return self._body(frame)


class HostFunction(FeelFunction):
    """A function that the program around FEEL gives: a business knowledge model, a decision service."""

    __slots__ = ("_call",)

    def __init__(
        self,
        name: str,
        parameters: Sequence[FormalParameter],
        call: Callable[[Run, list[Value]], Value],
        result: FeelType = ANY,
    ) -> None:
        """``call`` gets the run, to pass on to nested evaluations, and one FEEL value per parameter."""
        super().__init__(name, parameters, result)
        self._call = call

    def apply(self, run: Run, arguments: list[Value]) -> Value:
        """Hand over to the program."""
        return self._call(run, arguments)

"""What the compilers of all boxes share: closures, the shapes of their values, findings, and types of results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engine.dmn.item_types import ANYTHING
from engine.dmn.session import Place
from engine.errors import Finding
from engine.feel.types import ANY, FeelType
from engine.feel.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.dmn.item_types import ItemType
    from engine.dmn.session import Session
    from engine.dmn.syntax import Expression
    from engine.dmn.type_table import TypeTable
    from engine.feel import Budget, FeelContext
    from engine.feel.values import Value

Code: TypeAlias = "Callable[[FeelContext, Session], Value]"
"""Gives the value of an expression in a scope."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A closure and the shape of what it gives, as far as that is known."""

    code: Code
    shape: FeelType = ANY


@dataclass(frozen=True, slots=True)
class Text:
    """FEEL as it stands in a file, with the element that holds it."""

    text: str
    element_id: str | None
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is at hand while one element is compiled: its types, where findings go, whose expression it is.

    ``owner`` is the id of the decision or knowledge model, ``title`` its name.
    """

    types: TypeTable
    findings: list[Finding]
    owner: str
    title: str
    file: str
    budget: Budget

    def report(
        self,
        rule: str,
        element_id: str | None,
        line: int | None,
        message: str,
        message_zh: str,
        *,
        severity: str = "error",
    ) -> None:
        """Note something wrong with an element."""
        self.findings.append(
            Finding(
                rule=rule,
                element_id=element_id or self.owner,
                message=message,
                message_zh=message_zh,
                severity=severity,
                file=self.file,
                line=line,
            )
        )

    def type_of(self, reference: str | None, element: Expression) -> ItemType:
        """The type that an expression refers to."""
        return self.types.of(reference, element_id=element.id or self.owner, line=element.line)

    def place(self, element_id: str | None, text: str = "") -> Place:
        """A spot of this element for messages."""
        return Place(self.owner, element_id or self.owner, text)


def nothing(_scope: FeelContext, _session: Session) -> None:
    """The code of an empty box: null."""


NOTHING = Compiled(nothing)


def typed(compiled: Compiled, expected: ItemType, place: Place, what: str) -> Compiled:
    """The same value as the type wants it, null with a reason where it does not suit (clause 10.3.2.9.4)."""
    if expected is ANYTHING or (expected.is_plain and expected.feel.kind == "Any"):
        return compiled
    code = compiled.code

    def fitted(scope: FeelContext, session: Session) -> Value:
        value = code(scope, session)
        if value is None:
            return None
        result, suits = expected.fit(value, session)
        return result if suits else unsuitable(session, place, what, value, expected)

    return Compiled(fitted, expected.feel)


def unsuitable(session: Session, place: Place, what: str, value: Value, expected: ItemType) -> None:
    """Record that a value is not of its type; it is null then."""
    session.trouble(
        place,
        "type",
        f"{what} should be of type {expected} and is {described(value, expected)}, so it is null",
        f"{what} 应为类型 {expected}，实际为 {described(value, expected)}，结果为 null",
    )


def described(value: Value, expected: ItemType) -> str:
    """The kind of a value; never the value itself, which may be personal data."""
    kind = kind_of(value)
    same = kind == expected.feel.kind and not expected.is_plain
    return f"a {kind} that it does not allow" if same else f"a {kind}"

"""The seam to FEEL: every expression of a diagram is compiled here, once, and evaluated here.

Values that go in and come out are plain JSON; dates and durations are ISO 8601 text outside FEEL. A leading
``=`` is dropped; simple expressions of other engines are read where a draft is read leniently.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.domain.beijing import BEIJING
from engine.domain.xml import parse_xml
from engine.errors import InvalidInputError, LimitError, TongbanError
from engine.feel.types import ANY, SIMPLE_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.feel.types import FeelType

_BRACES = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_RETURN = re.compile(r"\s*return\b(.*?);?\s*", re.DOTALL)
_FOREIGN = (
    (re.compile(r"'([^'\"]*)'"), r'"\1"'),
    (re.compile(r"\b(?:bpmn:)?getDataObject\(\s*\"([^\"]*)\"\s*\)"), r"\1"),
    (re.compile(r"\b(?:execution|task|kcontext|context)\.getVariable\(\s*\"(\w+)\"\s*\)"), r"\1"),
    (re.compile(r"\b([\w.]+)\.equals\(([^()]*)\)"), r"(\1 = \2)"),
    (re.compile(r"(?:!\s*|\bnot\s+)empty\s+([\w.]+)"), r"(\1 != null)"),
    (re.compile(r"\bempty\s+([\w.]+)"), r"(\1 = null)"),
    (re.compile(r"==="), "="),
    (re.compile(r"=="), "="),
    (re.compile(r"&&"), " and "),
    (re.compile(r"\|\|"), " or "),
    (re.compile(r"!(?!=)\s*([\w.]+|\([^()]*\))"), r"not(\1)"),
    (re.compile(r"\bTrue\b"), "true"),
    (re.compile(r"\bFalse\b"), "false"),
    (re.compile(r"\bNone\b"), "null"),
)
_ISO_DURATION = re.compile(r"-?P(?=[\dT])(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_ISO_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?(\[[\w/+-]+\]|@[\w/+-]+)?"
)
_ISO_CYCLE = re.compile(r"R-?\d*/\S+")


class ExpressionFailure(TongbanError):  # noqa: N818 (it becomes an incident, not an answer)
    """An expression that failed when it was needed; the token waits and an incident tells why."""


class Expression:
    """One compiled expression."""

    __slots__ = ("_compiled", "text")

    def __init__(self, text: str, compiled: Any) -> None:
        """``text`` as it is drawn, for messages."""
        self.text = text
        self._compiled = compiled

    def evaluate(self, names: Any) -> Any:
        """The value as JSON. Raises ``ExpressionFailure`` where a budget ends it; null is a value."""
        try:
            return feel.to_json(self._compiled(names, environment=names.feel_environment))
        except LimitError as error:
            raise ExpressionFailure(
                f"The expression '{self.text[:80]}' is too expensive: {error.message}",
                f"表达式“{self.text[:80]}”超出限额：{error.message_zh}",
            ) from error
        except InvalidInputError as error:
            raise ExpressionFailure(
                f"The expression '{self.text[:80]}' cannot be evaluated: {error.message}",
                f"表达式“{self.text[:80]}”无法求值：{error.message_zh}",
            ) from error

    def why(self, names: Any) -> tuple[str, str]:
        """Why the value is null, in both languages; empty where FEEL does not know."""
        problems = (
            ()
            if self._compiled is None
            else self._compiled.evaluate(names, environment=names.feel_environment).problems
        )
        return (problems[0].message, problems[0].message_zh) if problems else ("", "")

    def named(self, variable: str) -> Expression:
        """The same, as the one entry of a context."""
        return Named(self, variable)


class Named(Expression):
    """An expression whose value gets a name."""

    __slots__ = ("_inner", "_variable")

    def __init__(self, inner: Expression, variable: str) -> None:
        super().__init__(inner.text, None)
        self._inner, self._variable = inner, variable

    def evaluate(self, names: Any) -> Any:
        """A context with one entry."""
        return {self._variable: self._inner.evaluate(names)}


class Constant(Expression):
    """A text that stands for itself, such as an ISO 8601 duration."""

    def evaluate(self, names: Any) -> Any:  # noqa: ARG002
        """The text."""
        return self.text


class Broken(Expression):
    """A text that could not be read, in a draft: fails when it is reached."""

    def evaluate(self, names: Any) -> Any:  # noqa: ARG002
        """Never gives a value."""
        error: InvalidInputError = self._compiled
        raise ExpressionFailure(
            f"The expression '{self.text[:80]}' cannot be read: {error.message}",
            f"表达式“{self.text[:80]}”无法解析：{error.message_zh}",
        )


def broken(text: str, error: InvalidInputError) -> Expression:
    """Stands for an expression that could not be read."""
    return Broken(text, error)


def compile_expression(text: str, types: Mapping[str, Any], *, lenient: bool = False) -> Expression:
    """Compiles FEEL. Raises ``FeelSyntaxError``; ``lenient`` reads other engines' spellings too."""
    bare = text.strip()
    if bare.startswith("="):
        bare = bare[1:].strip()
    kinds = tuple(types.items())
    try:
        return Expression(text.strip(), _compile(bare, kinds))
    except InvalidInputError:
        foreign = from_foreign(bare) if lenient else bare
        if foreign == bare:
            raise
        return Expression(text.strip(), _compile(foreign, kinds))


def boxed_text(text: str) -> str:
    """The FEEL inside a boxed ``literalExpression`` of DMN, which some tools put into BPMN; else the text itself."""
    if "literalExpression" not in text or not text.lstrip().startswith("<"):
        return text
    found = parse_xml(text.strip().encode()).find("{*}text")
    return text if found is None or not found.text else found.text


def compile_timer(text: str, types: Mapping[str, Any], *, lenient: bool = False) -> Expression:
    """A timer: plain ISO 8601 (``PT5M``, ``2026-01-01``, ``R3/PT10M``) or FEEL."""
    bare = text.strip()
    if _ISO_DURATION.fullmatch(bare) or _ISO_MOMENT.fullmatch(bare) or _ISO_CYCLE.fullmatch(bare):
        return Constant(bare, None)
    return compile_expression(text, types, lenient=lenient)


def from_foreign(text: str) -> str:
    """``${a == 'x' && !b}``, ``return a == b;``, ``a == None`` as FEEL; anything else as it is."""
    inner = text
    for pattern in (_BRACES, _RETURN):
        found = pattern.fullmatch(inner)
        inner = inner if found is None else found[1].strip()
    for pattern, word in _FOREIGN:
        inner = pattern.sub(word, inner)
    return inner


@lru_cache(maxsize=4_096)
def _compile(text: str, types: tuple[tuple[str, Any], ...]) -> feel.Expression:
    declared = {name: feel_type(kind) for name, kind in types}
    return feel.compile(text, types=declared, functions=feel.GOVERNMENT_FUNCTIONS)


def feel_type(kind: FeelType | str) -> FeelType:
    """A type by its name in FEEL (``date``, ``number`` …); an unknown name is ``Any``."""
    return SIMPLE_TYPES.get(kind, ANY) if isinstance(kind, str) else kind


def typed(value: Any, kind: FeelType) -> Any:
    """JSON as the FEEL value that its type says: text as date, time, duration or number."""
    return feel.from_json(value, kind)


def time_names(at: datetime) -> dict[str, Any]:
    """``now`` and ``today`` as names, in Beijing."""
    local = at.astimezone(BEIJING)
    return {"now": local, "today": local.date()}


def feel_environment(at: datetime, calendar: Any) -> Any:
    """FEEL's clock and working calendar for one command."""
    return feel.Environment(now=at.astimezone(BEIJING), calendar=calendar)

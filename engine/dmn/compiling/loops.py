"""Boxed loops and quantifiers (clauses 10.2.1.10 and 10.3.2.14)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel import Date, FeelBudgetError, FeelContext, Range
from engine.feel.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.compiling.core import Code
    from engine.dmn.session import Place, Session
    from engine.feel.values import Value

_DIGITS = 40
"""A number with more digits is beyond any budget."""


def looped(source: Code, variable: str, body: Code, place: Place) -> Code:
    """``for variable in source return body``; ``partial`` holds the results so far."""

    def evaluate(scope: FeelContext, session: Session) -> Value:
        items = _items(source(scope, session), session, place)
        if items is None:
            return None
        results: list[Value] = []
        for each in items:
            session.charge(1 + (len(results) >> 3))
            inside = FeelContext(scope)
            inside[variable] = each
            inside["partial"] = results.copy()
            results.append(body(inside, session))
            if len(results) > session.budget.items:
                raise FeelBudgetError("list", session.budget.items)
        return results

    return evaluate


def some(source: Code, variable: str, body: Code, place: Place) -> Code:
    """Whether the body holds for one item at least."""
    return _quantified(source, variable, body, place, decided_by=True)


def every(source: Code, variable: str, body: Code, place: Place) -> Code:
    """Whether the body holds for all items."""
    return _quantified(source, variable, body, place, decided_by=False)


def _quantified(source: Code, variable: str, body: Code, place: Place, *, decided_by: bool) -> Code:
    def evaluate(scope: FeelContext, session: Session) -> Value:
        items = _items(source(scope, session), session, place)
        if items is None:
            return None
        result: bool | None = not decided_by
        for each in items:
            session.charge(1)
            inside = FeelContext(scope)
            inside[variable] = each
            held = body(inside, session)
            if held is decided_by:
                return decided_by
            if held is not True and held is not False:
                result = None
                if held is not None:
                    _no_condition(session, place, held)
        return result

    return evaluate


def _no_condition(session: Session, place: Place, value: Value) -> None:
    session.trouble(
        place,
        "condition",
        f"'satisfies' should be true or false and is a {kind_of(value)}, so the result is null",
        f"satisfies 应为 true 或 false，实际为 {kind_of(value)}，结果为 null",
    )


def _items(source: Value, session: Session, place: Place) -> Iterator[Value] | None:
    """What a loop goes over: a list, a range of whole numbers or dates, or a single value."""
    if source is None:
        session.trouble(
            place,
            "loop",
            "There is nothing to go over: the list is null, so the result is null",
            "没有可循环的内容：列表为 null，结果为 null",
        )
        return None
    if isinstance(source, Range):
        return _steps(source, session, place)
    return iter(source if type(source) is list else [source])


def _steps(source: Range, session: Session, place: Place) -> Iterator[Value] | None:
    start, end = source.start, source.end
    if _is_whole(start) and _is_whole(end):
        numbers = _whole_numbers(int(start), int(end), source)
        return (Decimal(number) for number in numbers)
    if type(start) is Date and type(end) is Date:
        return map(Date.of_number, _whole_numbers(start.number, end.number, source))
    session.trouble(
        place,
        "loop",
        "A loop goes over a list or over a range of whole numbers or dates, so the result is null",
        "循环只能用于列表、整数范围或日期范围，结果为 null",
    )
    return None


def _is_whole(value: Value) -> bool:
    return type(value) is Decimal and value.adjusted() < _DIGITS and value == value.to_integral_value()


def _whole_numbers(start: int, end: int, source: Range) -> range:
    direction = 1 if start <= end else -1
    first = start if source.start_included else start + direction
    last = end if source.end_included else end - direction
    return range(first, last + direction, direction)

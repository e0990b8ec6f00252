"""Sums, means and the logical functions over lists (clause 10.3.4.4, Table 75)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.builtins.library import builtin
from engine.feel.run import Undefined
from engine.feel.values import DECIMAL128

if TYPE_CHECKING:
    from engine.feel.run import Run
    from engine.feel.values import Value


def _numbers(run: Run, items: list[Value]) -> list[Decimal]:
    run.charge(len(items) >> 4)
    if not all(isinstance(each, Decimal) for each in items):
        raise Undefined("needs a list of numbers", "需要数字列表")
    return items


@builtin("sum(list: list): number", "sum(n…: any): number")
def total(run: Run, list_: list[Value]) -> Value:
    """The sum; null for an empty list."""
    numbers = _numbers(run, list_)
    return _sum(numbers) if numbers else None


def _sum(numbers: list[Decimal]) -> Decimal:
    result = numbers[0]
    for number in numbers[1:]:
        result = DECIMAL128.add(result, number)
    return result


@builtin("mean(list: list): number", "mean(n…: any): number")
def mean(run: Run, list_: list[Value]) -> Decimal | None:
    """The arithmetic mean; null for an empty list."""
    numbers = _numbers(run, list_)
    return DECIMAL128.divide(_sum(numbers), Decimal(len(numbers))) if numbers else None


@builtin("product(list: list): number", "product(n…: any): number")
def product(run: Run, list_: list[Value]) -> Decimal | None:
    """The product; null for an empty list."""
    numbers = _numbers(run, list_)
    if not numbers:
        return None
    result = numbers[0]
    for number in numbers[1:]:
        result = DECIMAL128.multiply(result, number)
    return result


@builtin("median(list: list): number", "median(n…: any): number")
def median(run: Run, list_: list[Value]) -> Decimal | None:
    """The middle number, or the mean of the two in the middle; null for an empty list."""
    numbers = sorted(_numbers(run, list_))
    if not numbers:
        return None
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return DECIMAL128.divide(DECIMAL128.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@builtin("stddev(list: list): number", "stddev(n…: any): number")
def standard_deviation(run: Run, list_: list[Value]) -> Decimal | None:
    """The sample standard deviation; null for fewer than two numbers."""
    numbers = _numbers(run, list_)
    if len(numbers) < 2:  # noqa: PLR2004 (a sample needs two)
        return None
    centre = DECIMAL128.divide(_sum(numbers), Decimal(len(numbers)))
    deviations = [DECIMAL128.subtract(number, centre) for number in numbers]
    squares = _sum([DECIMAL128.multiply(each, each) for each in deviations])
    return DECIMAL128.sqrt(DECIMAL128.divide(squares, Decimal(len(numbers) - 1)))


@builtin("mode(list: list): list<number>", "mode(n…: any): list<number>")
def mode(run: Run, list_: list[Value]) -> list[Value]:
    """The numbers that occur most often, ascending."""
    counts: dict[Decimal, int] = {}
    for number in _numbers(run, list_):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)


@builtin("all(list: list): boolean", "all(b…: any): boolean")
def every(run: Run, list_: list[Value]) -> bool | None:
    """False if any is false, true if all are true or there is none, else null."""
    return _ternary(run, list_, decisive=False)


@builtin("any(list: list): boolean", "any(b…: any): boolean")
def some(run: Run, list_: list[Value]) -> bool | None:
    """True if any is true, false if all are false or there is none, else null."""
    return _ternary(run, list_, decisive=True)


def _ternary(run: Run, items: list[Value], *, decisive: bool) -> bool | None:
    run.charge(len(items) >> 5)
    if any(each is decisive for each in items):
        return decisive
    if all(each is (not decisive) for each in items):
        return not decisive
    raise Undefined("needs a list of true and false", "需要由 true 和 false 组成的列表")

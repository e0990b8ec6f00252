"""What one evaluation carries along: its remaining budget, the problems met, clock and calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from engine.feel.budget import DEFAULT_BUDGET, Budget
from engine.feel.errors import FeelBudgetError
from engine.feel.problems import Problem

if TYPE_CHECKING:
    from datetime import date, datetime

    from engine.feel.syntax import Node
    from engine.feel.values import Value

_MAX_PROBLEMS = 100


class WorkingCalendar(Protocol):
    """The official calendar: weekends, public holidays and make-up workdays."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether offices work on that day."""
        ...

    def add_working_days(self, day: date, count: int, /) -> date:
        """The working day that lies ``count`` working days after ``day``."""
        ...

    def working_days_between(self, start: date, end: date, /) -> int:
        """How many working days lie after ``start`` up to and including ``end``."""
        ...


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What an expression may know of the world; nothing of it is read behind the caller's back.

    ``now`` is an aware time: ``now()`` gives it, ``today()`` its date in its own zone. Without it both
    are null with a reason. ``calendar`` answers the functions on working days.
    """

    now: datetime | None = None
    calendar: WorkingCalendar | None = None


NOWHERE = Environment()


class Undefined(Exception):  # noqa: N818 (no error: FEEL turns it into null where it is raised)
    """Raised by a built-in for input outside its domain; its call becomes null with this reason."""

    def __init__(self, reason: str, reason_zh: str) -> None:
        """The reason in both languages, without the name of the function."""
        super().__init__(reason)
        self.reason, self.reason_zh = reason, reason_zh


class Run:
    """One evaluation."""

    __slots__ = ("budget", "depth", "environment", "pattern_seconds", "problems", "steps")

    def __init__(self, budget: Budget = DEFAULT_BUDGET, environment: Environment = NOWHERE) -> None:
        """Starts with the whole budget."""
        self.steps = budget.steps
        self.depth = budget.depth
        self.budget = budget
        self.environment = environment
        self.problems: list[Problem] | None = None
        self.pattern_seconds = budget.pattern / 1000

    def charge(self, steps: int) -> None:
        """Take steps from the budget; FeelBudgetError when none are left."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelBudgetError("steps", self.budget.steps)

    def sized(self, items: list[Value]) -> list[Value]:
        """The list, if it is not longer than a list may be; its length is charged."""
        if len(items) > self.budget.items:
            raise FeelBudgetError("list", self.budget.items)
        self.charge(len(items) >> 6)
        return items

    def text(self, text: str) -> str:
        """The string, if it is not longer than a string may be; its length is charged."""
        if len(text) > self.budget.string:
            raise FeelBudgetError("string", self.budget.string)
        self.charge(len(text) >> 10)
        return text

    def problem(self, node: Node, rule: str, message: str, message_zh: str) -> Value:
        """Record why the value of ``node`` is null; always returns None, which is that value."""
        if self.problems is None:
            self.problems = []
        if len(self.problems) < _MAX_PROBLEMS:
            self.problems.append(
                Problem(rule=rule, position=node.start, end=node.end, message=message, message_zh=message_zh)
            )
        return None


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """The value of an expression and why parts of it became null."""

    value: Value
    problems: tuple[Problem, ...] = field(default=())

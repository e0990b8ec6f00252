"""What stands in a decision table (clause 8), before its cells are compiled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.dmn.syntax import Expression


class HitPolicy(Enum):
    """How many rules may match and which of them count (clause 8.2.10)."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    OUTPUT_ORDER = "OUTPUT ORDER"
    RULE_ORDER = "RULE ORDER"
    COLLECT = "COLLECT"

    @property
    def gives_list(self) -> bool:
        """Whether all matching rules are in the result."""
        return self in (HitPolicy.OUTPUT_ORDER, HitPolicy.RULE_ORDER, HitPolicy.COLLECT)


class Aggregation(Enum):
    """What COLLECT makes of the outputs (clause 8.2.10)."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """The text of one entry."""

    id: str | None
    line: int | None
    text: str


@dataclass(frozen=True, kw_only=True)
class TableInput:
    """An input column: its expression, the type of its value and the values it may have."""

    id: str | None
    line: int | None
    label: str | None
    text: str
    type_ref: str | None
    allowed: str | None


@dataclass(frozen=True, kw_only=True)
class TableOutput:
    """An output column. ``allowed`` also gives the order of priority; ``default`` counts where no rule matches."""

    id: str | None
    line: int | None
    name: str | None
    label: str | None
    type_ref: str | None
    allowed: str | None
    default: Cell | None


@dataclass(frozen=True, kw_only=True)
class TableRule:
    """A row. ``number`` counts from 1; it stands for the id where there is none."""

    id: str
    number: int
    line: int | None
    inputs: tuple[Cell, ...]
    outputs: tuple[Cell, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DecisionTable(Expression):
    """A decision table (clause 8.3)."""

    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[TableRule, ...]

"""A decision table with the rules that matched, as plain texts: for the command line, pages and histories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.feel import Budget, Run
from engine.feel.writing import write_literal

if TYPE_CHECKING:
    from engine.dmn.session import EvaluatedTable
    from engine.feel.values import Value

_SHOWN = Budget(string=10_000_000, steps=1_000_000)


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One rule. ``mark`` is ``✔`` where it matched and counts, ``✓`` where it only matched, else empty.

    ``inputs`` are the cells as written; ``outputs`` the values that a matching rule gave, else the cells.
    """

    number: int
    rule_id: str
    mark: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TableView:
    """A table as it was evaluated: one heading and one value for each input column, then the rules."""

    decision_id: str
    decision: str
    hit_policy: str
    inputs: tuple[str, ...]
    values: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[TableRow, ...]


def shown(value: Value) -> str:
    """A value as FEEL text."""
    return write_literal(value, Run(_SHOWN))


def view(table: EvaluatedTable, *, only_matched: bool = False) -> TableView:
    """The table with all its rules, or only with those that matched."""
    source = table.source
    matched = {each.number: each for each in table.matched}
    rows: list[TableRow] = []
    for rule in source.rules:
        hit = matched.get(rule.number)
        if only_matched and hit is None:
            continue
        written = tuple(cell.text.strip() for cell in rule.outputs)
        rows.append(
            TableRow(
                number=rule.number,
                rule_id=rule.id,
                mark="" if hit is None else "✔" if hit.counted else "✓",
                inputs=tuple(cell.text.strip() for cell in rule.inputs),
                outputs=written if hit is None else tuple(shown(each.value) for each in hit.outputs),
                annotations=rule.annotations,
            )
        )
    aggregation = "" if source.aggregation is None else f" {source.aggregation.value}"
    return TableView(
        decision_id=table.decision_id,
        decision=table.decision,
        hit_policy=f"{source.hit_policy.value}{aggregation}",
        inputs=tuple(each.column for each in table.inputs),
        values=tuple(shown(each.value) for each in table.inputs),
        outputs=tuple(each.label or each.name or table.decision for each in source.outputs),
        rows=tuple(rows),
    )
